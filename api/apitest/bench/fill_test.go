package bench_test

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const fillTogether = 20_000 // rows of one transaction

// filler makes many rows out of one that the server wrote, by the database's own means.
type filler struct {
	t      testing.TB
	db     *sql.DB
	engine store.Engine
}

func newFiller(t testing.TB, d testkit.Database) filler {
	t.Helper()
	return filler{t: t, db: d.Plain(t), engine: d.Engine}
}

// id is the expression of the n-th id of a kind, which is four hexadecimal digits.
func (f filler) id(kind string) string {
	if f.engine == store.Postgres {
		return "('0199f3a0-" + kind + "-7000-8000-' || lpad(to_hex(n), 12, '0'))"
	}
	return "printf('0199f3a0-" + kind + "-7000-8000-%012x', n)"
}

// nthID is what id gives.
func nthID(kind string, n int) string { return fmt.Sprintf("0199f3a0-%s-7000-8000-%012x", kind, n) }

// email is the expression of the n-th address: a word, the number, and eight digits that are spread evenly.
func (f filler) email(word string) string {
	digits := "printf('%08x', (n * 2654435761) & 4294967295)"
	if f.engine == store.Postgres {
		digits = "lpad(to_hex((n * 2654435761) & 4294967295), 8, '0')"
	}
	return "'" + word + "' || n || '.' || " + digits + " || '@example.com'"
}

// nthEmail is what email gives.
func nthEmail(word string, n int) string {
	return fmt.Sprintf("%s%d.%08x@example.com", word, n, (uint64(n)*2654435761)&4294967295) //nolint:gosec // never negative
}

// name is the expression of the n-th name.
func (f filler) name() string {
	if f.engine == store.Postgres {
		return "'Person ' || lpad(n::text, 7, '0')"
	}
	return "printf('Person %07d', n)"
}

// copies writes the row of a table that where finds once for each n from 1 to many, with other values in some columns.
func (f filler) copies(many int, table, where string, other map[string]string) {
	f.t.Helper()
	columns, values := f.columns(table), []string{}
	for _, c := range columns {
		value, changed := other[c.Name()]
		switch {
		case !changed:
			value = "t." + c.Name()
		case f.engine == store.Postgres && c.DatabaseTypeName() == "UUID":
			value = "(" + value + ")::uuid"
		}
		values = append(values, value)
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name()
	}
	if extra := slices.DeleteFunc(slices.Collect(maps.Keys(other)), func(c string) bool { return slices.Contains(names, c) }); len(extra) > 0 {
		f.t.Fatalf("%s has no columns %v", table, extra)
	}
	for from := 1; from <= many; from += fillTogether {
		to := min(many, from+fillTogether-1)
		f.exec(fmt.Sprintf("INSERT INTO %s (%s) %s SELECT %s FROM %s t, s WHERE %s", table, strings.Join(names, ", "),
			f.series(from, to), strings.Join(values, ", "), table, where))
	}
}

func (f filler) series(from, to int) string {
	if f.engine == store.Postgres {
		return fmt.Sprintf("WITH s AS (SELECT n::bigint FROM generate_series(%d, %d) n)", from, to)
	}
	return fmt.Sprintf("WITH RECURSIVE s(n) AS (SELECT %d UNION ALL SELECT n + 1 FROM s WHERE n < %d)", from, to)
}

func (f filler) columns(table string) []*sql.ColumnType {
	f.t.Helper()
	rows, err := f.db.Query("SELECT * FROM " + table + " LIMIT 0") //nolint:gosec // a name of ours
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err != nil || rows.Err() != nil {
		f.t.Fatal(err, rows.Err())
	}
	return types
}

func (f filler) exec(statement string, values ...any) {
	f.t.Helper()
	_, err := f.db.Exec(statement, values...)
	for again := 0; err != nil && strings.Contains(err.Error(), "locked") && again < 20; again++ { // the server writes, too
		time.Sleep(500 * time.Millisecond)
		_, err = f.db.Exec(statement, values...)
	}
	if err != nil {
		f.t.Fatalf("%s: %v", statement, err)
	}
}

// ready lets the database look at what it holds, which a PostgreSQL server does by itself after a while.
func (f filler) ready() {
	f.t.Helper()
	if f.engine == store.Postgres {
		f.exec("VACUUM ANALYZE")
		f.exec("CHECKPOINT")
	}
}
