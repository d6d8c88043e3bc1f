package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Questions of which none needs the answer of another go to PostgreSQL together, and their answers come together (pipelining,
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING): a way there and back costs a page as
// much as one of its small questions. SQLite is in the same process, and asked one by one.

// asking is a question that starts as every other, or is a text of the house's own, and what becomes of its answer.
type asking struct {
	query  *gorm.DB // of a text: the handle alone
	take   func(context.Context, answer) error
	text   string
	values []any
}

// asks is find for together; a list that has room is used.
func asks[T any](q *gorm.DB, into *[]T) asking {
	return asking{query: q, take: func(ctx context.Context, a answer) (err error) {
		*into, err = scanned(ctx, a, (*into)[:0])
		return err
	}}
}

// fetches is fetch for together.
func fetches[T any](h *gorm.DB, into *[]T, text string, values ...any) asking {
	a := asks(h, into)
	a.text, a.values = text, values
	return a
}

// together asks all of a list, of which none is to be planned anew where there are several. A transaction
// that writes asks on its own connection.
func (tx *Tx) together(list ...asking) error {
	if tx.store.engine == Postgres && len(list) > 1 {
		if !tx.ledger.reads {
			return tx.amid(list)
		}
		if sent, err := tx.pipelined(list); sent || err != nil {
			return err
		}
	}
	for _, one := range list {
		if err := one.alone(); err != nil {
			return err
		}
	}
	return nil
}

func (a asking) alone() error {
	found, err := a.rows() //nolint:rowserrcheck // scanned looks at it
	if err != nil {
		return err
	}
	defer func() { _ = found.Close() }()
	return a.take(a.query.Statement.Context, found)
}

func (a asking) rows() (*sql.Rows, error) {
	if a.text == "" {
		return a.query.Rows()
	}
	return a.query.Statement.ConnPool.QueryContext(a.query.Statement.Context, a.text, a.values...)
}

// pipelined sends the questions on one connection; sent is false where it is not the driver's own, or was gone before
// anything was sent: they are asked once more on another one then, as database/sql does.
func (tx *Tx) pipelined(list []asking) (sent bool, err error) {
	pool, err := tx.db.DB()
	if err != nil {
		return false, err
	}
	conn, err := pool.Conn(tx.ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()
	err = conn.Raw(func(c any) error {
		own, ok := c.(interface{ Conn() *pgx.Conn })
		if !ok {
			return nil
		}
		sent = true
		return pipe(tx.ctx, own.Conn(), list)
	})
	if pgconn.SafeToRetry(err) {
		return false, nil
	}
	return sent, err
}

type besidesKey struct{} // leads to what is asked with a question

// besides are questions that are asked with another one.
type besides struct {
	list  []statement
	asked bool
}

// amid asks on the connection of a transaction that writes, together with what waits there. The answers follow one another as
// those of a statement with several; where the driver is not the house's own, the others are asked one by one.
func (tx *Tx) amid(list []asking) (err error) {
	handle, err := sqlTx(tx.db)
	if err != nil {
		return err
	}
	all := make([]statement, len(list))
	for i, one := range list {
		if all[i].text, all[i].values, err = one.written(); err != nil {
			return err
		}
	}
	others := &besides{list: all[1:]}
	found, err := handle.QueryContext(context.WithValue(tx.ctx, besidesKey{}, others), all[0].text, all[0].values...)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, found.Close()) }()
	for i, one := range list {
		switch {
		case i > 0 && !others.asked:
			err = cmp.Or(found.Close(), one.alone())
		case i > 0 && !found.NextResultSet():
			err = cmp.Or(found.Err(), errors.New("an answer is missing"))
		default:
			err = one.take(one.query.Statement.Context, found)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func pipe(ctx context.Context, conn *pgx.Conn, list []asking) error {
	batch := &pgx.Batch{}
	for _, one := range list {
		text, values, err := one.written()
		if err != nil {
			return err
		}
		batch.Queue(text, values...)
	}
	answers := conn.SendBatch(ctx, batch)
	for _, one := range list {
		if err := taken(ctx, answers, one); err != nil {
			_ = answers.Close() // which would tell of the same
			return err
		}
	}
	return answers.Close()
}

func taken(ctx context.Context, answers pgx.BatchResults, one asking) error {
	found, err := answers.Query()
	if err != nil {
		return err
	}
	defer found.Close()
	return one.take(ctx, pipedRows{found})
}

// written gives the text of a question and its values as database/sql would send them. The tripwire looks at it as at any other.
func (a asking) written() (text string, values []any, err error) {
	if a.text != "" {
		return a.text, a.values, nil
	}
	dry := a.query.Session(&gorm.Session{DryRun: true}).Set("rows", true)
	if dry = dry.Callback().Row().Execute(dry); dry.Error != nil {
		return "", nil, dry.Error
	}
	values = make([]any, len(dry.Statement.Vars))
	for i, v := range dry.Statement.Vars {
		if values[i], err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
			return "", nil, fmt.Errorf("value %d: %w", i+1, err)
		}
	}
	return dry.Statement.SQL.String(), values, nil
}
