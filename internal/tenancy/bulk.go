package tenancy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Outcome is what became of one of many: done, or refused with Err.
type Outcome[T ~string] struct {
	ID  T
	Err error
}

// OneByOne carries out a use case on each of a list, in its order, each in a transaction of its own, so that the
// refusal of one holds up nobody else. Duplicates count once. A fault of the house ends the list: it is the error
// where nothing was done before, and otherwise the outcome of everybody who was still to come.
func OneByOne[T ~string](ctx context.Context, list []T, do func(context.Context, T) error) ([]Outcome[T], error) {
	seen := make(map[T]bool, len(list))
	out := make([]Outcome[T], 0, len(list))
	done, broken := 0, false
	ctx = store.InSteps(ctx)
	for _, one := range list {
		if seen[one] {
			continue
		}
		seen[one] = true
		err := errNotTried()
		if !broken {
			err = do(ctx, one)
		}
		if err == nil {
			done++
		}
		if broken = broken || fault(err); broken && done == 0 {
			return nil, err
		}
		out = append(out, Outcome[T]{ID: one, Err: err})
	}
	return out, nil
}

func errNotTried() error {
	return errs.New(errs.Unavailable, "unavailable", "The server could not go on, so this was not tried. Ask again for what is left.")
}

// fault tells the errors that say nothing about the one whom the use case was for.
func fault(err error) bool {
	e := errs.Of(err)
	return err != nil && (e == nil || e.Kind == errs.Internal || e.Kind == errs.Unavailable || e.Code == "request_in_progress")
}

// EachUser carries out a use case on each user of a list. Before anything happens the whole is refused with
// validation_failed where an id of the list, or one that the patch adds or takes, is of nothing here: user_unknown,
// role_unknown, location_unknown. A patch that shifts nothing names nothing.
func (s *Service) EachUser(ctx context.Context, pass authz.Pass, users []id.User, p UserPatch, do func(context.Context, id.User) error) ([]Outcome[id.User], error) {
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		here, err := tx.UsersHere(users)
		if err != nil {
			return err
		}
		if err := Unknown("/user_ids", "user_unknown", "There is no such user in this workspace.", users, here); err != nil {
			return err
		}
		return p.known(tx)
	})
	if err != nil {
		return nil, err
	}
	return OneByOne(ctx, users, do)
}

// known refuses a shift by what is not here.
func (p UserPatch) known(tx *store.Tx) error {
	if _, err := FindRoles(tx, "/add_role_ids", p.Roles.Add); err != nil {
		return err
	}
	if _, err := FindRoles(tx, "/remove_role_ids", p.Roles.Drop); err != nil {
		return err
	}
	if _, err := FindLocations(tx, "/add_location_ids", p.Locations.Add); err != nil {
		return err
	}
	_, err := FindLocations(tx, "/remove_location_ids", p.Locations.Drop, p.Locations.Drop...) // archived ones may be taken away
	return err
}
