package store

import (
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// total counts the rows of T in the workspace where the request asks for it: exact up to page.CountedTo.
func total[T any](tx *Tx, r page.Request, out **page.Total, narrow ...func(*gorm.DB) *gorm.DB) error {
	if !r.Count {
		return nil
	}
	q := rows[T](tx)
	for _, n := range narrow {
		q = n(q)
	}
	n, err := tx.countUpTo(q, page.CountedTo+1)
	if err != nil {
		return err
	}
	t := page.Total{Value: min(n, page.CountedTo), Exact: n <= page.CountedTo}
	*out = &t
	return nil
}

// keyset orders a query as the request asks for and continues it after the last row seen. Columns names the
// column of each field that the list can be sorted by; usual is the list's own order.
func keyset(q *gorm.DB, r page.Request, usual string, columns map[string]string) (sorted *gorm.DB, column string) {
	sort := r.Sort
	if sort == "" {
		sort = usual
	}
	name, falling := strings.CutPrefix(sort, "-")
	column, than, direction := columns[name], ">", ""
	if falling {
		than, direction = "<", " DESC"
	}
	q = limited(q.Order(column+direction+", id"+direction), r.Limit+1)
	if len(r.After) == 2 {
		q = q.Where("("+column+", id) "+than+" (?, ?)", keyValue(column, r.After[0]), r.After[1])
	}
	return q, column
}

// keyValue gives a cursor's text the type of its column; SQLite keeps times in a form of its own.
func keyValue(column, text string) any {
	if !strings.HasSuffix(column, "_at") {
		return text
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return text
	}
	return at
}

// keyText is the other way round.
func keyText(at time.Time) string { return at.Format(time.RFC3339Nano) }

// limited bounds a query. PostgreSQL plans one for every value of a limit anew, because the best plan depends on it; so the
// number stands in the text there, as it always does on SQLite. There are few of them.
func limited(q *gorm.DB, n int) *gorm.DB {
	if q.Name() == string(Postgres) {
		return q.Clauses(first(n))
	}
	return q.Limit(n)
}

// oneOf is the condition that a column is one of some ids. PostgreSQL gets them as one value, so that the statement is the same
// for any number of them.
func (tx *Tx) oneOf(column string, ids []string) clause.Expression {
	if tx.store.engine == Postgres {
		return clause.Expr{SQL: column + " = ANY(?)", Vars: []any{oneValue(Postgres, ids)}}
	}
	return clause.Expr{SQL: column + " IN ?", Vars: []any{ids}}
}

// oneValue writes ids as one value: an array for PostgreSQL, JSON for SQLite.
func oneValue(engine Engine, ids []string) string {
	list := strings.Join(ids, ",")
	if engine == Postgres {
		return "{" + list + "}"
	}
	return `["` + strings.ReplaceAll(list, ",", `","`) + `"]`
}

// first is a LIMIT whose number stands in the text.
type first int

// Name is that of the clause.
func (first) Name() string { return "LIMIT" }

// Build writes it.
func (n first) Build(b clause.Builder) { _, _ = b.WriteString("LIMIT " + strconv.Itoa(int(n))) }

// MergeClause takes the place of another one.
func (n first) MergeClause(c *clause.Clause) { c.Name, c.Expression = "", n }
