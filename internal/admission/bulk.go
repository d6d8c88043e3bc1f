package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// EachInvitation carries out a use case on each invitation of a list. Before anything happens the whole is refused
// with validation_failed (invitation_unknown) where one is not of this workspace.
func (s *Service) EachInvitation(ctx context.Context, pass authz.Pass, list []id.Invitation, do func(context.Context, id.Invitation) error) ([]tenancy.Outcome[id.Invitation], error) {
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		here, err := tx.InvitationsHere(list)
		if err != nil {
			return err
		}
		return tenancy.Unknown("/invitation_ids", "invitation_unknown", "There is no such invitation in this workspace.", list, here)
	})
	if err != nil {
		return nil, err
	}
	return tenancy.OneByOne(ctx, list, do)
}
