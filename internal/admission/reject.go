package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// RejectCommand turns somebody away.
type RejectCommand struct {
	Reason  string
	Notify  bool
	Version int64
}

// Reject denies access and permanently deletes the pending user, their invitations, and their account where
// this was its only place. Errors: already_decided; permission_denied for one's own request; validation_failed.
func (s *Service) Reject(ctx context.Context, pass authz.Pass, one id.Approval, c RejectCommand) (ApprovalView, error) {
	reason, badReason := domain.ParseMessage("/reason", c.Reason, domain.MaxMessage)
	if err := errs.Validation(fields(badReason)...); err != nil {
		return ApprovalView{}, err
	}
	var out ApprovalView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		d, err := s.undecided(tx, pass, one, c.Version)
		if err != nil {
			return err
		}
		a, err := d.decide(tx, pass, domain.ApprovalRejected, "") // the reason may tell of the person: it is kept in the audit log alone
		if err != nil {
			return err
		}
		if err := tx.Record(domain.ApprovalRejectedEvent{Approval: a, User: d.User, UserID: d.User.ID, Email: d.User.Email, Reason: reason}); err != nil {
			return err
		}
		if c.Notify {
			if err := tx.Mail(domain.Message{
				Kind: domain.MailRejected, To: d.User.Email, Workspace: d.place.ID, Patient: true,
				Data: domain.MailData{Name: d.User.Name, WorkspaceName: d.place.Name, Message: reason},
			}); err != nil {
				return err
			}
		}
		if err := erase(tx, d.User, "rejected"); err != nil {
			return err
		}
		if a, err = tx.Approval(one); err != nil {
			return err
		}
		out, err = approvalViewOf(tx, a)
		return err
	})
	return out, err
}

// erase deletes a person's place with every invitation of theirs, so that nothing is left for a later namesake.
func erase(tx *store.Tx, u domain.User, reason string) error {
	if err := tx.DropInvitationsOf(u.ID); err != nil {
		return err
	}
	return tenancy.Remove(tx, u, reason)
}
