package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
)

// On SQLite one transaction writes at a time, and much of what each costs is its commit: the changed pages go to the log, and
// the log to the disk. So those who wait for their turn share one (group commit): whoever is done hands the open transaction
// on to the next, which works within a savepoint of its own, and the last one commits for all. Nobody answers before that.
// What fails goes back to its savepoint, alone; and where the commit fails, or SQLite gives the whole transaction up, each
// runs again in a transaction of its own, so that it is answered what is true of it.

const (
	groupMost  = 32                     // members: so many run again where one commit fails
	groupLasts = 20 * time.Millisecond  // from its beginning; then nobody joins any more, and the first has waited enough
	patience   = 100 * time.Millisecond // within a group; whoever needs longer goes back, and runs again alone
)

var (
	errAlone = errors.New("to be run again in a transaction of its own")
	errLost  = errors.New("the database gave the transaction up")
)

// manner is how a transaction shares.
type manner int

const (
	joining manner = iota // it joins others, and others join it
	opening               // others join it
	alone
)

// mannerOf tells how a transaction shares. Work in the background that records events does not join: its transactions are
// long on purpose, such as the chunks of an import, and those before it would wait for the end.
func mannerOf(p authz.Proof, upkeep bool) manner {
	if _, background := p.(authz.Job); background && !upkeep {
		return opening
	}
	return joining
}

// group is a transaction, and those who share it. Whoever has the turn may touch it; what came of it may be read by all once
// it ended.
type group struct {
	turns   *turns
	conn    *sql.Conn
	tx      *sql.Tx
	began   time.Time
	lost    int64 // what turns.lost was at the beginning
	members int   // that had their turn, whatever came of it
	kept    []*Tx // those whose work is in it, in order
	alone   bool  // nobody may join
	spoilt  error // why it cannot be committed
	ended   chan struct{}
	err     error // nil: it is committed
}

// share is attempt for SQLite.
func (db *DB) share(ctx context.Context, p authz.Proof, upkeep bool, fn func(*Tx) error) error {
	err := db.takePart(ctx, p, upkeep, mannerOf(p, upkeep), fn)
	if errors.Is(err, errAlone) {
		err = db.takePart(ctx, p, upkeep, alone, fn)
	}
	return err
}

// takePart waits for the turn, does its part, and waits for the end of the group. The error is errAlone where that says
// nothing about it.
func (db *DB) takePart(ctx context.Context, p authz.Proof, upkeep bool, how manner, fn func(*Tx) error) error {
	within := ctx
	if how == joining { // the end of a request interrupts no statement: SQLite would give up what others have written
		within = context.WithoutCancel(ctx)
	}
	tx := db.newTx(within, db.writer, p, &ledger{upkeep: upkeep})
	g, err := db.turns.wait(ctx, how)
	if err != nil {
		return err
	}
	if g == nil {
		if g, err = db.beginGroup(ctx, how); err != nil {
			db.turns.pass()
			return err
		}
	}
	m := g.admit(ctx, tx)
	returned := false
	defer func() {
		if !returned { // fn panics, or its goroutine ends
			m.undo(errLost)
			g.onward()
		}
	}()
	err = m.work(fn)
	returned = true
	g.onward()
	if errors.Is(err, errAlone) {
		return err
	}
	<-g.ended
	switch {
	case g.err == nil:
		return err
	case g.members > 1:
		return errAlone
	}
	return cmp.Or(err, g.err)
}

func (db *DB) beginGroup(ctx context.Context, how manner) (*group, error) {
	pool, err := db.pool()
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx) // the job queue uses it, too
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil) // whose end would roll back what others have written
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &group{
		turns: db.turns, conn: conn, tx: tx, began: clock.System{}.Now(), lost: db.turns.lost.Load(), alone: how == alone,
		ended: make(chan struct{}),
	}, nil
}

// onward hands the transaction on to whoever waits and may join, or ends it.
func (g *group) onward() {
	full := g.alone || g.members >= groupMost || clock.System{}.Now().Sub(g.began) >= g.turns.lasts
	if g.spoilt == nil && !full && g.turns.handOn(g) {
		return
	}
	g.end()
	g.turns.pass()
}

func (g *group) end() {
	if g.spoilt == nil {
		if err := g.tx.Commit(); err != nil {
			g.err = fmt.Errorf("commit: %w", err)
		}
	} else {
		g.err = g.spoilt
		_ = g.tx.Rollback() // which fails where SQLite was quicker
	}
	_ = g.conn.Close() // hands it back
	if g.err == nil {
		g.turns.commits.Add(1)
		for _, tx := range g.kept {
			tx.committed()
		}
	}
	close(g.ended)
}

// gaveUp tells whether SQLite rolled the transaction back by itself, as it does where the disk is full or cannot be read. What
// is written after that would be a transaction by itself.
func (g *group) gaveUp() bool { return g.turns.lost.Load() != g.lost }

func (g *group) exec(statement string) error {
	_, err := g.tx.ExecContext(context.Background(), statement)
	return err
}

// member is one who shares a transaction, while it has the turn.
type member struct {
	*group
	own   *Tx
	end   context.Context //nolint:containedctx // of the request: it is looked at between statements
	since time.Time
	first bool
	tired bool // it was told to go back
}

// admit begins a member's turn.
func (g *group) admit(ctx context.Context, tx *Tx) *member {
	m := &member{group: g, own: tx, end: ctx, since: clock.System{}.Now(), first: g.members == 0}
	g.members++
	tx.db.Statement.ConnPool = memberPool{g.tx, m.mayGoOn}
	return m
}

// work runs fn and what belongs to a transaction's end. Where it gives an error, nothing of it is left in the transaction.
func (m *member) work(fn func(*Tx) error) error {
	if !m.first { // before the first one is nothing to go back to
		if err := m.exec("SAVEPOINT member"); err != nil {
			m.spoilt = fmt.Errorf("begin a member: %w", err)
			return errAlone
		}
	}
	err := m.own.carryOut(fn)
	switch {
	case m.tired:
		err = errAlone
	case err == nil && m.end.Err() != nil:
		err = m.end.Err()
	case err == nil:
		err = m.keep()
	}
	if err != nil {
		m.undo(err)
	}
	return err
}

// keep leaves a member's work in the transaction.
func (m *member) keep() error {
	if m.gaveUp() {
		return errLost
	}
	if !m.first {
		if err := m.exec("RELEASE member"); err != nil {
			return fmt.Errorf("end a member: %w", err)
		}
	}
	m.kept = append(m.kept, m.own)
	return nil
}

// undo takes a member's work back, or gives the group up where it cannot.
func (m *member) undo(why error) {
	switch {
	case m.gaveUp():
		m.spoilt = errors.Join(errLost, why)
	case m.first:
		m.spoilt = why
	default:
		if err := cmp.Or(m.exec("ROLLBACK TO member"), m.exec("RELEASE member")); err != nil {
			m.spoilt = errors.Join(err, why)
		}
	}
}

// mayGoOn looks, before each statement, whether it may be carried out.
func (m *member) mayGoOn() error {
	switch {
	case m.gaveUp():
		return errLost
	case m.end.Err() != nil:
		return m.end.Err()
	case !m.first && clock.System{}.Now().Sub(m.since) > m.turns.patience:
		m.tired = true
		return errAlone
	}
	return nil
}
