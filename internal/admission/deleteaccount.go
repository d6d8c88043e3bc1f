package admission

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// DeleteAccount deletes the caller's account for good, with all its places, invitations, requests and sessions; the
// audit log alone keeps that it was there. All or nothing. Errors: validation_failed with password_wrong; last_admin
// or four_eyes_needs_two, with all the workspaces that cannot do without the caller, each with its code.
func (s *Service) DeleteAccount(ctx context.Context, c authz.Caller, password secret.Text) error {
	if err := s.provePassword(ctx, c, password); err != nil {
		return err
	}
	return s.db.Write(ctx, c, func(tx *store.Tx) error {
		a, err := s.stillProven(tx, c)
		if err != nil {
			return err
		}
		places, err := orderedPlaces(tx, a.ID)
		if err != nil {
			return err
		}
		if err := quit(tx, places); err != nil {
			return err
		}
		if _, err := tx.Account(a.ID); isMissing(err) {
			return nil // went with its last place
		} else if err != nil {
			return err
		}
		if err := tx.DeleteAccount(a.ID); err != nil {
			return err
		}
		return tx.Record(domain.AccountDeleted{Account: a})
	})
}

// orderedPlaces lists an account's places in the one order in which several workspaces are locked, so that two people
// who share two workspaces never wait for each other.
func orderedPlaces(tx *store.Tx, a id.Account) ([]store.Place, error) {
	places, err := tx.PlacesOf(a)
	slices.SortFunc(places, func(a, b store.Place) int { return cmp.Compare(a.Workspace.ID, b.Workspace.ID) })
	return places, err
}

// quit leaves all places. What forbids it is gathered, so that a person hears of all workspaces at once.
func quit(tx *store.Tx, places []store.Place) error {
	var refusals []*errs.Error
	var where []map[string]any
	for _, p := range places {
		err := quitPlace(tx.Inside(p), p)
		var e *errs.Error
		if errors.As(err, &e) && e.Kind == errs.Conflict {
			refusals = append(refusals, e)
			where = append(where, map[string]any{"id": p.Workspace.ID, "name": p.Workspace.Name, "code": e.Code})
			continue
		}
		if err != nil {
			return err
		}
	}
	if len(refusals) == 0 {
		return nil
	}
	worst := slices.MinFunc(refusals, func(a, b *errs.Error) int { return cmp.Compare(b.Code, a.Code) }) // last_admin first
	return errs.New(errs.Conflict, worst.Code, "Some workspaces cannot do without you: "+worst.Detail).With("workspaces", where)
}

func quitPlace(tx *store.Tx, p store.Place) error {
	if _, err := tx.LockPlace(); err != nil {
		return err
	}
	u, err := tx.LockUser(p.User.ID)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := cancelApproval(tx, u, "account_deleted"); err != nil {
		return err
	}
	return erase(tx, u, "account_deleted")
}
