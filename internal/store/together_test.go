package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// What is asked together on PostgreSQL is answered as what is asked one by one, in a transaction that writes or on SQLite.
func TestAskedTogetherOrOneByOneTheAnswersAreTheSame(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		look := func(tx *store.Tx) (users page.Of[domain.User], members []domain.Member, err error) {
			if users, err = tx.Users(store.UserFilter{}, page.Request{Limit: 50, Count: true}); err != nil {
				return users, nil, err
			}
			members, err = tx.Members(users.Rows)
			return users, members, err
		}
		var reading, writing []any
		must(t, w.db.Read(context.Background(), w.here.job, func(tx *store.Tx) error {
			users, members, err := look(tx)
			reading = []any{users, members}
			return err
		}))
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			users, members, err := look(tx)
			writing = []any{users, members}
			return err
		})
		if difference := cmp.Diff(writing, reading); difference != "" {
			t.Errorf("one by one (-) and together (+):\n%s", difference)
		}
		members := reading[1].([]domain.Member) //nolint:forcetypeassert // see above
		some := map[string]bool{}
		for _, m := range members {
			some["role"] = some["role"] || len(m.Roles) > 0
			some["location"] = some["location"] || len(m.Locations) > 0
			some["invitation"] = some["invitation"] || m.Invitation != nil
			some["approval"] = some["approval"] || m.Approval != nil
			some["none active"] = some["none active"] || m.ActivatedAt == nil
		}
		if len(some) != 5 || !some["role"] || !some["location"] || !some["invitation"] || !some["approval"] || !some["none active"] {
			t.Errorf("among those who were looked at: %v", some)
		}
	})
}

// The tripwire looks at what is asked together as at everything else.
func TestWhatIsAskedTogetherIsConfined(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		must(t, w.db.Read(context.Background(), w.here.job, func(tx *store.Tx) error {
			sent, err := store.Together(tx, store.Rows[domain.User](tx), store.Rows[domain.User](tx))
			if err != nil || sent != (w.db.Engine() == store.Postgres) {
				t.Errorf("confined: sent together %v, %v", sent, err)
			}
			if _, err = store.Together(tx, store.Rows[domain.User](tx), store.Plain[domain.User](tx)); !errors.Is(err, store.ErrUnscoped) {
				t.Errorf("one of them not confined: %v", err)
			}
			sent, err = store.Together(tx, store.Rows[domain.User](tx), store.Rows[domain.User](tx).Where("no_such_column = 1"))
			if err == nil {
				t.Errorf("one of them a mistake: sent together %v, no error", sent)
			}
			if sent, err = store.Together(tx, store.Rows[domain.User](tx), store.Rows[domain.User](tx)); err != nil {
				t.Errorf("after a mistake: sent together %v, %v", sent, err)
			}
			return nil
		}))
	})
}
