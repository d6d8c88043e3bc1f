package web

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// Credentials that open nothing are counted twice. One that fails over and over, such as the deleted key of a program that
// nobody stopped, is counted by itself. Each further one counts against the address that it came from. Once that is used up,
// keys from there that were not seen working are refused without asking the database. What works, and what worked a while
// ago, is never held up by what others try from the same address: most people share theirs.

const (
	knownFor = 24 * time.Hour // how long a key is known that was seen working
	maxKnown = 100_000
)

// familiar are the API keys that were seen working here, by the hashes of their secrets.
type familiar struct {
	mu   sync.RWMutex
	keys map[string]time.Time
}

func (k *familiar) has(hash string, now time.Time) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	seen, ok := k.keys[hash]
	return ok && now.Sub(seen) < knownFor
}

// meet notes a key that works. Where there are too many, any one goes: it costs that key nothing unless its address is full
// of strangers.
func (k *familiar) meet(hash string, now time.Time) {
	k.mu.RLock()
	seen, ok := k.keys[hash]
	k.mu.RUnlock()
	if ok && now.Sub(seen) < knownFor/2 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for other := range k.keys {
		if len(k.keys) < maxKnown {
			break
		}
		delete(k.keys, other)
	}
	k.keys[hash] = now
}

func (k *familiar) forget(hash string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.keys, hash)
}

// credential is what the request brings to prove itself, as a name to count by; "" where it brings nothing.
func credential(c echo.Context) string {
	values := c.Request().Header.Values(echo.HeaderAuthorization)
	if len(values) == 0 {
		return ""
	}
	return digest(strings.Join(values, "\n"))
}

// hold refuses, before the database is asked, whoever has used up their own limit, and a key that nobody has seen working
// where its address has tried too many others.
func (f *Frame) hold(c echo.Context, p authz.Principal) error {
	if err := f.limits.Look(c, limitRepeated, credential(c)); err != nil {
		return err
	}
	policy, who := callerOf(p)
	if err := f.limits.Look(c, policy, who); err != nil {
		return err
	}
	if p.KeyHash == "" || f.familiar.has(p.KeyHash, f.clock.Now()) {
		return nil
	}
	return f.limits.Look(c, limitStrangers, networkOf(c))
}

func callerOf(p authz.Principal) (policy, who string) {
	if p.KeyHash != "" {
		return limitKey, p.KeyHash
	}
	return limitAccount, string(p.Account)
}

// count counts a request against whoever made it, let in or not, and one with a limit of its own by the workspace too. It
// gives the refusal that the request gets, or nil.
func (f *Frame) count(c echo.Context, op Operation, p authz.Principal, workspace string, refusal error) error {
	if e := errs.Of(refusal); refusal != nil && (e == nil || e.Kind != errs.Denied && e.Kind != errs.NotFound) {
		if e != nil && e.Kind == errs.Unauthenticated {
			return f.countStranger(c, p, e)
		}
		return refusal
	}
	if p.KeyHash != "" {
		f.familiar.meet(p.KeyHash, f.clock.Now())
	}
	policy, who := callerOf(p)
	if err := f.limits.Take(c, policy, who); err != nil {
		return err
	}
	if refusal != nil || op.limit == "" {
		return refusal
	}
	return f.limits.Take(c, op.limit, workspace)
}

// countStranger counts a credential that opened nothing, and says what is left. A request without one asks nobody anything
// and is not counted, nor, by its address, is an access token of ours that has ended: browsers send it, and renew it when
// they are told so.
func (f *Frame) countStranger(c echo.Context, p authz.Principal, refusal *errs.Error) error {
	name, address := credential(c), networkOf(c)
	ours := name == "" || p.Account != "" || authz.IsOver(refusal)
	if ours || f.limits.Counting(limitRepeated, name) {
		f.limits.Say(c, limitStrangers, address)
	} else if err := f.limits.Take(c, limitStrangers, address); err != nil {
		return err
	}
	if name == "" {
		return refusal
	}
	if p.KeyHash != "" {
		f.familiar.forget(p.KeyHash)
	}
	if err := f.limits.Spend(c.Request().Context(), limitRepeated, name); err != nil {
		f.limits.Say(c, limitRepeated, name)
		return err
	}
	return refusal
}

// networkOf is the address that a client is counted by. Of IPv6 it is the network of 64 bits, of which one machine has all
// addresses.
func networkOf(c echo.Context) string {
	const house = 64
	text := c.RealIP()
	address, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	address = address.WithZone("").Unmap()
	if network, err := address.Prefix(house); err == nil && address.Is6() {
		return network.String()
	}
	return address.String()
}
