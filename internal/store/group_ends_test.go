package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// breaksAtCommit refers to a place that is not there, which SQLite is told to look at when the transaction ends.
func breaksAtCommit(tx *store.Tx) error {
	return inOrder(
		func() error { return store.Beyond(tx).Exec("PRAGMA defer_foreign_keys = 1").Error },
		func() error {
			return store.Beyond(tx).Exec("UPDATE locations SET workspace_id = 'nowhere' WHERE name = 'bad'").Error
		},
	)
}

// Where the commit of all fails, each is asked again by itself: only whose fault it was is told of it.
func TestWhereACommitFailsEachIsAskedAgainAlone(t *testing.T) {
	onSharing(t, func(s *sharing) {
		asked := map[string]int{}
		good := func(name string) func() error {
			return s.write(func(tx *store.Tx) error { asked[name]++; return s.adds(name)(tx) })
		}
		out := s.company(
			good("a"),
			s.write(func(tx *store.Tx) error { return errors.Join(s.adds("bad")(tx), breaksAtCommit(tx)) }),
			s.write(func(tx *store.Tx) error { return errors.Join(s.adds("full")(tx), errFull) }),
			good("b"),
		)
		if out[0] != nil || out[1] == nil || !errors.Is(out[2], errFull) || out[3] != nil {
			s.Errorf("answered %v", out)
		}
		s.has("a", "b")
		if asked["a"] != 2 || asked["b"] != 2 {
			s.Errorf("asked %v", asked)
		}
	})
}

// A refusal that is due to what another one wrote is answered only if that is committed. Here it is not, and whoever was
// refused is asked again, and does it.
func TestARefusalWaitsForWhatItSaw(t *testing.T) {
	onSharing(t, func(s *sharing) {
		var seen []int64
		first := true
		out := s.company(
			s.write(func(tx *store.Tx) error {
				if !first {
					return errFull
				}
				first = false
				return s.adds("one")(tx)
			}),
			s.write(func(tx *store.Tx) error {
				var n int64
				if err := store.Rows[domain.Location](tx).Where("name_key = ?", "one").Count(&n).Error; err != nil {
					return err
				}
				if seen = append(seen, n); n > 0 {
					return errInvited
				}
				return s.adds("another")(tx)
			}),
			s.write(func(tx *store.Tx) error { return errors.Join(s.adds("bad")(tx), breaksAtCommit(tx)) }),
		)
		if !errors.Is(out[0], errFull) || out[1] != nil || !slices.Equal(seen, []int64{1, 0}) {
			s.Errorf("answered %v; saw %d", out, seen)
		}
		s.has("another")
		out = s.company(s.write(s.adds("one")), s.write(func(tx *store.Tx) error { return errInvited }))
		if out[0] != nil || !errors.Is(out[1], errInvited) {
			s.Errorf("the twin: %v", out)
		}
	})
}

// SQLite rolls the whole transaction back after some failures. Whether whoever met one tells of it or goes on, nothing of theirs
// is left, and the others are asked again.
func TestWhereSQLiteGivesUpEachIsAskedAgainAlone(t *testing.T) {
	giveUp := func(tx *store.Tx) error {
		return store.Beyond(tx).Exec("INSERT OR ROLLBACK INTO workspaces SELECT * FROM workspaces").Error
	}
	for name, fails := range map[string]func(s *sharing, tx *store.Tx) error{
		"told": func(s *sharing, tx *store.Tx) error { return errors.Join(s.adds("bad")(tx), giveUp(tx), errFull) },
		"ignored": func(s *sharing, tx *store.Tx) error {
			if err := s.adds("bad")(tx); err != nil || giveUp(tx) == nil {
				return errors.Join(err, errors.New("want it refused"))
			}
			return s.adds("bad too")(tx)
		},
		"ignored at the end": func(s *sharing, tx *store.Tx) error {
			if err := s.adds("bad")(tx); err != nil || giveUp(tx) == nil {
				return errors.Join(err, errors.New("want it refused"))
			}
			return nil
		},
		"panic": func(s *sharing, tx *store.Tx) error { _ = giveUp(tx); panic("oh") },
	} {
		t.Run(name, func(t *testing.T) {
			onSharing(t, func(s *sharing) {
				out := s.company(
					s.write(s.adds("a")),
					func() (err error) {
						defer func() {
							if what := recover(); what != nil {
								err = errFull
							}
						}()
						return s.write(func(tx *store.Tx) error { return fails(s, tx) })()
					},
					s.write(s.adds("b")),
				)
				if out[0] != nil || out[1] == nil || out[2] != nil {
					s.Errorf("answered %v", out)
				}
				s.has("a", "b")
			})
		})
	}
}

// On a disk that gets full in the middle of many, whoever has room is there, and the others are told to try again.
func TestOnAFullDiskEachHasItsOwnOutcome(t *testing.T) {
	onSharing(t, func(s *sharing) {
		limit := func(pages int64) {
			maintain(s, s.db, job, func(tx *store.Tx) error {
				return store.Beyond(tx).Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Error
			})
		}
		var pages int64
		must(s, s.d.Plain(s).QueryRow("PRAGMA page_count").Scan(&pages))
		limit(pages + 4)
		large := func(name string) func() error {
			return s.write(func(tx *store.Tx) error {
				l := place(s.here, name)
				l.Address = fmt.Sprintf("%0100000d", 1)
				return errors.Join(tx.AddLocation(l), tx.Record(created(l)))
			})
		}
		out := s.company(s.write(s.adds("a")), large("b"), s.write(s.adds("c")), large("d"), s.write(s.adds("e")))
		for i, err := range out {
			if full := errs.Of(err); (i%2 == 1) != (full != nil && full.Kind == errs.Unavailable) || i%2 == 0 && err != nil {
				s.Errorf("call %d: %v", i, err)
			}
		}
		s.has("a", "c", "e")
		limit(pages + 1000)
		must(s, large("b")())
		s.has("a", "b", "c", "e")
	})
}

// Whoever waits for a turn stops where the request ends; a request that ends after its part was done is told what came of it.
func TestTheEndOfARequestInCompany(t *testing.T) {
	onSharing(t, func(s *sharing) {
		waits, cancel := context.WithCancel(context.Background())
		release, left := s.begins(), make(chan error)
		go func() { left <- s.writeAs(waits, s.adds("bad"))() }()
		s.queued(1)
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			s.Errorf("whoever waited is told %v", err)
		}
		release()
		if err := s.writeAs(waits, s.adds("bad"))(); !errors.Is(err, context.Canceled) {
			s.Errorf("whoever comes too late is told %v", err)
		}
		done, cancel := context.WithCancel(context.Background())
		must(s, errors.Join(s.company(
			s.writeAs(done, s.adds("a")),
			s.write(func(tx *store.Tx) error { cancel(); return s.adds("b")(tx) }),
		)...))
		s.has("a", "b")
	})
}

// Whoever needs long in company goes back, and does it alone; nobody waits for work in the background that records events.
func TestWhatIsLongGoesAlone(t *testing.T) {
	onSharing(t, func(s *sharing) {
		before := store.Commits(s.db)
		must(s, errors.Join(s.company(s.write(s.adds("a")), func() error { return s.db.Write(context.Background(), s.here.job, s.adds("b")) }, s.write(s.adds("c")))...))
		if n := store.Commits(s.db) - before; n != 2 {
			s.Errorf("%d commits, want one before the work in the background, and one after it", n)
		}
		store.Sharing(s.db, time.Minute, 0)
		before = store.Commits(s.db)
		must(s, errors.Join(s.company(s.write(s.adds("d")), s.write(s.adds("e")))...))
		if n := store.Commits(s.db) - before; n != 3 {
			s.Errorf("%d commits, want one of whoever began, and two of those who went back", n)
		}
		store.Sharing(s.db, 0, time.Minute)
		before = store.Commits(s.db)
		must(s, errors.Join(s.company(s.write(s.adds("f")), s.write(s.adds("g")))...))
		if n := store.Commits(s.db) - before; n != 3 {
			s.Errorf("%d commits, want three: nobody joins what began long ago", n)
		}
		s.has("a", "b", "c", "d", "e", "f", "g")
	})
}

// Where another process has the file, each that waits is told to try again; and where the database is closed, each is told.
func TestWhoeverWaitsIsTold(t *testing.T) {
	onSharing(t, func(s *sharing) {
		maintain(s, s.db, job, func(tx *store.Tx) error { return store.Beyond(tx).Exec("PRAGMA busy_timeout = 20").Error })
		conn, err := s.d.Plain(s).Conn(context.Background())
		must(s, err)
		_, err = conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
		must(s, err)
		for i, err := range together(5, func(i int) error { return s.write(s.adds(fmt.Sprint(i)))() }) {
			if told := errs.Of(err); told == nil || told.Kind != errs.Unavailable {
				s.Errorf("call %d: %v", i, err)
			}
		}
		_, err = conn.ExecContext(context.Background(), "ROLLBACK")
		must(s, err)
		must(s, errors.Join(together(5, func(i int) error { return s.write(s.adds(fmt.Sprint(i)))() })...))
		s.has("0", "1", "2", "3", "4")

		out := s.company(
			s.write(func(tx *store.Tx) error { return errors.Join(s.adds("5")(tx), s.db.Close()) }),
			s.write(s.adds("6")), s.write(s.adds("7")),
		)
		s.db = s.d.Open(s, s.clock)
		want := []string{"0", "1", "2", "3", "4"}
		for i, err := range out {
			if err == nil {
				want = append(want, fmt.Sprint(5+i))
			}
		}
		s.has(want...)
	})
}

// Sixty-four at once, with bounds as they are: each is answered what is true of it.
func TestSixtyFourAtOnce(t *testing.T) {
	onSharing(t, func(s *sharing) {
		store.Sharing(s.db, 20*time.Millisecond, 100*time.Millisecond)
		before := store.Commits(s.db)
		var want []string
		for round := range 5 {
			name := func(i int) string { return fmt.Sprintf("%d of %d", i, round) }
			for i, err := range together(64, func(i int) error {
				switch i % 8 {
				case 5:
					return s.write(func(tx *store.Tx) error { return errors.Join(s.adds("bad")(tx), errFull) })()
				case 6:
					ctx, cancel := context.WithTimeout(context.Background(), rand.N(20*time.Millisecond)) //nolint:gosec // any moment
					defer cancel()
					return s.writeAs(ctx, s.adds(name(i)))()
				case 7:
					if round%2 == 0 {
						return errFull
					}
					return s.write(func(tx *store.Tx) error { return errors.Join(s.adds("bad")(tx), breaksAtCommit(tx)) })()
				}
				return s.write(s.adds(name(i)))()
			}) {
				if err == nil {
					want = append(want, name(i))
				}
				if kind := i % 8; (kind < 5) != (err == nil) && (kind != 6 || err != nil && !errors.Is(err, context.DeadlineExceeded)) {
					s.Errorf("call %d: %v", i, err)
				}
			}
		}
		s.has(want...)
		s.Logf("%d commits of %d writes", store.Commits(s.db)-before, len(want))
	})
}
