package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the plain connection that makes and drops databases

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Secret is the installation's secret of every test.
const Secret = "a secret of the tests, long enough to be one"

const postgresVariable = "GATEHOUSE_TEST_POSTGRES_URL"

// Database is a fresh, migrated database of one kind.
type Database struct {
	Engine store.Engine
	URL    string
}

// OnBoth runs a test on a fresh database of each engine.
func OnBoth(t *testing.T, test func(t *testing.T, d Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, NewSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, NewPostgres(t)) })
}

// NewSQLite makes a database in a folder of the test.
func NewSQLite(t testing.TB) Database {
	t.Helper()
	d := Database{Engine: store.SQLite, URL: "sqlite:" + filepath.Join(t.TempDir(), "gatehouse.db")}
	migrate(t, d)
	return d
}

// NewPostgres clones a database from a template that the test's process migrated once.
func NewPostgres(t testing.TB) Database {
	t.Helper()
	base := os.Getenv(postgresVariable)
	if base == "" {
		t.Fatalf("%s is not set: run the tests by make test-unit, which starts a PostgreSQL server for them", postgresVariable)
	}
	template.once.Do(func() { template.name, template.err = makeTemplate(t, base) })
	if template.err != nil {
		t.Fatalf("make the template database: %v", template.err)
	}
	name := fmt.Sprintf("%s_%d", template.name, template.count.Add(1))
	run(t, base, "CREATE DATABASE "+name+" TEMPLATE "+template.name)
	t.Cleanup(func() { run(t, base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return Database{Engine: store.Postgres, URL: at(base, name)}
}

// template is the one migrated database of this process, from which every test's own is cloned.
var template struct { //nolint:gochecknoglobals // one for the process, so that it is migrated once
	once  sync.Once
	name  string
	err   error
	count atomic.Int64
}

func makeTemplate(t testing.TB, base string) (string, error) {
	name := fmt.Sprintf("gatehouse_test_%d", os.Getpid())
	run(t, base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	run(t, base, "CREATE DATABASE "+name)
	db, err := open(Database{Engine: store.Postgres, URL: at(base, name)}, clock.System{})
	if err != nil {
		return name, err
	}
	_, err = db.Migrate(context.Background())
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	return name, err
}

func run(t testing.TB, base, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatalf("reach PostgreSQL: %v", err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func at(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + name
	return u.String()
}

func migrate(t testing.TB, d Database) {
	t.Helper()
	db := d.Open(t, clock.System{})
	if _, err := db.Migrate(context.Background()); err != nil {
		t.Fatalf("migrate %s: %v", d.Engine, err)
	}
	if err := db.Close(); err != nil {
		t.Fatalf("close %s: %v", d.Engine, err)
	}
}

// Open connects to the database; several handles on one PostgreSQL stand for several processes.
func (d Database) Open(t testing.TB, c clock.Clock) *store.DB {
	t.Helper()
	db, err := open(d, c)
	if err != nil {
		t.Fatalf("open %s: %v", d.Engine, err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func open(d Database, c clock.Clock) (*store.DB, error) {
	keys, err := secret.NewKeys([]byte(Secret))
	if err != nil {
		return nil, err
	}
	return store.Open(context.Background(), store.Options{URL: d.URL, Clock: c, Keys: keys, Logger: Logger()})
}

// Plain connects without the store, for looking at what it wrote.
func (d Database) Plain(t testing.TB) *sql.DB {
	t.Helper()
	driver, source := "pgx", d.URL
	if d.Engine == store.SQLite {
		driver, source = "sqlite", "file:"+url.PathEscape(strings.TrimPrefix(d.URL, "sqlite:"))+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatalf("open %s: %v", d.Engine, err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Logger says only what went wrong, and only where the tests are asked to talk.
func Logger() *slog.Logger {
	if !testing.Verbose() {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
