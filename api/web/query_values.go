package web

import (
	"slices"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// Time is a parameter that names a moment (RFC 3339); the zero time where it is not given.
func (q *Query) Time(name string) time.Time {
	text := q.Text(name, page.MaxLimit)
	if text == "" && len(q.values[name]) == 0 {
		return time.Time{}
	}
	at, fault := domain.ParseTime("/"+name, text)
	if fault != nil {
		q.faults = append(q.faults, *fault)
	}
	if at.IsZero() { // asked for: nothing is before it, and that is not everything
		at = at.Add(time.Microsecond)
	}
	return at
}

// Each is a parameter that may be given so many times, each a text that is accepted; sorted, every text once.
func (q *Query) Each(name string, most int, accept func(string) bool) []string {
	q.asked[name] = true
	list := slices.Clone(q.values[name])
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) > most {
		q.fault(name, "too_many", "Use at most "+strconv.Itoa(most)+".")
		return nil
	}
	for _, text := range list {
		if !accept(text) {
			q.fault(name, "invalid", "One of these cannot be read.")
			return nil
		}
	}
	return list
}

// Limit is how many rows are asked for at most.
func (q *Query) Limit() int {
	text := q.Text("limit", page.MaxLimit)
	if text == "" && len(q.values["limit"]) == 0 {
		return page.DefaultLimit
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > page.MaxLimit || strconv.Itoa(n) != text { // +5 and 05 are read, and are no numbers of JSON
		q.fault("limit", "out_of_range", "Use a number from 1 to "+strconv.Itoa(page.MaxLimit)+".")
	}
	return n
}

// Latest is what a feed is asked for to begin now.
const Latest = "latest"

// After is the parameter of a feed that says where to go on: the keys of a cursor of this path, whatever the filters
// are, nil where it is not given; latest where it asks to begin now.
func (q *Query) After(cursors *page.Cursors) (keys []string, latest bool) {
	text := q.Text("after", maxCursor)
	if text == Latest {
		return nil, true
	}
	keys, err := cursors.Read(q.path, text)
	if err != nil {
		q.broken = err
	}
	return keys, false
}

// Here writes the cursor of a place in the feed of this path. Unlike that of a list it is bound to no filter: a feed
// is read for ever, and what its reader wants to hear of changes.
func (q *Query) Here(cursors *page.Cursors, keys []string) string { return cursors.Write(q.path, keys) }
