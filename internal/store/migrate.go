package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// ErrNewer says that the database was written by a newer release; this one must not touch it.
var ErrNewer = errors.New("the database is newer than this program: start the newer release")

// Migrate brings the schema up to date and tells how many steps it took. Several processes may call it at
// once on PostgreSQL. ErrNewer where the schema is ahead of this program.
func (db *DB) Migrate(ctx context.Context) (int, error) {
	p, err := db.migrator()
	if err != nil {
		return 0, err
	}
	if _, err := db.Pending(ctx); err != nil {
		return 0, err
	}
	done, err := p.Up(ctx)
	if err != nil {
		return len(done), fmt.Errorf("migrate: %w", err)
	}
	return len(done), nil
}

// Pending tells how many migrations wait. ErrNewer where the schema is ahead of this program.
func (db *DB) Pending(ctx context.Context) (int, error) {
	p, err := db.migrator()
	if err != nil {
		return 0, err
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	if current > target {
		return 0, ErrNewer
	}
	waiting := 0
	for _, source := range p.ListSources() {
		if source.Version > current {
			waiting++
		}
	}
	return waiting, nil
}

func (db *DB) migrator() (*goose.Provider, error) {
	pool, err := db.pool()
	if err != nil {
		return nil, err
	}
	dialect, folder, options := goose.DialectSQLite3, "migrations/sqlite", []goose.ProviderOption{}
	if db.engine == Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("make the migration lock: %w", err)
		}
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
		options = append(options, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}
