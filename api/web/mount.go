package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
)

// Rooms are what the frame needs of the house.
type Rooms struct {
	Gate        *authz.Gate
	Auth        Authenticator
	Idempotency Idempotency // nil: keys are checked but not remembered
	Denials     Denials     // nil: denials are not recorded
	KeyUse      KeyUse      // nil: nobody learns when a key was last used
	Buckets     Buckets     // nil: every limit is kept in this process
	Clock       clock.Clock
	Log         *slog.Logger
}

// Options are the settings of the frame.
type Options struct {
	PublicURL      *url.URL       // decides about cookies and HSTS; never a header of the request
	TrustedProxies []netip.Prefix // whose X-Forwarded-For counts
	Timeout        time.Duration  // of one request; 0: 15 seconds
	NoRateLimits   bool
	Slots          int // how many requests are worked at at once; 0: as many as the processors can
	MaxConnections int // of one listener, at once; 0: any number
	Waits          Waits
}

// Frame is what every operation stands in: it checks who enters, bounds what they send, and words every refusal.
type Frame struct {
	gate     *authz.Gate
	auth     Authenticator
	idem     Idempotency
	denials  Denials
	keyUse   KeyUse
	clock    clock.Clock
	log      *slog.Logger
	options  Options
	limits   *Limits
	familiar familiar
	metrics  *Metrics
	load     *load
	sites    *http.CrossOriginProtection
	uploads  map[string]int64 // bytes that operations take, by method and path
	closing  chan struct{}
	closed   sync.Once
}

const defaultTimeout = 15 * time.Second

// NewFrame makes the frame.
func NewFrame(r Rooms, o Options) *Frame {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	m := newMetrics()
	return &Frame{
		gate: r.Gate, auth: r.Auth, idem: r.Idempotency, denials: r.Denials, keyUse: r.KeyUse, clock: r.Clock, log: r.Log, options: o,
		limits: newLimits(r.Clock, r.Buckets, !o.NoRateLimits), familiar: familiar{keys: map[string]time.Time{}}, metrics: m, load: newLoad(o.Slots, m),
		sites: ownSite(o.PublicURL), closing: make(chan struct{}), uploads: map[string]int64{},
	}
}

// ownSite tells this site from others by the configured URL, beside the request's own host: a proxy may have changed that.
func ownSite(public *url.URL) *http.CrossOriginProtection {
	sites := http.NewCrossOriginProtection()
	if public != nil {
		_ = sites.AddTrustedOrigin(public.Scheme + "://" + public.Host) // what the configuration takes is an origin
	}
	return sites
}

// Limits are the frame's rate limits, for what only a handler knows, such as an address in the body.
func (f *Frame) Limits() *Limits { return f.limits }

// Quiet tells that for a moment nobody has asked for anything that does not hash a password.
func (f *Frame) Quiet() bool { return f.load.quiet() }

// Metrics is where the numbers of the door are kept.
func (f *Frame) Metrics() *Metrics { return f.metrics }

// Mount makes the router of all operations; pages answers what is no operation, and may be nil. The only call to
// echo.Add is here, so a route that is not an operation does not exist.
func (f *Frame) Mount(operations []Operation, pages *Pages) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = f.addressOf()
	e.HTTPErrorHandler = f.fail
	e.Logger.SetOutput(silent{})
	e.Use(f.requestID, f.measure, f.recoverPanic, f.headers, f.bound, pages.fallback)
	for _, op := range operations {
		handle := op.handle(f, op)
		if op.upload > 0 {
			f.uploads[op.Method+" "+echoPath(op.Path)] = op.upload
			handle = takeUpload(op, handle)
		}
		e.Add(op.Method, echoPath(op.Path), handle, f.share(op), f.timeout(op)).Name = op.ID
	}
	return e
}

// echoPath writes {workspace_id} as :workspace_id.
func echoPath(path string) string {
	return strings.ReplaceAll(strings.ReplaceAll(path, "{", ":"), "}", "")
}

// addressOf takes the client's address from the connection, or from X-Forwarded-For as far as trusted proxies wrote it.
func (f *Frame) addressOf() echo.IPExtractor {
	if len(f.options.TrustedProxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range f.options.TrustedProxies {
		trust = append(trust, echo.TrustIPRange(ipNet(prefix)))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// silent drops what Echo's own logger would say; errors come to the frame.
type silent struct{}

func (silent) Write(p []byte) (int, error) { return len(p), nil }
