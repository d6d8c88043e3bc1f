package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func everyType(domain.EventType) bool { return true }

// feedReader reads a feed as a program does: from where it got to, as long as there is more.
type feedReader struct {
	at  store.FeedPlace
	got []id.Event
}

func (r *feedReader) read(db *store.DB, s side, limit int) error {
	for {
		more := false
		err := db.Read(context.Background(), s.job, func(tx *store.Tx) error {
			head, err := tx.FeedHead()
			if err != nil {
				return err
			}
			if known, err := tx.IsFeedPlace(r.at); err != nil || !known {
				return fmt.Errorf("the place %v is known: %v, %w", r.at, known, err)
			}
			list, next, err := tx.FeedAfter(r.at, head, limit, everyType)
			for _, e := range list {
				r.got = append(r.got, e.ID)
			}
			more, r.at = next.Sequence < head.Sequence, next
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}

// The order of the feed is that of the commits: what was recorded earlier and committed later comes later, to a reader
// who has seen the other one already.
func TestAFeedMissesNothingThatIsCommittedLater(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		if d.Engine == store.SQLite {
			t.Skip("SQLite has one writer: transactions do not overlap")
		}
		w, r := newWorld(t, d), &feedReader{}
		must(t, r.read(w.db, w.here, 10))
		recorded, goOn, slow := make(chan struct{}), make(chan struct{}), make(chan error)
		go func() {
			first := true
			slow <- w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
				err := tx.Record(domain.UserSuspended{User: w.here.user})
				if first {
					first = false
					close(recorded)
					<-goOn
				}
				return err
			})
		}()
		<-recorded
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error { return tx.Record(domain.UserReactivated{User: w.here.user}) })
		must(t, r.read(w.db, w.here, 10))
		seen := len(r.got)
		close(goOn)
		must(t, <-slow)
		must(t, r.read(w.db, w.here, 10))
		if seen != 1 || len(r.got) != 2 || r.got[1] > r.got[0] {
			t.Errorf("seen before the slow one: %d; after it: %v, whose second one has the lower id", seen, r.got)
		}
	})
}

// Readers who read all the while, on every process, see each event of many writers once, and in one order.
func TestReadersOfTheFeedSeeAllThatManyWrite(t *testing.T) {
	const writers, each = 8, 25
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		dbs := handles(t, d, w)
		readers, done := []*feedReader{{}, {}, {}}, make(chan struct{})
		ended := make(chan error, len(readers))
		for i, r := range readers {
			go func() {
				for {
					select {
					case <-done:
						ended <- r.read(dbs[i%len(dbs)], w.here, 1+i)
						return
					default:
						if err := r.read(dbs[i%len(dbs)], w.here, 1+i); err != nil {
							ended <- err
							return
						}
					}
				}
			}()
		}
		for _, err := range together(writers, func(i int) error {
			for range each {
				err := dbs[i%len(dbs)].Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
					return inOrder(
						func() error { return tx.Record(domain.UserSuspended{User: w.here.user}) },
						func() error { return tx.Record(domain.UserReactivated{User: w.here.user}) },
					)
				})
				if err != nil {
					return err
				}
			}
			return nil
		}) {
			must(t, err)
		}
		close(done)
		for range readers {
			must(t, <-ended)
		}
		for _, r := range readers {
			if len(r.got) != 2*writers*each || !slices.Equal(r.got, readers[0].got) {
				t.Errorf("a reader saw %d events, want %d, in one order", len(r.got), 2*writers*each)
			}
			if once := slices.Compact(slices.Sorted(slices.Values(r.got))); len(once) != len(r.got) {
				t.Errorf("of %d events %d are different", len(r.got), len(once))
			}
		}
	})
}
