package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// Questions of which none needs the answer of another go to PostgreSQL together, and their answers come together (pipelining,
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING): a way there and back costs a page as
// much as one of its small questions. SQLite is in the same process, and asked one by one.

// asking is a question that starts as every other, and what becomes of its answer.
type asking struct {
	query *gorm.DB
	take  func(context.Context, answer) error
}

// asks is find for together; a list that has room is used.
func asks[T any](q *gorm.DB, into *[]T) asking {
	return asking{q, func(ctx context.Context, a answer) (err error) {
		*into, err = scanned(ctx, a, (*into)[:0])
		return err
	}}
}

// together asks all of a list, of which none is to be planned anew where there are several. Inside a transaction that writes
// they go one by one, on its own connection.
func (tx *Tx) together(list ...asking) error {
	if tx.store.engine == Postgres && tx.ledger.reads && len(list) > 1 {
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
	found, err := a.query.Rows() //nolint:rowserrcheck // scanned looks at it
	if err != nil {
		return err
	}
	defer func() { _ = found.Close() }()
	return a.take(a.query.Statement.Context, found)
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
		own, ok := c.(*stdlib.Conn)
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
