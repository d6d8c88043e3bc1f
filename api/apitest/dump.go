package apitest

import (
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Dump gives everything that the database holds as text, by table, so that a test can look for what must not be there.
func (a *API) Dump() map[string]string {
	a.t.Helper()
	list := "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	if a.Database.Engine == store.SQLite {
		list = "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	tables := map[string]string{}
	for _, name := range strings.Fields(a.text(list)) {
		tables[name] = a.text(`SELECT * FROM "` + name + `"`)
	}
	return tables
}

// text gives the rows of a query, each a line.
func (a *API) text(query string) string {
	a.t.Helper()
	rows, err := a.plain.Query(query)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		a.t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			a.t.Fatal(err)
		}
		for _, value := range values {
			if raw, ok := value.([]byte); ok {
				value = string(raw)
			}
			fmt.Fprintf(&b, "%v ", value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
