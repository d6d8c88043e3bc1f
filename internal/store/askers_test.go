package store_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// A request is read with whoever asks: each role and location once, Admin first, and the newest of several invitations, as
// it stands now. Once they are gone the request is there without them.
func TestARequestIsReadWithWhoeverAsks(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		w.clock.Stop()
		s, other := w.here, domain.Location{WorkspaceID: w.here.workspace.ID, ID: id.New[id.Location](), Name: "Perth", NameKey: "perth", Version: 1}
		again := s.invitation
		again.ID, again.CreatedAt = id.New[id.Invitation](), again.CreatedAt.Add(time.Second)
		again.ExpiresAt = again.CreatedAt.Add(time.Minute)
		maintain(t, w.db, s.job, func(tx *store.Tx) error {
			return inOrder(
				func() error { return fault(tx.EndInvitation(s.invitation, domain.InvitationDeclined)) },
				func() error { return tx.AddInvitation(again, "another link") },
				func() error { return tx.AddLocation(other) },
				func() error { return tx.SetRoles(s.invited.ID, []id.Role{s.spare.ID, s.member.ID, s.admin.ID}) },
				func() error { return tx.SetLocations(s.invited.ID, []id.Location{s.location.ID, other.ID}) },
			)
		})
		w.clock.Advance(time.Hour)
		asked := map[string]func(*store.Tx, id.Approval) (store.Asker, error){"read": (*store.Tx).Asker, "locked": (*store.Tx).LockAsker}
		for how, ask := range asked {
			maintain(t, w.db, s.job, func(tx *store.Tx) error {
				a, err := ask(tx, s.approval.ID)
				must(t, err)
				same(t, how+": the request", s.approval.ID, a.Approval.ID)
				same(t, how+": who asks", s.invited, a.User)
				same(t, how+": who invited", s.user.ID, a.Inviter.ID)
				same(t, how+": the newest invitation", again.ID, a.Invitation.ID)
				same(t, how+": how it stands", domain.InvitationExpired, a.Invitation.Status)
				var roles, at []string
				for _, r := range a.Roles {
					roles = append(roles, r.Name)
				}
				for _, l := range a.Locations {
					at = append(at, l.Name)
				}
				same(t, how+": roles", []string{"Admin", "Member", "Only here"}, roles)
				same(t, how+": locations", []string{"Perth", "Sydney"}, at)
				return nil
			})
		}
		maintain(t, w.db, s.job, func(tx *store.Tx) error { return tx.DropUser(s.invited.ID) })
		for how, ask := range asked {
			maintain(t, w.db, s.job, func(tx *store.Tx) error {
				a, err := ask(tx, s.approval.ID)
				same(t, how+": nobody asks any more", []any{id.User(""), 0, 0, false, s.user.ID},
					[]any{a.User.ID, len(a.Roles), len(a.Locations), a.Invitation != nil, a.Inviter.ID})
				return err
			})
		}
	})
}
