package store_test

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// accountOf finds an account by its address, in a transaction that writes.
func accountOf(tx *store.Tx, email domain.Email) (domain.Account, error) {
	found, err := tx.AccountsByEmail([]domain.Email{email})
	if a, any := found[email]; any {
		return a, err
	}
	return domain.Account{}, errors.Join(err, store.ErrMissing)
}

// A row that is there already is refused, whether anything is asked after it or nothing but the commit: fn runs again each time,
// as for somebody who was slower, and nothing is left. Its twin is written at once.
func TestARowThatIsThereIsRefusedWhenItIsSentLater(t *testing.T) {
	ask := func(tx *store.Tx) error { _, err := tx.Place(); return err }
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, plain := newWorld(t, d), d.Plain(t)
		for name, next := range map[string]func(*store.Tx) error{"asked": ask, "committed": func(*store.Tx) error { return nil }} {
			for email, tries := range map[string]int{"ann@example.com": store.WriteTries, name + "@example.com": 1} {
				before, tried := leftIn(t, plain), 0
				err := w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error {
					tried++
					l := place(w.here, name)
					if err := errors.Join(tx.AddLocation(l), tx.Record(created(l)), tx.Mail(greeting()), tx.AddAccount(newAccount(email, tx.Now()))); err != nil {
						return err
					}
					return next(tx)
				})
				if (err != nil) != (tries > 1) || tried != tries {
					t.Errorf("%s: an account of %s: %v after %d tries", name, email, err, tried)
				}
				want := left{}
				if tries == 1 {
					want = left{1, 1, 1, 1}
				}
				if got := leftIn(t, plain).less(before); got != want {
					t.Errorf("%s: an account of %s left %+v", name, email, got)
				}
			}
		}
	})
}

// What was to be sent later is forgotten with the transaction, whether or not any of it was sent.
func TestWhatWasToBeSentLaterIsRolledBack(t *testing.T) {
	boom := errors.New("boom")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		for _, sent := range []bool{false, true} {
			for _, end := range []error{boom, nil} {
				email := domain.Email("sent@example.com")
				if !sent {
					email = "unsent@example.com"
				}
				err := w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
					if err := tx.AddAccount(newAccount(string(email), tx.Now())); err != nil {
						return err
					}
					if sent {
						must(t, store.Sent(tx))
					}
					return end
				})
				if !errors.Is(err, end) {
					t.Errorf("a transaction that gave %v gives %v", end, err)
				}
				maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
					if _, err := accountOf(tx, email); (err == nil) != (end == nil) {
						t.Errorf("sent %v, ended with %v: the account: %v", sent, end, err)
					}
					return nil
				})
			}
		}
	})
}

// A row that is sent later counts as changed when it is written down.
func TestWhatIsSentLaterIsRecordedOrRolledBack(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		for _, want := range []error{store.ErrUnrecorded, nil} {
			err := w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error {
				if want == nil {
					must(t, tx.Record(created(w.here.location)))
				}
				return tx.AddRolesOf([]domain.UserRole{{WorkspaceID: w.here.workspace.ID, UserID: w.here.user.ID, RoleID: w.here.spare.ID}})
			})
			if !errors.Is(err, want) {
				t.Errorf("a role that was given: %v, want %v", err, want)
			}
			read(t, w.db, w.here.job, func(tx *store.Tx) error {
				_, roles, _, err := tx.HolderNow(w.here.user.ID)
				if given := len(roles) == 2; given != (want == nil) {
					t.Errorf("where the end is %v, the user has %d roles", want, len(roles))
				}
				return err
			})
		}
	})
}

// Everything that is asked or changed finds what was written before it, as it was then.
func TestWhatIsSentLaterKeepsItsPlace(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			verified := tx.Now().Add(-time.Hour)
			a := newAccount("new@example.com", tx.Now())
			a.EmailVerifiedAt = &verified
			u := domain.NewUser(w.here.workspace.ID, a.ID, "New", a.Email, tx.Now())
			must(t, errors.Join(tx.AddAccount(a), tx.AddUser(u)))
			verified = verified.Add(-time.Hour)
			if found, err := accountOf(tx, a.Email); err != nil || !found.EmailVerifiedAt.Equal(tx.Now().Add(-time.Hour)) {
				t.Errorf("the account is found as %+v: %v", found, err)
			}
			must(t, tx.AddRolesOf([]domain.UserRole{{WorkspaceID: u.WorkspaceID, UserID: u.ID, RoleID: w.here.member.ID}}))
			moved := u
			moved.Status = domain.StatusSuspended
			if yes, err := tx.MoveUser(moved, u.Status); err != nil || !yes {
				t.Errorf("the user is not moved: %v", err)
			}
			after, roles, _, err := tx.HolderNow(u.ID)
			if err != nil || after.Status != domain.StatusSuspended || len(roles) != 1 {
				t.Errorf("the user stands as %s with %d roles: %v", after.Status, len(roles), err)
			}
			return nil
		})
	})
}

// A change that counts as done fails the transaction by its own error where its row was not as said, once, and nothing is left;
// its twin is done.
func TestAChangeThatCountsAsDoneIsDoneOrFails(t *testing.T) {
	changed := errs.New(errs.Conflict, "conflict", "Somebody else was quicker.")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, plain := newWorld(t, d), d.Plain(t)
		for from, want := range map[domain.UserStatus]error{domain.StatusSuspended: changed, domain.StatusInvited: nil} {
			before, tried := leftIn(t, plain), 0
			err := w.db.Write(context.Background(), w.here.job, func(tx *store.Tx) error {
				tried++
				u, err := tx.LockUser(w.here.invited.ID)
				must(t, err)
				u.Status = domain.StatusPending
				done, err := tx.Unless(changed).MoveUser(u, from)
				if err == nil && !done {
					err = changed
				}
				l := place(w.here, string(from))
				return cmp.Or(err, errors.Join(tx.AddLocation(l), tx.Record(created(l))))
			})
			if !errors.Is(err, want) || tried != 1 {
				t.Errorf("from %s: %v after %d tries", from, err, tried)
			}
			if got := leftIn(t, plain).less(before); (got != left{}) != (want == nil) {
				t.Errorf("from %s: %+v is left", from, got)
			}
		}
	})
}

// What is asked with something that waited is read as what is asked alone: the job queue has columns of many types.
func TestWhatIsAskedWithWhatWaitedIsReadAsEver(t *testing.T) {
	w := newWorld(t, testkit.NewPostgres(t))
	values := map[string]string{
		"ARRAY['a','b']::text[]": "{a,b}", "ARRAY['a','b']::varchar(255)[]": "{a,b}", "'{}'::varchar(255)[]": "{}", "NULL::text[]": "",
		`ARRAY['{"n":1}'::jsonb]`: `{"{\"n\": 1}"}`, "ARRAY[1,2]::int4[]": "{1,2}", "ARRAY[1,2]::int8[]": "{1,2}",
		"ARRAY[true,false]": "{t,f}", "'0b0e7a6c-0000-7000-8000-000000000001'::uuid": "0b0e7a6c-0000-7000-8000-000000000001",
		`'{"n":1}'::jsonb`: `{"n": 1}`, `'{"n":1}'::json`: `{"n":1}`, "'x'::text": "x", "5::int2": "5", "1.5::numeric": "1.5", "B'101'::bit(3)": "101",
	}
	for expression, want := range values {
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			for _, waits := range []bool{false, true} {
				must(t, store.Sent(tx))
				if waits {
					must(t, tx.AddAccount(newAccount(fmt.Sprintf("%x@example.com", expression), tx.Now())))
				}
				var found sql.NullString
				if err := store.Beyond(tx).Raw("SELECT " + expression).Row().Scan(&found); err != nil || found.String != want {
					t.Errorf("%s, %v: %q and %v, want %q", expression, waits, found.String, err, want)
				}
			}
			return nil
		})
	}
}

// On PostgreSQL a transaction of which something failed does nothing more, even where its function goes on: nothing that follows
// becomes a transaction of its own.
func TestAFailedTransactionGoesNoFurther(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		if d.Engine != store.Postgres {
			return // fails by statement
		}
		w, plain := newWorld(t, d), d.Plain(t)
		for name, fail := range map[string]func(tx *store.Tx) error{
			"nonsense at first": func(tx *store.Tx) error { return store.Beyond(tx).Exec("NONSENSE ?", 1).Error },
			"nonsense": func(tx *store.Tx) error {
				return errors.Join(store.Sent(tx), store.Beyond(tx).Exec("NONSENSE ?", 1).Error)
			},
			"a row that is there": func(tx *store.Tx) error {
				return errors.Join(tx.AddAccount(newAccount("ann@example.com", tx.Now())), store.Sent(tx))
			},
			"nothing": func(tx *store.Tx) error { return store.Sent(tx) },
		} {
			before := leftIn(t, plain)
			var failed, went error
			err := w.db.Maintain(context.Background(), w.here.job, func(tx *store.Tx) error {
				failed = fail(tx)
				went = tx.AddLocation(place(w.here, name))
				return nil
			})
			refused := name != "nothing"
			if (failed != nil) != refused || (went != nil) != refused || (err != nil) != refused {
				t.Errorf("%s: %v, then %v, in the end %v", name, failed, went, err)
			}
			if got := leftIn(t, plain).less(before).locations; (got == 0) != refused {
				t.Errorf("%s: %d places were left", name, got)
			}
		}
	})
}
