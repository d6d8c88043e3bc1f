package app

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// storeTx is a transaction of the store, as the story reads by it.
type storeTx = store.Tx

// comeAndGo is one of each who was invited and is gone again: revoked, declined, removed, and, where an approval is
// asked for, rejected, withdrawn, and one whom nobody decided about in time.
func (b *builder) comeAndGo(ctx context.Context) error {
	steps := []func(context.Context) error{b.revoked, b.declined, b.removed}
	if b.plan.policy == domain.ApproveAlways {
		steps = append(steps, b.rejected, b.withdrawn, b.forgotten)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) revoked(ctx context.Context) error {
	offered, err := b.invite(ctx, b.person(), "Member", false)
	if err != nil {
		return err
	}
	pass, err := b.as(ctx, b.ws, domain.UsersInvite)
	if err != nil {
		return err
	}
	_, err = b.Admission.Revoke(ctx, pass, offered.Member.Invitation.ID, 0)
	return err
}

func (b *builder) declined(ctx context.Context) error {
	offered, err := b.invite(ctx, b.person(), "Member", true)
	if err != nil {
		return err
	}
	return b.Admission.Decline(ctx, b.visitor(), tokenOf(offered.AcceptURL))
}

func (b *builder) removed(ctx context.Context) error {
	offered, yes, err := b.accepted(ctx, b.person(), "Member")
	if err != nil {
		return err
	}
	if yes.User.Status != domain.StatusActive {
		if err := b.approve(ctx, offered); err != nil {
			return err
		}
	}
	pass, err := b.as(ctx, b.ws, domain.UsersRemove)
	if err != nil {
		return err
	}
	return b.Admission.RemoveUser(ctx, pass, offered.Member.ID, 0)
}

func (b *builder) rejected(ctx context.Context) error {
	offered, _, err := b.accepted(ctx, b.person(), "Member")
	if err != nil {
		return err
	}
	pass, err := b.decider(ctx)
	if err != nil {
		return err
	}
	_, err = b.Admission.Reject(ctx, pass, offered.Member.Approval.ID, admission.RejectCommand{Reason: "Nobody here knows this person."})
	return err
}

func (b *builder) withdrawn(ctx context.Context) error {
	_, yes, err := b.accepted(ctx, b.person(), "Member")
	if err != nil {
		return err
	}
	return b.Admission.Withdraw(ctx, b.visitor(), yes.PendingToken)
}

// forgotten waits, and is gone when the story comes to the time at which requests end.
func (b *builder) forgotten(ctx context.Context) error {
	_, _, err := b.accepted(ctx, b.person(), "Member")
	return err
}
