package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
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
	p, leave, err := db.migrator()
	if err != nil {
		return 0, err
	}
	defer leave()
	if db.upToDate(ctx, p.ListSources()) {
		return 0, nil
	}
	if _, err := behind(ctx, p); err != nil {
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
	p, leave, err := db.migrator()
	if err != nil {
		return 0, err
	}
	defer leave()
	if db.upToDate(ctx, p.ListSources()) {
		return 0, nil
	}
	return behind(ctx, p)
}

// behind looks closely: how many migrations wait, or that the schema is ahead.
func behind(ctx context.Context, p *goose.Provider) (int, error) {
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	if current > target {
		return 0, ErrNewer
	}
	ahead := 0
	for _, source := range p.ListSources() {
		if source.Version > current {
			ahead++
		}
	}
	return ahead, nil
}

// upToDate tells by one statement that exactly these migrations were made, as every start but the first finds it. Where
// they were not, or nothing was, it takes a closer look to say what is wrong.
func (db *DB) upToDate(ctx context.Context, sources []*goose.Source) bool {
	pool, err := db.pool()
	if err != nil || len(sources) == 0 {
		return false
	}
	var made int
	var newest int64
	err = pool.QueryRowContext(ctx, "SELECT count(*), coalesce(max(version_id), 0) FROM goose_db_version WHERE version_id > 0 AND is_applied").
		Scan(&made, &newest)
	return err == nil && made == len(sources) && newest == sources[len(sources)-1].Version
}

// migrator reads the migrations; done closes what it opened. One process migrates at a time by a lock that lasts longer than
// a transaction, so it goes past a pooler.
func (db *DB) migrator() (p *goose.Provider, done func(), err error) {
	pool, err := db.pool()
	if err != nil {
		return nil, nil, err
	}
	done = func() {}
	dialect, folder, options := goose.DialectSQLite3, "migrations/sqlite", []goose.ProviderOption{}
	if db.engine == Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, nil, fmt.Errorf("make the migration lock: %w", err)
		}
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
		options = append(options, goose.WithSessionLocker(locker))
	}
	if db.pooled() {
		config, err := pgx.ParseConfig(db.direct)
		if err != nil {
			return nil, nil, fmt.Errorf("read GATEHOUSE_DATABASE_DIRECT_URL: %w", redact(err))
		}
		past := stdlib.OpenDB(*config) // connects where somebody asks
		pool, done = past, func() { _ = past.Close() }
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, nil, fmt.Errorf("find the migrations: %w", err)
	}
	p, err = goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, done, nil
}
