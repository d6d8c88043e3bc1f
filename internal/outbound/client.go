package outbound

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// The bounds of one request to an endpoint.
const (
	connectTime   = 5 * time.Second
	requestTime   = 15 * time.Second // from looking the name up to the end of the answer
	answerKept    = 4 << 10
	answerAllowed = 64 << 10 // an answer that goes on beyond this is none
	headersRead   = 16 << 10
)

// The classes of what can go wrong at an endpoint, as the log of deliveries shows them.
const (
	HookRefusedAddress = "address_refused" // its name leads to a place that webhooks may not reach
	HookUnknownName    = "unknown_name"
	HookUnreachable    = "unreachable" // nobody listens there, or hung up
	HookTLS            = "tls"         // its certificate is not to be trusted
	HookTimeout        = "timeout"
	HookRedirected     = "redirected"      // it answered 3xx, which is not followed
	HookNotTaken       = "not_taken"       // it answered anything else but 2xx
	HookEndless        = "answer_too_long" // its answer did not end
	HookNoEvent        = "event_gone"      // what it was to be told is in no log any more
	HookUnreadable     = "unreadable"      // the event or the secret cannot be read: a fault of ours
)

// errRefused says that a connection would go to a place that webhooks may not reach.
var errRefused = errors.New("the address is not on the public internet")

// Guard makes the clients by which the house calls endpoints of others. Nothing else makes one. A client goes to the
// public internet alone, checked at the very address that a connection goes to, so that no name leads elsewhere; it
// follows no redirect, knows no proxy and no cookie, and what it takes of an answer is bounded in time and size.
type Guard struct {
	inside bool
	roots  *x509.CertPool
}

// NewGuard takes whether private networks may be reached, and whose certificates are trusted; nil: the machine's.
func NewGuard(inside bool, roots *x509.CertPool) *Guard { return &Guard{inside: inside, roots: roots} }

// Client makes the client for one endpoint; connections are kept until its release, and shared with no other endpoint.
func (g *Guard) Client() (c *http.Client, release func()) {
	dialer := &net.Dialer{Timeout: connectTime, KeepAlive: -1, Control: g.control}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: g.roots},
		TLSHandshakeTimeout:    connectTime,
		ResponseHeaderTimeout:  requestTime,
		MaxResponseHeaderBytes: headersRead,
		MaxConnsPerHost:        perEndpoint,
		MaxIdleConnsPerHost:    perEndpoint,
		IdleConnTimeout:        requestTime,
		DisableCompression:     true, // a small answer stays small
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       requestTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, transport.CloseIdleConnections
}

// control looks at the address that a connection is about to go to, after every look-up.
func (g *Guard) control(network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") || !domain.MayReach(to.Addr(), g.inside) {
		return errRefused
	}
	return nil
}

// post makes one try: it sends a body to an address, and tells what came of it.
func post(ctx context.Context, c *http.Client, to string, headers map[string]string, body []byte) (o domain.HookOutcome) {
	began := clock.System{}.Now()
	defer func() { o.Took = clock.System{}.Now().Sub(began) }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		o.Problem = HookUnreadable
		return o
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	answer, err := c.Do(req)
	if err != nil {
		o.Problem = classOfHook(err)
		return o
	}
	defer answer.Body.Close() //nolint:errcheck // nothing more is wanted of it
	o.Status, o.Problem = answer.StatusCode, problemOf(answer.StatusCode)
	o.Gone = answer.StatusCode == http.StatusGone
	if answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode == http.StatusServiceUnavailable {
		o.RetryAfter = retryAfter(answer.Header.Get("Retry-After"), began)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerAllowed+1))
	o.Answer = strings.ReplaceAll(strings.ToValidUTF8(string(text[:min(len(text), answerKept)]), "\uFFFD"), "\x00", "\uFFFD")
	if o.Problem == "" && err != nil {
		o.Problem = classOfHook(err)
	}
	if o.Problem == "" && len(text) > answerAllowed {
		o.Problem = HookEndless
	}
	return o
}

func problemOf(status int) string {
	switch status / 100 {
	case 2:
		return ""
	case 3:
		return HookRedirected
	}
	return HookNotTaken
}

// classOfHook names what went wrong before there was an answer.
func classOfHook(err error) string {
	var name *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, errRefused):
		return HookRefusedAddress
	case errors.As(err, &name):
		return HookUnknownName
	case isTLS(err), errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"): // alerts of TLS have no type of their own
		return HookTLS
	case isTimeout(err):
		return HookTimeout
	}
	return HookUnreachable
}

// retryAfter reads how long an endpoint asks to be left alone: seconds, or a time.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil {
		return min(max(time.Duration(min(seconds, int(domain.MaxRetryAfter/time.Second)))*time.Second, 0), domain.MaxRetryAfter)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), domain.MaxRetryAfter)
	}
	return 0
}
