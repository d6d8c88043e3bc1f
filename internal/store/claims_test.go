package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const secretBody = `{"accept_url":"https://gatehouse.example/invite#token=canary"}`

var firstAnswer = store.Answer{Status: 201, Header: map[string][]string{"Location": {"/x"}}, Body: []byte(secretBody)}

func claim(key, body string) *store.Claim {
	return &store.Claim{Scope: "account/ann", Key: key, Operation: "invitations.create", BodyHash: body}
}

// asking is one request with a key, as the frame carries it out.
type asking struct {
	t testing.TB
	w *world
}

func (a asking) begin(c *store.Claim) (*store.Answer, error) {
	return a.w.db.BeginClaim(context.Background(), job, c)
}

// effect is what the request does: one place more.
func (a asking) effect(c *store.Claim) error {
	return a.w.db.Write(store.WithClaim(context.Background(), c), a.w.here.job, func(tx *store.Tx) error {
		l := place(a.w.here, fmt.Sprintf("%s %d", c.Key, tx.Now().UnixNano()))
		if err := tx.AddLocation(l); err != nil {
			return err
		}
		return tx.Record(created(l))
	})
}

func (a asking) finish(c *store.Claim, answer store.Answer) {
	a.t.Helper()
	must(a.t, a.w.db.FinishClaim(context.Background(), job, c, answer))
}

func (a asking) refused(what string, c *store.Claim, code string) {
	a.t.Helper()
	answer, err := a.begin(c)
	if answer != nil || errs.Of(err) == nil || errs.Of(err).Code != code {
		a.t.Errorf("%s: got %v, %v, want %s", what, answer, err, code)
	}
}

func (a asking) free(what string, c *store.Claim) {
	a.t.Helper()
	if answer, err := a.begin(c); answer != nil || err != nil {
		a.t.Errorf("%s: got %v, %v, want the key", what, answer, err)
	}
}

func (a asking) replayed(what string, c *store.Claim) {
	a.t.Helper()
	answer, err := a.begin(c)
	must(a.t, err)
	if answer == nil || answer.Status != 201 || !bytes.Equal(answer.Body, firstAnswer.Body) || answer.Header["Location"][0] != "/x" {
		a.t.Errorf("%s: got %v, want the first answer", what, answer)
	}
}

func effects(t testing.TB, db *sql.DB, key string) (n int) {
	t.Helper()
	must(t, db.QueryRow("SELECT count(*) FROM locations WHERE name LIKE '"+key+" %'").Scan(&n))
	return n
}

// One key, one effect, and the first answer for whoever asks again; each way in which the first request can end.
func TestAKeyHasOneEffect(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, plain := newWorld(t, d), d.Plain(t)
		a := asking{t, w}

		c := claim("answered", "body")
		a.free("the first request", c)
		a.refused("a second one meanwhile", claim("answered", "body"), "request_in_progress")
		a.refused("another body meanwhile", claim("answered", "other"), "idempotency_key_reused")
		must(t, a.effect(c))
		a.refused("a second one before the answer", claim("answered", "body"), "request_in_progress")
		a.finish(c, firstAnswer)
		a.replayed("the same request", claim("answered", "body"))
		a.refused("another body", claim("answered", "other"), "idempotency_key_reused")
		elsewhere := claim("answered", "body")
		elsewhere.Operation = "roles.create"
		a.refused("another operation", elsewhere, "idempotency_key_reused")
		stranger := claim("answered", "body")
		stranger.Scope = "account/other"
		a.free("somebody else's key of the same name", stranger)

		c = claim("refused", "body")
		a.free("a request that is refused", c)
		a.finish(c, store.Answer{Status: 422, Body: []byte("{}")})
		if answer, err := a.begin(claim("refused", "body")); err != nil || answer == nil || answer.Status != 422 {
			t.Errorf("a refusal is kept like any answer: %v, %v", answer, err)
		}

		c = claim("failed", "body")
		a.free("a request that fails", c)
		a.finish(c, store.Answer{Status: 503})
		a.free("again after a failure", claim("failed", "body"))

		c = claim("late failure", "body")
		a.free("a request that fails after its effect", c)
		must(t, a.effect(c))
		a.finish(c, store.Answer{Status: 500})
		w.clock.Advance(15 * time.Second)
		a.refused("again after the effect", claim("late failure", "body"), "request_completed")

		c = claim("crashed", "body")
		a.free("a request whose process dies after the commit", c)
		must(t, a.effect(c))
		w.clock.Advance(15 * time.Second)
		a.refused("again", claim("crashed", "body"), "request_completed")

		for key, want := range map[string]int{"answered": 1, "refused": 0, "failed": 0, "late failure": 1, "crashed": 1} {
			if got := effects(t, plain, key); got != want {
				t.Errorf("%s: %d effects, want %d", key, got, want)
			}
		}
	})
}

// A request that is slower than its lease loses the key to the next one, and is rolled back when it comes to its
// end: one effect.
func TestALostLeaseLosesTheEffect(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		a, slow, next := asking{t, w}, claim("slow", "body"), claim("slow", "body")
		a.free("the slow one", slow)
		w.clock.Advance(29 * time.Second)
		a.refused("within the lease", claim("slow", "body"), "request_in_progress")
		w.clock.Advance(2 * time.Second)
		a.free("after the lease", next)
		if err := a.effect(slow); errs.Of(err) == nil || errs.Of(err).Code != "request_in_progress" {
			t.Errorf("the slow one's effect: %v", err)
		}
		must(t, a.effect(next))
		a.finish(slow, store.Answer{Status: 409})
		a.finish(next, firstAnswer)
		a.replayed("whoever asks now", claim("slow", "body"))
		if n := effects(t, d.Plain(t), "slow"); n != 1 {
			t.Errorf("%d effects", n)
		}
		// Bookkeeping in the same request settles nothing.
		other := claim("upkeep", "body")
		a.free("another key", other)
		must(t, w.db.Maintain(store.WithClaim(context.Background(), other), job, func(tx *store.Tx) error { return tx.TouchSession(w.session.ID) }))
		a.finish(other, store.Answer{Status: 500})
		a.free("after bookkeeping alone", claim("upkeep", "body"))
	})
}

// After a day a key is as new, whether or not it was swept away.
func TestAKeyIsForgottenAfterADay(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		a, c := asking{t, w}, claim("old", "body")
		a.free("the first request", c)
		must(t, a.effect(c))
		a.finish(c, firstAnswer)
		w.clock.Advance(store.KeyLife - time.Minute)
		a.replayed("within the day", claim("old", "body"))
		w.clock.Advance(2 * time.Minute)
		again := claim("old", "other body")
		a.free("after the day, with another body", again)
		must(t, a.effect(again))
		a.finish(again, firstAnswer)
		a.replayed("then", claim("old", "other body"))
		maintain(t, w.db, job, func(tx *store.Tx) error { return tx.DropKeysBefore(tx.Now().Add(time.Second)) })
		a.free("after sweeping", claim("old", "body"))
	})
}

// Of twenty requests with one key at once, one has its effect; the others are told to wait, or get its answer.
func TestTwentyRequestsWithOneKey(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		dbs := handles(t, d, w)
		var carried atomic.Int64
		for i, err := range together(20, func(i int) error {
			a, c := asking{t, &world{db: dbs[i%len(dbs)], here: w.here}}, claim("raced", "body")
			answer, err := a.begin(c)
			if err != nil || answer != nil {
				return err
			}
			carried.Add(1)
			if err := a.effect(c); err != nil {
				return err
			}
			return a.w.db.FinishClaim(context.Background(), job, c, firstAnswer)
		}) {
			if err != nil && (errs.Of(err) == nil || errs.Of(err).Code != "request_in_progress") {
				t.Errorf("%d: %v", i, err)
			}
		}
		if n := effects(t, d.Plain(t), "raced"); n != 1 || carried.Load() != 1 {
			t.Errorf("%d effects by %d requests", n, carried.Load())
		}
	})
}

// What was answered cannot be read in the table, and a stored answer cannot be carried over to another key.
func TestStoredAnswersAreSealed(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, plain := newWorld(t, d), d.Plain(t)
		a := asking{t, w}
		for _, key := range []string{"one", "two"} {
			c := claim(key, "body")
			a.free(key, c)
			a.finish(c, firstAnswer)
		}
		var sealed []byte
		must(t, plain.QueryRow("SELECT answer FROM idempotency_keys WHERE key = 'one'").Scan(&sealed))
		if len(sealed) < len(secretBody) || bytes.Contains(sealed, []byte("canary")) || bytes.Contains(sealed, []byte("Location")) {
			t.Errorf("%d bytes are stored, and can be read", len(sealed))
		}
		_, err := plain.Exec("UPDATE idempotency_keys SET answer = (SELECT answer FROM idempotency_keys WHERE key = 'one') WHERE key = 'two'")
		must(t, err)
		if answer, err := a.begin(claim("two", "body")); err == nil {
			t.Errorf("another key's answer was given: %v", answer)
		}
		a.replayed("its own", claim("one", "body"))
	})
}

// A request of several transactions holds its key until it is answered. Where it dies in between, whoever asks again
// is let in; and one that lost its hold meanwhile does nothing more.
func TestARequestInStepsIsSettledByItsAnswer(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		a := asking{t, w}
		step := func(c *store.Claim) error {
			return w.db.Write(store.InSteps(store.WithClaim(context.Background(), c)), w.here.job, func(tx *store.Tx) error {
				l := place(w.here, fmt.Sprintf("%s %d", c.Key, tx.Now().UnixNano()))
				if err := tx.AddLocation(l); err != nil {
					return err
				}
				return tx.Record(created(l))
			})
		}
		first := claim("steps", "body")
		a.free("new", first)
		for range 3 {
			must(t, step(first))
			w.clock.Advance(20 * time.Second) // each step lengthens the hold
			a.refused("under way", claim("steps", "body"), "request_in_progress")
		}
		w.clock.Advance(11 * time.Second)
		again := claim("steps", "body")
		a.free("after it died", again)
		if err := step(first); errs.Of(err) == nil || errs.Of(err).Code != "request_in_progress" {
			t.Errorf("without its hold: %v", err)
		}
		must(t, step(again))
		a.finish(again, firstAnswer)
		if answer, err := a.begin(claim("steps", "body")); err != nil || answer == nil || !bytes.Equal(answer.Body, firstAnswer.Body) {
			t.Errorf("answered: %v, %v", answer, err)
		}
	})
}
