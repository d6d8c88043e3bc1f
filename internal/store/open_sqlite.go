package store

import (
	"database/sql"
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
	writerMode = "_txlock=immediate"
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
	var err error
	if db.writer, err = sqlitePool(db, path, writerMode, writerPages, 1); err != nil {
		return err
	}
	if db.reader, err = sqlitePool(db, path, readerMode, readerPages, max(2, runtime.NumCPU())); err != nil {
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

func sqlitePool(db *DB, path, mode string, pages, connections int) (*gorm.DB, error) {
	source, err := sqliteDriver(path, mode, pages)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(source)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	h, err := gorm.Open(sqlite.New(sqlite.Config{Conn: pool}), gormConfig(db.clock))
	if err != nil {
		return nil, fmt.Errorf("open sqlite at %s: %w", path, err)
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
