package outbound_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// The variables that make this test's binary a process to be killed.
const (
	victimURL  = "GATEHOUSE_TEST_VICTIM_URL"
	victimSMTP = "GATEHOUSE_TEST_VICTIM_SMTP"
)

// TestVictim is no test by itself: it is the process that TestAKilledProcessLosesNoMail kills.
func TestVictim(t *testing.T) {
	url := os.Getenv(victimURL)
	if url == "" {
		return // run by TestAKilledProcessLosesNoMail
	}
	d := testkit.Database{URL: url}
	start(t, d, bySMTP(t, os.Getenv(victimSMTP)), 8)
	time.Sleep(time.Minute)
}

// kill -9 in the middle of sending: what was not noted is sent again by the next process, soon, and as the same bytes.
func TestAKilledProcessLosesNoMail(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		const mails = 20
		var killed atomic.Bool
		sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{
			Stall: func(to string) time.Duration { // the first four are under way when the process dies
				if !killed.Load() && to < "user04" {
					return 20 * time.Second
				}
				return 0
			},
		}})
		db := d.Open(t, clock.System{})
		var all []domain.Message
		for i := range mails {
			all = append(all, reset(fmt.Sprintf("user%02d@example.com", i)))
		}
		promise(t, db, all...)
		victim := exec.Command(os.Args[0], "-test.run=^TestVictim$")
		victim.Env = append(os.Environ(), victimURL+"="+d.URL, victimSMTP+"="+sink.Addr)
		must(t, victim.Start())
		sink.Await(t, 20*time.Second, "all but the stalled ones taken", func(got []smtpsink.Received) bool {
			return len(got) == mails-4 && sink.Tries("user00@example.com")+sink.Tries("user03@example.com") == 2
		})
		must(t, victim.Process.Kill())
		_ = victim.Wait()
		killed.Store(true)
		began := time.Now()
		start(t, d, bySMTP(t, sink.Addr), 8)
		sink.Await(t, 75*time.Second, "everything taken", func([]smtpsink.Received) bool {
			for _, m := range all {
				if len(sink.To(string(m.To))) == 0 {
					return false
				}
			}
			return true
		})
		t.Logf("%s: the killed process's mails went out %s after the next one began", d.Engine, time.Since(began).Round(time.Millisecond))
		for _, m := range all {
			got := sink.To(string(m.To))
			for _, copied := range got[1:] {
				if !bytes.Equal(copied.Raw, got[0].Raw) {
					t.Errorf("the copies for %s differ", m.To)
				}
			}
		}
	})
}

// A process that ends in good order gives back what it has in hand: the next one need not wait for a lease.
func TestAStoppedProcessGivesItsMailsBack(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		var stopped atomic.Bool
		sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{Stall: func(string) time.Duration {
			if stopped.Load() {
				return 0
			}
			return 20 * time.Second
		}}})
		slow := outbound.SMTPTimes{Dial: time.Second, Talk: 30 * time.Second, Answer: time.Second}
		m, err := outbound.NewSMTP("smtp://"+sink.Addr+"?tls=none", "a@b.example", nil, slow)
		must(t, err)
		first := start(t, d, func(*store.DB) outbound.Mailer { return m }, 4)
		promise(t, first.db, reset("ann@example.com"))
		eventually(t, 10*time.Second, "it is being sent", func() bool { return sink.Tries("ann@example.com") == 1 })
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		must(t, first.runner.Stop(ctx))
		stopped.Store(true)
		began := time.Now()
		start(t, d, bySMTP(t, sink.Addr), 4)
		sink.Await(t, 15*time.Second, "sent by the next process", func(all []smtpsink.Received) bool { return len(all) == 1 })
		t.Logf("%s: taken over after %s", d.Engine, time.Since(began).Round(time.Millisecond))
	})
}

// Exactly one of two processes runs each turn of a periodic task.
func TestEachTurnOfATaskIsRunOnce(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		var turns [2]atomic.Int64
		count := func(i int) outbound.Periodic {
			return outbound.Periodic{Name: "test.tick", Every: time.Second, Run: func(context.Context) error {
				turns[i].Add(1)
				return nil
			}}
		}
		sink := smtpsink.Start(t, smtpsink.Options{})
		first := start(t, d, bySMTP(t, sink.Addr), 1, count(0))
		if first.db.Engine() == store.Postgres {
			start(t, d, bySMTP(t, sink.Addr), 1, count(1))
		}
		began := time.Now()
		eventually(t, 20*time.Second, "it has begun", func() bool { return turns[0].Load()+turns[1].Load() > 0 })
		time.Sleep(6 * time.Second)
		passed := int64(time.Since(began).Seconds())
		if sum := turns[0].Load() + turns[1].Load(); sum < 4 || sum > passed+2 {
			t.Errorf("%d turns in %d seconds", sum, passed)
		}
	})
}

func TestATaskThatRunsTooSeldomIsRefused(t *testing.T) {
	t.Parallel()
	d := testkit.NewSQLite(t)
	db := d.Open(t, clock.System{})
	runner := outbound.NewRunner(db, nil, outbound.Plan{Slots: 1, Tasks: []outbound.Periodic{{Name: "yearly", Every: 2 * time.Hour}}})
	if err := runner.Start(context.Background()); err == nil || !strings.Contains(err.Error(), "yearly") {
		t.Errorf("got %v", err)
	}
}
