package store

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// Bucket is a bucket of tokens that all processes share. It lets Quota takes through at once, and refills over Window.
type Bucket struct {
	Name   string // what it bounds, and whom; kept as a hash
	Quota  float64
	Window time.Duration
}

// step is how long it takes for one to be refilled.
func (b Bucket) step() time.Duration { return time.Duration(float64(b.Window) / b.Quota) }

func (b Bucket) key() string { return secret.Hash(b.Name) }

// bucketRow is what came of a take: the moment at which the bucket is full again says all.
type bucketRow struct {
	FullAt time.Time
	Taken  bool
}

// TakeToken takes one from a bucket, and tells how many are left; ok is false where there was none. It is a statement by
// itself, whatever becomes of the request, and on PostgreSQL alone: where one process is all, its memory will do. It is raw,
// because a take is decided by the row that others write at the same moment.
func (db *DB) TakeToken(ctx context.Context, p authz.Proof, b Bucket) (left float64, ok bool, err error) {
	if !authz.Genuine(p) {
		return 0, false, ErrUnproven
	}
	tx := db.newTx(ctx, db.writer, p, &ledger{upkeep: true})
	room := tx.now.Add(b.Window - b.step()) // full by then, it holds one now
	row := bucketRow{FullAt: room}
	err = tx.door().Raw("WITH taken AS (INSERT INTO rate_buckets AS b (key, full_at) VALUES (?, ?)"+
		" ON CONFLICT (key) DO UPDATE SET full_at = greatest(b.full_at, ?) + ? * interval '1 microsecond' WHERE b.full_at <= ? RETURNING b.full_at)"+
		" SELECT full_at, true AS taken FROM taken UNION ALL"+
		" SELECT full_at, false AS taken FROM rate_buckets WHERE key = ? AND NOT EXISTS (SELECT 1 FROM taken)",
		b.key(), tx.now.Add(b.step()), tx.now, b.step().Microseconds(), room, b.key()).Scan(&row).Error
	if err != nil {
		return 0, false, translate(fmt.Errorf("take from a bucket: %w", err))
	}
	left = float64(tx.now.Add(b.Window).Sub(row.FullAt)) / float64(b.step())
	return min(max(left, 0), b.Quota), row.Taken, nil
}

// GiveTokenBack returns one to a bucket.
func (db *DB) GiveTokenBack(ctx context.Context, p authz.Proof, b Bucket) error {
	if !authz.Genuine(p) {
		return ErrUnproven
	}
	tx := db.newTx(ctx, db.writer, p, &ledger{upkeep: true})
	err := tx.door().Exec("UPDATE rate_buckets SET full_at = full_at - ? * interval '1 microsecond' WHERE key = ?", b.step().Microseconds(), b.key()).Error
	if err != nil {
		return translate(fmt.Errorf("give back to a bucket: %w", err))
	}
	return nil
}

// DropFullBuckets forgets full buckets, which say nothing.
func (tx *Tx) DropFullBuckets() error {
	if tx.store.engine != Postgres {
		return nil
	}
	if err := tx.door().Exec("DELETE FROM rate_buckets WHERE full_at <= ?", tx.now).Error; err != nil {
		return fmt.Errorf("forget full buckets: %w", err)
	}
	return nil
}
