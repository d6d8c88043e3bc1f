package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/estate"
)

// While the standby hangs, a request gives up waiting for it: its work is on the primary alone then. Whoever asks again with
// the key is not told that it was done before the standby has it, and is told afterwards.
func TestWhatOnlyThePrimaryHasIsNotToldAsDone(t *testing.T) {
	c := estate.Replicate(t)
	clock := &testkit.Clock{}
	db := testkit.Database{Engine: store.Postgres, URL: c.URL()}.Open(t, clock)
	_, err := db.Migrate(context.Background())
	must(t, err)
	claim := &store.Claim{Scope: "public:x", Key: "one", Operation: "post"}
	if _, err := db.BeginClaim(context.Background(), job, claim); err != nil {
		t.Fatal(err)
	}
	c.Standby.Freeze()
	t.Cleanup(c.Standby.Thaw)
	impatient := func() context.Context {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		t.Cleanup(cancel)
		return ctx
	}
	err = db.Write(store.WithClaim(impatient(), claim), job, func(*store.Tx) error { return nil })
	unavailable(t, "a write", err)
	clock.Advance(time.Minute)
	again := *claim
	_, err = db.BeginClaim(impatient(), job, &again)
	unavailable(t, "asked again", err)
	c.Standby.Thaw()
	again = *claim
	_, err = db.BeginClaim(context.Background(), job, &again)
	if e := errs.Of(err); e == nil || e.Code != "request_completed" {
		t.Errorf("with the standby back, the key gives %v", err)
	}
}

func unavailable(t *testing.T, what string, err error) {
	t.Helper()
	if e := errs.Of(err); e == nil || e.Code != "unavailable" {
		t.Errorf("while the standby hangs, %s gives %v", what, err)
	}
}
