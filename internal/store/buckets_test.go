package store_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

var guesses = store.Bucket{Name: "password\nana@example.com", Quota: 10, Window: 5 * time.Minute}

// Two processes that take at once let through what the bucket holds, together, and not one more.
func TestProcessesShareABucket(t *testing.T) {
	d, clock := testkit.NewPostgres(t), &testkit.Clock{}
	clock.Stop()
	processes := []*store.DB{d.Open(t, clock), d.Open(t, clock)}
	var all sync.WaitGroup
	var through atomic.Int64
	for n := range 40 {
		all.Go(func() {
			_, ok, err := processes[n%2].TakeToken(context.Background(), job, guesses)
			if err != nil {
				t.Error(err)
			}
			if ok {
				through.Add(1)
			}
		})
	}
	all.Wait()
	if through.Load() != 10 {
		t.Errorf("%d were let through, want 10", through.Load())
	}
	li := guesses
	li.Name = "password\nli@example.com"
	takes(t, processes[1], li, 9, true) // somebody else is not bound by it
}

// A bucket refills over its window, holds no more than its quota, and takes back what did not count.
func TestABucketRefills(t *testing.T) {
	d, clock := testkit.NewPostgres(t), &testkit.Clock{}
	clock.Stop()
	db := d.Open(t, clock)
	for left := 9.0; left >= 0; left-- {
		takes(t, db, guesses, left, true)
	}
	takes(t, db, guesses, 0, false)
	clock.Advance(15 * time.Second)
	takes(t, db, guesses, 0.5, false)
	clock.Advance(15 * time.Second)
	takes(t, db, guesses, 0, true)
	must(t, db.GiveTokenBack(context.Background(), job, guesses))
	takes(t, db, guesses, 0, true)
	takes(t, db, guesses, 0, false)
	clock.Advance(time.Hour)
	takes(t, db, guesses, 9, true)
}

// Full buckets are forgotten; one that is not full keeps what was taken.
func TestFullBucketsAreForgotten(t *testing.T) {
	d, clock := testkit.NewPostgres(t), &testkit.Clock{}
	clock.Stop()
	db := d.Open(t, clock)
	rows := func(want int) {
		t.Helper()
		maintain(t, db, job, func(tx *store.Tx) error { return tx.DropFullBuckets() })
		var n int
		must(t, d.Plain(t).QueryRow("SELECT count(*) FROM rate_buckets").Scan(&n))
		if n != want {
			t.Errorf("%d buckets are kept, want %d", n, want)
		}
	}
	takes(t, db, guesses, 9, true)
	rows(1)
	takes(t, db, guesses, 8, true)
	clock.Advance(time.Minute)
	rows(0)
}

func TestABucketAsksForAProof(t *testing.T) {
	db := testkit.NewPostgres(t).Open(t, &testkit.Clock{})
	if _, ok, err := db.TakeToken(context.Background(), authz.Job{}, guesses); ok || err == nil {
		t.Errorf("taken without a proof: %t, %v", ok, err)
	}
	if err := db.GiveTokenBack(context.Background(), authz.Job{}, guesses); err == nil {
		t.Error("given back without a proof")
	}
}

func takes(t *testing.T, db *store.DB, b store.Bucket, left float64, ok bool) {
	t.Helper()
	now, taken, err := db.TakeToken(context.Background(), job, b)
	if err != nil || taken != ok || now != left {
		t.Errorf("%g are left, taken: %t, %v; want %g and %t", now, taken, err, left, ok)
	}
}
