package bench_test

import (
	"database/sql"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// cell is a value of a row that an operation wrote, and what it is instead when it is written anew.
type cell struct {
	Column string
	Value  *string
	Anew   string // "" as it was; "id": a new one for each Value; "email", "hash", "sequence"
}

// replay is what one operation added to the database, table by table, as the plain program writes it again with new ids.
type replay struct {
	Email  string
	Tables []string // in an order in which references hold
	Rows   map[string][][]cell
}

type tableText map[string]map[string][]cell // by table, and by the row as text

// snapshot reads a whole, small database.
func snapshot(t *testing.T, f filler) tableText {
	t.Helper()
	list := "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	if f.engine == store.SQLite {
		list = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE 'sqlite%'"
	}
	rows, err := f.db.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := tableText{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		all[name] = nil
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	for name := range all {
		all[name] = f.texts(name)
	}
	return all
}

// texts reads a table with every value as text.
func (f filler) texts(table string) map[string][]cell {
	f.t.Helper()
	var columns, names []string
	for _, c := range f.columns(table) {
		names = append(names, c.Name())
		if c.DatabaseTypeName() == "BYTEA" {
			columns = append(columns, "'\\x' || encode("+c.Name()+", 'hex')")
		} else {
			columns = append(columns, "CAST("+c.Name()+" AS text)")
		}
	}
	rows, err := f.db.Query("SELECT " + strings.Join(columns, ", ") + " FROM " + table) //nolint:gosec // names of ours
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]cell{}
	for rows.Next() {
		values, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			f.t.Fatal(err)
		}
		var text strings.Builder
		row := make([]cell, len(names))
		for i, v := range values {
			row[i].Column = names[i]
			if v.Valid {
				row[i].Value = &v.String
			}
			text.WriteString("|" + v.String)
		}
		all[text.String()] = row
	}
	if rows.Err() != nil {
		f.t.Fatal(rows.Err())
	}
	return all
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// newReplay compares two snapshots: what is in the second alone was written between them. Rows of the tables left out were
// changed, not added.
func newReplay(before, after tableText, email string, leftOut ...string) replay {
	r := replay{Email: email, Rows: map[string][][]cell{}}
	var known strings.Builder
	for _, rows := range before {
		for text := range rows {
			known.WriteString(text)
		}
	}
	for table, rows := range after {
		if slices.Contains(leftOut, table) || strings.HasPrefix(table, "river") || strings.Contains(table, "_fragment") { // those by trigger
			continue
		}
		for _, text := range slices.Sorted(maps.Keys(rows)) {
			if _, was := before[table][text]; was || changed(before[table], rows[text]) {
				continue
			}
			r.Rows[table] = append(r.Rows[table], anew(rows[text], known.String(), email))
		}
	}
	first := []string{"accounts", "users", "user_roles", "invitations"} // others refer to them
	r.Tables = slices.SortedFunc(maps.Keys(r.Rows), func(a, b string) int {
		place := func(s string) int { return (slices.Index(first, s) + len(first)) % len(first) }
		if slices.Contains(first, a) && slices.Contains(first, b) {
			return place(a) - place(b)
		} else if slices.Contains(first, a) {
			return -1
		} else if slices.Contains(first, b) {
			return 1
		}
		return strings.Compare(a, b)
	})
	return r
}

// changed tells whether a row was there before, with other values.
func changed(before map[string][]cell, row []cell) bool {
	for _, was := range before {
		for i, c := range was {
			if c.Column == "id" && c.Value != nil && row[i].Value != nil && *c.Value == *row[i].Value {
				return true
			}
		}
	}
	return false
}

func anew(row []cell, known, email string) []cell {
	out := slices.Clone(row)
	for i, c := range out {
		switch {
		case c.Value == nil:
		case uuid.MatchString(*c.Value) && !strings.Contains(known, *c.Value):
			out[i].Anew = "id"
		case strings.Contains(*c.Value, email):
			out[i].Anew = "email"
		case c.Column == "token_hash":
			out[i].Anew = "hash"
		case c.Column == "sequence":
			out[i].Anew = "sequence"
		}
	}
	return out
}
