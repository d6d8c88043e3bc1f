package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"modernc.org/sqlite"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// preparer counts what is really prepared.
type preparer struct {
	driver.Connector
	prepared map[string]int
}

func (p preparer) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	return counted{c.(whole), p.prepared}, err
}

type whole interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type counted struct {
	whole
	prepared map[string]int
}

func (c counted) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	c.prepared[query]++
	return c.whole.PrepareContext(ctx, query)
}

// oneConnection gives a database of one connection that keeps what it prepares, and the count of what it did prepare.
func oneConnection(t *testing.T) (*sql.DB, map[string]int) {
	t.Helper()
	source, err := sqlite.NewConnector("file:" + filepath.Join(t.TempDir(), "kept.db"))
	must(t, err)
	prepared := map[string]int{}
	db := sql.OpenDB(store.Preparing(preparer{source, prepared}))
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { must(t, db.Close()) })
	_, err = db.Exec("CREATE TABLE things (n integer PRIMARY KEY); INSERT INTO things VALUES (1), (2)") // two statements in one text
	must(t, err)
	return db, prepared
}

const allThings = "SELECT n FROM things ORDER BY n"

type asked interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func things(t *testing.T, by asked) (list []int) {
	t.Helper()
	rows, err := by.QueryContext(context.Background(), allThings)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	for rows.Next() {
		var n int
		must(t, rows.Scan(&n))
		list = append(list, n)
	}
	must(t, rows.Err())
	return list
}

func TestAStatementIsPreparedOnce(t *testing.T) {
	db, prepared := oneConnection(t)
	for range 3 {
		tx, err := db.Begin()
		must(t, err)
		if got := things(t, tx); len(got) != 2 {
			t.Errorf("got %v", got)
		}
		must(t, tx.Commit())
	}
	if prepared[allThings] != 1 {
		t.Errorf("prepared %d times", prepared[allThings])
	}
}

// Whoever asks the same while the first answer is still read gets an answer of their own.
func TestAStatementInUseIsNotHandedOut(t *testing.T) {
	db, prepared := oneConnection(t)
	tx, err := db.Begin()
	must(t, err)
	first, err := tx.Query(allThings)
	must(t, err)
	if !first.Next() {
		t.Fatal("nothing there")
	}
	if got := things(t, tx); len(got) != 2 {
		t.Errorf("the second reader got %v", got)
	}
	if !first.Next() || first.Next() {
		t.Error("the first reader was disturbed")
	}
	must(t, first.Close())
	must(t, tx.Commit())
	if got := things(t, db); len(got) != 2 || prepared[allThings] != 2 {
		t.Errorf("got %v, prepared %d times", got, prepared[allThings])
	}
}

// What failed, was broken off, or is about a table that has changed works again, and holds no lock.
func TestAKeptStatementStartsAnew(t *testing.T) {
	db, _ := oneConnection(t)
	const add = "INSERT INTO things (n) VALUES (?)"
	for _, n := range []int{3, 4} {
		if _, err := db.Exec(add, 1); err == nil {
			t.Error("1 is there twice")
		}
		_, err := db.Exec(add, n)
		must(t, err)
	}
	ended, end := context.WithCancel(context.Background())
	rows, err := db.QueryContext(ended, allThings)
	must(t, err)
	rows.Next()
	end()
	_ = rows.Close()
	if _, err := db.ExecContext(ended, add, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := things(t, db); len(got) != 4 {
		t.Errorf("got %v", got)
	}
	for _, text := range []string{"ALTER TABLE things ADD COLUMN name text", "DROP TABLE things", "CREATE TABLE things (n text)"} {
		_, err := db.Exec(text)
		must(t, err)
	}
	if got := things(t, db); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestAConnectionKeepsSoManyStatements(t *testing.T) {
	db, prepared := oneConnection(t)
	for n := range store.KeptStatements + 10 {
		_, err := db.Exec(fmt.Sprintf("SELECT %d", n))
		must(t, err)
	}
	for range 2 {
		_, err := db.Exec("SELECT 0") // was let go, and is kept again
		must(t, err)
	}
	if prepared["SELECT 0"] != 2 {
		t.Errorf("prepared %d times", prepared["SELECT 0"])
	}
}
