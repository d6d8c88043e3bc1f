package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

const maxCursor = 2000

// Query reads the query of a request strictly: what nobody asked for by name is refused, so that a misspelt filter
// never shows everything. Faults gather until Done.
type Query struct {
	path   string
	values url.Values
	asked  map[string]bool
	faults []errs.Field
	broken error
}

// QueryOf begins to read.
func QueryOf(c echo.Context) *Query {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	q := &Query{path: c.Request().URL.Path, values: values, asked: map[string]bool{}}
	if err != nil {
		q.broken = errs.New(errs.BadRequest, "bad_request", "The query cannot be read.")
	}
	for name, list := range values {
		for _, text := range append(list, name) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				q.broken = errs.New(errs.BadRequest, "bad_request", "The query holds characters that cannot be read.")
			}
		}
	}
	return q
}

// Text is a parameter of at most so many characters; "" where it is not given.
func (q *Query) Text(name string, most int) string {
	q.asked[name] = true
	list := q.values[name]
	if len(list) > 1 {
		q.fault(name, "duplicate", "Give this once.")
		return ""
	}
	if len(list) == 0 {
		return ""
	}
	if utf8.RuneCountInString(list[0]) > most {
		q.fault(name, "too_long", "Use at most "+strconv.Itoa(most)+" characters.")
		return ""
	}
	return list[0]
}

// OneOf is a parameter with the values allowed; the first of them where it is not given.
func (q *Query) OneOf(name string, allowed ...string) string {
	text := q.Text(name, page.MaxLimit)
	if text == "" && len(q.values[name]) == 0 {
		return allowed[0]
	}
	if !slices.Contains(allowed, text) {
		q.fault(name, "one_of", "Use one of: "+strings.TrimPrefix(strings.Join(allowed, ", "), ", ")+".")
	}
	return text
}

// Many is a parameter that may be given several times, each with one of the values allowed.
func (q *Query) Many(name string, allowed ...string) []string {
	q.asked[name] = true
	list := slices.Clone(q.values[name])
	slices.Sort(list)
	list = slices.Compact(list)
	for _, text := range list {
		if !slices.Contains(allowed, text) {
			q.fault(name, "one_of", "Use one of: "+strings.Join(allowed, ", ")+".")
			return nil
		}
	}
	return list
}

// QueryID is a parameter that names a thing; "" where it is not given.
func QueryID[T ~string](q *Query, name string) T {
	text := q.Text(name, page.MaxLimit)
	if text == "" && len(q.values[name]) == 0 {
		return ""
	}
	one, err := id.Parse[T](text)
	if err != nil {
		q.fault(name, "id_invalid", "This is not an id.")
	}
	return one
}

// Page reads limit, cursor, count and sort, which is one of the fields given, rising or, with a minus, falling. The
// cursor has to come from the same list of the same place, with the same filters and order.
func (q *Query) Page(cursors *page.Cursors, sorts ...string) page.Request {
	r := page.Request{
		Limit: q.Limit(), Count: q.OneOf("count", "", "true", "false") == "true", Sort: q.Sort(sorts...),
	}
	after, err := cursors.Read(q.boundTo(), q.Text("cursor", maxCursor))
	if err != nil {
		q.broken = err
	}
	r.After = after
	return r
}

// Sort is the order asked for: one of the fields, rising or, with a minus, falling; "" where none is.
func (q *Query) Sort(fields ...string) string {
	orders := []string{""}
	for _, field := range fields {
		orders = append(orders, field, "-"+field)
	}
	return q.OneOf("sort", orders...)
}

// Next writes the cursor that goes on after the keys of a page; nil on the last one.
func (q *Query) Next(cursors *page.Cursors, keys []string) *string {
	if keys == nil {
		return nil
	}
	next := cursors.Write(q.boundTo(), keys)
	return &next
}

// boundTo is the list and the filters that a cursor belongs to.
func (q *Query) boundTo() string {
	rest := url.Values{}
	for name, values := range q.values {
		if name != "cursor" && name != "limit" && name != "count" {
			rest[name] = values
		}
	}
	return q.path + "?" + rest.Encode()
}

// Done gives the error of everything that was wrong, or nil.
func (q *Query) Done() error {
	if q.broken != nil {
		return q.broken
	}
	for name := range q.values {
		if !q.asked[name] {
			return errs.New(errs.BadRequest, "unknown_parameter", "This request knows no parameter of that name.").
				With("parameter", strings.ToValidUTF8(name[:min(len(name), page.MaxLimit)], ""))
		}
	}
	return errs.Validation(q.faults...)
}

func (q *Query) fault(name, code, detail string) {
	q.faults = append(q.faults, errs.Field{Pointer: "/" + name, Code: code, Detail: detail})
}
