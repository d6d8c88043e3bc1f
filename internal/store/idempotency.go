package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// How long a key is remembered, and how long a request may hold one before it counts as lost.
const (
	KeyLife     = 24 * time.Hour
	keyLease    = 30 * time.Second
	answerLease = 10 * time.Second // from the effect to the memory of its answer
)

// Claim is one request's hold on an Idempotency-Key. It travels in the request's context, and the transaction
// that the request commits settles it, so that the effect and the memory of it are one.
type Claim struct {
	Scope, Key, Operation, BodyHash string
	holder                          string
}

// Answer is a first answer as it was sent, kept sealed.
type Answer struct {
	Status int
	Header map[string][]string
	Body   []byte
}

type idempotencyKey struct {
	Scope       string `gorm:"primaryKey"`
	Key         string `gorm:"primaryKey"`
	Operation   string
	BodyHash    string
	State       string // running, done, answered
	Holder      string
	LeasedUntil time.Time
	Answer      []byte
	CreatedAt   time.Time
}

func (idempotencyKey) TableName() string { return "idempotency_keys" }

type claimKey struct{}

type stepsKey struct{}

// InSteps marks a request that commits several transactions. Each of them makes sure of the hold on the key and
// lengthens it; only the answer settles it. Where the process dies in between, whoever asks again with the key is
// let in, and finds what was done by the use case's own checks.
func InSteps(ctx context.Context) context.Context { return context.WithValue(ctx, stepsKey{}, true) }

// WithClaim puts the claim where the transaction of this request finds it.
func WithClaim(ctx context.Context, c *Claim) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

// BeginClaim takes the key, or gives the first answer where there is one. Errors: idempotency_key_reused where
// the key was used for another request; request_in_progress while the first is under way; request_completed
// where the first was carried out and its answer was lost with the process that made it.
func (db *DB) BeginClaim(ctx context.Context, p authz.Proof, c *Claim) (*Answer, error) {
	c.holder = secret.NewToken().Reveal()
	var answer *Answer
	var lost error
	err := db.Maintain(ctx, p, func(tx *Tx) error {
		answer, lost = nil, nil
		var old idempotencyKey
		err := translate(plain[idempotencyKey](tx).Where("scope = ? AND key = ?", c.Scope, c.Key).Take(&old).Error)
		if errors.Is(err, ErrMissing) {
			return tx.db.Create(&idempotencyKey{
				Scope: c.Scope, Key: c.Key, Operation: c.Operation, BodyHash: c.BodyHash, State: "running",
				Holder: c.holder, LeasedUntil: tx.now.Add(keyLease), CreatedAt: tx.now,
			}).Error
		}
		if err != nil {
			return err
		}
		answer, err = tx.meet(old, c)
		if errors.Is(err, errAnswerLost) {
			lost = errs.New(errs.Conflict, "request_completed",
				"The first request with this key was carried out, but its answer was lost. Read the resource to see the result.")
			return tx.makeSure(old)
		}
		return err
	})
	if err == nil {
		err = lost
	}
	return answer, err
}

// errAnswerLost says that a request was carried out, and that nobody knows what it was answered.
var errAnswerLost = errors.New("the answer is lost")

// makeSure writes a row, so that its commit waits for a synchronous standby as every write does: what is then told to have been
// done is on the standby too. Without it the first request may have given up waiting, and its work be on the primary alone.
func (tx *Tx) makeSure(old idempotencyKey) error {
	return plain[idempotencyKey](tx).Where("scope = ? AND key = ? AND holder = ?", old.Scope, old.Key, old.Holder).
		Updates(map[string]any{"leased_until": tx.now}).Error
}

// meet decides what a second request with a known key gets.
func (tx *Tx) meet(old idempotencyKey, c *Claim) (*Answer, error) {
	fresh := tx.now.Sub(old.CreatedAt) < KeyLife
	switch {
	case fresh && (old.Operation != c.Operation || old.BodyHash != c.BodyHash):
		return nil, errs.New(errs.Invalid, "idempotency_key_reused",
			"This Idempotency-Key was used for another request. Use a new key for each new request.")
	case fresh && old.State == "answered":
		return tx.store.openAnswer(old)
	case fresh && old.State == "done" && !tx.now.Before(old.LeasedUntil):
		return nil, errAnswerLost
	case tx.now.Before(old.LeasedUntil) && (old.State == "running" || old.State == "done"):
		return nil, errs.New(errs.Conflict, "request_in_progress",
			"The first request with this key is still under way. Ask again in a moment.").After(time.Second)
	}
	taken := plain[idempotencyKey](tx).
		Where("scope = ? AND key = ? AND holder = ?", c.Scope, c.Key, old.Holder).
		Select("operation", "body_hash", "state", "holder", "leased_until", "answer", "created_at").
		Updates(&idempotencyKey{
			Operation: c.Operation, BodyHash: c.BodyHash, State: "running", Holder: c.holder,
			LeasedUntil: tx.now.Add(keyLease), CreatedAt: tx.now,
		})
	if taken.Error == nil && taken.RowsAffected == 0 {
		return nil, errs.New(errs.Conflict, "request_in_progress", "Another request took this key just now.").After(time.Second)
	}
	return nil, taken.Error
}

// settleClaim marks the key as done within the transaction that did it. A request that lost its hold to a
// second one is rolled back, so that there is one effect.
func (tx *Tx) settleClaim() error {
	c, ok := tx.ctx.Value(claimKey{}).(*Claim)
	if !ok || tx.ledger.upkeep {
		return nil
	}
	settled := map[string]any{"state": "done", "leased_until": tx.now.Add(answerLease)}
	if tx.ctx.Value(stepsKey{}) != nil {
		settled = map[string]any{"leased_until": tx.now.Add(keyLease)}
	}
	lost := errs.New(errs.Conflict, "request_in_progress", "Another request took this key just now.").After(time.Second)
	done := tx.laterUnless(1, lost).Model(&idempotencyKey{}).
		Where("scope = ? AND key = ? AND holder = ? AND state IN ?", c.Scope, c.Key, c.holder, []string{"running", "done"}).
		Updates(settled)
	if done.Error == nil && done.RowsAffected == 0 {
		return lost
	}
	return done.Error
}

// FinishClaim keeps the answer for the next request with the key. A refusal that changed nothing is kept too.
// Answers of 5xx free the key, so that asking again tries again, unless the effect was committed.
func (db *DB) FinishClaim(ctx context.Context, p authz.Proof, c *Claim, a Answer) error {
	return db.Maintain(ctx, p, func(tx *Tx) error {
		mine := plain[idempotencyKey](tx).Where("scope = ? AND key = ? AND holder = ?", c.Scope, c.Key, c.holder)
		if a.Status >= 500 {
			return mine.Where("state = ?", "running").Delete(&idempotencyKey{}).Error
		}
		plainText, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("encode the answer: %w", err)
		}
		sealed := db.keeper.Seal(plainText, c.Scope+"\n"+c.Key)
		return mine.Updates(map[string]any{"state": "answered", "answer": sealed}).Error
	})
}

// DropKeysBefore forgets keys of before a time; bookkeeping.
func (tx *Tx) DropKeysBefore(t time.Time) error {
	return tx.db.Where("created_at < ?", t).Delete(&idempotencyKey{}).Error
}

func (db *DB) openAnswer(k idempotencyKey) (*Answer, error) {
	text, err := db.keeper.Open(k.Answer, k.Scope+"\n"+k.Key)
	if err != nil {
		return nil, fmt.Errorf("open the stored answer: %w", err)
	}
	var a Answer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, fmt.Errorf("read the stored answer: %w", err)
	}
	return &a, nil
}
