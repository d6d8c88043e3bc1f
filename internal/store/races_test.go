package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// together runs n calls at once and gives what each one answered.
func together(n int, call func(i int) error) []error {
	start, out := make(chan struct{}), make([]error, n)
	var g errgroup.Group
	for i := range n {
		g.Go(func() error { <-start; out[i] = call(i); return nil })
	}
	close(start)
	_ = g.Wait() // each keeps its own error
	return out
}

// handles opens as many processes as an engine may have.
func handles(t testing.TB, d testkit.Database, w *world) []*store.DB {
	t.Helper()
	dbs := []*store.DB{w.db}
	if d.Engine == store.Postgres {
		dbs = append(dbs, d.Open(t, w.clock))
	}
	return dbs
}

var errInvited = errs.New(errs.Conflict, "already_invited", "They are invited already.")

// Of twenty that invite one address at once, each after looking, one wins; the others are tried again, find what it
// left, and answer as the use case answers.
func TestTwentyInviteOneAddress(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		dbs := handles(t, d, w)
		for round := range 3 {
			email := domain.Email(fmt.Sprintf("new%d@example.com", round))
			out := together(20, func(i int) error {
				return dbs[i%len(dbs)].Write(context.Background(), w.here.job, func(tx *store.Tx) error {
					if _, err := tx.LiveInvitation(email); !errors.Is(err, store.ErrMissing) {
						return errors.Join(err, errInvited)
					}
					a := newAccount(string(email), tx.Now())
					u := domain.NewUser(w.here.workspace.ID, a.ID, "New", email, tx.Now())
					invitation := w.here.invitation
					invitation.ID, invitation.UserID, invitation.Email = id.New[id.Invitation](), &u.ID, email
					return inOrder(
						func() error { return tx.AddAccount(a) },
						func() error { return tx.AddUser(u) },
						func() error { return tx.AddInvitation(invitation, "of "+string(invitation.ID)) },
						func() error { return tx.Record(domain.UserInvited{User: u, Email: email}) },
					)
				})
			})
			won := 0
			for _, err := range out {
				if err == nil {
					won++
				} else if !errors.Is(err, errInvited) {
					t.Errorf("want already_invited, got %v", err)
				}
			}
			if won != 1 {
				t.Errorf("%d invitations of one address were made", won)
			}
		}
		var users, events int
		must(t, d.Plain(t).QueryRow("SELECT (SELECT count(*) FROM users WHERE email LIKE 'new%'), (SELECT count(*) FROM audit_events)").Scan(&users, &events))
		if users != 3 || events != 3 {
			t.Errorf("%d users and %d events of three invitations", users, events)
		}
	})
}

// Of twenty that write over the same version, one wins; the others are told, and nothing of theirs is left.
func TestNoUpdateIsLost(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		dbs := handles(t, d, w)
		other := w.session
		other.ID, other.TokenHash = id.New[id.Session](), "the other one's"
		maintain(t, w.db, job, func(tx *store.Tx) error { return tx.AddSession(other) })
		changed := func(tx *store.Tx) error { return tx.Record(domain.WorkspaceUpdated{Workspace: w.here.workspace}) }
		for name, cas := range map[string]func(tx *store.Tx, i int) (bool, error){
			"settings": func(tx *store.Tx, i int) (bool, error) {
				mine := w.here.workspace
				mine.Name = fmt.Sprint(i)
				return tx.UpdatePlace(mine, 1)
			},
			"status": func(tx *store.Tx, i int) (bool, error) {
				u := w.here.invited
				u.Status = []domain.UserStatus{domain.StatusActive, domain.StatusPending}[i%2]
				return tx.MoveUser(u, domain.StatusInvited)
			},
			"invitation": func(tx *store.Tx, i int) (bool, error) {
				if i%2 == 0 {
					return tx.EndInvitation(w.here.invitation, domain.InvitationAccepted)
				}
				renewed := w.here.invitation
				renewed.Generation = 2
				return tx.RenewInvitation(renewed, fmt.Sprint("link ", i))
			},
			"decision": func(tx *store.Tx, i int) (bool, error) {
				a := w.here.approval
				a.State = []domain.ApprovalState{domain.ApprovalApproved, domain.ApprovalRejected}[i%2]
				return tx.DecideApproval(a)
			},
			"refresh token": func(tx *store.Tx, i int) (bool, error) {
				return tx.RotateSession(w.session, "newest", fmt.Sprint("newer ", i))
			},
			"end of a session": func(tx *store.Tx, _ int) (bool, error) { return tx.RevokeSession(other.ID) },
			"credential": func(tx *store.Tx, i int) (bool, error) {
				a := w.account
				a.PasswordHash = fmt.Sprint(i)
				return tx.SetCredential(a)
			},
		} {
			var won atomic.Int64
			for _, err := range together(20, func(i int) error {
				return dbs[i%len(dbs)].Write(context.Background(), w.here.job, func(tx *store.Tx) error {
					yes, err := cas(tx, i)
					if err != nil || !yes {
						return errors.Join(err, errInvited)
					}
					return changed(tx)
				})
			}) {
				if err == nil {
					won.Add(1)
				} else if !errors.Is(err, errInvited) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if won.Load() != 1 {
				t.Errorf("%s: %d of twenty won over the same version", name, won.Load())
			}
		}
		var links int
		must(t, d.Plain(t).QueryRow("SELECT count(*) FROM invitation_tokens WHERE token_hash LIKE 'link %'").Scan(&links))
		if links > 1 {
			t.Errorf("%d links of one renewal", links)
		}
	})
}

// A rule over several rows holds where everybody locks the workspace first: of two that each leave while they see
// another one, one stays.
func TestTheLockDecidesRulesOverSeveralRows(t *testing.T) {
	errLast := errs.New(errs.Conflict, "last_admin", "They are the last one.")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		dbs := handles(t, d, w)
		for range 10 {
			two := []domain.User{w.here.user, w.here.invited}
			maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
				return errors.Join(tx.SetRoles(two[0].ID, []id.Role{w.here.admin.ID}), tx.SetRoles(two[1].ID, []id.Role{w.here.admin.ID}))
			})
			out := together(2, func(i int) error {
				return dbs[i%len(dbs)].Write(context.Background(), w.here.job, func(tx *store.Tx) error {
					if _, err := tx.LockPlace(); err != nil {
						return err
					}
					other, err := tx.RolesOf(two[1-i].ID)
					if err != nil || len(other) == 0 {
						return errors.Join(err, errLast)
					}
					return errors.Join(tx.SetRoles(two[i].ID, nil), tx.Record(domain.UserRemoved{User: two[i]}))
				})
			})
			if left := errors.Join(out...); !errors.Is(left, errLast) || (out[0] != nil && out[1] != nil) {
				t.Fatalf("want one to stay and one to leave, got %v and %v", out[0], out[1])
			}
		}
	})
}

// Eight writers and eight readers work side by side for a while, and nobody is told that the database is busy.
func TestNobodyIsToldBusy(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		until := time.Now().Add(1500 * time.Millisecond)
		var writes, reads atomic.Int64
		for _, err := range together(16, func(i int) error {
			for n := 0; time.Now().Before(until); n++ {
				if i%2 == 0 {
					err := w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error {
						l := place(w.here, fmt.Sprintf("%d-%d", i, n))
						return errors.Join(tx.AddLocation(l), tx.Record(created(l)), tx.Mail(greeting()))
					})
					if err != nil {
						return err
					}
					writes.Add(1)
					continue
				}
				err := w.db.Read(context.Background(), w.here.job, func(tx *store.Tx) error {
					_, err := tx.LocationPage(store.LocationFilter{}, page.Request{Limit: 10})
					return err
				})
				if err != nil {
					return err
				}
				reads.Add(1)
			}
			return nil
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		var rows int64
		must(t, d.Plain(t).QueryRow("SELECT count(*) FROM locations WHERE workspace_id = '"+string(w.here.workspace.ID)+"'").Scan(&rows))
		if rows != writes.Load()+1 || reads.Load() == 0 {
			t.Errorf("%d rows of %d writes, beside %d reads", rows-1, writes.Load(), reads.Load())
		}
		t.Logf("%d writes, %d reads", writes.Load(), reads.Load())
	})
}
