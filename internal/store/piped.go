package store

import "github.com/jackc/pgx/v5"

// answer is what rows are read from: those of database/sql, or of a pipeline.
type answer interface {
	Columns() ([]string, error)
	Next() bool
	Scan(cells ...any) error
	Err() error
}

// pipedRows are those of a pipeline.
type pipedRows struct{ pgx.Rows }

// Columns gives their names.
func (p pipedRows) Columns() ([]string, error) {
	fields := p.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, nil
}
