package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// nameHere gives the name under which somebody stands here, as the gate reads it.
func nameHere(t *testing.T, w *world) string {
	t.Helper()
	s, found, err := w.db.StandingIn(context.Background(), principal(w), w.here.workspace.ID)
	must(t, err)
	if !found {
		t.Fatal("nobody stands here")
	}
	return s.User.Name
}

func rename(t *testing.T, db *store.DB, w *world, name string) {
	t.Helper()
	maintain(t, db, w.here.job, func(tx *store.Tx) error {
		return onlyOne(store.Rows[domain.User](tx).Where("id = ?", w.here.user.ID).UpdateColumn("name", name))
	})
}

// What is remembered is what is there: whoever writes, this process or another one beside it, is seen by the next who asks.
func TestWhatIsRememberedIsWhatIsThere(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		beside := d.Open(t, w.clock)
		first := nameHere(t, w)
		kept := map[store.Engine]int{store.SQLite: 1}[w.db.Engine()]
		if again := nameHere(t, w); again != first || store.Remembered(w.db) != kept {
			t.Errorf("asked again: %q and %q, with %d remembered, want %d", first, again, store.Remembered(w.db), kept)
		}
		for i, db := range []*store.DB{w.db, beside, w.db, beside, beside} {
			name := fmt.Sprintf("Name %d", i)
			rename(t, db, w, name)
			for range 2 {
				if seen := nameHere(t, w); seen != name {
					t.Errorf("after change %d: %q, want %q", i, seen, name)
				}
			}
		}
	})
}

// Others ask all the while, and what they read at the moment of a change is remembered for nobody after it.
func TestNothingOldIsRememberedWhoeverAsksMeanwhile(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		done := make(chan struct{})
		var others sync.WaitGroup
		for range 4 {
			others.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
						_ = nameHere(t, w)
					}
				}
			})
		}
		for i := range 200 {
			name := fmt.Sprintf("Name %d", i)
			rename(t, w.db, w, name)
			if seen := nameHere(t, w); seen != name {
				t.Errorf("after change %d: %q", i, seen)
			}
		}
		close(done)
		others.Wait()
	})
}

// The tests of the API have everything doubted that is remembered: who writes into an answer is found.
func TestWhoeverWritesIntoWhatIsRememberedIsFound(t *testing.T) {
	w := newWorld(t, testkit.NewSQLite(t))
	var told []string
	w.db.Doubt(func(fault string) { told = append(told, fault) })
	ask := func() authz.Standing {
		s, _, err := w.db.StandingIn(context.Background(), principal(w), w.here.workspace.ID)
		must(t, err)
		return s
	}
	ask()
	s := ask()
	if len(told) != 0 {
		t.Errorf("found, where nobody wrote: %v", told)
	}
	s.Roles[0].Permissions[0] = "fleet:strange"
	ask()
	if len(told) != 1 || !strings.Contains(told[0], "fleet:strange") {
		t.Errorf("found: %v", told)
	}
}

// However many ask, what is remembered is bounded; and what is not there is not remembered at all.
func TestWhatIsRememberedIsBounded(t *testing.T) {
	w := newWorld(t, testkit.NewSQLite(t))
	const many = 1100
	sessions := make([]domain.Session, many)
	maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
		for i := range sessions {
			sessions[i] = w.session
			sessions[i].ID, sessions[i].TokenHash = id.New[id.Session](), fmt.Sprint(i)
			if err := tx.AddSession(sessions[i]); err != nil {
				return err
			}
		}
		return nil
	})
	known := func(session id.Session) bool {
		_, found, err := w.db.StandingOf(context.Background(), authz.Principal{Session: session, Account: w.account.ID})
		must(t, err)
		return found
	}
	if known(id.New[id.Session]()) || store.Remembered(w.db) != 0 {
		t.Errorf("%d are remembered of a session that is not there", store.Remembered(w.db))
	}
	for i, s := range sessions {
		if !known(s.ID) {
			t.Fatalf("session %d is not known", i)
		}
	}
	if n := store.Remembered(w.db); n != many-1000 {
		t.Errorf("%d answers are remembered, want those after the first thousand", n)
	}
}
