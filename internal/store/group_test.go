package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

var errFull = errs.New(errs.Conflict, "full", "There is no room.")

// sharing is a world on SQLite, with somebody who is no job of the house, so that what they write joins others'.
type sharing struct {
	*testing.T
	*world
	d     testkit.Database
	guest authz.Guest
}

func onSharing(t *testing.T, run func(s *sharing)) {
	t.Helper()
	d := testkit.NewSQLite(t) // on PostgreSQL many write at once, each by itself
	w := newWorld(t, d)
	gate := authz.NewGate(w.db, w.clock)
	invited := domain.InvitationToken{WorkspaceID: w.here.workspace.ID, InvitationID: w.here.invitation.ID, Generation: 1}
	s := &sharing{t, w, d, gate.Redeem(invited, authz.Origin{})}
	store.Sharing(w.db, time.Minute, time.Minute)
	run(s)
}

// write is a Write of the guest.
func (s *sharing) write(fn func(tx *store.Tx) error) func() error {
	return s.writeAs(context.Background(), fn)
}

func (s *sharing) writeAs(ctx context.Context, fn func(tx *store.Tx) error) func() error {
	return func() error { return s.db.Write(ctx, s.guest, fn) }
}

// adds makes a location, and says so.
func (s *sharing) adds(name string) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		l := place(s.here, name)
		return inOrder(func() error { return tx.AddLocation(l) }, func() error { return tx.Record(created(l)) })
	}
}

// begins a transaction that has no work, and ends once released.
func (s *sharing) begins() (release func()) {
	begun, hold, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		ended <- s.db.Maintain(context.Background(), job, func(*store.Tx) error {
			once.Do(func() { close(begun) })
			<-hold
			return nil
		})
	}()
	<-begun
	return func() {
		close(hold)
		if err := <-ended; err != nil {
			s.Logf("whoever began is told %v", err)
		}
	}
}

// company has the calls share one transaction, in their order: whoever begins it waits until all others wait for their turn.
// It gives what each answered.
func (s *sharing) company(calls ...func() error) []error {
	s.Helper()
	release, out := s.begins(), make([]error, len(calls))
	var all sync.WaitGroup
	for i, call := range calls {
		all.Go(func() { out[i] = call() })
		s.queued(i + 1)
	}
	release()
	all.Wait()
	return out
}

func (s *sharing) queued(n int) {
	s.Helper()
	for end := time.Now().Add(10 * time.Second); store.Waiting(s.db) < n; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("%d wait, want %d", store.Waiting(s.db), n)
		}
	}
}

// has tells which of the locations are there, and that their entries are, chained as they should be.
func (s *sharing) has(want ...string) {
	s.Helper()
	var names []string
	var entries []domain.AuditEvent
	read(s, s.db, s.here.job, func(tx *store.Tx) (err error) {
		if err := store.Rows[domain.Location](tx).Where("name <> ?", s.here.location.Name).Pluck("name", &names).Error; err != nil {
			return err
		}
		entries, err = tx.ChainAfter(string(s.here.workspace.ID), 0, 500)
		return err
	})
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		s.Errorf("there are %q, want %q", names, want)
	}
	last := ""
	for i, e := range entries {
		hash, err := store.ChainHash(last, e)
		if err != nil || hash != e.Hash || e.Sequence != int64(i+1) {
			s.Errorf("the entry %d is not chained to the one before it: %v", i, err)
		}
		last = e.Hash
	}
	if len(entries) != len(want) {
		s.Errorf("%d entries of %d locations", len(entries), len(want))
	}
}

// Those who wait for their turn share one commit, and are told in their order what was committed.
func TestThoseWhoWaitShareACommit(t *testing.T) {
	onSharing(t, func(s *sharing) {
		notices, leave := s.db.Subscribe(s.here.workspace.ID)
		defer leave()
		before := store.Commits(s.db)
		var calls []func() error
		var names []string
		var made []domain.Location
		for i := range 20 {
			names = append(names, fmt.Sprintf("depot %02d", i))
			made = append(made, place(s.here, names[i]))
			calls = append(calls, s.write(func(tx *store.Tx) error {
				return errors.Join(tx.AddLocation(made[i]), tx.Record(created(made[i])), tx.Mail(greeting()))
			}))
		}
		must(s, errors.Join(s.company(calls...)...))
		if n := store.Commits(s.db) - before; n != 1 {
			s.Errorf("%d commits", n)
		}
		s.has(names...)
		for i, l := range made {
			if n := next(s, notices); n.ID != string(l.ID) {
				s.Errorf("the notice %d is of %s", i, n.ID)
			}
		}
		var jobs int
		must(s, s.d.Plain(s).QueryRow("SELECT count(*) FROM river_job WHERE kind = 'mail.send'").Scan(&jobs))
		if jobs != 20 {
			s.Errorf("%d jobs of 20 mails", jobs)
		}
	})
}

// Whoever fails in company, however that is, leaves nothing and takes nobody along; nobody else is asked again.
func TestWhoeverFailsInCompanyFailsAlone(t *testing.T) {
	onSharing(t, func(s *sharing) {
		asked, ended := 0, context.Background()
		good := func(name string) func() error {
			return s.write(func(tx *store.Tx) error { asked++; return s.adds(name)(tx) })
		}
		bad := func(end func(tx *store.Tx) error) func() error {
			return s.writeAs(ended, func(tx *store.Tx) error { return errors.Join(s.adds("bad")(tx), end(tx)) })
		}
		cancelled, cancel := context.WithCancel(context.Background())
		late, cancelLate := context.WithCancel(context.Background())
		panicked, gone := any(nil), true
		out := s.company(
			good("a"),
			bad(func(*store.Tx) error { return errFull }),
			good("b"),
			bad(func(tx *store.Tx) error { return store.Handle(tx).Create(&s.here.location).Error }),
			good("c"),
			s.write(func(tx *store.Tx) error { return tx.AddLocation(place(s.here, "unrecorded")) }),
			good("d"),
			func() error {
				defer func() { panicked = recover() }()
				return bad(func(*store.Tx) error { panic("oh") })()
			},
			good("e"),
			func() error {
				var one sync.WaitGroup
				one.Go(func() {
					_ = bad(func(*store.Tx) error { runtime.Goexit(); return nil })()
					gone = false
				})
				one.Wait()
				return nil
			},
			good("f"),
			s.writeAs(cancelled, func(tx *store.Tx) error {
				return inOrder(func() error { return s.adds("bad")(tx) }, func() error { cancel(); return nil }, func() error { return s.adds("bad too")(tx) })
			}),
			good("g"),
			s.writeAs(late, func(tx *store.Tx) error { defer cancelLate(); return s.adds("late")(tx) }),
			s.write(func(tx *store.Tx) error {
				err := inOrder(
					func() error { return store.Beyond(tx).Exec("SAVEPOINT member").Error }, // of the same name
					func() error { return tx.AddLocation(place(s.here, "nested")) },
					func() error { return store.Beyond(tx).Exec("ROLLBACK TO member").Error },
				)
				if err != nil {
					return err
				}
				return s.adds("h")(tx)
			}),
		)
		for i, want := range map[int]error{1: errFull, 5: store.ErrUnrecorded, 11: context.Canceled, 13: context.Canceled} {
			if !errors.Is(out[i], want) {
				t.Errorf("call %d: %v, want %v", i, out[i], want)
			}
			out[i] = nil
		}
		if out[3] == nil || panicked != "oh" || !gone {
			s.Errorf("a duplicate: %v; a panic: %v; an end of the goroutine: %v", out[3], panicked, gone)
		}
		out[3] = nil
		must(s, errors.Join(out...))
		s.has("a", "b", "c", "d", "e", "f", "g", "h")
		if asked != 7 {
			s.Errorf("seven were asked %d times", asked)
		}
	})
}
