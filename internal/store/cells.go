package store

import (
	"context"
	"reflect"
	"slices"
	"strings"
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
	plain reflect.Kind // String, Int64, Bool, or Struct for a moment and Pointer to one: what can be put there as it comes; else Invalid
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
	case field.FieldType == reflect.TypeFor[*time.Time]():
		c.plain = reflect.Pointer
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
	if c.plain == reflect.Struct || c.plain == reflect.Pointer {
		return c.setMoment(ctx, row, from)
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
	default:
		return c.field.Set(ctx, row, from.value())
	}
	return nil
}

// setMoment puts a time into its field, or a text as SQLite keeps one.
func (c column) setMoment(ctx context.Context, row reflect.Value, from *cell) error {
	at, ok := from.moment, from.kind == cellMoment
	if from.kind == cellText {
		at, ok = keptMoment(from.text)
	}
	if !ok {
		return c.field.Set(ctx, row, from.value())
	}
	switch place := c.field.ReflectValueOf(ctx, row).Addr().Interface().(type) {
	case *time.Time:
		*place = at
	case **time.Time:
		*place = &at
	}
	return nil
}

// keptMoment reads a time as the house writes it into SQLite, 2006-01-02 15:04:05.999999999+00:00, or as SQLite itself would,
// without the zone; it is false for anything else, which GORM then reads as it can. A page has some hundred of them, and
// time.Parse, which reads any layout, takes several times as long.
func keptMoment(text string) (time.Time, bool) {
	const whole, zone = "2006-01-02 15:04:05", "+00:00"
	body := strings.TrimSuffix(text, zone)
	ok := len(body) >= len(whole) && body[4] == '-' && body[7] == '-' && body[10] == ' ' && body[13] == ':' && body[16] == ':'
	if !ok {
		return time.Time{}, false
	}
	var n [6]int
	for i, part := range [...]string{body[0:4], body[5:7], body[8:10], body[11:13], body[14:16], body[17:19]} {
		if n[i], ok = digits(part); !ok {
			return time.Time{}, false
		}
	}
	nanos := 0
	if fraction := body[len(whole):]; fraction != "" {
		nanos, ok = digits(fraction[1:])
		if !ok || fraction[0] != '.' || len(fraction) == 1 || len(fraction) > 10 {
			return time.Time{}, false
		}
		for range 10 - len(fraction) {
			nanos *= 10
		}
	}
	at := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], nanos, time.UTC)
	exists := at.Month() == time.Month(n[1]) && at.Day() == n[2] && at.Hour() == n[3] && at.Minute() == n[4] && at.Second() == n[5]
	return at, exists // and not 31 February
}

// digits reads a few decimal digits.
func digits(text string) (int, bool) {
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n, true
}
