package store

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// The connections of a process, and how many of them requests may use at once. The others are for signing in, approving, the
// sign of life and the work in the background, which go on when there is more to do than can be done.
const (
	postgresConnections = 24
	postgresRequests    = 16
)

// openPostgres opens one pool. pgx keeps prepared statements by connection itself, so GORM's own store of them stays off.
func (db *DB) openPostgres() error {
	config, err := pgx.ParseConfig(db.url)
	if err != nil {
		return fmt.Errorf("open postgres: %w", redact(err))
	}
	config.DefaultQueryExecMode = db.execMode(config.DefaultQueryExecMode)
	h, err := gorm.Open(postgres.New(postgres.Config{Conn: sql.OpenDB(gathering{stdlib.GetConnector(*config)})}), gormConfig(db.clock))
	if err != nil {
		return fmt.Errorf("open postgres: %w", redact(err))
	}
	pool, err := h.DB()
	if err != nil {
		return fmt.Errorf("open postgres: %w", err)
	}
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.writer, db.reader = h, h
	db.memory = &memory{source: &serverVersions{pool: pool}, dear: true}
	return nil
}

// pooled tells whether the connections lead through a pooler in transaction mode: each transaction may get another
// session of the database then, so nothing that belongs to a session can be relied on.
func (db *DB) pooled() bool { return db.direct != db.url }

// execMode is how statements are sent. Behind a pooler none is prepared by name, because the next one may come to a session
// that does not know the name: what a statement takes and gives is kept here, and each is sent whole. Whoever has a pooler that
// keeps names apart (PgBouncer from 1.21 on) can say default_query_exec_mode=cache_statement in the URL.
func (db *DB) execMode(configured pgx.QueryExecMode) pgx.QueryExecMode {
	if db.pooled() && !strings.Contains(db.url, "default_query_exec_mode") {
		return pgx.QueryExecModeCacheDescribe
	}
	return configured
}
