package web

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	atOnce = 2 * time.Second // a queue that drains within this was a burst; one that does not is too much to do
	lately = time.Second     // for so long somebody who asked counts as being there
)

// measures are the sizes of a lane.
type measures struct {
	slots     int           // how many are worked at
	alone     int           // of these, how many for one flow that nobody else is beside
	beside    int           // how many for one flow where others ask too
	writes    int           // how many that write
	ownWrites int           // how many that write for one flow where others ask too: they wait for each other, and should not keep it from reading
	burst     int           // how many may wait
	queue     int           // how many may wait once the queue has not been empty for a while
	longest   time.Duration // how long anybody waits
}

// lane works at so many requests at once, and lets few more wait. A flow is whom a request is for: those of one are taken in
// the order in which they came, and the flows take turns. So one that asks for more than its share waits behind itself.
type lane struct {
	measures
	now func() time.Time

	mu                        sync.Mutex
	flows                     map[uint64]*flow
	turns                     []*flow // those with somebody waiting, whose turn is next first
	running, writing, waiting int
	order                     uint64    // of those who waited
	since                     time.Time // when the queue was empty for the last time

	epoch           time.Time
	first           uint64 // the flow that was there first
	crowded, before bool   // whether another one was, in this epoch and in the one before
}

type flow struct {
	key     uint64
	running int
	writing int
	waiting [2][]*waiter // what reads, what writes
	count   int
}

type waiter struct {
	in    chan bool // whether it is let in; holds one
	order uint64
}

func newLane(m measures, now func() time.Time) *lane {
	return &lane{measures: m, now: now, flows: map[uint64]*flow{}}
}

func lineOf(writes bool) int {
	if writes {
		return 1
	}
	return 0
}

// try lets a request in where it need not wait.
func (l *lane) try(key uint64, writes bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.meet(key, l.now())
	return l.takeAtOnce(l.flow(key), writes)
}

// enter lets a request in, at once or after a while, and tells how long it waited; false where there is too much to do, or it
// has gone.
func (l *lane) enter(ctx context.Context, key uint64, writes bool) (waited time.Duration, in bool) {
	l.mu.Lock()
	now := l.now()
	l.meet(key, now)
	f := l.flow(key)
	if l.takeAtOnce(f, writes) {
		l.mu.Unlock()
		return 0, true
	}
	w := l.queueUp(f, lineOf(writes), now)
	l.mu.Unlock()
	if w == nil {
		return 0, false
	}
	timer := time.NewTimer(l.longest)
	defer timer.Stop()
	select {
	case in = <-w.in:
	case <-ctx.Done():
		in = l.giveUp(key, lineOf(writes), w)
	case <-timer.C:
		in = l.giveUp(key, lineOf(writes), w)
	}
	return l.now().Sub(now), in
}

// leave makes room.
func (l *lane) leave(key uint64, writes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.flows[key]
	f.running--
	f.writing -= lineOf(writes)
	l.running--
	l.writing -= lineOf(writes)
	l.forget(f)
	l.letIn()
	l.trim(l.now())
}

// numbers are how many are worked at, and how many wait.
func (l *lane) numbers() (running, waiting int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.running, l.waiting
}

func (l *lane) flow(key uint64) *flow {
	f := l.flows[key]
	if f == nil {
		f = &flow{key: key}
		l.flows[key] = f
	}
	return f
}

func (l *lane) forget(f *flow) {
	if f.running == 0 && f.count == 0 {
		delete(l.flows, f.key)
	}
}

// meet notes who asks, to tell one flow alone from one among others.
func (l *lane) meet(key uint64, now time.Time) {
	switch passed := now.Sub(l.epoch); {
	case passed >= lately || passed < 0:
		l.before = l.crowded && passed < 2*lately
		l.epoch, l.first, l.crowded = now, key, false
	case key != l.first:
		l.crowded = true
	}
}

// fits tells whether there is room for one more of a flow.
func (l *lane) fits(f *flow, kind int) bool {
	most, writes := l.alone, l.writes
	if l.crowded || l.before {
		most, writes = l.beside, l.ownWrites
	}
	return l.running < l.slots && f.running < most && l.writing+kind <= l.writes && (kind == 0 || f.writing < writes)
}

func (l *lane) take(f *flow, kind int) {
	f.running++
	f.writing += kind
	l.running++
	l.writing += kind
}

func (l *lane) takeAtOnce(f *flow, writes bool) bool {
	kind := lineOf(writes)
	if len(f.waiting[kind]) > 0 || !l.fits(f, kind) {
		l.forget(f)
		return false
	}
	l.take(f, kind)
	return true
}

// queueUp lets a request wait, in place of the last one of whoever has most waiting where there are too many; nil where that
// is its own flow.
func (l *lane) queueUp(f *flow, kind int, now time.Time) *waiter {
	l.trim(now)
	if l.waiting >= l.room(now) {
		if longest := l.longestQueue(); longest == nil || longest.count <= f.count+1 {
			l.forget(f)
			return nil
		}
		l.refuseLast(l.longestQueue())
	}
	if l.waiting == 0 {
		l.since = now
	}
	l.flows[f.key] = f
	if f.count == 0 {
		l.turns = append(l.turns, f)
	}
	l.order++
	w := &waiter{in: make(chan bool, 1), order: l.order}
	f.waiting[kind] = append(f.waiting[kind], w)
	f.count++
	l.waiting++
	return w
}

// room is how many may wait now.
func (l *lane) room(now time.Time) int {
	if l.waiting > 0 && now.Sub(l.since) > atOnce {
		return l.queue
	}
	return l.burst
}

// trim refuses what waits in vain once a burst has turned out to be none.
func (l *lane) trim(now time.Time) {
	for room := l.room(now); l.waiting > room; {
		l.refuseLast(l.longestQueue())
	}
}

func (l *lane) longestQueue() (longest *flow) {
	for _, f := range l.turns {
		if longest == nil || f.count > longest.count {
			longest = f
		}
	}
	return longest
}

func (l *lane) refuseLast(f *flow) {
	kind := 0
	if reads, writes := f.waiting[0], f.waiting[1]; len(reads) == 0 || len(writes) > 0 && writes[len(writes)-1].order > reads[len(reads)-1].order {
		kind = 1
	}
	last := len(f.waiting[kind]) - 1
	w := f.waiting[kind][last]
	l.drop(f, kind, last)
	w.in <- false
}

// letIn gives free slots to those who wait.
func (l *lane) letIn() {
	for i := 0; i < len(l.turns) && l.running < l.slots; {
		f := l.turns[i]
		kind, ok := l.nextOf(f)
		if !ok {
			i++
			continue
		}
		w := f.waiting[kind][0]
		l.take(f, kind)
		l.drop(f, kind, 0)
		if f.count > 0 {
			l.turns = append(slices.Delete(l.turns, i, i+1), f) // its next turn is after the others
		}
		w.in <- true
		i = 0
	}
}

// nextOf is what a flow has next that fits: the older one of what reads and what writes.
func (l *lane) nextOf(f *flow) (kind int, ok bool) {
	reads, writes := f.waiting[0], f.waiting[1]
	readsFit, writesFit := len(reads) > 0 && l.fits(f, 0), len(writes) > 0 && l.fits(f, 1)
	if writesFit && (!readsFit || writes[0].order < reads[0].order) {
		return 1, true
	}
	return 0, readsFit
}

// drop takes a waiter out of its queue.
func (l *lane) drop(f *flow, kind, at int) {
	f.waiting[kind] = slices.Delete(f.waiting[kind], at, at+1)
	f.count--
	l.waiting--
	if f.count == 0 {
		if i := slices.Index(l.turns, f); i >= 0 {
			l.turns = slices.Delete(l.turns, i, i+1)
		}
		l.forget(f)
	}
}

// giveUp takes a waiter out that waits no more; true where it was let in meanwhile.
func (l *lane) giveUp(key uint64, kind int, w *waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case in := <-w.in:
		return in
	default:
	}
	f := l.flows[key]
	l.drop(f, kind, slices.Index(f.waiting[kind], w))
	return false
}
