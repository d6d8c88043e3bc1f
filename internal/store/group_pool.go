package store

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

// memberPool is a shared transaction as GORM has it for one member, who ends it neither way.
type memberPool struct {
	tx      *sql.Tx
	mayGoOn func() error
}

var (
	_ gorm.ConnPool    = memberPool{}
	_ gorm.TxCommitter = memberPool{} // or GORM would begin a transaction in it, and no savepoint

	errNotItsOwn = errors.New("a transaction that is shared is not ended by one who shares it")
)

// Commit refuses.
func (memberPool) Commit() error { return errNotItsOwn }

// Rollback refuses.
func (memberPool) Rollback() error { return errNotItsOwn }

// PrepareContext prepares a statement.
func (p memberPool) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := p.mayGoOn(); err != nil {
		return nil, err
	}
	return p.tx.PrepareContext(ctx, query)
}

// ExecContext carries a statement out.
func (p memberPool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := p.mayGoOn(); err != nil {
		return nil, err
	}
	return p.tx.ExecContext(ctx, query, args...)
}

// QueryContext asks.
func (p memberPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.mayGoOn(); err != nil {
		return nil, err
	}
	return p.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext asks for one row. It cannot say that it may not: what is read then is thrown away at the member's end.
func (p memberPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return p.tx.QueryRowContext(ctx, query, args...)
}
