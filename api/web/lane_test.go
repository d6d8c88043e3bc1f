package web_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	noisy = uint64(1)
	quiet = uint64(2)
	third = uint64(3)
)

// road is a lane whose clock stands still, and those who wait at it.
type road struct {
	t     *testing.T
	lane  web.Lane
	clock *testkit.Clock
}

func newRoad(t *testing.T) road {
	t.Helper()
	clock := &testkit.Clock{}
	clock.Stop()
	return road{t: t, lane: web.NewLane(clock.Now), clock: clock}
}

// fill takes all places that a flow gets, and tells how many.
func (r road) fill(flow uint64, writes bool) (many int) {
	for r.lane.Try(flow, writes) {
		many++
	}
	return many
}

// wait lets somebody wait, and gives what becomes of them.
func (r road) wait(flow uint64, writes bool) <-chan bool {
	r.t.Helper()
	_, before, _ := r.lane.Numbers()
	in := make(chan bool, 1)
	go func() { in <- r.lane.Enter(context.Background(), flow, writes) }()
	r.waiting(before + 1)
	return in
}

func (r road) waiting(want int) {
	r.t.Helper()
	got := 0
	for range 5000 {
		if _, got, _ = r.lane.Numbers(); got == want {
			return
		}
		time.Sleep(time.Millisecond)
	}
	r.t.Fatalf("%d wait, want %d", got, want)
}

func (r road) refused(flow uint64) {
	r.t.Helper()
	if r.lane.Enter(context.Background(), flow, false) {
		r.t.Errorf("one of flow %d was let in", flow)
	}
}

func TestAFlowLeavesPlacesToOthers(t *testing.T) {
	r := newRoad(t)
	if got := r.fill(noisy, false); got != 9 {
		t.Errorf("alone it got %d places, want 9", got)
	}
	if got := r.fill(quiet, false); got != 1 {
		t.Errorf("another one got %d places, want the one that was left", got)
	}
	for range 9 {
		r.lane.Leave(noisy, false)
	}
	if got := r.fill(noisy, false); got != 4 {
		t.Errorf("beside another one it got %d places, want 4", got)
	}
	r.clock.Advance(2 * web.Lately)
	if got := r.fill(noisy, false); got != 5 {
		t.Errorf("alone again it got %d places more, want 5", got)
	}
}

func TestWritesLeavePlacesToReads(t *testing.T) {
	r := newRoad(t)
	writing := r.fill(noisy, true) + r.fill(quiet, true) // the first one alone gets as many as there are
	if reading := r.fill(quiet, false) + r.fill(third, false); writing != 7 || reading != 3 {
		t.Errorf("%d write and %d read, want 7 and 3", writing, reading)
	}
	write, read := r.wait(third, true), r.wait(third, false)
	r.lane.Leave(quiet, false)
	if !<-read {
		t.Error("what reads was not let in past what writes")
	}
	r.lane.Leave(noisy, true)
	if !<-write {
		t.Error("what writes was not let in after another write had left")
	}
}

func TestAFlowThatWritesCanRead(t *testing.T) {
	r := newRoad(t)
	r.fill(quiet, false)
	for range 8 { // one place stays taken, so that somebody is beside
		r.lane.Leave(quiet, false)
	}
	if writing, reading := r.fill(noisy, true), r.fill(noisy, false); writing != 3 || reading != 1 {
		t.Errorf("%d write and %d read, want 3 and 1", writing, reading)
	}
}

func TestFlowsTakeTurns(t *testing.T) {
	r := newRoad(t)
	r.fill(noisy, false)
	r.fill(third, false)
	loud := []<-chan bool{r.wait(noisy, false), r.wait(noisy, false), r.wait(noisy, false)}
	calm := r.wait(quiet, false)
	for range 6 { // the noisy one has more than its share until now
		r.lane.Leave(noisy, false)
	}
	if !<-calm || !<-loud[0] {
		t.Error("neither was refused, so both should be in")
	}
	r.waiting(2)
}

func TestWhoeverHasMostWaitingIsRefused(t *testing.T) {
	r := newRoad(t)
	r.fill(noisy, false)
	r.fill(third, false)
	var loud []<-chan bool
	for range 12 {
		loud = append(loud, r.wait(noisy, false))
	}
	r.refused(noisy)
	calm := make(chan bool, 1)
	go func() { calm <- r.lane.Enter(context.Background(), quiet, false) }()
	if <-loud[11] {
		t.Error("the last one of the noisy flow was let in")
	}
	r.waiting(12)
	for range 9 {
		r.lane.Leave(noisy, false)
	}
	if !<-calm {
		t.Error("the quiet flow was refused")
	}
}

func TestALastingQueueIsCutShort(t *testing.T) {
	r := newRoad(t)
	r.fill(noisy, false)
	r.fill(third, false)
	var all []<-chan bool
	for range 12 {
		all = append(all, r.wait(noisy, false))
	}
	r.clock.Advance(web.Patience + time.Millisecond)
	r.refused(noisy)
	for _, one := range all[4:] {
		if <-one {
			t.Error("one of the last eight was let in")
		}
	}
	r.waiting(4)
	for range 9 {
		r.lane.Leave(noisy, false)
	}
	for _, one := range all[:4] {
		if !<-one {
			t.Error("one of the first four was refused")
		}
	}
	r.fill(noisy, false)
	r.wait(noisy, false)
	r.wait(noisy, false)
	r.wait(noisy, false)
	r.wait(noisy, false)
	r.wait(noisy, false) // a fifth one: what begins anew is a burst again
}

func TestWhoGoesTakesNoPlace(t *testing.T) {
	r := newRoad(t)
	r.fill(noisy, false)
	r.fill(third, false)
	ctx, leave := context.WithCancel(context.Background())
	gone := make(chan bool, 1)
	go func() { gone <- r.lane.Enter(ctx, quiet, false) }()
	r.waiting(1)
	leave()
	if <-gone {
		t.Error("somebody who went was let in")
	}
	r.waiting(0)
	if !r.lane.Try(quiet, false) {
		r.lane.Leave(noisy, false)
		if !r.lane.Try(quiet, false) {
			t.Error("nobody was let in afterwards")
		}
	}
}

// Whatever comes and goes, there are never more than fit, and at the end nothing is left.
func TestALaneKeepsItsNumbers(t *testing.T) {
	lane := web.NewLane(time.Now)
	var inside, served, turned atomic.Int64
	var running sync.WaitGroup
	for i := range 60 {
		running.Go(func() {
			for range 200 {
				flow, writes := uint64(i%7), rand.IntN(3) == 0
				ctx, leave := context.WithTimeout(context.Background(), time.Duration(rand.IntN(2000))*time.Microsecond)
				if lane.Enter(ctx, flow, writes) {
					if inside.Add(1) > 10 {
						t.Error("more than ten are in")
					}
					time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
					inside.Add(-1)
					lane.Leave(flow, writes)
					served.Add(1)
				} else {
					turned.Add(1)
				}
				leave()
			}
		})
	}
	running.Wait()
	if running, waiting, flows := lane.Numbers(); running+waiting+flows != 0 || served.Load() == 0 || turned.Load() == 0 {
		t.Errorf("%d in, %d waiting, %d flows are left; %d served and %d turned away", running, waiting, flows, served.Load(), turned.Load())
	}
}
