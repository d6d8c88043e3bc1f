package identity

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// hashQueue is how many may wait for the gate before new ones are turned away.
const hashQueue = 64

// hashGate lets few passwords be hashed at once, so that sign-ins cannot take all memory, and one processor stays with
// everybody else. While nobody else asks for anything, which quiet tells, it lends that one out too.
type hashGate struct {
	slots, spare, queue chan struct{}
	quiet               func() bool
}

func newHashGate(processors int) *hashGate {
	usual := max(1, processors-1)
	return &hashGate{
		slots: make(chan struct{}, usual),
		spare: make(chan struct{}, processors-usual),
		queue: make(chan struct{}, hashQueue),
		quiet: func() bool { return false },
	}
}

// run calls fn when there is room. Unavailable where too many wait, or the context ends before.
func (g *hashGate) run(ctx context.Context, fn func()) error {
	busy := errs.New(errs.Unavailable, "unavailable", "Too many people are signing in right now. Try again in a moment.").After(time.Second)
	select {
	case g.queue <- struct{}{}:
		defer func() { <-g.queue }()
	default:
		return busy
	}
	var spare chan struct{} // nothing is ever sent to nil
	if g.quiet() {
		spare = g.spare
	}
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case spare <- struct{}{}:
		defer func() { <-g.spare }()
	case <-ctx.Done():
		return busy.Because(ctx.Err())
	}
	fn()
	return nil
}
