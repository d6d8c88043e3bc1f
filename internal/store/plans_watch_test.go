package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// watcher sees every statement on its way to the database, asks on the same connection, with the same values, how it
// would be carried out, and keeps the answer under the name of the case that is running.
type watcher struct {
	t       testing.TB
	engine  store.Engine
	mu      sync.Mutex
	name    string // of the case that is running; "" while nothing is kept
	blindly int
	blind   bool // asks for the plan that PostgreSQL makes once for all values
	seen    map[string][]planned
}

// planned is one statement and its plan, both in a form that is the same at each run.
type planned struct{ statement, plan string }

// watch puts a watcher in front of the database.
func watch(t testing.TB, db *store.DB) *watcher {
	t.Helper()
	w := &watcher{t: t, engine: db.Engine(), seen: map[string][]planned{}}
	must(t, store.Through(db, func(d driver.Driver) driver.Driver { return watchedDriver{d, w} }))
	return w
}

// during runs a case and keeps what it asks.
func (w *watcher) during(name string, run func() error) error {
	w.set(name)
	defer w.set("")
	return run()
}

func (w *watcher) set(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.name = name
}

var explainable = regexp.MustCompile(`(?i)^(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)

func (w *watcher) see(ctx context.Context, c driver.QueryerContext, query string, args []driver.NamedValue) {
	w.mu.Lock()
	name := w.name
	w.mu.Unlock()
	bare := withoutComments(query)
	if name == "" || !explainable.MatchString(bare) {
		return
	}
	ask := "EXPLAIN QUERY PLAN "
	if w.engine == store.Postgres {
		ask = "EXPLAIN (COSTS OFF) "
	}
	shown := bare
	if w.blind {
		if len(args) > 0 {
			if _, anew := args[0].Value.(pgx.QueryExecMode); anew {
				return // which is planned with its values each time
			}
		}
		ask, bare, args = w.forAllValues(ctx, c, bare, args)
	}
	rows, err := c.QueryContext(ctx, ask+bare, args)
	if err != nil {
		w.t.Errorf("%s: ask how it would be carried out: %v\n%s", name, err, bare)
		return
	}
	defer func() { _ = rows.Close() }()
	var lines [][]driver.Value
	for {
		line := make([]driver.Value, len(rows.Columns()))
		if err := rows.Next(line); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			w.t.Errorf("%s: read a plan: %v", name, err)
			return
		}
		lines = append(lines, line)
	}
	one := planned{shapeOfStatement(shown), planText(w.engine, lines)}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, before := range w.seen[name] {
		if before == one {
			return
		}
	}
	w.seen[name] = append(w.seen[name], one)
}

// forAllValues prepares the statement on the server under a name and words the question for its plan without values.
func (w *watcher) forAllValues(ctx context.Context, c driver.QueryerContext, bare string, args []driver.NamedValue) (string, string, []driver.NamedValue) {
	w.blindly++
	name := fmt.Sprintf("blind_%d", w.blindly)
	for _, text := range []string{"SET plan_cache_mode = force_generic_plan", "PREPARE " + name + " AS " + bare} {
		if _, err := c.(driver.ExecerContext).ExecContext(ctx, text, nil); err != nil {
			w.t.Errorf("%s: %v\n%s", w.name, err, bare)
		}
	}
	of := ""
	if len(args) > 0 {
		of = "(NULL" + strings.Repeat(", NULL", len(args)-1) + ")"
	}
	return "EXPLAIN (COSTS OFF) EXECUTE ", name + of, nil
}

func withoutComments(query string) string {
	query = strings.TrimSpace(query)
	for strings.HasPrefix(query, "--") || strings.HasPrefix(query, "/*") {
		end := "\n"
		if query[0] == '/' {
			end = "*/"
		}
		_, query, _ = strings.Cut(query, end)
		query = strings.TrimSpace(query)
	}
	return query
}

type watchedDriver struct {
	driver.Driver
	w *watcher
}

// wholeConn is what the drivers of both engines can do.
type wholeConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.QueryerContext
	driver.ExecerContext
	driver.Pinger
	driver.SessionResetter
}

// Open opens a connection whose statements are seen.
func (d watchedDriver) Open(source string) (driver.Conn, error) {
	c, err := d.Driver.Open(source)
	if err != nil {
		return nil, err
	}
	return watchedConn{c.(wholeConn), d.w}, nil
}

type watchedConn struct {
	wholeConn
	w *watcher
}

// QueryContext shows the statement, and passes it on.
func (c watchedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.w.see(ctx, c.wholeConn, query, args)
	return c.wholeConn.QueryContext(ctx, query, args)
}

// ExecContext shows the statement, and passes it on.
func (c watchedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.w.see(ctx, c.wholeConn, query, args)
	return c.wholeConn.ExecContext(ctx, query, args)
}

// PrepareContext prepares a statement that is shown at each use.
func (c watchedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.wholeConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return watchedStmt{s.(wholeStmt), c, query}, nil
}

// CheckNamedValue lets the driver see values in its own way, where it has one.
func (c watchedConn) CheckNamedValue(v *driver.NamedValue) error {
	if own, ok := c.wholeConn.(driver.NamedValueChecker); ok {
		return own.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

type wholeStmt interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

type watchedStmt struct {
	wholeStmt
	c     watchedConn
	query string
}

// QueryContext shows the statement, and carries it out.
func (s watchedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.c.w.see(ctx, s.c.wholeConn, s.query, args)
	return s.wholeStmt.QueryContext(ctx, args)
}

// ExecContext shows the statement, and carries it out.
func (s watchedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.c.w.see(ctx, s.c.wholeConn, s.query, args)
	return s.wholeStmt.ExecContext(ctx, args)
}
