package tenancy

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Shift takes some from a list and adds others, whatever else is in it. What it takes and adds stays.
type Shift[T comparable] struct{ Add, Drop []T }

// none tells a shift that moves nothing.
func (s Shift[T]) none() bool { return len(s.Add)+len(s.Drop) == 0 }

func (s Shift[T]) of(held []T) []T {
	out := slices.DeleteFunc(slices.Clone(held), func(one T) bool { return slices.Contains(s.Drop, one) })
	for _, one := range s.Add {
		if !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// settle turns what a patch shifts into the lists that the locked user has afterwards: conflict (last_role) where
// no role would be left.
func (p UserPatch) settle(tx *store.Tx, t touched) (UserPatch, error) {
	if !p.Roles.none() {
		roles := p.Roles.of(RoleIDs(t.roles))
		if len(roles) == 0 {
			return p, errs.New(errs.Conflict, "last_role", "This is the only role of this person. Give them another one first.")
		}
		p.RoleIDs = &roles
	}
	if !p.Locations.none() {
		held, err := tx.LocationsOf(t.user.ID)
		if err != nil {
			return p, err
		}
		locations := p.Locations.of(LocationIDs(held))
		p.LocationIDs = &locations
	}
	return p, nil
}
