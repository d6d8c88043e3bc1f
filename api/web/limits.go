package web

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// The policies of rate limits, by name.
const (
	LimitSignIn    = "sign-in"   // per address
	LimitPassword  = "password"  // failed sign-ins per e-mail
	LimitConfirm   = "confirm"   // wrong passwords per account, of whoever is signed in
	LimitMail      = "mail"      // per address, what makes the house send mail to somebody
	LimitReset     = "reset"     // password resets per e-mail
	LimitLinks     = "links"     // per address, what takes an invitation's token
	LimitInvite    = "invite"    // invitations per workspace
	LimitRecipient = "recipient" // invitations per invited e-mail, over all workspaces
	LimitBulk      = "bulk"      // actions on many at once, per workspace
	LimitExport    = "export"    // files of whole lists, per workspace
	limitPublic    = "public"    // per address
	limitAccount   = "account"   // per account
	limitKey       = "api-key"   // per API key
	limitDenials   = "denials"   // audit entries of denials per user or API key
	maxBuckets     = 100_000     // beyond this, full buckets are forgotten
	sweepEvery     = 4096        // takes between two looks for buckets to forget
)

// policy lets quota takes through at once, and refills over window.
type policy struct {
	quota  float64
	window time.Duration
}

func policyOf(name string) policy {
	switch name {
	case LimitSignIn:
		return policy{30, time.Minute}
	case LimitPassword, LimitConfirm:
		return policy{10, 5 * time.Minute}
	case LimitMail:
		return policy{20, 10 * time.Minute}
	case LimitReset:
		return policy{3, 15 * time.Minute}
	case LimitLinks:
		return policy{60, time.Minute}
	case LimitInvite:
		return policy{600, time.Hour}
	case LimitRecipient:
		return policy{10, time.Hour}
	case LimitBulk:
		return policy{120, time.Minute}
	case LimitExport:
		return policy{30, 10 * time.Minute}
	case limitDenials:
		return policy{30, time.Hour}
	case limitKey: // a program asks at each of its own requests
		return policy{6000, time.Minute}
	case limitAccount:
		return policy{1200, time.Minute}
	default:
		return policy{300, time.Minute}
	}
}

// Limits are token buckets in this process, each named by its policy and by whom it bounds.
type Limits struct {
	clock   clock.Clock
	on      bool
	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	takes   int
}

type bucketKey struct{ policy, who string }

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimits(c clock.Clock, on bool) *Limits {
	return &Limits{clock: c, on: on, buckets: map[bucketKey]*bucket{}}
}

// Allow takes one from the bucket; false where it is empty.
func (l *Limits) Allow(name, who string) bool {
	_, ok := l.take(name, who)
	return ok
}

// Last takes one from the bucket; last is true where that leaves it empty for now.
func (l *Limits) Last(name, who string) (ok, last bool) {
	left, ok := l.take(name, who)
	return ok, ok && l.on && left < 1
}

// Spend takes one from the bucket for one of many in a request; rate_limited where it is empty.
func (l *Limits) Spend(name, who string) error {
	if left, ok := l.take(name, who); !ok {
		return empty(policyOf(name), left)
	}
	return nil
}

// Take takes one from the bucket and says in the answer's headers what is left; rate_limited where it is empty.
func (l *Limits) Take(c echo.Context, name, who string) error {
	if !l.on {
		return nil
	}
	left, ok := l.take(name, who)
	p := policyOf(name)
	refill := time.Duration((p.quota - left) / p.quota * float64(p.window))
	h := c.Response().Header()
	h.Add("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", name, int(p.quota), int(p.window.Seconds())))
	h.Add("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", name, int(left), int(math.Ceil(refill.Seconds()))))
	if ok {
		return nil
	}
	return empty(p, left)
}

func empty(p policy, left float64) error {
	wait := time.Duration((1 - left) / p.quota * float64(p.window))
	return errs.New(errs.TooMany, "rate_limited", "Too many requests. Wait a moment, then ask again.").After(wait)
}

// GiveBack returns one, where what was taken turned out not to count.
func (l *Limits) GiveBack(name, who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.buckets[bucketKey{name, who}]; b != nil {
		b.tokens = min(b.tokens+1, policyOf(name).quota)
	}
}

func (l *Limits) take(name, who string) (left float64, ok bool) {
	if !l.on {
		return 0, true
	}
	now, p := l.clock.Now(), policyOf(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b := l.buckets[bucketKey{name, who}]
	if b == nil {
		b = &bucket{tokens: p.quota, at: now}
		l.buckets[bucketKey{name, who}] = b
	}
	b.refill(p, now)
	if b.tokens < 1 {
		return b.tokens, false
	}
	b.tokens--
	return b.tokens, true
}

func (b *bucket) refill(p policy, now time.Time) {
	if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(p.quota, b.tokens+p.quota*float64(passed)/float64(p.window))
		b.at = now
	}
}

// sweep forgets full buckets, which say nothing, so that many strangers cannot fill the memory.
func (l *Limits) sweep(now time.Time) {
	if l.takes++; l.takes < sweepEvery && len(l.buckets) < maxBuckets {
		return
	}
	l.takes = 0
	for key, b := range l.buckets {
		p := policyOf(key.policy)
		if b.refill(p, now); b.tokens >= p.quota {
			delete(l.buckets, key)
		}
	}
	for key := range l.buckets {
		if len(l.buckets) < maxBuckets {
			return
		}
		delete(l.buckets, key)
	}
}

// limitAddress bounds a public operation by the client's address. Probes and metrics are never refused.
func (f *Frame) limitAddress(c echo.Context, op Operation) error {
	if op.unlimited {
		return nil
	}
	name := op.limit
	if name == "" {
		name = limitPublic
	}
	return f.limits.Take(c, name, c.RealIP())
}

// limitCaller bounds an operation by who calls it, and one with a limit of its own by the workspace too.
func (f *Frame) limitCaller(c echo.Context, op Operation, policy, who, workspace string) error {
	if err := f.limits.Take(c, policy, who); err != nil || op.limit == "" {
		return err
	}
	return f.limits.Take(c, op.limit, workspace)
}
