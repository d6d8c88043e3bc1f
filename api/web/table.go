package web

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// Format is how a list is written into a file.
type Format struct {
	NDJSON bool // else CSV
	BOM    bool // of a CSV: with a byte order mark, for spreadsheets that need one
}

// Format reads format, which is csv or ndjson, and bom.
func (q *Query) Format() Format {
	return Format{
		NDJSON: q.OneOf("format", "csv", "ndjson") == "ndjson",
		BOM:    q.OneOf("bom", "", "true", "false") == "true",
	}
}

// Table is a list of any length as a file: a CSV of Columns and Cells, or NDJSON of the rows as they are. Next gives
// one page after the other, and false with the last; it is handed a pass that was checked this moment.
type Table[T any] struct {
	Name    string // of the file, before its date and ending
	Format  Format
	Columns []string
	Cells   func(T) []string
	Next    func(ctx context.Context, p authz.Pass) (rows []T, more bool, err error)
}

// SendTable streams a table, a page at a time, whatever its length. Before each page it asks the gate again: whoever
// lost the permission gets no more. What goes wrong before the first page is answered as any refusal; a file that
// breaks off later ends without its end, so that no client takes it for whole. For operations in a workspace that
// are Streaming.
func SendTable[T any](f *Frame, c echo.Context, t Table[T]) error {
	enter, ok := c.Get(enterKey).(func() (authz.Pass, error))
	if !ok {
		return errs.New(errs.Internal, "internal_error", "only an operation in a workspace can send a table")
	}
	out := &streamer{c: c, control: http.NewResponseController(c.Response())}
	for begun := false; ; begun = true {
		text, more, err := tablePage(f, c, t, enter)
		if err == nil && !begun {
			t.begin(f, c)
			text = append(t.heading(), text...)
		}
		if err == nil {
			err = out.write(string(text))
		}
		if err != nil && c.Response().Committed {
			out.cut()
		}
		if err != nil || !more {
			return err
		}
	}
}

// tablePage reads one page, within the time that any request has, and writes it down.
func tablePage[T any](f *Frame, c echo.Context, t Table[T], enter func() (authz.Pass, error)) (text []byte, more bool, err error) {
	select {
	case <-f.closing:
		return nil, false, errs.New(errs.Unavailable, "unavailable", "The server is stopping. Ask again.")
	default:
	}
	pass, err := enter()
	if err != nil {
		return nil, false, err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), f.options.Timeout)
	defer cancel()
	rows, more, err := t.Next(ctx, pass)
	for i := 0; i < len(rows) && err == nil; i++ {
		text, err = t.line(text, rows[i])
	}
	return text, more, err
}

func (t Table[T]) begin(f *Frame, c echo.Context) {
	kind, ending := "text/csv; charset=utf-8", ".csv"
	if t.Format.NDJSON {
		kind, ending = "application/x-ndjson", ".ndjson"
	}
	file := t.Name + "-" + f.clock.Now().UTC().Format(time.DateOnly) + ending
	head := c.Response().Header()
	head.Set(echo.HeaderContentType, kind)
	head.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": file}))
	head.Set(echo.HeaderCacheControl, "no-store")
	head.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
}

func (t Table[T]) heading() []byte {
	if t.Format.NDJSON {
		return nil
	}
	var text []byte
	if t.Format.BOM {
		text = append(text, byteOrderMark...)
	}
	return appendRow(text, t.Columns)
}

func (t Table[T]) line(text []byte, row T) ([]byte, error) {
	if !t.Format.NDJSON {
		return appendRow(text, t.Cells(row)), nil
	}
	body, err := json.Marshal(row, json.Deterministic(true))
	if err != nil {
		return text, fmt.Errorf("write a line: %w", err)
	}
	return append(append(text, body...), '\n'), nil
}

// cut keeps the server from ending the answer well: a deadline that has passed stops all further writing.
func (s *streamer) cut() {
	_ = s.control.SetWriteDeadline((clock.System{}).Now().Add(-time.Hour)) // where there is none, nothing was written either
}
