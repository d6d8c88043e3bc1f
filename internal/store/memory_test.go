package store_test

import (
	"context"
	"errors"
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
		for try := 1; store.Remembered(w.db) == 0; try++ { // on PostgreSQL, other tests write beside this one
			if again := nameHere(t, w); again != first || try == 5_000 {
				t.Fatalf("asked again: %q and %q, %d times, and nothing is remembered", first, again, try)
			}
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

// What is being written is not there yet, however often somebody asks meanwhile; it is there once it is committed.
func TestWhatIsNotCommittedIsNotRemembered(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		beside := d.Open(t, w.clock)
		first := nameHere(t, w)
		writing := func(name string, end error) error {
			return beside.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
				must(t, store.Rows[domain.User](tx).Where("id = ?", w.here.user.ID).UpdateColumn("name", name).Error)
				for range 100 {
					if seen := nameHere(t, w); seen != first {
						t.Errorf("before the commit of %s: %q, want %q", name, seen, first)
					}
				}
				return end
			})
		}
		taken := errors.New("taken back")
		if err := writing("Not Committed", taken); !errors.Is(err, taken) {
			t.Fatal(err)
		}
		if seen := nameHere(t, w); seen != first {
			t.Errorf("after what was taken back: %q", seen)
		}
		must(t, writing("Committed", nil))
		if seen := nameHere(t, w); seen != "Committed" {
			t.Errorf("after the commit: %q", seen)
		}
	})
}

// The server ends every connection, as at a crash or a failover: what was remembered is asked for again.
func TestWhatIsRememberedOutlivesNoServer(t *testing.T) {
	w := newWorld(t, testkit.NewPostgres(t))
	for i := range 5 {
		name := fmt.Sprintf("Name %d", i)
		rename(t, w.db, w, name)
		_ = nameHere(t, w)
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			return store.Beyond(tx).Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Error
		})
		for range 30 { // more often than there are connections
			s, found, err := w.db.StandingIn(context.Background(), principal(w), w.here.workspace.ID)
			if err == nil && (!found || s.User.Name != name) {
				t.Errorf("after the end of all connections: %v, %q, want %q", found, s.User.Name, name)
			}
		}
	}
}

// Asking for the version costs PostgreSQL as much as a small question: where it is asked in vain, it is not asked for a while.
func TestWhereNothingIsFoundNothingIsAskedForAWhile(t *testing.T) {
	asks := func(found ...bool) (n int) {
		var l store.Luck
		for i := range 10_000 {
			if l.Worthwhile() {
				n++
				l.Note(found[i%len(found)])
			}
		}
		return n
	}
	if n := asks(true); n != 10_000 {
		t.Errorf("where all is found: asked %d times", n)
	}
	if n := asks(true, false); n != 10_000 {
		t.Errorf("where half is found: asked %d times", n)
	}
	if n := asks(false); n < 500 || n > 700 {
		t.Errorf("where nothing is found: asked %d times, want 64 of 1,064", n)
	}
	if n := asks(true, false, false, false, false, false); n < 500 || n > 700 {
		t.Errorf("where a sixth is found: asked %d times, want 64 of 1,064", n)
	}
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
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) { findsWhoeverWrites(t, newWorld(t, d)) })
}

func findsWhoeverWrites(t *testing.T, w *world) {
	t.Helper()
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
	for try := 0; len(told) == 0 && try < 5_000; try++ { // on PostgreSQL, other tests write beside this one
		s.Roles[0].Permissions[0] = "fleet:strange"
		s = ask()
	}
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
