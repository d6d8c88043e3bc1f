package tenancy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Preview is what a change of the policies would and would not touch.
type Preview struct {
	Widened []string // the settings by which more people would get in than now
	Counts  store.PolicyCounts
}

// PreviewWorkspace tells what a patch of the policies would touch, and changes nothing. Errors: validation_failed.
func (s *Service) PreviewWorkspace(ctx context.Context, pass authz.Pass, p WorkspacePatch) (Preview, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (Preview, error) {
		old, err := tx.Place()
		if err != nil {
			return Preview{}, missing(err, "workspace")
		}
		w, err := p.apply(old)
		if err != nil {
			return Preview{}, err
		}
		out := Preview{Widened: domain.Widened(old, w)}
		if out.Counts, err = tx.CountPolicy(w.OwnDomains); err != nil {
			return out, err
		}
		roles, err := tx.Roles()
		if err != nil {
			return out, err
		}
		out.Counts.Approvers, err = tx.CountActiveHolders(RoleIDs(deciding(roles, domain.ScopeWorkspace)))
		return out, err
	})
}
