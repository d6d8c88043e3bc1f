// Package page reads and writes the cursors of keyset pages: opaque, signed, and bound to the query that
// made them, so that a cursor cannot be forged or carried to another list.
package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// The bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 200
	CountedTo    = 10_000 // totals are exact up to here
)

// Request asks for one page: how many rows, after which keys (nil: the first page), and whether to count.
type Request struct {
	Limit int
	After []string // sort key values and id of the last row seen, as text
	Count bool
	Sort  string // a field of the list, with a leading - for falling order; "" for the list's own order
}

// Total is how many rows a list has; Exact is false beyond CountedTo.
type Total struct {
	Value int64
	Exact bool
}

// Of is one page of rows. Next holds the keys of its last row where more rows follow.
type Of[T any] struct {
	Rows  []T
	Next  []string
	Total *Total
}

// Cut makes a page of rows fetched with one more than the limit; key gives the keyset of a row.
func Cut[T any](rows []T, limit int, key func(T) []string) Of[T] {
	if len(rows) <= limit {
		return Of[T]{Rows: rows}
	}
	rows = rows[:limit]
	return Of[T]{Rows: rows, Next: key(rows[limit-1])}
}

// Cursors signs and reads cursors with a key of its own.
type Cursors struct{ key []byte }

// NewCursors takes the key that signs.
func NewCursors(key []byte) *Cursors { return &Cursors{key: key} }

const macBytes = 16

// Write makes the cursor that continues the query after keys; "" where there is nothing after.
func (c *Cursors) Write(query string, keys []string) string {
	if keys == nil {
		return ""
	}
	body, _ := json.Marshal(keys) // strings always marshal
	return base64.RawURLEncoding.EncodeToString(append(c.mac(query, body), body...))
}

// Read gives back the keys; a bad_request error with code cursor_invalid where the cursor was changed or
// belongs to another query.
func (c *Cursors) Read(query, cursor string) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	bad := errs.New(errs.BadRequest, "cursor_invalid",
		"This cursor does not belong to this list; start again without one.")
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) < macBytes || base64.RawURLEncoding.EncodeToString(raw) != cursor { // one spelling each
		return nil, bad
	}
	if !hmac.Equal(raw[:macBytes], c.mac(query, raw[macBytes:])) {
		return nil, bad
	}
	var keys []string
	if err := json.Unmarshal(raw[macBytes:], &keys); err != nil {
		return nil, bad
	}
	return keys, nil
}

func (c *Cursors) mac(query string, body []byte) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write([]byte(query))
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)[:macBytes]
}
