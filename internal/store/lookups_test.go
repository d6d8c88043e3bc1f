package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Addresses are looked up by statements that are written by hand: each sees its own workspace, and its own import.
func TestAddressesAreLookedUpInTheirOwnWorkspace(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		_, err := d.Plain(t).Exec("UPDATE users SET status = 'suspended' WHERE id = '" + string(w.there.invited.ID) + "'")
		must(t, err)
		guest, list := w.guest.Email, []domain.Email{"nobody@example.com", w.guest.Email}
		for _, c := range []struct {
			mine, other side
			status      domain.UserStatus
		}{{w.here, w.there, domain.StatusInvited}, {w.there, w.here, domain.StatusSuspended}} {
			maintain(t, w.db, c.mine.job, func(tx *store.Tx) error {
				return tx.PutImportRows([]domain.ImportRow{rowOf(c.mine, 5), rowOf(c.mine, 3)})
			})
			read(t, w.db, c.mine.job, func(tx *store.Tx) error {
				people, err := tx.StatusesByEmail(list)
				same(t, "people", map[domain.Email]domain.UserStatus{guest: c.status}, people)
				return err
			})
			for before, want := range map[int64]map[domain.Email]int64{1: {}, 2: {guest: 1}, 9: {guest: 1}} {
				read(t, w.db, c.mine.job, func(tx *store.Tx) error {
					first, err := tx.FirstImportRows(c.mine.upload.ID, list, before)
					same(t, fmt.Sprint("before ", before), want, first)
					return err
				})
			}
			read(t, w.db, c.mine.job, func(tx *store.Tx) error {
				first, err := tx.FirstImportRows(c.other.upload.ID, list, 9)
				same(t, "the other side's import", map[domain.Email]int64{}, first)
				return err
			})
		}
	})
}

// A look for some addresses costs the same however large the file is and however little PostgreSQL knows of it: it reads
// as many entries of an index as there are addresses, and not the whole import, or the whole workspace, each time.
func TestALookForAddressesDoesNotGrowWithTheFile(t *testing.T) {
	d := testkit.NewPostgres(t)
	w := newWorld(t, d)
	plain := d.Plain(t)
	plain.SetMaxOpenConns(1)
	const rows, looks, each = 20_000, 10, 100 // ten times the same statement: the plan that is kept for it counts, too
	for _, text := range []string{
		"ALTER TABLE import_rows SET (autovacuum_enabled = off)", "ALTER TABLE users SET (autovacuum_enabled = off)",
		"ALTER TABLE users DISABLE TRIGGER ALL",
		fmt.Sprintf(`INSERT INTO import_rows (workspace_id, import_id, number, line, cells, broken, mended, email, verdict, problems, outcome)
			SELECT workspace_id, import_id, n, n, cells, '', '{}', CASE WHEN n > %d THEN 'again' ELSE 'p' || n END || '@example.com', 'valid', '[]', ''
			FROM import_rows, generate_series(10, %d) n WHERE workspace_id = '%s'`, rows, 2*rows, w.here.workspace.ID),
		fmt.Sprintf(`INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(), 'account_id', gen_random_uuid(), 'email', 'p' || n || '@example.com'))).*
			FROM users u, generate_series(10, %d) n WHERE workspace_id = '%s' AND id = '%s'`, rows, w.here.workspace.ID, w.here.user.ID),
	} {
		_, err := plain.Exec(text)
		must(t, err)
	}
	list := make([]domain.Email, each)
	for i := range list {
		list[i] = domain.Email(fmt.Sprintf("p%d@example.com", rows-each/2+i)) // half of them are there
	}
	list[each-1] = "again@example.com" // which is there as often as there are others
	touched := func() (n int64) {      // index entries, and rows that were read for nothing
		must(t, plain.QueryRow("SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname IN ('import_rows', 'users')").Scan(&n))
		return n
	}
	time.Sleep(2 * time.Second) // what a connection did is told a moment later
	before := touched()
	for range looks {
		read(t, w.db, w.here.job, func(tx *store.Tx) error {
			first, err := tx.FirstImportRows(w.here.upload.ID, list, 2*rows)
			must(t, err)
			people, err := tx.StatusesByEmail(list)
			if len(first) != each/2+2 || first[list[each-1]] != rows+1 || len(people) != each/2+1 {
				t.Errorf("found %d rows and %d people", len(first), len(people))
			}
			return err
		})
	}
	must(t, w.db.Close())
	others := func() (n int) { // each connection tells what it did when it ends
		must(t, plain.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").Scan(&n))
		return n
	}
	for end := time.Now().Add(10 * time.Second); others() > 0 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	if n := touched() - before; n < looks*each || n > 4*looks*each {
		t.Errorf("%d looks for %d addresses read %d entries, want about %d", looks, each, n, looks*each)
	}
}
