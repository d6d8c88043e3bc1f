package store

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// The hottest statements are written once and read by the setters that GORM has for each field, straight from the driver:
// for a text that is there already, GORM's way through clauses, callbacks and pooled pointers costs more than the question.

// fetch reads the rows of a text of the house's own, as Raw(text, values...).Find does; a column that is NULL leaves its field
// as it is. Values are single ones, in the engine's own placeholders: bound writes them. Only raw_*.go may call it.
func fetch[T any](ctx context.Context, h *gorm.DB, text string, values ...any) ([]T, error) {
	found, err := h.Statement.ConnPool.QueryContext(ctx, text, values...) //nolint:rowserrcheck // scanned looks at it
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	return scanned[T](ctx, found, nil)
}

// find reads what a query finds, as Find does: GORM writes the statement, and the tripwire looks at it.
func find[T any](q *gorm.DB) ([]T, error) {
	found, err := q.Rows() //nolint:rowserrcheck // scanned looks at it
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	return scanned[T](q.Statement.Context, found, nil)
}

// take reads one row that a query finds; ErrMissing where it finds none.
func take[T any](q *gorm.DB) (T, error) {
	list, err := find[T](q.Limit(1))
	if err != nil || len(list) == 0 {
		return *new(T), translate(cmp.Or(err, ErrMissing))
	}
	return list[0], nil
}

// scanned reads rows into values of T, by the names of their columns, and adds them to a list.
func scanned[T any](ctx context.Context, found answer, out []T) ([]T, error) {
	columns, err := columnsOf[T](found)
	if err != nil {
		return nil, err
	}
	cells, places := make([]cell, len(columns)), make([]any, len(columns))
	for i := range cells {
		places[i] = &cells[i]
	}
	if out == nil {
		out = make([]T, 0, 4) // an empty list is none in JSON, and null is
	}
	for found.Next() {
		if err := found.Scan(places...); err != nil {
			return nil, err
		}
		out = append(out, *new(T))
		row := reflect.ValueOf(&out[len(out)-1]).Elem()
		for i, c := range columns {
			if err := c.set(ctx, row, &cells[i]); err != nil {
				return nil, fmt.Errorf("read %s: %w", c.field.DBName, err)
			}
		}
	}
	return out, found.Err()
}

// shapes are the entities that were read so far; lists of columns are kept by the names they were asked for.
var shapes, columnLists sync.Map //nolint:gochecknoglobals // what reflection tells is the same for every database

type columnsKey struct {
	of    reflect.Type
	names string
}

// columnsOf gives each column of an answer with its field.
func columnsOf[T any](found answer) ([]column, error) {
	names, err := found.Columns()
	if err != nil {
		return nil, err
	}
	key := columnsKey{reflect.TypeFor[T](), strings.Join(names, " ")}
	if known, ok := columnLists.Load(key); ok {
		return known.([]column), nil //nolint:forcetypeassert // nothing else is kept there
	}
	shape, err := schema.Parse(new(T), &shapes, schema.NamingStrategy{})
	if err != nil {
		return nil, err
	}
	list := make([]column, len(names))
	for i, name := range names {
		list[i] = columnOf(shape.LookUpField(name))
	}
	columnLists.Store(key, list)
	return list, nil
}

// bound writes the placeholders of a text as the engine reads them.
func bound(engine Engine, text string) string {
	if engine != Postgres {
		return text
	}
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(text, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}
