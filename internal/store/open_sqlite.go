package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/libtnb/sqlite"
	"gorm.io/gorm"
	engine "modernc.org/sqlite" // the pure-Go engine; nothing but this file names it or its dialect
)

// Each connection keeps pages of the file, up to so many KiB, and never gives them back: a process grows by the sum of them
// while its database does. What they do not keep, the system's own cache has.
const (
	writerPages = 12_000
	readerPages = 4_000 // there are as many readers as processors
	watchPages  = 40    // it reads nothing but the version of the file
)

const (
	writerMode = "_txlock=immediate&_pragma=temp_store(memory)" // what a savepoint keeps needs no file
	readerMode = "mode=ro&_pragma=query_only(1)"
)

// openSQLite opens one writer, whose transactions take the write lock at once, and a pool of readers that
// cannot write. The writer comes first, because a read-only open needs the file to be there.
func (db *DB) openSQLite(path string) error {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make the data folder: %w", err)
		}
	}
	if err := private(path); err != nil {
		return err
	}
	db.turns = newTurns()
	write, err := sqliteDriver(path, writerMode, writerPages)
	if err != nil {
		return err
	}
	if db.writer, err = sqlitePool(db, telling{write, db.turns}, 1); err != nil {
		return err
	}
	read, err := sqliteDriver(path, readerMode, readerPages)
	if err != nil {
		return err
	}
	if db.reader, err = sqlitePool(db, read, max(2, runtime.NumCPU())); err != nil {
		return err
	}
	watch, err := sqliteDriver(path, readerMode, watchPages)
	db.memory = &memory{source: &fileVersions{connector: watch}}
	return err
}

// private makes the file before the engine does, so that nobody else on the machine reads it. The engine gives the
// files beside it the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make the database file: %w", err)
	}
	return f.Close()
}

// sqliteSource names the file to the driver. busy_timeout stands first, because the pragmas after it may have to wait.
func sqliteSource(path, mode string, pages int) string {
	return "file:" + url.PathEscape(path) + "?" + mode +
		"&_time_format=sqlite&_timezone=UTC" +
		"&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)" + fmt.Sprintf("&_pragma=cache_size(-%d)", pages)
}

func sqlitePool(db *DB, source driver.Connector, connections int) (*gorm.DB, error) {
	pool := sql.OpenDB(source)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	h, err := gorm.Open(sqlite.New(sqlite.Config{Conn: pool}), gormConfig(db.clock))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", db.url, err)
	}
	return h, nil
}

func sqliteDriver(path, mode string, pages int) (preparing, error) {
	source, err := engine.NewConnector(sqliteSource(path, mode, pages))
	if err != nil {
		return preparing{}, fmt.Errorf("open sqlite: %w", err)
	}
	return preparing{source}, nil
}

// telling is the writer's driver. It counts the transactions that are rolled back, also those that SQLite gives up by itself.
type telling struct {
	preparing
	turns *turns
}

type tellingConn interface {
	RegisterRollbackHook(hook engine.RollbackHookFn)
}

// Connect opens a connection that tells.
func (t telling) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := t.preparing.Connect(ctx)
	if err != nil {
		return nil, err
	}
	kept, _ := c.(*preparedConn)
	whole, ok := kept.wholeConn.(tellingConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection of the driver is a %T", kept.wholeConn), c.Close())
	}
	whole.RegisterRollbackHook(func() { t.turns.lost.Add(1) })
	return hooked{kept, whole}, nil
}

// hooked is a connection that the driver knows the hook of, until it is closed.
type hooked struct {
	*preparedConn
	tells tellingConn
}

// Close forgets the hook, and closes the connection.
func (h hooked) Close() error {
	h.tells.RegisterRollbackHook(nil)
	return h.preparedConn.Close()
}
