package store

import (
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// answer is what rows are read from: those of database/sql, or of a pipeline.
type answer interface {
	Columns() ([]string, error)
	Next() bool
	Scan(cells ...any) error
	Err() error
}

// pipedRows gives cells in the types in which database/sql gives them.
type pipedRows struct {
	pgx.Rows
	places []any
}

// Columns gives their names.
func (p *pipedRows) Columns() ([]string, error) {
	fields := p.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, nil
}

// Scan puts the cells of a row into places, each a *any.
func (p *pipedRows) Scan(cells ...any) error {
	if p.places == nil {
		for _, f := range p.FieldDescriptions() {
			p.places = append(p.places, placeFor(f.DataTypeOID))
		}
	}
	if err := p.Rows.Scan(p.places...); err != nil {
		return err
	}
	for i, c := range cells {
		*c.(*any) = cellOf(p.places[i]) //nolint:forcetypeassert // scanned passes nothing else
	}
	return nil
}

// placeFor gives where a cell of a type is read; NULL leaves nil there. What has no place of its own is read as its text.
func placeFor(oid uint32) any {
	switch oid {
	case pgtype.BoolOID:
		return new(*bool)
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return new(*int64)
	case pgtype.Float4OID, pgtype.Float8OID:
		return new(*float64)
	case pgtype.ByteaOID:
		return new([]byte)
	case pgtype.DateOID, pgtype.TimestampOID, pgtype.TimestamptzOID:
		return new(*time.Time)
	default:
		return new(*string)
	}
}

func cellOf(place any) any {
	switch p := place.(type) {
	case **bool:
		return held(*p)
	case **int64:
		return held(*p)
	case **float64:
		return held(*p)
	case **time.Time:
		return held(*p)
	case **string:
		return held(*p)
	case *[]byte:
		if *p != nil {
			return *p
		}
	}
	return nil
}

func held[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}
