package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// Engine names the database.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options are what Open needs.
type Options struct {
	URL    string // sqlite:PATH or postgres://…
	Direct string // postgres://… past a pooler in transaction mode that URL leads through; empty: there is none
	Clock  clock.Clock
	Keys   *secret.Keys
	Logger *slog.Logger
	Limits domain.Limits // of each workspace

	NoMailQuotas bool // for benchmarks: any address gets any number of mails
}

// DB is the open database. It has no query methods: those are on Tx, which only a proof opens.
type DB struct {
	engine Engine
	texts  standingTexts
	beside besideTexts
	link   link
	url    string
	direct string // for what lasts longer than a transaction: listening, the lock of migrations
	writer *gorm.DB
	reader *gorm.DB
	clock  clock.Clock
	mails  *secret.Sealer
	keeper *secret.Sealer // of stored answers
	hooks  *secret.Sealer // of webhooks' secrets
	logger *slog.Logger
	limits domain.Limits

	addresses []byte // the key by which addresses are hashed whose mails are counted
	unbounded bool   // they are not

	memory *memory
	turns  *turns // nil on PostgreSQL, where many write at once
	jobs   *jobQueue
	live   *hub
}

// Open connects to the database that the URL names. It changes nothing in it.
func Open(ctx context.Context, o Options) (*DB, error) {
	db := &DB{url: o.URL, direct: cmp.Or(o.Direct, o.URL), clock: o.Clock, logger: o.Logger, limits: o.Limits, unbounded: o.NoMailQuotas}
	db.addresses = o.Keys.Derive("mail-counts")
	var err error
	if db.mails, err = secret.NewSealer(o.Keys, "mail"); err != nil {
		return nil, err
	}
	if db.keeper, err = secret.NewSealer(o.Keys, "idempotency"); err != nil {
		return nil, err
	}
	if db.hooks, err = secret.NewSealer(o.Keys, "webhooks"); err != nil {
		return nil, err
	}
	if path, ok := strings.CutPrefix(o.URL, "sqlite:"); ok {
		db.engine = SQLite
		err = db.openSQLite(path)
	} else {
		db.engine = Postgres
		err = db.openPostgres()
	}
	if err != nil {
		return nil, err
	}
	db.texts, db.beside, db.link = newStandingTexts(db.engine), newBesideTexts(db.engine), newLink()
	if err := db.Ping(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	if err := db.prepare(); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// prepare hangs the tripwire on both handles and readies the job queue and the live hub.
func (db *DB) prepare() error {
	handles := []*gorm.DB{db.writer}
	if db.reader != db.writer {
		handles = append(handles, db.reader)
	}
	for _, h := range handles {
		if err := hangTripwire(h); err != nil {
			return err
		}
	}
	db.live = newHub(db)
	var err error
	db.jobs, err = newJobQueue(db)
	return err
}

// Engine tells which database this is.
func (db *DB) Engine() Engine { return db.engine }

// AtOnce is how many requests may use the database at once without waiting for a connection, or for each other's work in
// the background; 0 where it is the processors that bound them.
func (db *DB) AtOnce() int {
	if db.engine == Postgres {
		return postgresRequests
	}
	return 0
}

// Ping asks the database for a sign of life, by the readers: on SQLite there is one writer, and who writes for long lives.
func (db *DB) Ping(ctx context.Context) error {
	pool, err := db.reader.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Close ends all connections.
func (db *DB) Close() error {
	if db.live != nil {
		db.live.close()
	}
	var first error
	if db.memory != nil {
		first = db.memory.close()
	}
	for _, h := range []*gorm.DB{db.reader, db.writer} {
		if h == nil {
			continue
		}
		pool, err := h.DB()
		if err == nil {
			err = pool.Close()
		}
		if err != nil && first == nil {
			first = err
		}
	}
	return first
}

// pool gives the writer's connections, for the job queue and the schema's version.
func (db *DB) pool() (*sql.DB, error) { return db.writer.DB() }

func gormConfig(c clock.Clock) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // transactions are opened by Write alone
		DisableAutomaticPing:   true, // Open asks for a sign of life itself
		NowFunc:                c.Now,
		Logger:                 silent{},
	}
}
