package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// named adds people of these names to a side.
func named(tx *store.Tx, s side, names ...string) ([]domain.User, error) {
	accounts, users := make([]domain.Account, len(names)), make([]domain.User, len(names))
	for i, name := range names {
		accounts[i] = newAccount(fmt.Sprintf("number-%d_of.%s@example.com", i, s.workspace.Slug), tx.Now())
		users[i] = domain.NewUser(s.workspace.ID, accounts[i].ID, name, accounts[i].Email, tx.Now())
	}
	return users, inOrder(func() error { return tx.AddAccount(accounts...) }, func() error { return tx.AddUser(users...) })
}

// searched gives the names that a search for a text finds.
func searched(t testing.TB, w *world, text string) []string {
	t.Helper()
	var names []string
	read(t, w.db, w.here.job, func(tx *store.Tx) error {
		p, err := tx.Users(store.UserFilter{Q: text}, page.Request{Limit: 100})
		for _, u := range p.Rows {
			names = append(names, u.Name)
		}
		return err
	})
	slices.Sort(names)
	return names
}

// partsOf gives every part of some texts that is up to five letters long.
func partsOf(texts []string) []string {
	var parts []string
	for _, text := range texts {
		letters := []rune(text)
		for from := range letters {
			for to := from + 1; to <= min(from+5, len(letters)); to++ {
				parts = append(parts, string(letters[from:to]))
			}
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// Whatever part of a name or address is searched for, those are found in which it stands, and nobody else: the index
// decides on nothing. So it is before and after the parts were taken in, when names and addresses changed, somebody went,
// and the file was vacuumed.
func TestAnyPartOfANameIsFoundWhereItStands(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		list := []string{"Zoë Ångström", "ÖZGÜR Çelik", "李伟", "Жанна Ильина", `100% "sure" \_`, "a AND b OR* c:d", "it's o'clock", "𝔘𝔫𝔦 🙂🙂🙂🙂", "ﬁne ﬀ"}
		var users []domain.User
		maintain(t, w.db, w.there.job, func(tx *store.Tx) error { return fault(named(tx, w.there, list...)) })
		maintain(t, w.db, w.here.job, func(tx *store.Tx) (err error) {
			users, err = named(tx, w.here, list...)
			return err
		})
		takeIn := func(tx *store.Tx) error { return fault(tx.TakeInFragments(1000)) }
		everyPartIsFound(t, w, users)
		maintain(t, w.db, job, takeIn)
		everyPartIsFound(t, w, users)
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			users[0].Name, users[0].Search = "Nobody Else", domain.SearchText("Nobody Else", users[0].Email)
			return inOrder(
				func() error { return fault(tx.SaveUser(users[0])) },
				func() error { return fault(tx.MoveAddress(users[1], "elsewhere@example.org")) },
				func() error { return tx.DropUser(users[2].ID) },
			)
		})
		users[1].Search = domain.SearchText(users[1].Name, "elsewhere@example.org")
		users = slices.Delete(users, 2, 3)
		if d.Engine == store.SQLite {
			_, err := d.Plain(t).Exec("VACUUM")
			must(t, err)
		}
		everyPartIsFound(t, w, users)
		maintain(t, w.db, job, takeIn)
		everyPartIsFound(t, w, users)
	})
}

func everyPartIsFound(t testing.TB, w *world, users []domain.User) {
	t.Helper()
	all := append(slices.Clone(users), w.here.user, w.here.invited)
	texts := []string{"zoë", "李伟", "xyz", `"""`, "*^-+", "%_%"}
	for _, u := range all {
		texts = append(texts, u.Search)
	}
	for _, part := range partsOf(texts) {
		var want []string
		for _, u := range all {
			if strings.Contains(u.Search, part) {
				want = append(want, u.Name)
			}
		}
		slices.Sort(want)
		if got := searched(t, w, part); !slices.Equal(got, want) {
			t.Fatalf("%q finds %q, want %q", part, got, want)
		}
	}
}

// What thousands have, elsewhere, is found here as what few have.
func TestWhatManyHaveIsFoundToo(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		many := make([]string, page.CountedTo+100)
		for i := range many {
			many[i] = fmt.Sprintf("Somebody %d", i)
		}
		maintain(t, w.db, w.there.job, func(tx *store.Tx) error { return fault(named(tx, w.there, many...)) })
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error { return fault(named(tx, w.here, "Somebody Here", "Else")) })
		maintain(t, w.db, job, func(tx *store.Tx) error { return fault(tx.TakeInFragments(20000)) })
		if got := searched(t, w, "somebody"); !slices.Equal(got, []string{"Somebody Here"}) {
			t.Errorf("found %q", got)
		}
		if got := searched(t, w, "somebody here"); !slices.Equal(got, []string{"Somebody Here"}) {
			t.Errorf("found %q", got)
		}
	})
}

// PostgreSQL plans every search with its own text: none is a prepared statement, whose plan would be one for all. Other
// lists are.
func TestASearchIsPlannedWithItsText(t *testing.T) {
	w := newWorld(t, testkit.NewPostgres(t))
	maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
		for _, q := range []string{"", "ann", "guest", "xyz"} {
			r := page.Request{Limit: 10, Count: true}
			if err := inOrder(
				func() error { return fault(tx.Users(store.UserFilter{Q: q}, r)) },
				func() error { return fault(tx.Invitations(store.InvitationFilter{Q: q}, r)) },
			); err != nil {
				return err
			}
		}
		var searches, lists int
		text := "SELECT count(*) FILTER (WHERE statement LIKE '%search LIKE%'), count(*) FILTER (WHERE statement LIKE '%FROM \"users\" WHERE%LIMIT%')" +
			" FROM pg_prepared_statements WHERE statement NOT LIKE '%pg_prepared_statements%'"
		if err := store.Beyond(tx).Raw(text).Row().Scan(&searches, &lists); err != nil {
			return err
		}
		if searches != 0 || lists == 0 {
			t.Errorf("%d searches and %d lists are prepared, want none and some", searches, lists)
		}
		return nil
	})
}

// Who was there before the index was, is found by it.
func TestWhoWasThereBeforeTheIndexIsFound(t *testing.T) {
	onEmpty(t, func(t *testing.T, d testkit.Database) {
		db, plain, dialect := d.Open(t, clock.System{}), d.Plain(t), goose.DialectSQLite3
		if d.Engine == store.Postgres {
			dialect = goose.DialectPostgres
		}
		p, err := goose.NewProvider(dialect, plain, os.DirFS(filepath.Join("migrations", string(d.Engine))))
		must(t, err)
		_, err = p.UpTo(t.Context(), 14)
		must(t, err)
		const ws, one = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
		for _, text := range []string{
			"INSERT INTO workspaces VALUES ('" + ws + "', 'Depots', 'depots', 'always', false, '[]', 1, 1, 'off', 1, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')",
			"INSERT INTO accounts (id, email, name, password_hash, version, created_at, updated_at) VALUES ('" + one + "', 'ann@example.com', 'Ann', '', 1, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')",
			"INSERT INTO users (workspace_id, id, account_id, name, name_key, email, search, status, version, created_at, updated_at, last_active_at) VALUES ('" + ws + "', '" + one + "', '" + one +
				"', 'Ann', 'ann', 'ann@example.com', 'ann ann@example.com', 'active', 1, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')",
		} {
			_, err := plain.Exec(text)
			must(t, err)
		}
		if made, err := db.Migrate(t.Context()); err != nil || made == 0 {
			t.Fatalf("%d steps, %v", made, err)
		}
		w := &world{db: db, here: side{job: job.In(ws)}}
		if got := searched(t, w, "n@ex"); !slices.Equal(got, []string{"Ann"}) {
			t.Errorf("found %q", got)
		}
		if got := searched(t, w, "xyz"); len(got) != 0 {
			t.Errorf("found %q", got)
		}
	})
}
