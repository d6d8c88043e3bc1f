package testkit

import (
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
)

// Clock runs with the machine's clock until a test moves it, or stops it.
type Clock struct {
	mu      sync.Mutex
	ahead   time.Duration
	stopped time.Time // zero while it runs
}

// Now gives the machine's time, as far ahead as the test has moved it.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.stopped
	if now.IsZero() {
		now = time.Now()
	}
	return clock.Cut(now.Add(c.ahead))
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// Stop holds the clock where it is; Advance moves it still.
func (c *Clock) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = time.Now()
}
