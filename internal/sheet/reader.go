package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxRow is how many bytes one row may have, in UTF-8.
const MaxRow = 64 << 10

// maxCells bounds how many cells a row can have: a row of nothing but separators would be many small ones.
const maxCells = 200

// The faults of a row that make the rest unreadable, because nobody can tell where it ends.
var (
	ErrRowTooLong = errors.New("a row is too long")
	ErrOpenQuote  = errors.New("a quoted cell is never closed")
)

// At is a fault with the line at which the row begins.
type At struct {
	Line int
	Err  error
}

func (e *At) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap gives the fault itself.
func (e *At) Unwrap() error { return e.Err }

// Row is one line of the table. Line counts from 1, as editors do. Broken says why the row itself cannot be read; its
// cells are nil then.
type Row struct {
	Line   int
	Cells  []string
	Broken string
}

// Reader gives the rows of a file.
type Reader struct {
	csv   *csv.Reader
	bound *bound
	last  int // the line of the last row
	begun bool
}

// NewReader reads a file from its beginning.
func NewReader(r io.Reader, f Format) *Reader {
	b := &bound{from: f.Encoding.decode(r), old: f.OldBreaks}
	c := csv.NewReader(b)
	c.Comma = f.Separator
	c.FieldsPerRecord = -1
	return &Reader{csv: c, bound: b}
}

// Next gives the next row that has something in it; io.EOF after the last one. An error of type At with ErrRowTooLong
// or ErrOpenQuote ends the reading; a row that is merely broken does not.
func (r *Reader) Next() (Row, error) {
	for {
		r.bound.start = r.csv.InputOffset()
		cells, err := r.csv.Read()
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			return r.broken(bad)
		case errors.Is(err, ErrRowTooLong):
			return Row{}, &At{Line: r.last + 1, Err: ErrRowTooLong}
		case err != nil:
			return Row{}, err
		}
		r.last, _ = r.csv.FieldPos(0)
		named := !r.begun && strings.HasPrefix(cells[0], "sep=")
		r.begun = true
		if named || blank(cells) {
			continue
		}
		return Row{Line: r.last, Cells: cells, Broken: unreadable(cells)}, nil
	}
}

// broken tells a quote in the wrong place, which spoils its row alone, from one that is never closed and swallows all
// the rows behind it.
func (r *Reader) broken(bad *csv.ParseError) (Row, error) {
	r.last, r.begun = bad.StartLine, true
	if errors.Is(bad.Err, csv.ErrQuote) && bad.Line > bad.StartLine && r.csv.InputOffset() >= r.bound.given {
		return Row{}, &At{Line: bad.StartLine, Err: ErrOpenQuote}
	}
	return Row{Line: bad.StartLine, Broken: "A quotation mark stands where none can. Write it twice, inside quotation marks, or leave it out."}, nil
}

func unreadable(cells []string) string {
	if len(cells) > maxCells {
		return fmt.Sprintf("It has %d cells; a row has at most %d.", len(cells), maxCells)
	}
	for _, c := range cells {
		if strings.ContainsRune(c, 0) {
			return "It contains the character U+0000."
		}
	}
	return ""
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// bound stops a row that grows beyond MaxRow while the rest of it still comes.
type bound struct {
	from  io.Reader
	old   bool
	given int64 // bytes passed on
	start int64 // of those, the ones before the present row
}

const lookAhead = 8 << 10 // what the reader takes beyond the row

// Read passes on what belongs to a row of bearable length.
func (b *bound) Read(p []byte) (int, error) {
	if b.given-b.start > MaxRow+lookAhead {
		return 0, ErrRowTooLong
	}
	n, err := b.from.Read(p)
	b.given += int64(n)
	for i := 0; b.old && i < n; i++ {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
