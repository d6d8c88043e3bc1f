package tenancy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// DeleteWorkspace deletes the workspace with everything in it, and the accounts whose only place it was, but for the
// caller's own: whoever deletes stays signed in, and can found another one. Name repeats the workspace's name. Errors:
// reauthentication_required where the caller's credential was typed too long ago; precondition_failed;
// validation_failed (name_mismatch).
func (s *Service) DeleteWorkspace(ctx context.Context, pass authz.Pass, name string, version int64) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		place, _, err := lockPlace(tx, pass) // whoever is adding something waits here, and finds no workspace then
		if err != nil {
			return err
		}
		if !pass.FreshAt(tx.Now()) {
			return authz.ErrStale()
		}
		if version != 0 && version != place.Version {
			return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed the workspace since you read it. Read it again.")
		}
		if name != place.Name {
			return errs.Validation(errs.Field{Pointer: "/name", Code: "name_mismatch", Detail: "Type the name of the workspace exactly as it is shown."})
		}
		users, accounts, err := tx.DropPlace(pass.User().AccountID)
		if err != nil {
			return err
		}
		return tx.Record(domain.WorkspaceDeleted{
			Workspace: place, AccountID: pass.User().AccountID, UserCount: users, AccountCount: accounts,
		})
	})
}
