package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The job queue's tables come with our migrations, in one step. This holds them against what the pinned River itself
// would have made, so that raising its version without a migration fails here.
func TestTheQueuesTablesAreThoseOfThePinnedRiver(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		theirs, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "river.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = theirs.Close() })
		m, err := rivermigrate.New(riversqlite.New(theirs), nil)
		if err != nil {
			t.Fatal(err)
		}
		migrateRiver(t, m)
		const shape = `SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk
			FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name LIKE 'river_%'
			UNION ALL SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'river_%' AND sql IS NOT NULL`
		compare(t, shape, theirs, testkit.NewSQLite(t).Plain(t))
	})
	t.Run("postgres", func(t *testing.T) {
		d := testkit.NewPostgres(t)
		theirs := d.Plain(t)
		drop := `DROP TABLE river_migration, river_job, river_leader, river_queue, river_notification;
			DROP FUNCTION river_job_state_in_bitmask; DROP TYPE river_job_state`
		if _, err := theirs.Exec(drop); err != nil {
			t.Fatal(err)
		}
		m, err := rivermigrate.New(riverdatabasesql.New(theirs), nil)
		if err != nil {
			t.Fatal(err)
		}
		migrateRiver(t, m)
		// What only a user interface over the queue would search, and each job fills at every step: migration 20.
		if _, err := theirs.Exec("DROP INDEX river_job_args_index, river_job_metadata_index"); err != nil {
			t.Fatal(err)
		}
		const shape = `SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' || coalesce(column_default, '')
				FROM information_schema.columns WHERE table_name LIKE 'river_%'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'river_%'
			UNION ALL SELECT conrelid::regclass::text || ' ' || conname::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'river_%'
			UNION ALL SELECT relname::text || ' ' || relpersistence::text FROM pg_class WHERE relname LIKE 'river_%' AND relkind = 'r'
			UNION ALL SELECT enumlabel::text || ' ' || rank() OVER (ORDER BY enumsortorder) FROM pg_enum`
		compare(t, shape, theirs, testkit.NewPostgres(t).Plain(t))
	})
}

// The queue builds its indexes anew each day: all that are there, and none that is not, of which it would warn.
func TestTheQueueKnowsItsIndexes(t *testing.T) {
	t.Parallel()
	for _, d := range []testkit.Database{testkit.NewSQLite(t), testkit.NewPostgres(t)} {
		there := "SELECT indexname FROM pg_indexes WHERE tablename = 'river_job'"
		if d.Engine == store.SQLite {
			there = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'river_job' AND sql IS NOT NULL"
		}
		known := store.QueueIndexes(d.Engine)
		sort.Strings(known)
		if diff := cmp.Diff(lines(t, d.Plain(t), there), known); diff != "" {
			t.Errorf("%s: what is there (-) and what the queue knows (+):\n%s", d.Engine, diff)
		}
	}
}

func migrateRiver[T any](t testing.TB, m *rivermigrate.Migrator[T]) {
	t.Helper()
	if _, err := m.Migrate(context.Background(), rivermigrate.DirectionUp, nil); err != nil {
		t.Fatal(err)
	}
}

func compare(t testing.TB, shape string, theirs, ours *sql.DB) {
	t.Helper()
	if diff := cmp.Diff(lines(t, theirs, shape), lines(t, ours, shape)); diff != "" {
		t.Errorf("River's own tables (-) and ours (+) differ:\n%s", diff)
	}
}

func lines(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		one = strings.ReplaceAll(one, "river_migration_pkey1", "river_migration_pkey") // what its renaming left
		all = append(all, strings.Join(strings.Fields(one), " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	sort.Strings(all)
	return all
}
