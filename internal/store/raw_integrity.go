package store

import (
	"context"
	"database/sql"
	"fmt"
)

// CheckIntegrity asks the database itself whether it is whole: SQLite checks every page, index and reference;
// PostgreSQL, which checks references as they are written, reads every row. It lists what is wrong; an error says that it
// could not be asked. It is raw, because it asks about all tables and about no row.
func (db *DB) CheckIntegrity(ctx context.Context) ([]string, error) {
	pool, err := db.reader.DB()
	if err != nil {
		return nil, err
	}
	if db.engine == SQLite {
		faults, err := lines(ctx, pool, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
		if err != nil {
			return nil, err
		}
		broken, err := lines(ctx, pool, `SELECT "table" || ': a row refers to one of ' || parent || ' that is not there' FROM pragma_foreign_key_check LIMIT 100`)
		return append(faults, broken...), err
	}
	tables, err := lines(ctx, pool, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, table := range tables {
		if _, err := lines(ctx, pool, "SELECT count(t::text)::text FROM "+table+" t"); err != nil {
			faults = append(faults, fmt.Sprintf("%s cannot be read: %v", table, err))
		}
	}
	unchecked, err := lines(ctx, pool, "SELECT conrelid::regclass || ': the rule ' || conname || ' is not held' FROM pg_constraint WHERE NOT convalidated")
	return append(faults, unchecked...), err
}

func lines(ctx context.Context, pool *sql.DB, query string) ([]string, error) {
	rows, err := pool.QueryContext(ctx, query)
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = rows.Close() }()
	var list []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, translate(rows.Err())
}
