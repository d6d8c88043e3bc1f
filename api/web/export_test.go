package web

import (
	"context"
	"time"
)

// Lane is a lane by itself, with a clock of the test's.
type Lane struct{ lane *lane }

// NewLane makes one of ten places in which one flow gets nine alone and four beside others, of which three write, writes seven; twelve may wait, and four
// once that lasts.
func NewLane(now func() time.Time) Lane {
	return Lane{newLane(measures{slots: 10, alone: 9, beside: 4, writes: 7, ownWrites: 3, burst: 12, queue: 4, longest: time.Minute}, now)}
}

// Enter waits for a place.
func (l Lane) Enter(ctx context.Context, flow uint64, writes bool) bool {
	_, in := l.lane.enter(ctx, flow, writes)
	return in
}

// Try takes a place that is free.
func (l Lane) Try(flow uint64, writes bool) bool { return l.lane.try(flow, writes) }

// Leave gives a place back.
func (l Lane) Leave(flow uint64, writes bool) { l.lane.leave(flow, writes) }

// Numbers are how many are in, how many wait, and how many flows the lane knows of.
func (l Lane) Numbers() (running, waiting, flows int) {
	running, waiting = l.lane.numbers()
	l.lane.mu.Lock()
	defer l.lane.mu.Unlock()
	return running, waiting, len(l.lane.flows)
}

// Patience is how long a queue may last that is longer than usual, and Lately how long somebody counts as being there.
const (
	Patience = atOnce
	Lately   = lately
)
