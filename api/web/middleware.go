package web

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const (
	patience     = 8 // times the usual limit, for patient operations
	maxBody      = 1 << 20
	maxRequestID = 64
	requestIDKey = "request_id"
	mostKey      = "most" // bytes that the body may have
)

// RequestID is the id of the request, as it stands in the answer, in the log and in the audit log.
func RequestID(c echo.Context) string {
	text, _ := c.Get(requestIDKey).(string)
	return text
}

// requestID takes the client's id where it is short and plain, else mints one.
func (f *Frame) requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		given := c.Request().Header.Get(echo.HeaderXRequestID)
		if !plainID(given) {
			given = id.New[string]()
		}
		c.Set(requestIDKey, given)
		c.Response().Header().Set(echo.HeaderXRequestID, given)
		return next(c)
	}
}

func plainID(s string) bool {
	if s == "" || len(s) > maxRequestID {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("-_.:", r)
	}) < 0
}

// measure writes the access log and the metrics. It answers errors itself, so that it sees their status. Neither
// addresses nor queries are logged: people and tokens could stand in them.
func (f *Frame) measure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := f.clock.Now()
		f.metrics.begin()
		err := next(c)
		if err != nil {
			f.fail(err, c)
		}
		took := f.clock.Now().Sub(start)
		route, status := routeOf(c), c.Response().Status
		f.metrics.end(c.Request().Method, route, status, took)
		level := slog.LevelInfo
		if quiet(route) || overloaded(err) {
			level = slog.LevelDebug
		}
		f.log.LogAttrs(c.Request().Context(), level, "request",
			slog.String("method", c.Request().Method), slog.String("route", route), slog.Int("status", status),
			slog.Duration("took", took), slog.String("request_id", RequestID(c)))
		return nil
	}
}

// routeOf is the pattern of the route; everything that is no operation is one route, so that strangers cannot make
// new names.
func routeOf(c echo.Context) string {
	if path := c.Path(); path != "" {
		return path
	}
	return "other"
}

// quiet tells the routes that only machines and page loads ask, over and over.
func quiet(route string) bool {
	return route == "other" || route == "/healthz" || route == "/readyz" || route == "/metrics"
}

// recoverPanic turns a panic into an internal error with its stack in the log.
func (f *Frame) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if r == http.ErrAbortHandler { //nolint:errorlint // the documented sentinel, compared as net/http does
				panic(r) //nolint:forbidigo // net/http ends the connection by it, and expects it
			}
			f.log.Error("a handler panicked", "request_id", RequestID(c), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}()
		return next(c)
	}
}

// bound caps the body before anything reads it. It does so on a copy of the request: net/http looks at its own to see what
// was not read, and else waits for bodies that were never asked for.
func (f *Frame) bound(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, most := c.Request(), int64(maxBody)
		if more := f.uploads[r.Method+" "+c.Path()]; more > 0 {
			most = more
		}
		c.Set(mostKey, most)
		bounded := r.WithContext(r.Context())
		bounded.Body = http.MaxBytesReader(c.Response().Writer, r.Body, most) // which ends the connection where there is more
		c.SetRequest(bounded)
		return next(c)
	}
}

// mayTake refuses a body, before anything of it is read, that says to be too long, or to be compressed: it could be a bomb.
func mayTake(c echo.Context) error {
	if most, ok := c.Get(mostKey).(int64); ok && c.Request().ContentLength > most {
		return errTooLarge(most)
	}
	if packed(c.Request()) {
		c.Response().Header().Set(echo.HeaderAcceptEncoding, "identity")
		return errs.New(errs.Unsupported, "unsupported_media_type", "Send the body uncompressed.")
	}
	return nil
}

// packed tells whether a body says that it is compressed, or anything but itself, in any line of its head.
func packed(r *http.Request) bool {
	for _, coding := range strings.Split(strings.Join(r.Header.Values(echo.HeaderContentEncoding), ","), ",") {
		if coding = strings.TrimSpace(coding); coding != "" && !strings.EqualFold(coding, "identity") {
			return true
		}
	}
	return false
}

// timeout gives the request its deadline. Streams have none.
func (f *Frame) timeout(op Operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if op.streams {
			return next
		}
		limit := f.options.Timeout
		if op.patient {
			limit *= patience
		}
		if op.upload > 0 {
			limit = 2 * uploadTime
		}
		return func(c echo.Context) error {
			if op.patient { // the connection's own deadline is that of usual requests
				_ = http.NewResponseController(c.Response()).SetWriteDeadline((clock.System{}).Now().Add(limit + streamWrite))
			}
			ctx, cancel := context.WithTimeout(c.Request().Context(), limit)
			defer cancel()
			c.SetRequest(c.Request().WithContext(ctx))
			return next(c)
		}
	}
}

// refuseOtherSites stops another site from using the cookie of a browser, and from planting one. Clients that are no
// browsers send no such headers, and are let in.
func (f *Frame) refuseOtherSites(c echo.Context, op Operation) error {
	if !op.cookie {
		return nil
	}
	if err := f.sites.Check(c.Request()); err != nil {
		return errs.New(errs.Denied, "cross_origin", "This request came from another site.").Because(err)
	}
	return nil
}

func ipNet(p netip.Prefix) *net.IPNet {
	p = p.Masked()
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
