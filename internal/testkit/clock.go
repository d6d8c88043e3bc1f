package testkit

import (
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
)

// Clock runs with the machine's clock until a test moves it.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now gives the machine's time, as far ahead as the test has moved it.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return clock.Cut(time.Now().Add(c.ahead))
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}
