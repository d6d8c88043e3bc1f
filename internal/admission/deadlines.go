package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

const (
	deadlineBatch = 200
	nudgeEvery    = 3 * 24 * time.Hour // how long a request waits before its approvers are reminded, again and again
)

// ExpireInvitations records the end of pending invitations whose time has come. The link was dead from the
// very second; the user stays invited, so that a new link can be sent.
func (s *Service) ExpireInvitations(ctx context.Context, job authz.Job) error {
	return s.eachDue(ctx, job, (*store.Tx).InvitationsDue, func(tx *store.Tx, one string) error {
		i, err := tx.Invitation(id.Invitation(one))
		if err != nil || i.Status != domain.InvitationPending || tx.Now().Before(i.ExpiresAt) {
			return ignoreMissing(err)
		}
		ended, err := tx.EndInvitation(i, domain.InvitationExpired)
		if err != nil || !ended {
			return err
		}
		return tx.Record(domain.InvitationExpiredEvent{Invitation: i, Status: domain.Change{From: i.Status, To: domain.InvitationExpired}})
	})
}

// ExpireApprovals ends requests that nobody decided in time. Who has accepted and waited is gone then, and can
// be invited again; who has not accepted stays invited, and is asked for anew on accepting.
func (s *Service) ExpireApprovals(ctx context.Context, job authz.Job) error {
	return s.eachDue(ctx, job, (*store.Tx).ApprovalsDue, func(tx *store.Tx, one string) error {
		a, err := tx.Approval(id.Approval(one))
		if err != nil || a.State != domain.ApprovalPending || tx.Now().Before(a.ExpiresAt) {
			return ignoreMissing(err)
		}
		user, err := tx.LockUser(*a.UserID)
		if err != nil {
			return ignoreMissing(err)
		}
		now := tx.Now()
		a.State, a.DecidedAt = domain.ApprovalExpired, &now
		won, err := tx.DecideApproval(a)
		if err != nil || !won {
			return err
		}
		if err := tx.Record(domain.ApprovalExpiredEvent{Approval: a, User: user, UserID: user.ID}); err != nil {
			return err
		}
		if user.Status != domain.StatusPending {
			return nil
		}
		return erase(tx, user, "expired")
	})
}

// NudgeApprovers reminds those who may decide of requests that wait, every three days.
func (s *Service) NudgeApprovers(ctx context.Context, job authz.Job) error {
	overdue := func(tx *store.Tx, limit int) ([]store.Due, error) {
		return tx.ApprovalsToNudge(tx.Now().Add(-nudgeEvery), limit)
	}
	return s.eachDue(ctx, job, overdue, func(tx *store.Tx, one string) error {
		a, err := tx.Approval(id.Approval(one))
		if err != nil || a.State != domain.ApprovalPending {
			return ignoreMissing(err)
		}
		ws, err := tx.Place()
		if err != nil {
			return err
		}
		user, err := tx.User(*a.UserID)
		if err != nil {
			return ignoreMissing(err)
		}
		if err := tx.NoteNudged(a.ID); err != nil {
			return err
		}
		if err := tx.Record(domain.ApprovalReminded{Approval: a, User: user, UserID: user.ID}); err != nil {
			return err
		}
		return tellApprovers(tx, ws, a, user)
	})
}

// eachDue runs fn for each thing that is due, each in a transaction of its own workspace.
func (s *Service) eachDue(ctx context.Context, job authz.Job, list func(*store.Tx, int) ([]store.Due, error), fn func(*store.Tx, string) error) error {
	var due []store.Due
	err := s.db.Read(ctx, job, func(tx *store.Tx) (err error) {
		due, err = list(tx, deadlineBatch)
		return err
	})
	for _, d := range due {
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, job.In(d.Workspace), func(tx *store.Tx) error { return fn(tx, d.ID) })
	}
	return err
}

func ignoreMissing(err error) error {
	if isMissing(err) {
		return nil
	}
	return err
}
