package tenancy

import (
	"errors"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Service answers what the workspace's own people ask about it.
type Service struct {
	db     *store.DB
	closed bool // nobody makes further workspaces

	hooksInside bool // webhooks may have addresses of private networks, and http
}

// New takes the database, whether anybody who is signed in may make further workspaces, and whether webhooks may reach
// private networks.
func New(db *store.DB, anyoneFounds, hooksInside bool) *Service {
	return &Service{db: db, closed: !anyoneFounds, hooksInside: hooksInside}
}

// Recheck reads, inside the transaction that is about to hand something out, what the caller holds now, and keeps it so
// until the end: the audit log never shows an act after the entry that took the right to it away. A caller who lost
// their place or the permission since the gate opened gets not_found or permission_denied. It comes before every other
// lock.
func Recheck(tx *store.Tx, pass authz.Pass) (domain.Holding, error) {
	if _, err := tx.HoldPlaceFor(pass); err != nil {
		return domain.Holding{}, missing(err, "workspace")
	}
	return recheck(tx, pass)
}

func recheck(tx *store.Tx, pass authz.Pass) (domain.Holding, error) {
	holding, err := holdingNow(tx, pass)
	if err != nil {
		return holding, missing(err, "workspace")
	}
	if need := pass.Opened(); !authz.Opens(holding, need) {
		return holding, errs.Newf(errs.Denied, "permission_denied", "You no longer hold the permission %s.", need).
			With("permission", string(need))
	}
	return holding, nil
}

// holdingNow gives what the caller holds; ErrMissing where they have no place any more, unauthenticated where their key
// works no more.
func holdingNow(tx *store.Tx, pass authz.Pass) (domain.Holding, error) {
	if k, ok := pass.Key(); ok {
		return keyHoldingNow(tx, k.ID, pass.User().ID)
	}
	user, roles, at, err := tx.HolderNow(pass.User().ID)
	if err == nil && user.Status != domain.StatusActive {
		err = store.ErrMissing
	}
	return domain.HoldingOf(roles, at), err
}

func keyHoldingNow(tx *store.Tx, key id.APIKey, maker id.User) (domain.Holding, error) {
	h, err := tx.KeyHolderNow(key)
	switch {
	case errors.Is(err, store.ErrMissing):
		if _, err = tx.User(maker); err == nil { // their place alone would be missing
			err = authz.ErrSignIn()
		}
		return domain.Holding{}, err
	case err != nil:
		return domain.Holding{}, err
	case h.User.Status != domain.StatusActive:
		return domain.Holding{}, store.ErrMissing
	case h.Key.Expired(tx.Now()), h.Key.MadeBy != nil && (h.MadeBy == nil || h.MadeBy.Expired(tx.Now())):
		return domain.Holding{}, authz.ErrSignIn()
	}
	return domain.HoldingOf(h.Roles, h.Locations).Within(authz.KeyPermissions(&h.Key, h.MadeBy)), nil
}

// FindRoles gives the roles of a request's list. A field error with code role_unknown names each that is not
// here; duplicates count once.
func FindRoles(tx *store.Tx, pointer string, ids []id.Role) ([]domain.Role, error) {
	found, err := tx.RolesByID(ids)
	if err != nil {
		return nil, err
	}
	here := make(map[id.Role]bool, len(found))
	for _, r := range found {
		here[r.ID] = true
	}
	return found, Unknown(pointer, "role_unknown", "There is no such role in this workspace.", ids, here)
}

// FindLocations gives the locations of a request's list, as FindRoles does for roles; the codes are location_unknown
// and, for one that is archived and not among those held already, location_archived.
func FindLocations(tx *store.Tx, pointer string, ids []id.Location, held ...id.Location) ([]domain.Location, error) {
	found, err := tx.LocationsByID(ids)
	if err != nil {
		return nil, err
	}
	here := make(map[id.Location]bool, len(found))
	for _, l := range found {
		here[l.ID] = true
	}
	if err := Unknown(pointer, "location_unknown", "There is no such location in this workspace.", ids, here); err != nil {
		return nil, err
	}
	return found, givable(pointer, ids, found, held)
}

// Unknown gives a field error with the code for each id of a list that is not here, and nil where all are.
func Unknown[T ~string](pointer, code, detail string, ids []T, here map[T]bool) error {
	var fields []errs.Field
	for i, one := range ids {
		if !here[one] {
			fields = append(fields, errs.Field{Pointer: pointer + "/" + itoa(i), Code: code, Detail: detail})
		}
	}
	return errs.Validation(fields...)
}

// RoleIDs gives the ids of roles.
func RoleIDs(roles []domain.Role) []id.Role {
	out := make([]id.Role, len(roles))
	for i, r := range roles {
		out[i] = r.ID
	}
	return out
}

// LocationIDs gives the ids of locations.
func LocationIDs(locations []domain.Location) []id.Location {
	out := make([]id.Location, len(locations))
	for i, l := range locations {
		out[i] = l.ID
	}
	return out
}

// missing turns an absent row into the one answer for what is not here.
func missing(err error, what string) error {
	if errors.Is(err, store.ErrMissing) {
		return errs.Missing(what)
	}
	return err
}
