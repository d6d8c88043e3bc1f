package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// An invitation is read with the person it is for, as the single questions tell of them: each role once, Admin first, and the
// newest of several requests. Once they are gone the invitation is there without them.
func TestAnInvitationIsReadWithThePersonItIsFor(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		w.clock.Stop()
		s := w.here
		asked := map[string]func(*store.Tx, id.Invitation) (store.Invitee, error){"read": (*store.Tx).Invitee, "locked": (*store.Tx).LockInvitee}
		look := func(t *testing.T, roles ...string) {
			t.Helper()
			for how, ask := range asked {
				maintain(t, w.db, s.job, func(tx *store.Tx) error {
					i, err := ask(tx, s.invitation.ID)
					must(t, err)
					invitation, err := tx.Invitation(s.invitation.ID)
					must(t, err)
					account, err := tx.Account(s.invited.AccountID)
					must(t, err)
					newest, err := tx.LatestApprovalOf(s.invited.ID)
					must(t, err)
					held, err := tx.RolesOf(s.invited.ID)
					must(t, err)
					same(t, how+": the invitation", invitation, i.Invitation)
					same(t, how+": who is invited", s.invited, i.User)
					same(t, how+": their account", account, i.Account)
					same(t, how+": their newest request", newest, i.Approval)
					var names []string
					for _, r := range i.Roles {
						names = append(names, r.Name)
					}
					same(t, how+": how many roles", len(held), len(i.Roles))
					same(t, how+": roles", roles, names)
					return nil
				})
			}
		}
		maintain(t, w.db, s.job, func(tx *store.Tx) error { return tx.SetRoles(s.invited.ID, nil) })
		look(t)
		first := s.approval
		maintain(t, w.db, s.job, func(tx *store.Tx) error {
			first.State = domain.ApprovalCancelled
			return inOrder(
				func() error { return fault(tx.DecideApproval(first)) },
				func() error { return tx.SetRoles(s.invited.ID, []id.Role{s.spare.ID, s.member.ID, s.admin.ID}) },
			)
		})
		w.clock.Advance(time.Hour)
		maintain(t, w.db, s.job, func(tx *store.Tx) error {
			return tx.AddApproval(domain.NewApproval(s.invited, domain.SourceInvitation, nil, tx.Now(), tx.Now().Add(time.Hour)))
		})
		look(t, "Admin", "Member", "Only here")
		maintain(t, w.db, s.job, func(tx *store.Tx) error { return tx.DropUser(s.invited.ID) })
		for how, ask := range asked {
			maintain(t, w.db, s.job, func(tx *store.Tx) error {
				i, err := ask(tx, s.invitation.ID)
				same(t, how+": nobody is invited any more", []any{s.invitation.ID, id.User(""), id.Account(""), 0, false},
					[]any{i.Invitation.ID, i.User.ID, i.Account.ID, len(i.Roles), i.Approval != nil})
				_, missing := ask(tx, id.New[id.Invitation]())
				same(t, how+": an invitation that is not here", true, errors.Is(missing, store.ErrMissing))
				return err
			})
		}
	})
}
