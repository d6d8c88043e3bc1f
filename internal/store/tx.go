package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const writeTries = 6

// Tx is an open transaction, confined to its proof's workspace. It is good only inside the function that got
// it, and that function may run again, so it does nothing but read and write rows.
type Tx struct {
	ctx    context.Context //nolint:containedctx // a Tx lives inside one call, whose context this is
	db     *gorm.DB
	store  *DB
	proof  authz.Proof
	now    time.Time
	ledger *ledger
}

// Now is the transaction's one moment, in UTC and microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Workspace is the tenant that the transaction is confined to, or "".
func (tx *Tx) Workspace() id.Workspace { return tx.ledger.scope }

// Write runs fn in a transaction that commits when fn returns nil. Changed rows without a recorded event roll
// it back with ErrUnrecorded, and so does, with ErrNoEffect, the event of a change that was none. fn runs again where another transaction was quicker: on a collision, and on a
// unique violation, whose winner fn then finds by its own check. Errors: ErrUnproven for a zero proof;
// unavailable where the database cannot answer; else what fn returned.
func (db *DB) Write(ctx context.Context, proof authz.Proof, fn func(*Tx) error) error {
	return db.write(ctx, proof, false, fn)
}

// Maintain is Write for the house's own bookkeeping (claims, last-seen times, retention), which needs no event.
func (db *DB) Maintain(ctx context.Context, proof authz.Proof, fn func(*Tx) error) error {
	return db.write(ctx, proof, true, fn)
}

func (db *DB) write(ctx context.Context, proof authz.Proof, upkeep bool, fn func(*Tx) error) error {
	if !authz.Genuine(proof) {
		return ErrUnproven
	}
	stepwise := false
	for try := 1; ; try++ {
		err := db.attempt(ctx, proof, ledger{upkeep: upkeep, stepwise: stepwise}, fn)
		if isUnlinked(err) && !stepwise {
			stepwise = true // which says what is wrong, or begins the chain
			continue
		}
		again := err != nil && errs.Of(err) == nil && (isCollision(err) || isDuplicate(err))
		if !again || try == writeTries {
			return translate(db.ended(ctx, proof, err))
		}
		select {
		case <-ctx.Done():
			return translate(ctx.Err())
		case <-time.After(time.Duration(rand.Int64N(int64(try) * int64(5*time.Millisecond)))): //nolint:gosec // jitter
		}
	}
}

func (db *DB) attempt(ctx context.Context, proof authz.Proof, l ledger, fn func(*Tx) error) (err error) {
	if db.turns != nil {
		return db.share(ctx, proof, l.upkeep, fn)
	}
	tx := db.newTx(ctx, db.writer, proof, &l)
	handle := tx.db.Begin()
	if handle.Error != nil {
		return handle.Error
	}
	tx.db = handle
	committed := false
	defer func() {
		if !committed {
			handle.Rollback()
		}
	}()
	if err := tx.carryOut(fn); err != nil {
		return err
	}
	if err := handle.Commit().Error; err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	tx.committed()
	return nil
}

// carryOut runs fn and what belongs to the end of every transaction.
func (tx *Tx) carryOut(fn func(*Tx) error) error {
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.ledger.balance(); err != nil {
		return err
	}
	if err := tx.keepsConfinement(); err != nil {
		return err
	}
	return tx.finish()
}

// balance compares what was changed with what was recorded.
func (l *ledger) balance() error {
	switch {
	case l.upkeep:
		return nil
	case l.changed > 0 && l.events == 0:
		return ErrUnrecorded
	case l.changed == 0 && l.effects > 0:
		return ErrNoEffect
	}
	return nil
}

// finish does what belongs to every transaction's end: the claim of an Idempotency-Key, the mails, the quotas of their
// addresses, the live notices, the entries of the audit log.
func (tx *Tx) finish() error {
	if err := tx.settleClaim(); err != nil {
		return err
	}
	if err := tx.insertMails(); err != nil {
		return err
	}
	if err := tx.spend(); err != nil {
		return err
	}
	if err := tx.publish(); err != nil {
		return err
	}
	return tx.writeEntries()
}

// committed tells whoever waits for what was just committed.
func (tx *Tx) committed() {
	if len(tx.ledger.jobs) > 0 {
		tx.store.jobs.woke()
	}
	tx.broadcast()
}

// Read runs fn on the readers; a statement that changes rows is refused with ErrUnscoped. Errors: ErrUnproven for
// a zero proof; ErrUnconfined; unavailable; else what fn returned.
func (db *DB) Read(ctx context.Context, proof authz.Proof, fn func(*Tx) error) error {
	if !authz.Genuine(proof) {
		return ErrUnproven
	}
	tx := db.newTx(ctx, db.reader, proof, &ledger{upkeep: true, reads: true})
	if err := fn(tx); err != nil {
		return translate(db.ended(ctx, proof, err))
	}
	return tx.keepsConfinement()
}

func (db *DB) newTx(ctx context.Context, handle *gorm.DB, proof authz.Proof, l *ledger) *Tx {
	l.scope, l.tally = proof.Workspace(), &tally{}
	ctx = context.WithValue(ctx, ledgerKey{}, l)
	return &Tx{ctx: ctx, db: handle.WithContext(ctx), store: db, proof: proof, now: db.clock.Now(), ledger: l}
}

// door gives a handle whose statements may look beyond the scope. Only doors.go and raw_*.go use it.
func (tx *Tx) door() *gorm.DB {
	return tx.db.WithContext(context.WithValue(tx.ctx, doorKey{}, true))
}
