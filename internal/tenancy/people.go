package tenancy

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// UserPatch holds what to change of a user; nil leaves it as it is. The e-mail of another person is never editable.
// Roles and Locations shift what the user has at the time, in place of the whole lists.
type UserPatch struct {
	Name        *string
	RoleIDs     *[]id.Role
	LocationIDs *[]id.Location
	Roles       Shift[id.Role]
	Locations   Shift[id.Location]
}

// touched is a user whom somebody is about to change, and what both hold now.
type touched struct {
	user    domain.User
	roles   []domain.Role
	at      []id.Location
	places  []domain.Location // those that they were given by the change
	place   domain.Workspace
	holding domain.Holding // of whoever changes them
}

// reach locks the workspace, looks at the caller as they are by then, and locks the user. It refuses where the caller
// may not change them: not_found or permission_denied where they are beyond the caller's locations; above_own where
// they hold a right that the caller lacks; precondition_failed where their version moved on (0: any).
func reach(tx *store.Tx, pass authz.Pass, one id.User, version int64) (touched, error) {
	var t touched
	var err error
	if t.place, t.holding, err = lockPlace(tx, pass); err != nil {
		return t, err
	}
	if t.user, err = tx.LockUser(one); err != nil {
		return t, missing(err, "user")
	}
	locations, err := tx.LocationsOf(one)
	if err != nil {
		return t, err
	}
	t.at = LocationIDs(locations)
	if err := tx.Reach(t.holding, pass.Opened(), t.at); err != nil {
		return t, err
	}
	if version != 0 && version != t.user.Version {
		return t, errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this person since you read them. Read them again.")
	}
	if t.roles, err = tx.RolesOf(one); err != nil {
		return t, err
	}
	return t, domain.MayTouch(t.holding, t.roles, t.at)
}

// EditUser changes name, roles and locations. Errors: validation_failed; above_own where the person holds a right
// that the caller lacks; role_above_own where a new role exceeds the caller's; last_admin; four_eyes_needs_two;
// last_role; precondition_failed. Renewed tells that the person is invited and their roles changed, so that their link has
// to be a new one.
func EditUser(tx *store.Tx, pass authz.Pass, one id.User, p UserPatch, version int64) (u domain.User, renewed bool, err error) {
	t, err := reach(tx, pass, one, version)
	if err != nil {
		return t.user, false, err
	}
	if p, err = p.settle(tx, t); err != nil {
		return t.user, false, err
	}
	before := t
	changes := map[string]domain.Change{}
	if err := t.rename(p.Name, changes); err != nil {
		return t.user, false, err
	}
	if err := t.relocate(tx, pass.Opened(), p.LocationIDs, changes); err != nil {
		return t.user, false, err
	}
	if err := t.regrant(tx, p.RoleIDs, changes); err != nil {
		return t.user, false, err
	}
	if _, moved := changes["location_ids"]; moved {
		if err := t.mayTakeAlong(); err != nil {
			return t.user, false, err
		}
	}
	if len(changes) == 0 {
		return t.user, false, nil
	}
	saved, err := tx.SaveUser(t.user)
	if err != nil {
		return t.user, false, err
	}
	if !saved {
		return t.user, false, errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this person just now. Read them again.")
	}
	t.user.Version++
	if err := stillHeld(tx, before, t.roles); err != nil {
		return t.user, false, err
	}
	if err := TellChanged(tx, pass, before.user, t.told(changes)...); err != nil {
		return t.user, false, err
	}
	_, regranted := changes["role_ids"]
	return t.user, regranted && t.user.Status == domain.StatusInvited, tx.Record(domain.UserUpdated{User: t.user, Fields: changes})
}

func (t *touched) rename(name *string, changes map[string]domain.Change) error {
	if name == nil {
		return nil
	}
	parsed, bad := domain.ParseName("/name", *name)
	if bad != nil {
		return errs.Validation(*bad)
	}
	if parsed != t.user.Name {
		changes["name"] = domain.Change{From: t.user.Name, To: parsed}
		t.user.Name, t.user.NameKey, t.user.Search = parsed, domain.Fold(parsed), domain.SearchText(parsed, t.user.Email)
	}
	return nil
}

// regrant gives exactly the roles of the list, at the locations of now. Only what is new is held against the caller's
// own rights: what is taken away, MayTouch has looked at.
func (t *touched) regrant(tx *store.Tx, ids *[]id.Role, changes map[string]domain.Change) error {
	if ids == nil {
		return nil
	}
	roles, err := FindRoles(tx, "/role_ids", *ids)
	if err != nil {
		return err
	}
	if len(roles) == 0 {
		return errs.Validation(errs.Field{Pointer: "/role_ids", Code: "required", Detail: "Choose at least one role."})
	}
	old, now := RoleIDs(t.roles), RoleIDs(roles)
	added := slices.DeleteFunc(slices.Clone(roles), func(r domain.Role) bool { return slices.Contains(old, r.ID) })
	if err := domain.MayGrant(t.holding, added, t.at); err != nil {
		return err
	}
	if len(added) == 0 && len(old) == len(now) {
		return nil
	}
	changes["role_ids"] = domain.Change{From: old, To: now}
	t.roles = roles
	return tx.SetRoles(t.user.ID, now)
}

// relocate puts the person at exactly these locations. The caller has to reach them there, too.
func (t *touched) relocate(tx *store.Tx, need domain.Permission, ids *[]id.Location, changes map[string]domain.Change) error {
	if ids == nil {
		return nil
	}
	old := t.at
	locations, err := FindLocations(tx, "/location_ids", *ids, old...)
	if err != nil {
		return err
	}
	now := LocationIDs(locations)
	if len(old) == len(now) && !slices.ContainsFunc(now, func(l id.Location) bool { return !slices.Contains(old, l) }) {
		return nil
	}
	if err := tx.Put(t.holding, need, now); err != nil {
		return err
	}
	changes["location_ids"] = domain.Change{From: old, To: now}
	t.at, t.places = now, locations
	return tx.SetLocations(t.user.ID, now)
}

// mayTakeAlong holds the roles of scope locations against the caller's rights: by moving their holder, they are given
// at other locations.
func (t *touched) mayTakeAlong() error {
	local := slices.DeleteFunc(slices.Clone(t.roles), func(r domain.Role) bool { return r.Scope != domain.ScopeLocations })
	return domain.MayGrant(t.holding, local, t.at)
}

// stillHeld refuses a change after which nobody is an active Admin, or four eyes have one pair left. It looks at the
// rows as the change leaves them; the workspace's row is locked, so that such changes are decided one after another.
func stillHeld(tx *store.Tx, before touched, after []domain.Role) error {
	if before.user.Status != domain.StatusActive {
		return nil
	}
	was, is := domain.HoldingOf(before.roles, nil), domain.HoldingOf(after, nil) // both rules ask for what is held everywhere
	if was.Admin && !is.Admin {
		if err := keepsAdmin(tx, before.user.ID); err != nil {
			return err
		}
	}
	lost := was.Permissions.Has(domain.ApprovalsDecide) && !is.Permissions.Has(domain.ApprovalsDecide)
	if before.place.FourEyes && lost {
		return enoughEyes(tx)
	}
	return nil
}

// Suspend takes access away until somebody gives it back; it holds from the person's next request on. Errors as for
// EditUser; conflict where they are not active.
func (s *Service) Suspend(ctx context.Context, pass authz.Pass, one id.User, version int64) (domain.Member, error) {
	return s.change(ctx, pass, one, version, domain.AccessSuspended, func(tx *store.Tx, t touched) (domain.Event, domain.User, error) {
		if one == pass.User().ID {
			return nil, t.user, errs.New(errs.Denied, "permission_denied", "Nobody suspends themselves. You can leave the workspace.").
				With("permission", string(domain.UsersSuspend))
		}
		u, err := Move(tx, t.user, domain.StatusSuspended)
		if err == nil {
			err = stillHeld(tx, t, nil)
		}
		return domain.UserSuspended{User: u, Status: domain.Change{From: t.user.Status, To: u.Status}}, u, err
	})
}

// Reactivate gives a suspended person their access back. Errors as for EditUser: whoever gives access back grants it;
// conflict where they are not suspended.
func (s *Service) Reactivate(ctx context.Context, pass authz.Pass, one id.User, version int64) (domain.Member, error) {
	return s.change(ctx, pass, one, version, domain.AccessReactivated, func(tx *store.Tx, t touched) (domain.Event, domain.User, error) {
		if err := t.user.Status.MayReactivate(); err != nil {
			return nil, t.user, err
		}
		u, err := Move(tx, t.user, domain.StatusActive)
		return domain.UserReactivated{User: u, Status: domain.Change{From: t.user.Status, To: u.Status}}, u, err
	})
}

func (s *Service) change(ctx context.Context, pass authz.Pass, one id.User, version int64, kind domain.AccessKind, fn func(*store.Tx, touched) (domain.Event, domain.User, error)) (domain.Member, error) {
	var out domain.Member
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		t, err := reach(tx, pass, one, version)
		if err != nil {
			return err
		}
		event, u, err := fn(tx, t)
		if err != nil {
			return err
		}
		if err := tx.Record(event); err != nil {
			return err
		}
		if err := TellChanged(tx, pass, t.user, domain.AccessChange{Kind: kind}); err != nil {
			return err
		}
		out, err = tx.Member(u)
		return err
	})
	return out, err
}

// Reach locks a user whom the caller is about to remove; its refusals are those of EditUser.
func Reach(tx *store.Tx, pass authz.Pass, one id.User, version int64) (domain.User, error) {
	t, err := reach(tx, pass, one, version)
	return t.user, err
}
