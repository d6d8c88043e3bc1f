package domain

import (
	"regexp"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// rfc3339 is its grammar; time.Parse also takes hours of one digit, commas and zones a day away.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// ParseTime reads a time as RFC 3339 writes it, in UTC and as exact as what is stored. Its year has four digits there, too: as
// text, a later one would stand before all others. The error is a field error with code time_invalid.
func ParseTime(pointer, text string) (time.Time, *errs.Field) {
	at, err := time.Parse(time.RFC3339Nano, text)
	at = at.UTC().Truncate(time.Microsecond)
	if err != nil || !rfc3339.MatchString(text) || at.Year() < 1 || at.Year() > 9999 {
		return time.Time{}, &errs.Field{Pointer: pointer, Code: "time_invalid", Detail: "Use a time such as 2026-01-31T15:04:05Z."}
	}
	return at, nil
}
