package store_test

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// shape is a schema as far as both engines can say it in the same words: by table, what its columns are and what
// the database itself holds. The job queue's tables are the library's, and differ; what processes share beside their rows is
// PostgreSQL's alone.
type shape map[string]*table

type table struct {
	Columns map[string]column
	Primary string   // columns, in their order
	Indexes []string // unique or not, columns in their order, values of a partial one
	Foreign []string // columns → table (columns), what happens on delete
	Checks  []string // the values that a column may have
}

type column struct {
	Family   string // text, number, truth, time or bytes
	Nullable bool
}

func same(t testing.TB, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func shapeOf(t testing.TB, d testkit.Database) shape {
	t.Helper()
	db := d.Plain(t)
	s := shape{}
	names := "SELECT name FROM sqlite_master WHERE type = 'table'"
	read := readSQLite
	if d.Engine == store.Postgres {
		names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
		read = readPostgres
	}
	for _, r := range query(t, db, names) {
		if !strings.HasPrefix(r[0], "river_") && !strings.HasPrefix(r[0], "goose_") && !strings.HasPrefix(r[0], "sqlite_") && !strings.Contains(r[0], "_fragment") && r[0] != "rate_buckets" {
			s[r[0]] = &table{Columns: map[string]column{}}
			read(t, db, r[0], s[r[0]])
			slices.Sort(s[r[0]].Indexes)
			slices.Sort(s[r[0]].Foreign)
			slices.Sort(s[r[0]].Checks)
		}
	}
	return s
}

func readPostgres(t testing.TB, db *sql.DB, name string, out *table) {
	t.Helper()
	for _, r := range query(t, db, "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '"+name+"'") {
		out.Columns[r[0]] = column{family(r[1]), r[2] == "YES"}
	}
	for _, r := range query(t, db, `SELECT i.indisprimary, i.indisunique, string_agg(coalesce(a.attname, 'expression'), ', ' ORDER BY k.n), coalesce(pg_get_expr(i.indpred, i.indrelid), ''), m.amname
		FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, n)
		JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
		LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
		WHERE i.indrelid = '`+name+`'::regclass GROUP BY i.indexrelid, i.indisprimary, i.indisunique, i.indpred, i.indrelid, m.amname`) {
		switch {
		case r[0] == "true":
			out.Primary = r[2]
			continue
		case r[4] == "gin":
			out.Indexes = append(out.Indexes, fragmentIndex)
			continue
		}
		out.Indexes = append(out.Indexes, index(r[1] == "true", r[2], r[3]))
	}
	for _, r := range query(t, db, "SELECT contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('f', 'c') AND conrelid = '"+name+"'::regclass") {
		if r[0] == "f" {
			out.Foreign = append(out.Foreign, strings.TrimPrefix(strings.ReplaceAll(r[1], " REFERENCES ", " -> "), "FOREIGN KEY "))
		} else {
			out.Checks = append(out.Checks, allowed(r[1]))
		}
	}
}

// fragmentIndex is the index of the parts of search texts: PostgreSQL has one of its own kind, SQLite tables beside the table,
// kept by three triggers.
const fragmentIndex = "parts of search by workspace_id"

var sqliteCheck = regexp.MustCompile(`CHECK \(([^()]*(?:\([^()]*\))?[^()]*)\)`)

func readSQLite(t testing.TB, db *sql.DB, name string, out *table) {
	t.Helper()
	var keys []string
	for _, r := range query(t, db, "SELECT name, type, \"notnull\", pk FROM pragma_table_info('"+name+"') ORDER BY pk") {
		out.Columns[r[0]] = column{family(r[1]), r[2] == "0" && r[3] == "0"}
		if r[3] != "0" {
			keys = append(keys, r[0])
		}
	}
	out.Primary = strings.Join(keys, ", ")
	for _, r := range query(t, db, `SELECT l.name, l."unique", l.origin, coalesce(m.sql, '') FROM pragma_index_list('`+name+`') l LEFT JOIN sqlite_master m ON m.name = l.name`) {
		if r[2] == "pk" {
			continue
		}
		var columns []string
		for _, c := range query(t, db, "SELECT coalesce(name, 'expression') FROM pragma_index_info('"+r[0]+"') ORDER BY seqno") {
			columns = append(columns, c[0])
		}
		_, where, _ := strings.Cut(r[3], " WHERE ")
		out.Indexes = append(out.Indexes, index(r[1] == "1", strings.Join(columns, ", "), where))
	}
	if r := query(t, db, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '"+name+"' AND name LIKE '%_fragments_%'"); r[0][0] == "3" {
		out.Indexes = append(out.Indexes, fragmentIndex)
	}
	for _, r := range query(t, db, `SELECT group_concat("from", ', '), "table", group_concat("to", ', '), on_delete FROM
		(SELECT * FROM pragma_foreign_key_list('`+name+`') ORDER BY id, seq) GROUP BY id, "table", on_delete`) {
		key := fmt.Sprintf("(%s) -> %s(%s)", r[0], r[1], r[2])
		if r[3] != "NO ACTION" {
			key += " ON DELETE " + r[3]
		}
		out.Foreign = append(out.Foreign, key)
	}
	made := query(t, db, "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '"+name+"'")
	for _, m := range sqliteCheck.FindAllStringSubmatch(made[0][0], -1) {
		out.Checks = append(out.Checks, allowed(m[1]))
	}
}

func index(unique bool, columns, where string) string {
	kind := "index"
	if unique {
		kind = "unique"
	}
	text := kind + " (" + columns + ")"
	if where != "" {
		text += " where " + allowed(where)
	}
	return text
}

var (
	word    = regexp.MustCompile(`[a-z_]+`)
	literal = regexp.MustCompile(`'([a-z_]+)'`)
	numeral = regexp.MustCompile(`\b\d+\b`)
)

// allowed gives a condition as its column and the values that it names, which both engines spell differently.
func allowed(condition string) string {
	var values []string
	for _, m := range literal.FindAllStringSubmatch(condition, -1) {
		values = append(values, m[1])
	}
	values = append(values, numeral.FindAllString(condition, -1)...)
	return word.FindString(strings.TrimPrefix(condition, "CHECK ")) + " in " + strings.Join(values, " ")
}

func family(declared string) string {
	switch strings.ToLower(declared) {
	case "uuid", "text", "jsonb":
		return "text"
	case "bigint", "integer":
		return "number"
	case "boolean":
		return "truth"
	case "timestamp with time zone", "datetime":
		return "time"
	case "bytea", "blob":
		return "bytes"
	}
	return declared
}

func query(t testing.TB, db *sql.DB, text string) [][]string {
	t.Helper()
	list, err := db.Query(text)
	must(t, err)
	defer func() { _ = list.Close() }()
	names, err := list.Columns()
	must(t, err)
	var out [][]string
	for list.Next() {
		row, into := make([]string, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		must(t, list.Scan(into...))
		out = append(out, row)
	}
	must(t, list.Err())
	return out
}
