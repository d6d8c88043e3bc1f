package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// One process at a time holds an endpoint; what a killed one held is free when its lease ends, and nothing is lost.
func TestAnEndpointIsInOneProcessesHands(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		w.clock.Stop()
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			again, err := tx.DeliverAgain(w.here.delivery.Again(tx.Now()))
			if !again {
				t.Error("not put on its way")
			}
			return err
		})
		claim := func(held *time.Time) (c store.HookClaim) {
			t.Helper()
			maintain(t, w.db, w.here.job, func(tx *store.Tx) (err error) {
				c, err = tx.ClaimWebhook(w.here.hook.ID, held, 30*time.Second, 8)
				return err
			})
			return c
		}
		first := claim(nil)
		if len(first.Deliveries) != 1 || len(first.Secrets) != 1 {
			t.Fatalf("%+v", first)
		}
		if second := claim(nil); len(second.Deliveries) != 0 {
			t.Error("two hold it")
		}
		if on := claim(&first.Until); len(on.Deliveries) != 1 {
			t.Error("whoever holds it cannot go on")
		}
		w.clock.Advance(31 * time.Second)
		next := claim(nil)
		if len(next.Deliveries) != 1 {
			t.Fatal("what the dead one held is lost")
		}
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error { // the first one was not dead, and comes back
			if mine, err := tx.NoteWebhook(first.Webhook, first.Until); mine || err != nil {
				t.Errorf("noted by who lost it: %v", err)
			}
			if mine, err := tx.NoteWebhook(next.Webhook, next.Until); !mine || err != nil {
				t.Errorf("not noted by who holds it: %v", err)
			}
			_, err := tx.SaveDelivery(next.Deliveries[0].After(domain.HookOutcome{At: tx.Now(), Status: 204}, 1, tx.Now()))
			return err
		})
		if done := claim(&next.Until); len(done.Deliveries) != 0 {
			t.Error("sent twice")
		}
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			h, err := tx.Webhook(w.here.hook.ID)
			if h.LeasedUntil != nil {
				t.Error("not given back")
			}
			return err
		})
	})
}

// An event is on its way if, and only if, the transaction that recorded it commits; to those alone who want it.
func TestEventsAreOnTheirWayWithTheirTransaction(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, cancelled := newWorld(t, d), errors.New("cancelled")
		waiting := func(s side) (n int) {
			read(t, w.db, s.job, func(tx *store.Tx) error {
				p, err := tx.DeliveryPage(s.hook.ID, []domain.DeliveryState{domain.HookWaiting}, all)
				n = len(p.Rows)
				return err
			})
			return n
		}
		record := func(end error, events ...domain.Event) error {
			return w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
				for _, e := range events {
					if err := tx.Record(e); err != nil {
						return err
					}
				}
				return end
			})
		}
		wanted, other := domain.ImportDoneEvent{}, domain.ImportCreated{}
		if err := record(cancelled, wanted); !errors.Is(err, cancelled) || waiting(w.here) != 0 {
			t.Errorf("rolled back: %v, %d on their way", err, waiting(w.here))
		}
		must(t, record(nil, other))
		if waiting(w.here) != 0 {
			t.Error("not wanted, and on its way")
		}
		must(t, record(nil, wanted, other, wanted))
		if waiting(w.here) != 2 || waiting(w.there) != 0 {
			t.Errorf("%d here and %d there", waiting(w.here), waiting(w.there))
		}
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			h, err := tx.Webhook(w.here.hook.ID)
			if err == nil {
				h.Enabled = false
				_, err = tx.SaveWebhook(h)
			}
			return err
		})
		must(t, record(nil, wanted))
		if waiting(w.here) != 2 {
			t.Error("disabled, and told")
		}
	})
}
