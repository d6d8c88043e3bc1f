package web

import (
	"bytes"
	"context"
	"errors"
	"hash/maphash"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

const (
	slotsEach   = 8  // requests at once for each processor: with fewer, processors wait for the database
	mostSlots   = 64 // of a process
	vitalSlots  = 4  // kept for what must go on
	signingIn   = 64 // wait for their password to be hashed
	stalled     = 5 * time.Second
	refusing    = 10 * time.Millisecond // before a refusal: who asks again at once asks a hundred times a second, not thousands of times
	longSigning = 10 * time.Second
	quietAfter  = 250 * time.Millisecond // without a request of another kind, passwords may have all processors
	mostKnown   = 10_000                 // callers of a generation
)

// lanes of operations.
type class int

const (
	classUsual  class = iota
	classVital        // goes on when everything else is too much
	classHashes       // hashes a password, which takes a processor for a long time
	classLight        // asks no database, or tells whether the process lives
)

// Vital keeps room for the operation where there is more to do than can be done.
func (o Operation) Vital() Operation {
	o.class = classVital
	return o
}

// Hashing tells that the operation hashes a password: a lane of its own has as many of them as can be hashed.
func (o Operation) Hashing() Operation {
	o.class = classHashes
	return o
}

// Light tells that the operation asks no database, so that it is never turned away.
func (o Operation) Light() Operation {
	o.class = classLight
	return o
}

// Asking tells that the operation writes nothing, though its method could.
func (o Operation) Asking() Operation {
	o.asks = true
	return o
}

// Sheds tells whether the operation can be turned away because there is too much to do.
func (o Operation) Sheds() bool { return o.class != classLight }

// load lets in as many requests as can be worked at, before they ask the database for anything; all others are told at once
// to come back. It knows whom a request is for from the request alone.
type load struct {
	usual, vital, hashes *lane
	seed                 maphash.Seed
	known                *generations
	metrics              *Metrics
	asked                atomic.Int64 // when something other than a password was last asked for, in nanoseconds
}

// quiet tells that only passwords are asked about at present.
func (l *load) quiet() bool {
	return clock.System{}.Now().Sub(time.Unix(0, l.asked.Load())) > quietAfter
}

// newLoad makes the lanes for a number of requests at once; 0: as many as the processors can work at.
func newLoad(slots int, m *Metrics) *load {
	cores := runtime.GOMAXPROCS(0)
	if most := min(slotsEach*cores, mostSlots); slots <= 0 || slots > most {
		slots = most
	}
	now, hashers := clock.System{}.Now, cores+2 // the hash, the look before it, the write after it
	l := &load{
		usual: newLane(measures{
			slots: slots, alone: part(slots, 6), beside: part(slots, 2), writes: part(slots, 5), ownWrites: part(slots, 1), burst: 16 * slots, queue: 4 * slots, longest: stalled,
		}, now),
		vital: newLane(measures{
			slots: vitalSlots, alone: vitalSlots - 1, beside: vitalSlots / 2, writes: vitalSlots, ownWrites: vitalSlots / 2, burst: 16 * vitalSlots, queue: 4 * vitalSlots, longest: stalled,
		}, now),
		hashes: newLane(measures{
			slots: hashers, alone: hashers, beside: hashers, writes: hashers, ownWrites: hashers, burst: signingIn, queue: signingIn, longest: longSigning,
		}, now),
		seed: maphash.MakeSeed(), known: newGenerations(), metrics: m,
	}
	m.watch("usual", l.usual)
	m.watch("vital", l.vital)
	m.watch("sign-in", l.hashes)
	return l
}

// part is so many eighths, at least one.
func part(slots, eighths int) int { return max(1, slots*eighths/8) }

// share is the middleware. It stands before everything that asks the database, and takes the body first, which may come
// slowly: nobody holds a place who only talks, nor who only listens, because the place is given back with the first byte of the
// answer. So streams hold none either.
func (f *Frame) share(op Operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if !op.Sheds() {
			return next
		}
		writes := op.Method != http.MethodGet && !op.asks
		return func(c echo.Context) error {
			token := Bearer(c)
			if op.Entry != EntryPublic && token == "" {
				return next(c) // which refuses it without asking anybody
			}
			if op.upload == 0 && op.Method != http.MethodGet {
				arrive(c)
			}
			caller, flow := f.load.flowOf(c, op, token)
			leave, ok := f.load.enter(c, op.class, flow, writes)
			if !ok {
				pause(c.Request().Context(), refusing)
				return errOverloaded()
			}
			defer leave()
			if op.upload > 0 {
				leave()
			} else {
				c.Response().Before(leave)
			}
			err := next(c)
			if caller != 0 && err == nil && c.Response().Status < http.StatusBadRequest {
				f.load.known.add(caller)
			}
			return err
		}
	}
}

// pause ends early with the request.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// errOverloaded spreads those who come back over some seconds.
func errOverloaded() *errs.Error {
	wait := time.Duration(1+rand.IntN(3)) * time.Second //nolint:gosec // no secret
	return errs.New(errs.Unavailable, "overloaded", "There is more to do than the server can. Nothing was done: ask again in a moment.").After(wait)
}

// overloaded tells the refusal of share, which is counted and not logged: to write lines is work too.
func overloaded(err error) bool {
	e := errs.Of(err)
	return e != nil && e.Code == "overloaded"
}

// enter finds a place, and gives what gives it back; vital requests take a usual one where there is one free.
func (l *load) enter(c echo.Context, kind class, flow uint64, writes bool) (leave func(), ok bool) {
	in, name := l.usual, "usual"
	if kind != classHashes {
		l.asked.Store(clock.System{}.Now().UnixNano())
	}
	switch kind {
	case classHashes:
		in, name = l.hashes, "sign-in"
	case classVital:
		if l.usual.try(flow, writes) {
			return leaving(l.usual, flow, writes), true
		}
		in, name = l.vital, "vital"
	default:
	}
	waited, ok := in.enter(c.Request().Context(), flow, writes)
	if waited > 0 {
		l.metrics.waited(name, waited)
	}
	if !ok {
		l.metrics.shed(name)
		return nil, false
	}
	return leaving(in, flow, writes), true
}

// leaving leaves a lane the first time that it is called. One request calls it, so nothing guards it.
func leaving(from *lane, flow uint64, writes bool) func() {
	left := false
	return func() {
		if !left {
			left = true
			from.leave(flow, writes)
		}
	}
}

// flowOf tells whom a request is for: the workspace of its path, or whoever sends it. The claim of somebody whose requests were
// not good yet is not believed, so that strangers cannot pretend to be many: they are one flow for each address.
func (l *load) flowOf(c echo.Context, op Operation, token string) (caller, flow uint64) {
	if op.Entry != EntryPublic {
		workspace := c.Param("workspace_id")
		caller = maphash.Comparable(l.seed, [2]string{token, workspace})
		switch {
		case !l.known.has(caller):
		case workspace != "":
			return caller, maphash.String(l.seed, workspace)
		default:
			return caller, caller
		}
	}
	return caller, maphash.String(l.seed, c.RealIP())
}

// arrive reads the body, whose size is bounded, unless it will be refused for what is said of it. What was wrong with it is
// told to whoever reads it.
func arrive(c echo.Context) {
	r := c.Request()
	most, _ := c.Get(mostKey).(int64)
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 || r.ContentLength > most || packed(r) {
		return
	}
	text, err := io.ReadAll(r.Body)
	body := io.Reader(bytes.NewReader(text))
	if err != nil && !errors.Is(err, io.EOF) {
		body = io.MultiReader(body, broken{err})
	}
	r.Body = io.NopCloser(body)
}

// broken says what was wrong.
type broken struct{ err error }

// Read gives nothing but the fault.
func (b broken) Read([]byte) (int, error) { return 0, b.err }

// generations are a set that forgets what was not in use for long.
type generations struct {
	mu          sync.Mutex
	young, past map[uint64]struct{}
}

func newGenerations() *generations {
	return &generations{young: map[uint64]struct{}{}, past: map[uint64]struct{}{}}
}

func (g *generations) has(key uint64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, young := g.young[key]
	_, past := g.past[key]
	return young || past
}

func (g *generations) add(key uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.young) >= mostKnown {
		g.young, g.past = map[uint64]struct{}{}, g.young
	}
	g.young[key] = struct{}{}
}
