package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// DeleteRole deletes a role; whoever holds it gets the replacement instead. The links of invited people who were
// offered it die and new ones are mailed, because they were shown other roles. Errors: those of tenancy.DeleteRole.
func (s *Service) DeleteRole(ctx context.Context, pass authz.Pass, one, replaceWith id.Role, version int64) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		invited, err := tenancy.DeleteRole(tx, pass, one, replaceWith, version)
		if err != nil {
			return err
		}
		for _, u := range invited {
			if err := s.offerAgain(tx, pass, u, secret.NewToken()); err != nil {
				return err
			}
		}
		return nil
	})
}
