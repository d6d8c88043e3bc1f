// Package clock is the only source of time: UTC, in microseconds, so that both databases keep it whole.
package clock

import "time"

// Clock tells the time.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now gives the present in UTC, cut to microseconds.
func (System) Now() time.Time { return Cut(time.Now()) }

// Cut brings a time to the form in which the house keeps all times.
func Cut(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
