package store

import (
	"fmt"
	"time"

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
func (db *DB) openPostgres(url string) error {
	h, err := gorm.Open(postgres.Open(url), gormConfig(db.clock))
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
	return nil
}
