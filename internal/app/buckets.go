package app

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Buckets are the rate limits that all processes share.
type Buckets struct {
	db  *store.DB
	job authz.Job
}

// Buckets gives the shared rate limits; false on SQLite, where one process is all.
func (a *App) Buckets() (Buckets, bool) {
	return Buckets{a.DB, authz.NewJob("rate limits")}, a.DB.Engine() == store.Postgres
}

// TakeToken takes one from a bucket, and tells how many are left; ok is false where there was none.
func (b Buckets) TakeToken(ctx context.Context, bucket string, quota float64, window time.Duration) (left float64, ok bool, err error) {
	return b.db.TakeToken(ctx, b.job, store.Bucket{Name: bucket, Quota: quota, Window: window})
}

// GiveTokenBack returns one to a bucket.
func (b Buckets) GiveTokenBack(ctx context.Context, bucket string, quota float64, window time.Duration) error {
	return b.db.GiveTokenBack(ctx, b.job, store.Bucket{Name: bucket, Quota: quota, Window: window})
}
