package web

import (
	"slices"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// Time is a parameter that names a moment (RFC 3339); the zero time where it is not given.
func (q *Query) Time(name string) time.Time {
	text := q.Text(name, page.MaxLimit)
	if text == "" && len(q.values[name]) == 0 {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		q.fault(name, "time_invalid", "Use a time such as 2026-01-31T15:04:05Z.")
		return time.Time{}
	}
	return at.UTC()
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
