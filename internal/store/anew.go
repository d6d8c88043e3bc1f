package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// anew has PostgreSQL plan a query each time, with its values. A prepared statement is after some uses planned once for all
// values, and what is right for most fragments of a name is a thousand times too slow for a rare one.
type anew struct{ gorm.ConnPool }

func plannedAnew(tx *Tx, q *gorm.DB) *gorm.DB {
	if tx.store.engine == Postgres {
		q.Statement.ConnPool = anew{q.Statement.ConnPool}
	}
	return q
}

// QueryContext asks without a prepared statement.
func (a anew) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return a.ConnPool.QueryContext(ctx, query, slices.Insert(args, 0, any(pgx.QueryExecModeCacheDescribe))...)
}
