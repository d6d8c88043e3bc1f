package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The entries of a log are linked the same way whoever links them, this process or PostgreSQL, and however many write at once:
// in however many processes: without a gap, each by ChainHash, whatever it says.
func TestEntriesAreLinkedTheSameWayWhoeverLinksThem(t *testing.T) {
	names := []string{"plain", `"quoted" \ and \u0000`, "línea\nnueva\t\r", "<b>&amp;</b>", "\u2028\u2029\ufeff", "日本 😀", "'; DROP TABLE audit_heads; --", "$1 ? %s"}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		processes := []*store.DB{w.db, d.Open(t, w.clock)}
		scope, want := string(w.here.workspace.ID), 0
		var writers sync.WaitGroup
		for _, many := range []int{1, 3, 8, 9} { // more than PostgreSQL links
			for held := range 2 {
				for n := range 3 {
					want += many
					writers.Go(func() {
						err := processes[n%2].Write(context.Background(), w.here.job, func(tx *store.Tx) error {
							if held == 1 { // PostgreSQL links where the row of the workspace is held
								if _, err := tx.HoldPlace(); err != nil {
									return err
								}
							}
							var all []error
							for i := range many {
								l := place(w.here, fmt.Sprint(many, held, n, i))
								told := l
								told.Name = names[i%len(names)]
								all = append(all, tx.AddLocation(l), tx.Record(created(told)))
							}
							return errors.Join(all...)
						})
						if err != nil {
							t.Errorf("%d entries, held %d: %v", many, held, err)
						}
					})
				}
			}
		}
		writers.Wait()
		var entries []domain.AuditEvent
		var heads []domain.AuditHead
		read(t, w.db, job, func(tx *store.Tx) (err error) {
			if entries, err = tx.ChainAfter(scope, 0, 500); err == nil {
				heads, err = tx.AuditHeads()
			}
			return err
		})
		same(t, "how many entries", want, len(entries))
		last := ""
		for i, e := range entries {
			hash, err := store.ChainHash(last, e)
			must(t, err)
			if e.Sequence != int64(i+1) || hash != e.Hash {
				t.Fatalf("entry %d (%q) is number %d, and its link %s is not %s", i+1, e.TargetLabel, e.Sequence, e.Hash, hash)
			}
			last = e.Hash
		}
		for _, h := range heads {
			if h.Scope == scope && (h.Hash != last || h.Sequence != int64(want)) {
				t.Errorf("the newest entry is number %d, %s, and not %d, %s", h.Sequence, h.Hash, want, last)
			}
		}
	})
}

// What a workspace has under way is counted, and held against its limits, as Usage.Shift says, whoever counts.
func TestWhatIsUnderWayIsCountedTheSameWayWhoeverCounts(t *testing.T) {
	limits := domain.Limits{PendingInvitations: 10, MailsPerDay: 20}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, plain := newWorld(t, d), d.Plain(t)
		keys, err := secret.NewKeys([]byte(testkit.Secret))
		must(t, err)
		db, err := store.Open(context.Background(), store.Options{URL: d.URL, Clock: w.clock, Keys: keys, Logger: testkit.Logger(), Limits: limits})
		must(t, err)
		t.Cleanup(func() { _ = db.Close() })
		usage := func() (u domain.Usage) {
			read(t, db, w.here.job, func(tx *store.Tx) (err error) { u, _, err = tx.Usage(); return err })
			return u
		}
		w.clock.Stop()
		today, yesterday := w.clock.Now().UTC().Format(time.DateOnly), w.clock.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
		for n, was := range []domain.Usage{
			{PendingInvitations: 3, MailDay: today, Mails: 5},
			{PendingInvitations: 3, MailDay: yesterday, Mails: 20},
			{PendingInvitations: 3, Mails: 20},
			{PendingInvitations: 9, MailDay: today, Mails: 18},
			{PendingInvitations: 10, MailDay: today},
			{PendingInvitations: 1, MailDay: today, Mails: 19},
		} {
			was.PendingApprovals, was.People = 7, domain.Headcount{Invited: 1, Waiting: 2, Active: 3, Suspended: 4}
			mark := "?, ?, ?, 7, 1, 2, 3, 4"
			if d.Engine == store.Postgres {
				mark = "$1, $2, $3, 7, 1, 2, 3, 4"
			}
			_, err := plain.Exec("UPDATE audit_heads SET (pending_invitations, mail_day, mails, pending_approvals, people_invited, people_waiting, people_active, people_suspended)"+
				" = ("+mark+") WHERE scope = '"+string(w.here.workspace.ID)+"'", was.PendingInvitations, was.MailDay, was.Mails)
			must(t, err)
			want, refused := was.Shift(domain.UsageShift{PendingInvitations: 1, Mails: 2, Offers: 1, People: domain.Headcount{Invited: -1, Waiting: 1}}, limits, w.clock.Now())
			if refused != nil {
				want = was
			}
			again := w.here.invitation
			again.ID, again.UserID, again.Email = id.New[id.Invitation](), nil, domain.Email(fmt.Sprintf("guest%d@example.com", n))
			before := leftIn(t, plain)
			err = db.Write(context.Background(), w.here.job, func(tx *store.Tx) error {
				_, held := tx.HoldPlace()
				u := w.here.invited
				u.Status = domain.StatusPending
				_, moved := tx.MoveUser(u, domain.StatusInvited)
				u.Status = domain.StatusInvited
				back := store.Rows[domain.User](tx).Where("id = ?", u.ID).Update("status", u.Status).Error
				offer := domain.Message{Kind: domain.MailInvitation, To: again.Email, Workspace: again.WorkspaceID, Invitation: again.ID}
				l := place(w.here, fmt.Sprint(n))
				return errors.Join(held, moved, back, tx.AddInvitation(again, fmt.Sprint("link", n)), tx.Mail(offer, greeting()), tx.AddLocation(l), tx.Record(created(l)))
			})
			if (err != nil) != (refused != nil) || fmt.Sprint(errs.Of(err)) != fmt.Sprint(errs.Of(refused)) {
				t.Errorf("%+v: %v, want %v", was, err, refused)
			}
			if got := leftIn(t, plain).less(before); (got == left{}) != (refused != nil) {
				t.Errorf("%+v: %+v is left", was, got)
			}
			same(t, fmt.Sprintf("from %+v", was), want, usage())
		}
	})
}
