package store

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm/schema"
)

// cell takes one value of a row as it comes, from database/sql (as a sql.Scanner) or from pgx (by its scanners of types), and
// is used for every row of an answer: so a value costs no allocation but its own text.
type cell struct {
	kind   cellKind
	text   string
	bytes  []byte // the driver's, until the next row
	number int64
	truth  bool
	moment time.Time
	other  any
}

type cellKind uint8

const (
	cellNull cellKind = iota
	cellText
	cellBytes
	cellNumber
	cellTruth
	cellMoment
	cellOther
)

// Scan takes what database/sql gives.
func (c *cell) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		c.kind = cellNull
	case string:
		c.kind, c.text = cellText, v
	case []byte:
		c.kind, c.bytes = cellBytes, v
	case int64:
		c.kind, c.number = cellNumber, v
	case bool:
		c.kind, c.truth = cellTruth, v
	case time.Time:
		c.kind, c.moment = cellMoment, v
	default:
		c.kind, c.other = cellOther, v
	}
	return nil
}

// are sets the kind of a value that may be NULL.
func (c *cell) are(kind cellKind, there bool) error {
	c.kind = kind
	if !there {
		c.kind = cellNull
	}
	return nil
}

// ScanText takes a text, or a UUID as one.
func (c *cell) ScanText(v pgtype.Text) error {
	c.text = v.String
	return c.are(cellText, v.Valid)
}

// ScanBytes takes texts, JSON and bytes.
func (c *cell) ScanBytes(v []byte) error {
	c.bytes = v
	return c.are(cellBytes, v != nil)
}

// ScanInt64 takes a number.
func (c *cell) ScanInt64(v pgtype.Int8) error {
	c.number = v.Int64
	return c.are(cellNumber, v.Valid)
}

// ScanBool takes a truth.
func (c *cell) ScanBool(v pgtype.Bool) error {
	c.truth = v.Bool
	return c.are(cellTruth, v.Valid)
}

// ScanTimestamptz takes a moment.
func (c *cell) ScanTimestamptz(v pgtype.Timestamptz) error {
	c.moment = v.Time
	return c.are(cellMoment, v.Valid)
}

// ScanTimestamp takes a moment without a zone.
func (c *cell) ScanTimestamp(v pgtype.Timestamp) error {
	c.moment = v.Time
	return c.are(cellMoment, v.Valid)
}

// ScanDate takes a day.
func (c *cell) ScanDate(v pgtype.Date) error {
	c.moment = v.Time
	return c.are(cellMoment, v.Valid)
}

// ScanFloat64 takes a number that is not whole.
func (c *cell) ScanFloat64(v pgtype.Float8) error {
	c.other = v.Float64
	return c.are(cellOther, v.Valid)
}

// value is what the cell holds, for whoever keeps it.
func (c *cell) value() any {
	switch c.kind {
	case cellNull:
		return nil
	case cellText:
		return c.text
	case cellBytes:
		return slices.Clone(c.bytes)
	case cellNumber:
		return c.number
	case cellTruth:
		return c.truth
	case cellMoment:
		return c.moment
	default:
		return c.other
	}
}

// column is a column of an answer with the field that it belongs to; field is nil where there is none, as of a table that a
// newer version has widened already.
type column struct {
	field *schema.Field
	plain reflect.Kind // String, Int64, Bool, or Struct for a moment: what can be put there as it comes; else Invalid
}

func columnOf(field *schema.Field) column {
	c := column{field: field}
	if field == nil || field.Serializer != nil {
		return c
	}
	switch kind := field.FieldType.Kind(); {
	case field.FieldType == reflect.TypeFor[time.Time](), kind == reflect.String, kind == reflect.Int64, kind == reflect.Bool:
		c.plain = kind
	case kind == reflect.Int:
		c.plain = reflect.Int64
	}
	return c
}

// set puts a cell into its field; NULL leaves the field as it is.
func (c column) set(ctx context.Context, row reflect.Value, from *cell) error {
	if from.kind == cellNull || c.field == nil {
		return nil
	}
	if c.field.Serializer != nil {
		return c.field.Serializer.Scan(ctx, c.field, row, from.value())
	}
	switch {
	case c.plain == reflect.String && from.kind == cellText:
		c.field.ReflectValueOf(ctx, row).SetString(from.text)
	case c.plain == reflect.String && from.kind == cellBytes:
		c.field.ReflectValueOf(ctx, row).SetString(string(from.bytes))
	case c.plain == reflect.Int64 && from.kind == cellNumber:
		c.field.ReflectValueOf(ctx, row).SetInt(from.number)
	case c.plain == reflect.Bool && from.kind == cellTruth:
		c.field.ReflectValueOf(ctx, row).SetBool(from.truth)
	case c.plain == reflect.Struct && from.kind == cellMoment:
		*c.field.ReflectValueOf(ctx, row).Addr().Interface().(*time.Time) = from.moment //nolint:forcetypeassert // plain says so
	default:
		return c.field.Set(ctx, row, from.value())
	}
	return nil
}
