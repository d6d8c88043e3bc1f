package outbound_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

func bySMTP(t testing.TB, addr string) func(*store.DB) outbound.Mailer {
	t.Helper()
	times := outbound.SMTPTimes{Dial: 2 * time.Second, Talk: 3 * time.Second, Answer: 5 * time.Second}
	m, err := outbound.NewSMTP("smtp://"+addr+"?tls=none", "Gatehouse <mail@gatehouse.example>", nil, times)
	must(t, err)
	return func(*store.DB) outbound.Mailer { return m }
}

func headerOf(raw []byte, name string) string {
	for line := range strings.Lines(string(raw)) {
		if v, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func TestAMailIsNotSentBeforeItsTransactionCommits(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		rolledBack := fmt.Errorf("changed my mind")
		err := h.db.Maintain(context.Background(), h.job, func(tx *store.Tx) error {
			if err := tx.Mail(reset("never@example.com")); err != nil {
				return err
			}
			return rolledBack
		})
		if err == nil {
			t.Fatal("the transaction was to roll back")
		}
		promise(t, h.db, reset("ann@example.com"))
		sink.Await(t, 5*time.Second, "sent", func(all []smtpsink.Received) bool { return len(all) == 1 })
		time.Sleep(300 * time.Millisecond)
		if n := sink.Tries("never@example.com"); n != 0 {
			t.Errorf("a mail of a rolled-back transaction was tried %d times", n)
		}
	})
}

func TestAnInvitationFollowsItsMail(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{Rcpt: func(to string, try int) error {
			switch {
			case strings.HasPrefix(to, "unknown"):
				return smtpsink.Refuse(550, 5, 1, 1)
			case strings.HasPrefix(to, "busy") && try <= 2:
				return smtpsink.Refuse(451, 4, 7, 1)
			case strings.HasPrefix(to, "never"):
				return smtpsink.Refuse(421, 4, 3, 2)
			}
			return nil
		}}})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		live := map[string]domain.Invitation{}
		for _, who := range []string{"fine", "unknown", "busy", "never"} {
			live[who] = invited(t, h.db, who+"@example.com")
		}
		eventually(t, 10*time.Second, "busy is seen retrying", func() bool {
			inv := h.invitation(t, live["busy"])
			return inv.Delivery == domain.DeliveryRetrying && inv.DeliveryProblem == outbound.ProblemBusy && inv.NextTryAt != nil
		})
		want := map[string]struct {
			delivery domain.Delivery
			problem  string
			tries    int
		}{
			"fine":    {domain.DeliverySent, "", 1},
			"unknown": {domain.DeliveryUndeliverable, outbound.ProblemMailbox, 1},
			"busy":    {domain.DeliverySent, "", 3},
			"never":   {domain.DeliveryUndeliverable, outbound.ProblemBusy, len(quick) + 1},
		}
		for who, w := range want {
			eventually(t, 20*time.Second, who+" comes to its end", func() bool {
				inv := h.invitation(t, live[who])
				return inv.Delivery == w.delivery && inv.DeliveryProblem == w.problem && inv.NextTryAt == nil
			})
			if n := sink.Tries(who + "@example.com"); n != w.tries {
				t.Errorf("%s was tried %d times, want %d", who, n, w.tries)
			}
		}
	})
}

func TestEveryTryIsTheSameMessage(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{After: func(_ string, try int) bool { return try < 3 }}})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		invited(t, h.db, "ann@example.com")
		all := sink.Await(t, 15*time.Second, "taken three times", func(all []smtpsink.Received) bool { return len(all) == 3 })
		for _, one := range all[1:] {
			if !bytes.Equal(one.Raw, all[0].Raw) {
				t.Errorf("a later copy differs:\n%s\n---\n%s", all[0].Raw, one.Raw)
			}
		}
		if id := headerOf(all[0].Raw, "Message-ID"); !strings.HasSuffix(id, "@gatehouse.example>") {
			t.Errorf("Message-ID is %q", id)
		}
	})
}

// K07: no listener at all, then one.
func TestMailWaitsForAServerThatIsDown(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		gone := smtpsink.Start(t, smtpsink.Options{})
		addr := gone.Addr
		gone.Close()
		h := start(t, d, bySMTP(t, addr), 4)
		inv := invited(t, h.db, "ann@example.com")
		eventually(t, 5*time.Second, "retrying", func() bool {
			got := h.invitation(t, inv)
			return got.Delivery == domain.DeliveryRetrying && got.DeliveryProblem == outbound.ProblemUnreachable
		})
		back := smtpsink.Start(t, smtpsink.Options{Addr: addr})
		back.Await(t, 10*time.Second, "delivered", func(all []smtpsink.Received) bool { return len(all) == 1 })
		eventually(t, 5*time.Second, "sent", func() bool { return h.invitation(t, inv).Delivery == domain.DeliverySent })
	})
}

// K07: a server that sends one byte per second holds one slot, and not for long.
func TestATarpitHoldsOneSlotOnly(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{Drip: func(to string) bool { return strings.HasPrefix(to, "tar") }}})
		h := start(t, d, bySMTP(t, sink.Addr), 2)
		inv := invited(t, h.db, "tar@example.com")
		eventually(t, 5*time.Second, "the tarpit has it", func() bool { return sink.Tries("tar@example.com") == 1 })
		began := time.Now()
		for i := range 20 {
			promise(t, h.db, reset(fmt.Sprintf("user%d@example.com", i)))
		}
		sink.Await(t, 20*time.Second, "the others delivered", func(all []smtpsink.Received) bool { return len(all) == 20 })
		t.Logf("20 others were delivered in %s beside the tarpit", time.Since(began).Round(time.Millisecond))
		eventually(t, 15*time.Second, "the tarpit is given up for now", func() bool {
			got := h.invitation(t, inv)
			return got.Delivery == domain.DeliveryRetrying && got.DeliveryProblem == outbound.ProblemTimeout
		})
	})
}

// K08: two processes (two workers on SQLite), 500 mails, each exactly once.
func TestTwoWorkersSendEachMailOnce(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		const mails = 500
		sink := smtpsink.Start(t, smtpsink.Options{})
		a := start(t, d, bySMTP(t, sink.Addr), 8)
		if a.db.Engine() == store.Postgres {
			start(t, d, bySMTP(t, sink.Addr), 8)
		}
		began := time.Now()
		var all []domain.Message
		for i := range mails {
			all = append(all, reset(fmt.Sprintf("user%d@example.com", i)))
		}
		for i := 0; i < mails; i += 50 {
			promise(t, a.db, all[i:i+50]...)
		}
		sink.Await(t, 60*time.Second, "all taken", func(all []smtpsink.Received) bool { return len(all) >= mails })
		t.Logf("%d mails in %s, %d connections at once", mails, time.Since(began).Round(time.Millisecond), sink.Most())
		time.Sleep(time.Second)
		seen := map[string]int{}
		for _, r := range sink.Received() {
			seen[r.To[0]]++
		}
		for who, n := range seen {
			if n != 1 {
				t.Errorf("%s got %d copies", who, n)
			}
		}
		if len(seen) != mails {
			t.Errorf("%d people got mail, want %d", len(seen), mails)
		}
	})
}

// K09: eight poison mails at the head, refused or stalled without end; the ninth leaves.
func TestTheNinthMailLeavesBehindEightPoisonOnes(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		var dropped atomic.Int64
		sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{
			Drip: func(to string) bool { return strings.HasPrefix(to, "tar") },
			Rcpt: func(to string, _ int) error {
				if strings.HasPrefix(to, "poison") {
					dropped.Add(1)
					return smtpsink.Refuse(550, 5, 7, 1)
				}
				return nil
			},
		}})
		h := start(t, d, bySMTP(t, sink.Addr), outbound.DefaultSlots)
		var poison []domain.Message
		for i := range 4 {
			poison = append(poison, reset(fmt.Sprintf("poison%d@example.com", i)), reset(fmt.Sprintf("tar%d@example.com", i)))
		}
		promise(t, h.db, poison...)
		promise(t, h.db, reset("ninth@example.com"))
		began := time.Now()
		sink.Await(t, 30*time.Second, "the ninth delivered", func(all []smtpsink.Received) bool { return len(all) == 1 })
		t.Logf("the ninth left after %s", time.Since(began).Round(time.Millisecond))
		eventually(t, 10*time.Second, "all poison was tried", func() bool { return dropped.Load() >= 4 })
		time.Sleep(500 * time.Millisecond)
		if n := dropped.Load(); n != 4 {
			t.Errorf("poison was tried %d times, want 4: a permanent refusal is not retried", n)
		}
	})
}
