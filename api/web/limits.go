package web

import (
	"context"
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
	LimitBulk      = "bulk"      // actions on many at once, per workspace
	LimitExport    = "export"    // files of whole lists, per workspace
	limitPublic    = "public"    // per address
	limitAccount   = "account"   // per account
	limitKey       = "api-key"   // per API key
	limitDenials   = "denials"   // audit entries of denials per user or API key
	limitStrangers = "strangers" // per address, different credentials that open nothing
	limitRepeated  = "repeated"  // per credential that opens nothing
	maxBuckets     = 100_000     // beyond this, full buckets are forgotten
	sweepEvery     = 4096        // takes between two looks for buckets to forget
)

// policy lets quota takes through at once, and refills over window. What protects people (passwords, links, mailboxes) is
// shared by all processes; what protects a process from load is its own.
type policy struct {
	quota  float64
	window time.Duration
	shared bool
}

func policyOf(name string) policy {
	switch name {
	case LimitSignIn:
		return policy{30, time.Minute, true}
	case LimitPassword, LimitConfirm:
		return policy{10, 5 * time.Minute, true}
	case LimitMail:
		return policy{20, 10 * time.Minute, true}
	case LimitReset:
		return policy{3, 15 * time.Minute, true}
	case LimitLinks:
		return policy{60, time.Minute, true}
	case LimitInvite:
		return policy{600, time.Hour, true}
	case LimitBulk:
		return policy{120, time.Minute, false}
	case LimitExport:
		return policy{30, 10 * time.Minute, false}
	case limitDenials:
		return policy{30, time.Hour, false}
	case limitRepeated:
		return policy{120, time.Minute, false}
	case limitKey: // a program asks at each of its own requests
		return policy{6000, time.Minute, false}
	case limitAccount:
		return policy{1200, time.Minute, false}
	default:
		return policy{300, time.Minute, false}
	}
}

// Buckets are token buckets that all processes share. TakeToken takes one, and tells how many are left; ok is false where
// there was none.
type Buckets interface {
	TakeToken(ctx context.Context, bucket string, quota float64, window time.Duration) (left float64, ok bool, err error)
	GiveTokenBack(ctx context.Context, bucket string, quota float64, window time.Duration) error
}

// Limits are token buckets, each named by its policy and by whom it bounds, in this process or shared with the others.
type Limits struct {
	clock   clock.Clock
	shared  Buckets // nil: this process is all
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

func newLimits(c clock.Clock, shared Buckets, on bool) *Limits {
	return &Limits{clock: c, shared: shared, on: on, buckets: map[bucketKey]*bucket{}}
}

// Allow takes one from the bucket; false where it is empty.
func (l *Limits) Allow(ctx context.Context, name, who string) (bool, error) {
	_, ok, err := l.take(ctx, name, who)
	return ok, err
}

// Last takes one from the bucket; last is true where that leaves it empty for now.
func (l *Limits) Last(ctx context.Context, name, who string) (ok, last bool) {
	left, ok, err := l.take(ctx, name, who)
	ok = ok && err == nil
	return ok, ok && l.on && left < 1
}

// Spend takes one from the bucket for one of many in a request; rate_limited where it is empty.
func (l *Limits) Spend(ctx context.Context, name, who string) error {
	left, ok, err := l.take(ctx, name, who)
	if err == nil && !ok {
		err = empty(policyOf(name), left)
	}
	return err
}

// Take takes one from the bucket and says in the answer's headers what is left; rate_limited where it is empty.
func (l *Limits) Take(c echo.Context, name, who string) error {
	if !l.on {
		return nil
	}
	left, ok, err := l.take(c.Request().Context(), name, who)
	if err != nil {
		return err
	}
	say(c, name, left)
	if ok {
		return nil
	}
	return empty(policyOf(name), left)
}

// Look takes nothing: rate_limited, with the headers of that, where Take would find the bucket empty.
func (l *Limits) Look(c echo.Context, name, who string) error {
	if left, _ := l.left(name, who); l.on && left < 1 {
		say(c, name, left)
		return empty(policyOf(name), left)
	}
	return nil
}

// Say says in the answer's headers what is left, and takes nothing.
func (l *Limits) Say(c echo.Context, name, who string) {
	if left, _ := l.left(name, who); l.on {
		say(c, name, left)
	}
}

// Counting tells whether something was taken from the bucket lately, so that it is not full.
func (l *Limits) Counting(name, who string) bool {
	left, known := l.left(name, who)
	return known && left < policyOf(name).quota
}

func say(c echo.Context, name string, left float64) {
	p := policyOf(name)
	refill := time.Duration((p.quota - left) / p.quota * float64(p.window))
	h := c.Response().Header()
	h.Add("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", name, int(p.quota), int(p.window.Seconds())))
	h.Add("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", name, int(left), int(math.Ceil(refill.Seconds()))))
}

func empty(p policy, left float64) error {
	wait := time.Duration((1 - left) / p.quota * float64(p.window))
	return errs.New(errs.TooMany, "rate_limited", "Too many requests. Wait a moment, then ask again.").After(wait)
}

// GiveBack returns one, where what was taken turned out not to count. Where the others cannot be told, it counts: that
// lets through one too few.
func (l *Limits) GiveBack(ctx context.Context, name, who string) {
	p := policyOf(name)
	if l.on && p.shared && l.shared != nil {
		_ = l.shared.GiveTokenBack(context.WithoutCancel(ctx), name+"\n"+who, p.quota, p.window)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.buckets[bucketKey{name, who}]; b != nil {
		b.tokens = min(b.tokens+1, p.quota)
	}
}

func (l *Limits) take(ctx context.Context, name, who string) (left float64, ok bool, err error) {
	p := policyOf(name)
	switch {
	case !l.on:
		return 0, true, nil
	case p.shared && l.shared != nil:
		return l.shared.TakeToken(ctx, name+"\n"+who, p.quota, p.window)
	}
	left, ok = l.takeHere(p, bucketKey{name, who})
	return left, ok, nil
}

func (l *Limits) takeHere(p policy, key bucketKey) (left float64, ok bool) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b := l.buckets[key]
	if b == nil {
		b = &bucket{tokens: p.quota, at: now}
		l.buckets[key] = b
	}
	b.refill(p, now)
	if b.tokens < 1 {
		return b.tokens, false
	}
	b.tokens--
	return b.tokens, true
}

// left tells what is in a bucket, and whether there is one: what nobody took from is full.
func (l *Limits) left(name, who string) (left float64, known bool) {
	now, p := l.clock.Now(), policyOf(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[bucketKey{name, who}]
	if b == nil {
		return p.quota, false
	}
	b.refill(p, now)
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
	return f.limits.Take(c, name, networkOf(c))
}
