package store

import (
	"database/sql/driver"
	"io"

	"github.com/jackc/pgx/v5"
)

// sentRows are the answers to what was asked together, one after the other, as database/sql reads them.
type sentRows struct {
	conn    *gatheringConn
	answers pgx.BatchResults
	left    int // answers after this one
	rows    pgx.Rows
	cells   []cell
	places  []any // of those
	ahead   bool  // the next row was fetched, or that there is none
	more    bool
}

// HasNextResultSet tells whether another answer follows.
func (r *sentRows) HasNextResultSet() bool { return r.left > 0 }

// NextResultSet goes on to the next answer, and fetches its first row: only then are its columns known.
func (r *sentRows) NextResultSet() error {
	if r.left == 0 {
		return io.EOF
	}
	if r.rows != nil {
		r.rows.Close()
	}
	r.left--
	var err error
	if r.rows, err = r.answers.Query(); err == nil {
		r.ahead, r.more, r.cells = true, r.rows.Next(), nil
		err = r.rows.Err()
	}
	if err != nil {
		_ = r.answers.Close() // which would tell of the same
		return r.conn.fail(err)
	}
	return nil
}

// Columns gives their names.
func (r *sentRows) Columns() []string {
	fields := r.rows.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// Next gives the cells of the next row.
func (r *sentRows) Next(cells []driver.Value) error {
	if !r.ahead {
		r.more = r.rows.Next()
	}
	r.ahead = false
	if !r.more {
		r.ahead = true
		if err := r.rows.Err(); err != nil {
			return r.conn.fail(err)
		}
		return io.EOF
	}
	if r.cells == nil {
		r.cells, r.places = make([]cell, len(cells)), make([]any, len(cells))
		for i := range r.cells {
			r.places[i] = &r.cells[i]
		}
	}
	if err := r.rows.Scan(r.places...); err != nil {
		return err
	}
	for i := range cells {
		cells[i] = r.cells[i].value()
	}
	return nil
}

// Close reads what is left of the answers.
func (r *sentRows) Close() error {
	r.rows.Close()
	if err := r.answers.Close(); err != nil {
		return r.conn.fail(err)
	}
	return nil
}
