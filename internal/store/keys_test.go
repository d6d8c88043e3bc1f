package store_test

import (
	"cmp"
	"context"
	"errors"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// try runs a change and takes it back; nil where the database took it.
func try(w *world, s side, fn func(tx *store.Tx) error) error {
	err := w.db.Maintain(context.Background(), s.job, func(tx *store.Tx) error {
		if err := cmp.Or(fn(tx), store.Sent(tx)); err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// Even past the tripwire, through a door, the database ties no row to another workspace's.
func TestTheDatabaseRefusesAnotherWorkspacesReferences(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		for _, c := range []struct {
			table, column string
			id            func(s side) any
		}{
			{"user_roles", "role_id", func(s side) any { return s.member.ID }},
			{"user_roles", "user_id", func(s side) any { return s.user.ID }},
			{"user_locations", "location_id", func(s side) any { return s.location.ID }},
			{"user_locations", "user_id", func(s side) any { return s.user.ID }},
			{"invitations", "user_id", func(s side) any { return s.invited.ID }},
			{"invitations", "invited_by", func(s side) any { return s.user.ID }},
			{"approvals", "user_id", func(s side) any { return s.invited.ID }},
			{"approvals", "invited_by", func(s side) any { return s.user.ID }},
			{"approvals", "decided_by", func(s side) any { return s.user.ID }},
		} {
			set := func(value any) func(*store.Tx) error {
				return func(tx *store.Tx) error {
					return onlyOne(store.Beyond(tx).Table(c.table).Where("workspace_id = ?", w.here.workspace.ID).Update(c.column, value))
				}
			}
			if err := try(w, w.here, set(c.id(w.there))); err == nil {
				t.Errorf("%s.%s took another workspace's", c.table, c.column)
			}
			if err := try(w, w.here, set(c.id(w.here))); err != nil {
				t.Errorf("%s.%s refused its own workspace's: %v", c.table, c.column, err)
			}
		}
	})
}

// What there may be only once is held by the database, and the same in another workspace is nobody's business.
func TestTheDatabaseHoldsWhatIsThereOnce(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		newcomer := func(tx *store.Tx, s side, email string) (domain.User, error) {
			a := newAccount(email, tx.Now())
			return domain.NewUser(s.workspace.ID, a.ID, "New", a.Email, tx.Now()), tx.AddAccount(a)
		}
		invite := func(tx *store.Tx, s side) error {
			i := s.invitation
			i.ID, i.Generation = id.New[id.Invitation](), 1
			return tx.AddInvitation(i, "of "+string(i.ID))
		}
		cases := []struct {
			name    string
			refused func(tx *store.Tx) error
			taken   func(tx *store.Tx) error
		}{
			{"a live invitation of an address", func(tx *store.Tx) error { return invite(tx, w.here) }, func(tx *store.Tx) error {
				if ended, err := tx.EndInvitation(w.here.invitation, domain.InvitationExpired); err != nil || !ended {
					return errors.Join(err, errors.New("not ended"))
				}
				return invite(tx, w.here)
			}},
			{"a pending approval of a person", func(tx *store.Tx) error {
				return tx.AddApproval(domain.NewApproval(w.here.invited, domain.SourceInvitation, nil, tx.Now(), tx.Now()))
			}, func(tx *store.Tx) error {
				decided := w.here.approval
				decided.State = domain.ApprovalRejected
				if yes, err := tx.DecideApproval(decided); err != nil || !yes {
					return errors.Join(err, errors.New("not decided"))
				}
				return tx.AddApproval(domain.NewApproval(w.here.invited, domain.SourceInvitation, nil, tx.Now(), tx.Now()))
			}},
			{
				"an account of an address", func(tx *store.Tx) error { return tx.AddAccount(newAccount("ann@example.com", tx.Now())) },
				func(tx *store.Tx) error { return tx.AddAccount(newAccount("other@example.com", tx.Now())) },
			},
			{"a user of an address", func(tx *store.Tx) error {
				u, err := newcomer(tx, w.here, "new@example.com")
				u.Email = w.account.Email
				return errors.Join(err, tx.AddUser(u))
			}, func(tx *store.Tx) error {
				u, err := newcomer(tx, w.here, "new@example.com")
				return errors.Join(err, tx.AddUser(u))
			}},
			{"a place of an account", func(tx *store.Tx) error {
				return tx.AddUser(domain.NewUser(w.here.workspace.ID, w.account.ID, "Again", "again@example.com", tx.Now()))
			}, func(tx *store.Tx) error {
				u, err := newcomer(tx, w.here, "again@example.com")
				return errors.Join(err, tx.AddUser(u))
			}},
			{
				"a place of a name", func(tx *store.Tx) error { return tx.AddLocation(place(w.here, "sydney")) },
				func(tx *store.Tx) error { return tx.AddLocation(place(w.here, "perth")) },
			},
			{"a role of a name", func(tx *store.Tx) error {
				r := w.here.member
				r.ID = id.New[id.Role]()
				return tx.AddRoles([]domain.Role{r})
			}, func(tx *store.Tx) error {
				r := w.here.member
				r.ID, r.NameKey = id.New[id.Role](), "other"
				return tx.AddRoles([]domain.Role{r})
			}},
			{"a link", func(tx *store.Tx) error {
				i := w.here.invitation
				i.ID, i.Email = id.New[id.Invitation](), "other@example.com"
				return tx.AddInvitation(i, w.there.token)
			}, func(tx *store.Tx) error {
				i := w.here.invitation
				i.ID, i.Email = id.New[id.Invitation](), "other@example.com"
				return tx.AddInvitation(i, "another link")
			}},
			{
				"a refresh token", func(tx *store.Tx) error { s := w.session; s.ID = id.New[id.Session](); return tx.AddSession(s) },
				func(tx *store.Tx) error {
					s := w.session
					s.ID, s.TokenHash = id.New[id.Session](), "another"
					return tx.AddSession(s)
				},
			},
		}
		for _, c := range cases {
			if err := try(w, w.here, c.refused); err == nil {
				t.Errorf("%s is there twice", c.name)
			}
			if err := try(w, w.here, c.taken); err != nil {
				t.Errorf("%s: the twin was refused: %v", c.name, err)
			}
		}
		refuseSlugs(t, w)
	})
}

func refuseSlugs(t *testing.T, w *world) {
	t.Helper()
	for slug, taken := range map[string]bool{there: true, "elsewhere": false} {
		err := try(w, side{job: job}, func(tx *store.Tx) error { return tx.Found(domain.NewWorkspace("Depots", slug, tx.Now())) })
		if (err != nil) != taken {
			t.Errorf("a workspace with the slug %s: %v", slug, err)
		}
	}
}

// A state that is not on the list is refused by the database, and an account with a place is not deleted.
func TestTheDatabaseRefusesUnknownStates(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		for table, states := range map[string]map[string][]string{
			"users":       {"status": {"invited", "pending_approval", "active", "suspended"}},
			"invitations": {"status": {"pending", "accepted", "declined", "revoked", "expired"}, "delivery": {"queued", "sent", "retrying", "undeliverable", "link"}},
			"approvals":   {"state": {"pending", "approved", "rejected", "cancelled", "expired"}},
		} {
			for column, known := range states {
				for _, value := range append(known, "nonsense", "") {
					err := try(w, w.here, func(tx *store.Tx) error {
						return store.Beyond(tx).Table(table).Where("workspace_id = ?", w.here.workspace.ID).Update(column, value).Error
					})
					if unknown := value == "nonsense" || value == ""; (err != nil) != unknown {
						t.Errorf("%s.%s = %q: %v", table, column, value, err)
					}
				}
			}
		}
		if err := try(w, side{job: job}, func(tx *store.Tx) error { return tx.DeleteAccount(w.account.ID) }); err == nil {
			t.Error("an account with places was deleted")
		}
	})
}
