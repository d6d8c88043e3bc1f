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

// Explanation is why somebody may do something, or why not. At is nil where no location was asked for.
type Explanation struct {
	domain.Access
	User       domain.User
	Locations  []domain.Location // the user's own
	Permission domain.Permission
	At         *domain.Location
}

// Explain tells whether a user may do something, at a location or, with "", across the workspace, and why. Errors:
// not_found; validation_failed with permission_unknown or location_unknown.
func (s *Service) Explain(ctx context.Context, pass authz.Pass, one id.User, permission string, at id.Location) (Explanation, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (Explanation, error) {
		u, err := tx.User(one)
		if err != nil {
			return Explanation{}, missing(err, "user")
		}
		out := Explanation{User: u}
		if out.Locations, err = tx.LocationsOf(one); err != nil {
			return out, err
		}
		if err := tx.See(pass.Holding(), pass.Opened(), LocationIDs(out.Locations)); err != nil {
			return out, err
		}
		if out.Permission, out.At, err = findQuestion(tx, permission, at); err != nil {
			return out, err
		}
		roles, err := tx.RolesOf(one)
		if err != nil {
			return out, err
		}
		out.Access = domain.AccessOf(u.Status, roles, LocationIDs(out.Locations), out.Permission, at)
		return out, nil
	})
}

func findQuestion(tx *store.Tx, permission string, at id.Location) (domain.Permission, *domain.Location, error) {
	var bad []errs.Field
	p := domain.Permission(permission)
	own, err := tx.OwnPermissions()
	if err != nil {
		return p, nil, err
	}
	if !domain.AllPermissions().Has(p) && !domain.OwnSet(own).Has(p) {
		bad = append(bad, unknownPermission("/permission"))
	}
	if at == "" {
		return p, nil, errs.Validation(bad...)
	}
	found, err := tx.LocationsByID([]id.Location{at})
	if err != nil {
		return p, nil, err
	}
	if len(found) == 0 {
		bad = append(bad, errs.Field{Pointer: "/location_id", Code: "location_unknown", Detail: "There is no such location in this workspace."})
	}
	if err := errs.Validation(bad...); err != nil {
		return p, nil, err
	}
	return p, &found[0], nil
}

// Where names the locations of a grant.
func (e Explanation) Where(g domain.Grant) []domain.Location {
	return slices.DeleteFunc(slices.Clone(e.Locations), func(l domain.Location) bool { return !slices.Contains(g.Locations, l.ID) })
}
