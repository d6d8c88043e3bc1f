package store_test

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// How every statement of every method is carried out, where there are many rows, is written down and read.
func TestPlans(t *testing.T) {
	used := map[string]bool{}
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := stock(t, d)
		seen := watch(t, w.db)
		for _, name := range sortedKeys(sights) {
			look := sights[name]
			of := w.here
			if name == "DropPlace" {
				of = w.there // which has few rows: that all of them are read is no news
			}
			w.undone(t, seen, name, of.job, func(tx *store.Tx, w *stocked) error {
				_, err := look.run(tx, w.world, of)
				if look.want == 0 {
					err = nil
				}
				return err
			})
		}
		uses := doorSteps()
		maps.Copy(uses, w.listSteps())
		for _, name := range sortedKeys(uses) {
			use := uses[name]
			w.undone(t, seen, name, w.here.job, use)
		}
		for _, name := range sortedKeys(dbSteps) {
			if err := seen.during("DB."+name, func() error { return dbSteps[name](w) }); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.confined(t, seen)
		maps.Copy(used, noScans(t, d, seen.seen))
		testkit.Golden(t, filepath.Join("testdata", "plans", string(d.Engine)+".txt"), plansAsText(seen.seen))
	})
	for name, scans := range readsAll {
		for scan := range scans {
			if !used[name+" "+scan] {
				t.Errorf("%s may read all of %s, and does not: take it off the list", name, scan)
			}
		}
	}
}

// undone runs a case in a transaction that does not stay.
func (w *stocked) undone(t testing.TB, seen *watcher, name string, as authz.Proof, use step) {
	t.Helper()
	began := time.Now()
	err := seen.during(name, func() error {
		return w.db.Maintain(context.Background(), as, func(tx *store.Tx) error {
			if err := use(tx, w); err != nil {
				return err
			}
			if err := store.InsertMails(tx); err != nil {
				return err
			}
			if err := store.InsertJobs(tx); err != nil {
				return err
			}
			return errUndo
		})
	})
	if !errors.Is(err, errUndo) {
		t.Errorf("%s: %v", name, err)
	}
	if took := time.Since(began); took > time.Second {
		t.Logf("%s took %s", name, took)
	}
}

// stock makes a world among many rows.
func stock(t testing.TB, d testkit.Database) *stocked {
	t.Helper()
	w := &stocked{world: newWorld(t, d)}
	w.clock.Stop()
	for _, s := range []side{w.here, w.there} {
		maintain(t, w.db, s.job, func(tx *store.Tx) error { return onlyHere(tx, s) })
	}
	maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
		m := domain.Message{Kind: domain.MailApprovalNeeded, To: w.account.Email, Workspace: w.here.workspace.ID, Digest: "approvals"}
		if err := tx.Mail(m, m); err != nil {
			return err
		}
		if err := store.InsertMails(tx); err != nil {
			return err
		}
		return store.Plain[domain.Mail](tx).Where("recipient = ?", m.To).Take(&w.mail).Error
	})
	w.clock.Advance(time.Minute)
	began := time.Now()
	fill(t, d, w.world)
	t.Logf("filled in %s", time.Since(began))
	return w
}

// Every method has a case whose plans are looked at, or has no statement.
func TestThePlansOfEveryMethodAreLookedAt(t *testing.T) {
	use := doorSteps()
	for name := range doors {
		if _, ok := use[name]; ok == slices.Contains(readNothing, name) {
			t.Errorf("%s: give it a use in plans_doors_test.go, or say that it reads nothing", name)
		}
	}
	for name := range use {
		if doors[name] == "" {
			t.Errorf("%s is used among the doors, and is none", name)
		}
	}
	db := reflect.TypeFor[*store.DB]()
	for i := range db.NumMethod() {
		name := db.Method(i).Name
		if _, ok := dbSteps[name]; ok == (dbReadsNothing[name] != "") {
			t.Errorf("DB.%s: give it a use in plans_house_test.go, or say why it has no statement", name)
		}
	}
}
