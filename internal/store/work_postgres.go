package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// listeningDriver is the queue's driver, but for its listener, which has a connection past the pooler: LISTEN belongs to a
// session, and a pooler hands sessions on.
type listeningDriver struct {
	*riverpgxv5.Driver
	past *riverpgxv5.Driver
}

// GetListener gives the listener that is past the pooler.
func (d listeningDriver) GetListener(p *riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.past.GetListener(p)
}

// queueDriver opens the queue's own connections; done closes them.
func (db *DB) queueDriver(ctx context.Context) (driver listeningDriver, done func(), err error) {
	pool, err := db.queueConnections(ctx, db.url, queuePool)
	if err != nil {
		return driver, nil, err
	}
	if !db.pooled() {
		both := riverpgxv5.New(pool)
		return listeningDriver{both, both}, pool.Close, nil
	}
	past, err := db.queueConnections(ctx, db.direct, 1)
	if err != nil {
		pool.Close()
		return driver, nil, err
	}
	return listeningDriver{riverpgxv5.New(pool), riverpgxv5.New(past)}, func() { past.Close(); pool.Close() }, nil
}

func (db *DB) queueConnections(ctx context.Context, url string, most int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open the queue's connections: %w", redact(err))
	}
	config.MaxConns = most
	if url == db.url {
		config.ConnConfig.DefaultQueryExecMode = db.execMode(config.ConnConfig.DefaultQueryExecMode)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the queue's connections: %w", redact(err))
	}
	return pool, nil
}
