package store

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// turns is whose turn it is to write, in the order of coming.
type turns struct {
	lost    atomic.Int64 // transactions of the writer that were rolled back, by whomever
	commits atomic.Int64 // of groups

	lasts    time.Duration // groupLasts, but for tests
	patience time.Duration // patience, but for tests

	mu      sync.Mutex
	taken   bool
	waiting []*waiter
}

func newTurns() *turns { return &turns{lasts: groupLasts, patience: patience} }

type waiter struct {
	turn chan *group // gets the transaction to join, or nil: it begins one
	how  manner
}

// wait gives the group to join, or nil where one is to be begun; whoever waited has the turn then. It is the context's error
// where that ends first.
func (t *turns) wait(ctx context.Context, how manner) (*group, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return nil, nil //nolint:nilnil // there is none yet
	}
	w := &waiter{make(chan *group, 1), how}
	t.waiting = append(t.waiting, w)
	t.mu.Unlock()
	select {
	case g := <-w.turn:
		return g, nil
	case <-ctx.Done():
		t.leave(w)
		return nil, ctx.Err()
	}
}

// leave waits no longer. A turn that came at the same moment goes on to the next.
func (t *turns) leave(w *waiter) {
	t.mu.Lock()
	i := slices.Index(t.waiting, w)
	if i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
	}
	t.mu.Unlock()
	if i >= 0 {
		return
	}
	if g := <-w.turn; g != nil {
		g.onward()
		return
	}
	t.pass()
}

// handOn gives the turn to the next one, who joins the group; false where nobody waits, or the next one may not join.
func (t *turns) handOn(g *group) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) == 0 || t.waiting[0].how != joining {
		return false
	}
	t.next(g)
	return true
}

// pass gives the turn to the next one, who begins a group.
func (t *turns) pass() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.taken = len(t.waiting) > 0; t.taken {
		t.next(nil)
	}
}

func (t *turns) next(g *group) {
	t.waiting[0].turn <- g
	t.waiting = slices.Delete(t.waiting, 0, 1)
}
