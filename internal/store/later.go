package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"gorm.io/gorm"
)

// laterKey marks a statement that need not be sent now.
type laterKey struct{}

// expected is what a statement will be answered.
type expected struct {
	rows      int64 // that it changes
	otherwise error // what is wrong where it changes another number; nil where it cannot
}

// later gives a handle whose statements may be sent with the next one that is waited for, and fail that one. Each counts as
// having changed so many rows: it is for what changes a known number, or fails. SQLite carries it out at once.
func (tx *Tx) later(rows int) *gorm.DB {
	return tx.db.WithContext(sentLater(tx.db.Statement.Context, expected{rows: int64(rows)}))
}

// laterUnless is later for what may change another number of rows: the commit waits to see that, and the error says what it means.
func (tx *Tx) laterUnless(rows int, otherwise error) *gorm.DB {
	return tx.db.WithContext(sentLater(tx.db.Statement.Context, expected{int64(rows), otherwise}))
}

// Unless gives the transaction for one change of one row that the caller has locked, and so knows to be as they read it:
// PostgreSQL is not waited for, and the change counts as done. Where it is not so after all, whatever is asked next fails by the
// error, and the transaction with it. SQLite tells at once.
func (tx *Tx) Unless(otherwise error) *Tx {
	unless := *tx
	unless.db = tx.laterUnless(1, otherwise)
	return &unless
}

func sentLater(ctx context.Context, e expected) context.Context {
	return context.WithValue(ctx, laterKey{}, e)
}

// passed gives values as the driver is given them.
func passed(args []driver.NamedValue) []any {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	return values
}

// settled gives values as they are now: what is sent later must not change meanwhile.
func settled(args []driver.NamedValue) ([]any, error) {
	values := make([]any, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a.Value)
		if err != nil {
			return nil, fmt.Errorf("value %d: %w", i+1, err)
		}
		values[i] = v
	}
	return values, nil
}
