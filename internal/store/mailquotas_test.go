package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// A kind of mail without a place among the quotas is never sent: its answer is a fault, not silence.
func TestEveryKindOfMailHasItsPlace(t *testing.T) {
	for _, kind := range testkit.MailKinds(t) {
		if _, err := kind.Quota(); err != nil {
			t.Errorf("%v: say in domain/mailquota.go what bounds it", err)
		}
	}
	if _, err := domain.MailKind("new").Quota(); err == nil {
		t.Error("a kind that nobody has thought of can be sent")
	}
}

type quotas struct {
	*testing.T
	*world
}

func onQuotas(t *testing.T, run func(q quotas)) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		w.clock.Stop()
		run(quotas{t, w})
	})
}

func (q quotas) mail(list ...domain.Message) error {
	return q.db.Maintain(context.Background(), q.here.job, func(tx *store.Tx) error { return tx.Mail(list...) })
}

// rows gives the mails to an address in their order: state, minutes to wait, and whether they are uncounted.
func (q quotas) rows(to domain.Email) []string {
	q.Helper()
	var list []domain.Mail
	read(q, q.db, job, func(tx *store.Tx) error {
		return store.Plain[domain.Mail](tx).Where("recipient = ?", to).Order("id").Find(&list).Error
	})
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = string(m.Status)
		if m.NextTryAt != nil {
			out[i] += fmt.Sprintf(" %.0f", m.NextTryAt.Sub(q.clock.Now()).Minutes())
		}
		if m.Uncounted {
			out[i] += " uncounted"
		}
	}
	return out
}

func (q quotas) want(to domain.Email, want ...string) {
	q.Helper()
	if got := q.rows(to); !slices.Equal(got, want) {
		q.Errorf("mails to %s: %q, want %q", to, got, want)
	}
}

func reset(to domain.Email) domain.Message {
	return domain.Message{Kind: domain.MailPasswordReset, To: to}
}

func offer(to domain.Email, patient bool) domain.Message {
	return domain.Message{Kind: domain.MailInvitation, To: to, Patient: patient}
}

// What is refused leaves nothing, and says when it would not be.
func TestMailBeyondTheQuotaIsRefused(t *testing.T) {
	onQuotas(t, func(q quotas) {
		for range 3 {
			must(t, q.mail(reset("ann@example.com")))
		}
		for range 2 {
			e := errs.Of(q.mail(reset("ann@example.com"), reset("bo@example.com")))
			if e == nil || e.Kind != errs.TooMany || e.Retry != 5*time.Minute {
				t.Fatalf("got %v", e)
			}
		}
		must(t, q.mail(reset("bo@example.com"), offer("ann@example.com", false))) // nobody else, and nothing else
		q.want("ann@example.com", "queued 0", "queued 0", "queued 0", "queued 0")
		q.want("bo@example.com", "queued 0")
		q.clock.Advance(5 * time.Minute)
		must(t, q.mail(reset("ann@example.com")))
		if err := q.mail(reset("ann@example.com")); errs.Of(err) == nil {
			t.Errorf("two more after a third of the window: %v", err)
		}
	})
}

// What can wait gets a moment of its own, one after the other; where there is no room left it is counted when it comes to
// its turn.
func TestPatientMailBeyondTheQuotaWaits(t *testing.T) {
	onQuotas(t, func(q quotas) {
		ann := domain.Email("ann@example.com")
		must(t, q.mail(slices.Repeat([]domain.Message{offer(ann, true)}, 10)...))
		want := slices.Repeat([]string{"queued 0"}, 10)
		for n := range 10 {
			must(t, q.mail(offer(ann, true)))
			want = append(want, fmt.Sprint("retrying ", 6*(n+1)))
		}
		q.want(ann, want...)
		must(t, q.mail(offer(ann, true)))
		must(t, q.mail(offer(ann, true)))
		q.want(ann, append(want, "retrying 60 uncounted", "retrying 60 uncounted")...)
		if e := errs.Of(q.mail(offer(ann, false))); e == nil || e.Retry != 66*time.Minute {
			t.Errorf("what cannot wait: %v", e)
		}
		late := q.lastTo(ann)
		if c := q.claim(late); c.Taken || c.Later != time.Hour {
			t.Errorf("before its time: %+v", c)
		}
		q.clock.Advance(time.Hour)
		if c := q.claim(late); c.Taken || c.Later != 6*time.Minute {
			t.Errorf("at its time, when ten have just left: %+v", c)
		}
		q.clock.Advance(6 * time.Minute)
		if c := q.claim(late); !c.Taken || c.Mail.Uncounted {
			t.Errorf("at the moment that it was given: %+v", c)
		}
		must(t, q.mail(offer("bo@example.com", true)))
		q.want("bo@example.com", "queued 0")
	})
}

func (q quotas) lastTo(to domain.Email) (last domain.Mail) {
	q.Helper()
	read(q, q.db, job, func(tx *store.Tx) error {
		return store.Plain[domain.Mail](tx).Where("recipient = ?", to).Order("id DESC").Take(&last).Error
	})
	return last
}

func (q quotas) claim(m domain.Mail) (c store.MailClaim) {
	q.Helper()
	maintain(q, q.db, q.here.job, func(tx *store.Tx) (err error) {
		c, err = tx.ClaimMail(m.ID, time.Minute, "host")
		return err
	})
	return c
}

// However often the link of one invitation is replaced, the newest one takes the place of those before it.
func TestANewerLinkTakesThePlaceOfTheOneBefore(t *testing.T) {
	onQuotas(t, func(q quotas) {
		i := q.here.invitation
		link := offer(i.Email, true)
		link.Workspace, link.Invitation, link.Generation = i.WorkspaceID, i.ID, i.Generation
		must(t, q.mail(slices.Repeat([]domain.Message{offer(i.Email, true)}, 11)...))
		before := q.rows(i.Email)
		for range 30 {
			must(t, q.mail(link))
		}
		want := append(before, slices.Repeat([]string{"dropped"}, 29)...)
		q.want(i.Email, append(want, "retrying 12")...)
		if e := errs.Of(q.mail(offer(i.Email, false))); e == nil || e.Retry != 18*time.Minute {
			t.Errorf("the next one waits for %v", e)
		}
		var seen domain.Invitation
		read(t, q.db, q.here.job, func(tx *store.Tx) (err error) { seen, err = tx.Invitation(i.ID); return err })
		if seen.Delivery != domain.DeliveryRetrying || seen.DeliveryProblem != domain.ProblemAddressFull || seen.NextTryAt == nil {
			t.Errorf("the invitation says %s %s %v", seen.Delivery, seen.DeliveryProblem, seen.NextTryAt)
		}
	})
}

// Nothing is kept of an address in clear, and nothing at all once it bounds nothing.
func TestCountsAreForgotten(t *testing.T) {
	onQuotas(t, func(q quotas) {
		must(t, q.mail(reset("ann@example.com"), offer("bo@example.com", false)))
		drop := func(want int) {
			t.Helper()
			maintain(t, q.db, job, func(tx *store.Tx) error { return tx.DropMailCounts() })
			var left []domain.MailCount
			read(t, q.db, job, func(tx *store.Tx) error { return store.Plain[domain.MailCount](tx).Find(&left).Error })
			if len(left) != want {
				t.Errorf("%d are left, want %d: %v", len(left), want, left)
			}
			for _, c := range left {
				if len(c.Address) != 32 {
					t.Errorf("an address is kept as %q", c.Address)
				}
			}
		}
		drop(2)
		q.clock.Advance(5*time.Minute + time.Second)
		drop(1) // an invitation counts for six
		q.clock.Advance(time.Minute)
		drop(0)
	})
}
