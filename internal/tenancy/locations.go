package tenancy

import (
	"context"
	"errors"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Locations lists the locations by name, each with how many people are there.
func (s *Service) Locations(ctx context.Context, pass authz.Pass, f store.LocationFilter, r page.Request) (page.Of[domain.LocationUse], error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (page.Of[domain.LocationUse], error) { return tx.LocationPage(f, r) })
}

// Location reads one location; not_found where it is not here.
func (s *Service) Location(ctx context.Context, pass authz.Pass, one id.Location) (domain.LocationUse, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (domain.LocationUse, error) {
		l, err := tx.Location(one)
		if err != nil {
			return domain.LocationUse{}, missing(err, "location")
		}
		return use(tx, l)
	})
}

func use(tx *store.Tx, l domain.Location) (domain.LocationUse, error) {
	list, err := tx.LocationUses([]domain.Location{l})
	if err != nil {
		return domain.LocationUse{}, err
	}
	return list[0], nil
}

// NewLocation is a location to be made.
type NewLocation struct {
	Name, Address, Timezone string
}

// CreateLocation makes a location. Errors: validation_failed; name_taken where one has that name, in any spelling of
// its case; limit_reached where there are domain.MaxLocations.
func (s *Service) CreateLocation(ctx context.Context, pass authz.Pass, n NewLocation) (domain.LocationUse, error) {
	var l domain.Location
	p := LocationPatch{Name: &n.Name, Address: &n.Address, Timezone: &n.Timezone}
	if err := p.apply(&l, nil); err != nil {
		return domain.LocationUse{}, err
	}
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		if _, _, err := lockPlace(tx, pass); err != nil { // the limit is over several rows
			return err
		}
		if err := freeName(tx, l.NameKey); err != nil {
			return err
		}
		there, err := tx.CountLocations()
		if err != nil {
			return err
		}
		if there >= domain.MaxLocations {
			return errs.Newf(errs.Conflict, "limit_reached", "A workspace has at most %d locations. Delete one that nobody needs.", domain.MaxLocations)
		}
		l.WorkspaceID, l.ID, l.Version = tx.Workspace(), id.New[id.Location](), 1
		l.CreatedAt, l.UpdatedAt = tx.Now(), tx.Now()
		if err := tx.AddLocation(l); err != nil {
			return err
		}
		return tx.Record(domain.LocationCreated{Location: l, Name: l.Name, Address: l.Address, Timezone: l.Timezone})
	})
	return domain.LocationUse{Location: l}, err
}

func freeName(tx *store.Tx, key string) error {
	taken, err := tx.LocationNamed(key)
	if err == nil && taken {
		return errs.New(errs.Conflict, "name_taken", "There is a location of that name already.")
	}
	return err
}

// LocationPatch holds what to change of a location; nil leaves it as it is.
type LocationPatch struct {
	Name, Address, Timezone *string
	Archived                *bool
}

// apply puts the patch on a location and notes what it changes, or gives one error of all wrong fields.
func (p LocationPatch) apply(l *domain.Location, changes map[string]domain.Change) error {
	var bad []errs.Field
	set := func(field string, into, given *string, parse func(pointer, text string) (string, *errs.Field)) {
		if given == nil {
			return
		}
		text, fault := parse("/"+field, *given)
		if fault != nil {
			bad = append(bad, *fault)
			return
		}
		if text != *into && changes != nil {
			changes[field] = domain.Change{From: *into, To: text}
		}
		*into = text
	}
	set("name", &l.Name, p.Name, domain.ParseName)
	set("address", &l.Address, p.Address, func(pointer, text string) (string, *errs.Field) {
		return domain.ParseMessage(pointer, text, domain.MaxAddress)
	})
	set("timezone", &l.Timezone, p.Timezone, domain.ParseTimezone)
	l.NameKey = domain.Fold(l.Name)
	return errs.Validation(bad...)
}

// UpdateLocation changes name, address and time zone, archives a location or brings it back. Version is the one that
// the caller saw, or 0 for any. Errors: validation_failed; name_taken; not_found; precondition_failed.
func (s *Service) UpdateLocation(ctx context.Context, pass authz.Pass, one id.Location, p LocationPatch, version int64) (domain.LocationUse, error) {
	var out domain.LocationUse
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		l, _, err := reachLocation(tx, pass, one, version)
		if err != nil {
			return err
		}
		was, changes := l, map[string]domain.Change{}
		if err := p.apply(&l, changes); err != nil {
			return err
		}
		if l.NameKey != was.NameKey {
			if err := freeName(tx, l.NameKey); err != nil {
				return err
			}
		}
		events := []domain.Event{}
		if p.Archived != nil && *p.Archived != (l.ArchivedAt != nil) {
			events = append(events, archive(tx, &l, *p.Archived))
		}
		if len(changes) > 0 {
			events = append(events, domain.LocationUpdated{Location: l, Fields: changes})
		}
		if l, err = saveLocation(tx, l, events); err != nil {
			return err
		}
		out, err = use(tx, l)
		return err
	})
	return out, err
}

// archive puts a location away, or brings it back, and gives the event that says so.
func archive(tx *store.Tx, l *domain.Location, away bool) domain.Event {
	if !away {
		l.ArchivedAt = nil
		return domain.LocationRestored{Location: *l}
	}
	now := tx.Now()
	l.ArchivedAt = &now
	return domain.LocationArchived{Location: *l}
}

func saveLocation(tx *store.Tx, l domain.Location, events []domain.Event) (domain.Location, error) {
	if len(events) == 0 {
		return l, nil
	}
	saved, err := tx.SaveLocation(l)
	if err != nil {
		return l, err
	}
	if !saved {
		return l, errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this location just now. Read it again.")
	}
	l.Version++
	l.UpdatedAt = tx.Now()
	for _, e := range events {
		if err := tx.Record(e); err != nil {
			return l, err
		}
	}
	return l, nil
}

// reachLocation locks the workspace and a location that the caller is about to change, and tells what they hold now.
func reachLocation(tx *store.Tx, pass authz.Pass, one id.Location, version int64) (domain.Location, domain.Holding, error) {
	_, holding, err := lockPlace(tx, pass)
	if err != nil {
		return domain.Location{}, holding, err
	}
	l, err := tx.LockLocation(one)
	if err == nil && version != 0 && version != l.Version {
		err = errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this location since you read it. Read it again.")
	}
	return l, holding, missing(err, "location")
}

// DeleteLocation deletes a location. Where people are at it, or invitations offer it, they get the other one instead.
// Errors: location_in_use, with how many, where there is no other one; validation_failed (location_unknown,
// location_archived) for the other one; role_above_own where people there hold a role of scope locations, which would
// give at the other one what the caller does not hold across the workspace; not_found; precondition_failed.
func (s *Service) DeleteLocation(ctx context.Context, pass authz.Pass, one id.Location, instead *id.Location, version int64) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		l, holding, err := reachLocation(tx, pass, one, version)
		if err != nil {
			return err
		}
		users, offers, err := tx.CountAt(one)
		if err != nil {
			return err
		}
		if instead != nil {
			err = moveAll(tx, holding, one, *instead)
		} else if users+offers > 0 {
			err = errs.New(errs.Conflict, "location_in_use", "People or open invitations have this location. Say which one they get instead.").
				With("user_count", users).With("invitation_count", offers)
		}
		if err != nil {
			return err
		}
		if err := tx.DropLocation(one); err != nil {
			return err
		}
		return tx.Record(domain.LocationDeleted{
			Location: l, Name: domain.Was(l.Name), Address: domain.Was(l.Address), Timezone: domain.Was(l.Timezone),
			ReplacedWith: instead, UserCount: users,
		})
	})
}

// moveAll gives everybody at one location another one instead. Rights go with people to where they are, so whoever
// moves them has to hold those rights themselves, across the workspace.
func moveAll(tx *store.Tx, holding domain.Holding, one, instead id.Location) error {
	const pointer = "/replace_with"
	if one == instead {
		return errs.Validation(errs.Field{Pointer: pointer, Code: "invalid", Detail: "Choose another location than the one to delete."})
	}
	other, err := tx.LockLocation(instead)
	if err != nil {
		if errors.Is(err, store.ErrMissing) {
			return errs.Validation(errs.Field{Pointer: pointer, Code: "location_unknown", Detail: "There is no such location in this workspace."})
		}
		return err
	}
	if other.ArchivedAt != nil {
		return errs.Validation(archivedField(pointer))
	}
	if _, err := tx.LockPeopleAt(one); err != nil { // an approver may be giving them a role at this moment
		return err
	}
	roles, err := tx.LocalRolesAt(one)
	if err != nil {
		return err
	}
	if err := domain.MayGrant(holding, roles, nil); err != nil {
		return err
	}
	return tx.MoveAll(one, instead)
}

func archivedField(pointer string) errs.Field {
	return errs.Field{Pointer: pointer, Code: "location_archived", Detail: "This location is archived. Bring it back first, or choose another."}
}

// givable refuses locations that are archived, unless they are among those held already.
func givable(pointer string, ids []id.Location, found []domain.Location, held []id.Location) error {
	archived := map[id.Location]bool{}
	for _, l := range found {
		archived[l.ID] = l.ArchivedAt != nil && !slices.Contains(held, l.ID)
	}
	var bad []errs.Field
	for i, one := range ids {
		if archived[one] {
			bad = append(bad, archivedField(pointer+"/"+itoa(i)))
		}
	}
	return errs.Validation(bad...)
}
