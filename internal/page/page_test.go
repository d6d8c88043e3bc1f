package page_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

var cursors = page.NewCursors([]byte("0123456789abcdef0123456789abcdef"))

func refused(err error) bool {
	e := errs.Of(err)
	return e != nil && e.Kind == errs.BadRequest && e.Code == "cursor_invalid"
}

// A cursor gives back what it was made of, for the query that made it.
func TestACursorIsReadByItsOwnQuery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "keys")
		query, other := rapid.String().Draw(t, "query"), rapid.String().Draw(t, "other")
		text := cursors.Write(query, keys)
		got, err := cursors.Read(query, text)
		if err != nil || !slices.Equal(got, valid(keys)) {
			t.Fatalf("wrote %q, read %q, %v", keys, got, err)
		}
		if _, err := cursors.Read(other, text); query != other && !refused(err) {
			t.Fatalf("a cursor of %q was read by %q: %v", query, other, err)
		}
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("%q cannot stand in a URL", text)
		}
	})
}

// valid is what JSON makes of texts that are no UTF-8.
func valid(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = strings.ToValidUTF8(k, "\ufffd")
	}
	return out
}

// Nobody makes or changes a cursor without the key: not by flipping, cutting, extending, joining or guessing.
func TestACursorCannotBeForged(t *testing.T) {
	real := cursors.Write("users", []string{"ann", "1"})
	rapid.Check(t, func(t *rapid.T) {
		changed := []byte(real)
		switch rapid.IntRange(0, 4).Draw(t, "how") {
		case 0:
			changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		case 1:
			changed = changed[:rapid.IntRange(1, len(changed)-1).Draw(t, "to")]
		case 2:
			changed = append(changed, rapid.SliceOfN(rapid.Byte(), 1, 8).Draw(t, "more")...)
		case 3:
			changed = rapid.SliceOfN(rapid.Byte(), 1, 80).Draw(t, "any")
		case 4:
			mac, _ := base64.RawURLEncoding.DecodeString(cursors.Write("users", []string{"bob", "2"}))
			body, _ := base64.RawURLEncoding.DecodeString(real)
			changed = []byte(base64.RawURLEncoding.EncodeToString(append(mac[:16:16], body[16:]...)))
		}
		if string(changed) == real {
			return
		}
		if keys, err := cursors.Read("users", string(changed)); !refused(err) {
			t.Fatalf("%q was read as %q, %v", changed, keys, err)
		}
	})
	for _, text := range []string{real + "\n", real + "=", " " + real, "e30", "null", "W10", strings.Repeat("A", 1<<16)} {
		if keys, err := cursors.Read("users", text); !refused(err) {
			t.Errorf("%.40q was read as %q, %v", text, keys, err)
		}
	}
	if _, err := page.NewCursors([]byte("another key, as long as the first one")).Read("users", real); !refused(err) {
		t.Errorf("another installation's: %v", err)
	}
	if keys, err := cursors.Read("users", ""); keys != nil || err != nil {
		t.Errorf("no cursor is the first page: %v, %v", keys, err)
	}
	if text := cursors.Write("users", nil); text != "" {
		t.Errorf("after the last page there is none: %q", text)
	}
}

// A page has as many rows as were asked for, and says where the next one begins where there is one.
func TestPagesAreCutWhereTheyWereAskedTo(t *testing.T) {
	key := func(n int) []string { return []string{string(rune('a' + n))} }
	for _, c := range []struct {
		fetched, limit, rows int
		next                 []string
	}{
		{0, 3, 0, nil}, {2, 3, 2, nil}, {3, 3, 3, nil}, {4, 3, 3, []string{"c"}}, {2, 1, 1, []string{"a"}},
	} {
		rows := make([]int, c.fetched)
		for i := range rows {
			rows[i] = i
		}
		if p := page.Cut(rows, c.limit, key); len(p.Rows) != c.rows || !slices.Equal(p.Next, c.next) {
			t.Errorf("%d rows of %d: %+v", c.fetched, c.limit, p)
		}
	}
}
