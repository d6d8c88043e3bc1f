package outbound_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// try makes one try at an address, by a client that reaches this machine.
func try(to string) domain.HookOutcome {
	return outbound.Post(context.Background(), outbound.NewGuard(true, nil), 2*time.Second, to, []byte(`{"type":"user.invited"}`))
}

func endpoint(t *testing.T, how http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a server sees that a client hangs up after it has read what that sent
		how(w, r)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// trickle answers with a status and then a byte now and then, for ever.
func trickle(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte("x")); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// Whatever an endpoint does, one try ends soon, takes little, and says what went wrong.
func TestHostileEndpointsAreBounded(t *testing.T) {
	t.Parallel()
	var followed atomic.Int32
	elsewhere := endpoint(t, func(http.ResponseWriter, *http.Request) { followed.Add(1) })
	for what, c := range map[string]struct {
		how     http.HandlerFunc
		problem string
		status  int
	}{
		"takes it":             {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, "", 204},
		"takes it and says so": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }, "", 200},
		"says much":            {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("y", 40<<10))) }, "", 200},
		"never ends its answer": {func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write([]byte(strings.Repeat("z", 8192))); err != nil {
					return
				}
			}
		}, "answer_too_long", 200},
		"trickles":             {trickle(200), "timeout", 200},
		"trickles an error":    {trickle(500), "not_taken", 500},
		"says nothing":         {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "timeout", 0},
		"hangs up":             {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "unreachable", 0},
		"sends elsewhere":      {http.RedirectHandler(elsewhere, http.StatusFound).ServeHTTP, "redirected", 302},
		"sends elsewhere, 307": {http.RedirectHandler(elsewhere, http.StatusTemporaryRedirect).ServeHTTP, "redirected", 307},
		"sends to itself": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusPermanentRedirect)
		}, "redirected", 308},
		"has headers without end": {func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				w.Header().Add("X-Long", strings.Repeat("h", 1000))
			}
		}, "unreachable", 0},
		"is gone":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, "not_taken", 410},
		"is busy":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, "not_taken", 429},
		"is not found":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, "not_taken", 404},
		"speaks no HTTP":    {nil, "unreachable", 0},
		"sets cookies":      {func(w http.ResponseWriter, _ *http.Request) { http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"}) }, "", 200},
		"answers in binary": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("a\x00\xff")) }, "", 200},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			var to string
			if c.how == nil {
				to = "http://" + talker(t, "220 mail.example.com\r\n")
			} else {
				to = endpoint(t, c.how)
			}
			begun := time.Now()
			o := try(to)
			if o.Problem != c.problem || o.Status != c.status || o.Gone != (c.status == 410) {
				t.Errorf("%+v", o)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
			if len(o.Answer) > 4<<10 || strings.Contains(o.Answer, "\x00") {
				t.Errorf("kept %d bytes of the answer", len(o.Answer))
			}
		})
	}
	t.Cleanup(func() {
		if followed.Load() != 0 {
			t.Error("a redirect was followed")
		}
	})
}

// talker says something to whoever comes, and hangs up.
func talker(t *testing.T, says string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(says))
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

// A certificate has to be one that the machine trusts, for that very host, and the connection a new one.
func TestCertificatesAreChecked(t *testing.T) {
	t.Parallel()
	own, roots := smtpsink.Certificate(t)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	s.TLS = own
	s.StartTLS()
	t.Cleanup(s.Close)
	old := httptest.NewUnstartedServer(s.Config.Handler)
	old.TLS = own.Clone()
	old.TLS.MinVersion, old.TLS.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	old.StartTLS()
	t.Cleanup(old.Close)
	post := func(g *outbound.Guard, to string) string {
		return outbound.Post(context.Background(), g, 3*time.Second, to, nil).Problem
	}
	trusting := outbound.NewGuard(true, roots)
	if got := post(trusting, s.URL); got != "" {
		t.Errorf("trusted: %q", got)
	}
	for what, got := range map[string]string{
		"unknown":        post(outbound.NewGuard(true, nil), s.URL),
		"another host":   post(trusting, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)),
		"an old version": post(trusting, old.URL),
	} {
		if got != "tls" {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// A name that leads inside is refused when the connection is made, whatever it led to when it was saved.
func TestNamesThatLeadInsideAreRefusedAtTheConnection(t *testing.T) {
	t.Parallel()
	var came atomic.Int32
	to := endpoint(t, func(http.ResponseWriter, *http.Request) { came.Add(1) })
	named := strings.Replace(to, "127.0.0.1", "localhost", 1)
	guarded := outbound.NewGuard(false, nil)
	for _, one := range []string{
		to, named, strings.Replace(to, "127.0.0.1", "[::1]", 1), strings.Replace(to, "127.0.0.1", "[::ffff:127.0.0.1]", 1), strings.Replace(to, "127.0.0.1", "0.0.0.0", 1),
		"http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
	} {
		if o := outbound.Post(context.Background(), guarded, 3*time.Second, one, nil); o.Problem != "address_refused" {
			t.Errorf("%s: %+v", one, o)
		}
	}
	if came.Load() != 0 {
		t.Error("somebody came")
	}
	if o := try(named); o.Problem != "" || came.Load() != 1 {
		t.Errorf("its twin, where the installation lets webhooks inside: %+v", o)
	}
	if o := outbound.Post(context.Background(), outbound.NewGuard(true, nil), 3*time.Second, "http://169.254.169.254/latest/meta-data/", nil); o.Problem != "address_refused" {
		t.Errorf("credentials of the machine: %+v", o)
	}
}

// No setting of the machine leads requests elsewhere.
func TestNoProxyIsAsked(t *testing.T) {
	var asked atomic.Int32
	proxy := endpoint(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("http_proxy", proxy)
	to := endpoint(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	if o := try(strings.Replace(to, "127.0.0.1", "localhost", 1)); o.Status != 204 || asked.Load() != 0 {
		t.Errorf("%+v, the proxy was asked %d times", o, asked.Load())
	}
}

func TestRetryAfterIsBounded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, "-5": 0, "99999999999": time.Hour, "86400": time.Hour, "soon": 0, "99999999999999999999999": 0,
		"Thu, 01 Jan 1970 00:00:00 GMT": 0, "Fri, 31 Dec 9999 23:59:59 GMT": time.Hour,
	} {
		to := endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", text)
			w.WriteHeader(503)
		})
		if o := try(to); o.RetryAfter != want {
			t.Errorf("%q: %s, want %s", text, o.RetryAfter, want)
		}
	}
}
