package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// onEmpty runs a test on a database of each engine in which there is nothing at all.
func onEmpty(t *testing.T, test func(t *testing.T, d testkit.Database)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, testkit.Database{Engine: store.SQLite, URL: "sqlite:" + filepath.Join(t.TempDir(), "new", "gatehouse.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		d := testkit.NewPostgres(t)
		clear(t, d)
		test(t, d)
	})
}

func clear(t testing.TB, d testkit.Database) {
	t.Helper()
	_, err := d.Plain(t).Exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	must(t, err)
}

// From an empty database the schema is built once; doing it again, or asking, changes nothing.
func TestMigratingTwiceIsHarmless(t *testing.T) {
	onEmpty(t, func(t *testing.T, d testkit.Database) {
		db, ctx := d.Open(t, clock.System{}), context.Background()
		waiting, err := db.Pending(ctx)
		must(t, err)
		made, err := db.Migrate(ctx)
		must(t, err)
		if waiting == 0 || made != waiting {
			t.Errorf("%d migrations waited and %d were made", waiting, made)
		}
		before := shapeOf(t, d)
		again, err := db.Migrate(ctx)
		must(t, err)
		waiting, err = db.Pending(ctx)
		must(t, err)
		if again != 0 || waiting != 0 {
			t.Errorf("the second time %d were made and %d still waited", again, waiting)
		}
		same(t, "the schema after migrating twice", before, shapeOf(t, d))
	})
}

// Four processes that start together on one PostgreSQL make each step once, and none of them fails.
func TestFourProcessesMigrateAtOnce(t *testing.T) {
	d := testkit.NewPostgres(t)
	var dbs []*store.DB
	for range 4 {
		dbs = append(dbs, d.Open(t, clock.System{}))
	}
	all, err := dbs[0].Pending(context.Background())
	must(t, err)
	for range 3 {
		clear(t, d)
		var steps [4]int
		var g errgroup.Group
		for i, db := range dbs {
			g.Go(func() (err error) { steps[i], err = db.Migrate(context.Background()); return err })
		}
		must(t, g.Wait())
		made := 0
		for _, n := range steps {
			made += n
		}
		waiting, err := dbs[0].Pending(context.Background())
		must(t, err)
		if made <= all || waiting != 0 {
			t.Errorf("together they made %d steps, and %d still wait", made, waiting)
		}
		var applied, distinct int
		must(t, d.Plain(t).QueryRow("SELECT count(*), count(DISTINCT version_id) FROM goose_db_version WHERE version_id > 0").Scan(&applied, &distinct))
		if applied != distinct || applied != made {
			t.Errorf("%d steps were noted, %d different ones, %d were made", applied, distinct, made)
		}
	}
}

// A database of a newer release is not touched.
func TestANewerSchemaIsRefused(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		db, before := d.Open(t, clock.System{}), shapeOf(t, d)
		_, err := d.Plain(t).Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
		must(t, err)
		if _, err := db.Pending(context.Background()); !errors.Is(err, store.ErrNewer) {
			t.Errorf("asking: got %v", err)
		}
		if made, err := db.Migrate(context.Background()); !errors.Is(err, store.ErrNewer) || made != 0 {
			t.Errorf("migrating: %d steps, %v", made, err)
		}
		same(t, "the newer schema", before, shapeOf(t, d))
	})
}

// A schema that is at the newest version but lacks a step in between is not taken for one that is up to date.
func TestAGapInTheSchemaIsRefused(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		db, plain := d.Open(t, clock.System{}), d.Plain(t)
		if made, err := db.Migrate(context.Background()); made != 0 || err != nil {
			t.Fatalf("up to date: %d steps, %v", made, err)
		}
		_, err := plain.Exec("DELETE FROM goose_db_version WHERE version_id = 5")
		must(t, err)
		if made, err := db.Migrate(context.Background()); err == nil || made != 0 {
			t.Errorf("with a gap: %d steps, %v", made, err)
		}
	})
}

// A migration that fails half-way leaves nothing of itself, and can be made once its cause is gone.
func TestAFailedMigrationLeavesNothing(t *testing.T) {
	onEmpty(t, func(t *testing.T, d testkit.Database) {
		db, plain := d.Open(t, clock.System{}), d.Plain(t)
		_, err := plain.Exec("CREATE TABLE approvals (in_the_way text)")
		must(t, err)
		if _, err := db.Migrate(context.Background()); err == nil {
			t.Fatal("migrated over a table that was in the way")
		}
		if left := shapeOf(t, d); len(left) != 1 {
			t.Errorf("%d tables are there, want the one in the way alone", len(left))
		}
		_, err = plain.Exec("DROP TABLE approvals")
		must(t, err)
		if made, err := db.Migrate(context.Background()); err != nil || made == 0 {
			t.Errorf("with the way free: %d steps, %v", made, err)
		}
	})
}
