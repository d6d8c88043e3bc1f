package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// gathering is PostgreSQL's driver with connections that keep back what a transaction sends without waiting for its answer
// (later.go), and send it before whatever does wait: the next question, or the commit, in one go. A way there and back costs both
// sides as much as a small statement, and most of what a transaction writes is answered by nothing but "done".
//
// The order of statements stays as it was. Where one fails, none after it is carried out, the commit neither, and what waited for
// an answer gets that error.
type gathering struct{ driver.Connector }

// Connect opens a connection that keeps back.
func (g gathering) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := g.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	own, ok := c.(*stdlib.Conn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection of the driver is a %T", c), c.Close())
	}
	types := own.Conn().TypeMap()
	for _, name := range arrays {
		if t, known := types.TypeForName(name); known {
			types.RegisterType(&pgtype.Type{Name: t.Name, OID: t.OID, Codec: inText{t.Codec}})
		}
	}
	return &gatheringConn{pgConn: own}, nil
}

// arrays are read as texts, as database/sql's own driver reads them: the job queue has some.
var arrays = []string{"_text", "_varchar", "_json", "_jsonb", "_uuid", "_int4", "_int8", "_bool", "_timestamptz"} //nolint:gochecknoglobals // a list

// inText has values sent and read as texts.
type inText struct{ pgtype.Codec }

// PreferredFormat says so.
func (inText) PreferredFormat() int16 { return pgtype.TextFormatCode }

// pgConn has another name than Conn, which is a method of it already.
type pgConn = stdlib.Conn

// gatheringConn is a connection. Like every one it serves one goroutine at a time.
type gatheringConn struct {
	*pgConn
	within  bool // a transaction was begun and not ended
	waiting []statement
	failed  error // what the transaction came to: nothing is sent in it any more
}

// statement is one with its values, and what its answer will be.
type statement struct {
	text   string
	values []any
	expected
}

// BeginTx begins a transaction with its first statement that is sent.
func (c *gatheringConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if o != (driver.TxOptions{}) {
		return nil, errors.New("a transaction of the store has no options")
	}
	if c.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	c.within, c.waiting, c.failed = true, append(c.waiting[:0], statement{text: "begin"}), nil
	return gatheredTx{ctx, c}, nil
}

// ExecContext carries a statement out, or keeps it back.
func (c *gatheringConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.failed != nil {
		return nil, c.failed
	}
	if e, may := ctx.Value(laterKey{}).(expected); may && c.within {
		values, err := settled(args)
		if err != nil {
			return nil, err
		}
		c.waiting = append(c.waiting, statement{query, values, e})
		return driver.RowsAffected(e.rows), nil
	}
	if len(c.waiting) == 0 {
		return c.pgConn.ExecContext(ctx, query, args)
	}
	answers, err := c.send(ctx, statement{text: query, values: passed(args)})
	if err != nil {
		return nil, err
	}
	tag, err := answers.Exec()
	if err = cmp.Or(err, answers.Close()); err != nil {
		return nil, c.fail(err)
	}
	return driver.RowsAffected(tag.RowsAffected()), nil
}

// QueryContext asks, after what was kept back.
func (c *gatheringConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.failed != nil {
		return nil, c.failed
	}
	if len(args) > 0 {
		if _, special := args[0].Value.(pgx.QueryExecMode); special { // which is not for several
			if err := c.flush(ctx); err != nil {
				return nil, err
			}
		}
	}
	asked := []statement{{text: query, values: passed(args)}}
	if with, any := ctx.Value(besidesKey{}).(*besides); any && !with.asked {
		with.asked, asked = true, append(asked, with.list...)
	}
	if len(c.waiting) == 0 && len(asked) == 1 {
		return c.pgConn.QueryContext(ctx, query, args)
	}
	answers, err := c.send(ctx, asked...)
	if err != nil {
		return nil, err
	}
	r := &sentRows{conn: c, answers: answers, left: len(asked)}
	if err := r.NextResultSet(); err != nil {
		return nil, err
	}
	return r, nil
}

// PrepareContext prepares a statement, after what was kept back.
func (c *gatheringConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.flush(ctx); err != nil {
		return nil, err
	}
	return c.pgConn.PrepareContext(ctx, query)
}

// send sends what waits and what is asked, and gives the answers to that.
func (c *gatheringConn) send(ctx context.Context, asked ...statement) (pgx.BatchResults, error) {
	waiting := c.waiting
	c.waiting = nil
	batch := &pgx.Batch{}
	for _, s := range slices.Concat(waiting, asked) {
		batch.Queue(s.text, s.values...)
	}
	answers := c.Conn().SendBatch(ctx, batch)
	for _, s := range waiting {
		tag, err := answers.Exec()
		if err == nil && s.otherwise != nil && tag.RowsAffected() != s.rows {
			err = s.otherwise
		}
		if err != nil {
			_ = answers.Close() // which would tell of the same
			return nil, c.fail(err)
		}
	}
	return answers, nil
}

// flush sends what waits, if anything does.
func (c *gatheringConn) flush(ctx context.Context) error {
	if c.failed != nil || len(c.waiting) == 0 {
		return c.failed
	}
	answers, err := c.send(ctx)
	if err != nil {
		return err
	}
	if err := answers.Close(); err != nil {
		return c.fail(err)
	}
	return nil
}

// fail keeps the transaction from going on. The database may not even have begun it, where a statement was no good to it: the
// next one would be a transaction of its own.
func (c *gatheringConn) fail(err error) error {
	if pgconn.SafeToRetry(err) {
		err = driver.ErrBadConn
	}
	if c.within {
		c.failed = err
	}
	return err
}

// gatheredTx is a transaction of such a connection.
type gatheredTx struct {
	ctx  context.Context //nolint:containedctx // database/sql passes none to the end of a transaction
	conn *gatheringConn
}

// Commit sends what waits and the commit, together unless one of the answers may forbid it.
func (t gatheredTx) Commit() error {
	c := t.conn
	err := c.failed
	if err == nil && slices.ContainsFunc(c.waiting, func(s statement) bool { return s.otherwise != nil }) {
		err = c.flush(t.ctx)
	}
	if err == nil {
		err = c.commit(t.ctx)
	}
	if err != nil {
		_ = t.Rollback() // a connection that cannot even do that is closed
	}
	c.within, c.waiting, c.failed = false, nil, nil
	return err
}

func (c *gatheringConn) commit(ctx context.Context) error {
	if c.unsent() {
		return nil
	}
	answers, err := c.send(ctx, statement{text: "commit"})
	if err != nil {
		return err
	}
	tag, err := answers.Exec()
	if err = cmp.Or(err, answers.Close()); err != nil {
		return c.fail(err)
	}
	if tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// unsent tells that nothing of the transaction was sent, and nothing is to be.
func (c *gatheringConn) unsent() bool { return len(c.waiting) == 1 && c.waiting[0].text == "begin" }

// Rollback forgets what waits, and has the database forget the rest.
func (t gatheredTx) Rollback() error {
	c := t.conn
	c.within, c.waiting, c.failed = false, nil, nil
	if c.Conn().IsClosed() {
		return driver.ErrBadConn
	}
	if c.Conn().PgConn().TxStatus() == 'I' {
		return nil
	}
	if _, err := c.Conn().Exec(t.ctx, "rollback"); err != nil {
		return errors.Join(err, c.Close())
	}
	return nil
}
