package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// A plan is chosen by how many rows there are and how they are spread: a fifth of them belongs to the workspace that is
// asked about, the others to two hundred. No table has more than ANALYZE reads in full (300 times the statistics target
// of 100), so that the same rows give the same plans.

// plot is one table to be filled: so many copies of the rows of the world that a condition takes, each with values of
// its own in some columns; without a condition, rows that have those columns alone. In values, i counts them from 0.
type plot struct {
	table string
	rows  int
	of    string // condition; "" where there is no row to copy
	set   map[string]string
}

var (
	idMacro = regexp.MustCompile(`ID\((\d\d), ([^;]*?);\)`)
	atMacro = regexp.MustCompile(`AT\(([^;]*?);\)`)
)

// inWords writes what the engines say differently, and what now is: ID(kind, i;), AT(minutes from now;), MICROS.
func inWords(e store.Engine, text string, now time.Time) string {
	kind, number, minutes := "text", `(printf('%08x', $2) || '-00$1-7000-8000-000000000000')`,
		"(strftime('%Y-%m-%d %H:%M:%S', '"+now.Format(time.DateTime)+"', ($1) || ' minutes') || '.5+00:00')"
	if e == store.Postgres {
		kind, number = "uuid", `(lpad(to_hex(($2)::int), 8, '0') || '-00$1-7000-8000-000000000000')::uuid`
		minutes = "(timestamptz '" + now.Format(time.RFC3339) + "' + ($1) * interval '1 minute')"
	}
	text = strings.NewReplacer("UUIDTYPE", kind, "MICROS", fmt.Sprint(now.UnixMicro())).Replace(text)
	return atMacro.ReplaceAllString(idMacro.ReplaceAllString(text, number), minutes)
}

func (p plot) statement(e store.Engine, columns map[string]column, now time.Time) string {
	set := maps.Clone(p.set)
	from := fmt.Sprintf("n WHERE i < %d", p.rows)
	if p.of != "" {
		from = p.table + ", n WHERE i < " + fmt.Sprint(p.rows) + " AND " + p.of
		for name := range columns {
			if _, own := set[name]; !own {
				set[name] = p.table + "." + name
			}
		}
	}
	names := slices.Sorted(maps.Keys(set))
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = strings.NewReplacer("PLACE", ofWhom, "NAME", someName).Replace(set[name])
	}
	text := "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + fmt.Sprint(p.rows) + ") " +
		"INSERT INTO " + p.table + " (" + strings.Join(names, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM " + from
	if at := slices.IndexFunc(names, func(name string) bool { return strings.HasSuffix(name, "workspace_id") || name == "for_workspace" }); at >= 0 {
		text += fmt.Sprintf(" ORDER BY %d, i", at+1) // a workspace's rows lie together, more or less, as they came
	}
	if e == store.SQLite { // has the WITH behind the INSERT
		with, insert, _ := strings.Cut(text, ") INSERT")
		into, selected, _ := strings.Cut(insert, ") SELECT")
		text = "INSERT" + into + ") " + with + ") SELECT" + selected
	}
	return inWords(e, text, now)
}

const (
	others = 200
	// ofWhom is the workspace of a number: every fifth one belongs to the workspace that is asked about.
	ofWhom   = "CASE WHEN i % 5 = 0 THEN HERE ELSE ID(01, i % 200;) END"
	someName = "substr('annbobclodanevafaygushalivojankimleamianedolapiaquyroysuezoe', 1 + 3 * (i % 20), 3)" +
		" || ' ' || substr('smithjonesbrownlopezgreenwoodsparkshaydnmoorewhite', 1 + 5 * (i / 20 % 10), 5) || (i * 7919 % 10007)"
)

// fill adds rows of every table that grows.
func fill(t testing.TB, d testkit.Database, w *world) {
	t.Helper()
	ctx := context.Background()
	db, tables := d.Plain(t), shapeOf(t, d)
	c, err := db.Conn(ctx)
	must(t, err)
	defer func() { _ = c.Close() }()
	exec := func(text string) {
		t.Helper()
		if _, err := c.ExecContext(ctx, text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	if d.Engine == store.Postgres {
		exec("SET session_replication_role = replica") // copies keep the references of the rows; checking each takes long
		for _, name := range tablesOf(t, c) {
			exec("ALTER TABLE " + name + " SET (autovacuum_enabled = false)") // statistics are those of the fill
		}
	}
	exec("BEGIN")
	for _, p := range plots(w, d.Engine) {
		var columns map[string]column
		if known := tables[p.table]; known != nil {
			columns = known.Columns
		}
		exec(p.statement(d.Engine, columns, w.clock.Now()))
	}
	exec("UPDATE audit_heads SET sequence = 40000 WHERE scope = '" + string(w.here.workspace.ID) + "'")
	if d.Engine == store.Postgres {
		exec("INSERT INTO rate_buckets (key, full_at) SELECT md5(n::text), now() + n * interval '1 second' FROM generate_series(1, 20000) n")
	}
	exec("COMMIT")
	if d.Engine == store.Postgres {
		rest(t, d, exec)
	}
}

// rest brings the tables into the state in which nobody has changed anything for a while, the visibility map included,
// which says where an index alone answers. Somebody who is just reading, such as an automatic ANALYZE of the catalog,
// keeps a vacuum from that.
func rest(t testing.TB, d testkit.Database, exec func(string)) {
	t.Helper()
	exec("VACUUM (ANALYZE)")
	for range 100 {
		restless := query(t, d.Plain(t), "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relallvisible < relpages")
		if len(restless) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
		for _, r := range restless {
			exec("VACUUM " + r[0])
		}
	}
	t.Fatal("somebody else keeps the tables from coming to rest")
}

func tablesOf(t testing.TB, c *sql.Conn) []string {
	t.Helper()
	list, err := c.QueryContext(context.Background(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	must(t, err)
	defer func() { _ = list.Close() }()
	var out []string
	for list.Next() {
		var name string
		must(t, list.Scan(&name))
		out = append(out, name)
	}
	must(t, list.Err())
	return out
}
