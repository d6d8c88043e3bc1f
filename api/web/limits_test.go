package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func limited(t *testing.T, o web.Options) *house {
	t.Helper()
	return open(t, testkit.NewSQLite(t), func(*house) door {
		return door{options: o, operations: []web.Operation{
			visit(http.MethodPost, "/sign-in", func(c echo.Context) error { return web.None(c) }).Limited(web.LimitSignIn),
			visit(http.MethodGet, "/probe", func(c echo.Context) error { return web.None(c) }).Unlimited(),
		}}
	})
}

// spend asks until it is refused, and gives how often it was let through.
func (h *house) spend(headers ...string) (through int, refused answer) {
	h.Helper()
	for through < 1000 {
		got := h.ask(http.MethodPost, "/sign-in", "", headers...)
		if got.status == 429 {
			return through, got
		}
		through++
	}
	return through, answer{}
}

func TestLimitSaysWhenToAskAgain(t *testing.T) {
	h := limited(t, web.Options{})
	first := h.ask(http.MethodPost, "/sign-in", "")
	if first.header.Get("RateLimit-Policy") != `"sign-in";q=30;w=60` || first.header.Get("RateLimit") != `"sign-in";r=29;t=2` {
		t.Errorf("got %v", first.header)
	}
	through, refused := h.spend()
	if through < 28 || through > 31 || refused.code(t) != "rate_limited" || refused.header.Get("Retry-After") != "2" {
		t.Errorf("let through %d, then %d %v", through, refused.status, refused.header)
	}
	h.clock.Advance(2 * time.Second)
	if got := h.ask(http.MethodPost, "/sign-in", ""); got.status != 204 {
		t.Errorf("after Retry-After: got %d", got.status)
	}
	for range 400 {
		if got := h.ask(http.MethodGet, "/probe", ""); got.status != 204 {
			t.Fatalf("a probe was refused: %d", got.status)
		}
	}
}

func TestInventedAddressesDoNotHelp(t *testing.T) {
	h := limited(t, web.Options{})
	h.spend()
	for n := range 5 {
		forged := fmt.Sprintf("203.0.113.%d", n)
		if got := h.ask(http.MethodPost, "/sign-in", "", "X-Forwarded-For", forged, "X-Real-Ip", forged, "Forwarded", "for="+forged); got.status != 429 {
			t.Errorf("a forged address got %d", got.status)
		}
	}
}

func TestTrustedProxySpeaksForItsClients(t *testing.T) {
	h := limited(t, web.Options{TrustedProxies: nets(t, "127.0.0.0/8")})
	h.spend("X-Forwarded-For", "203.0.113.1")
	if got := h.ask(http.MethodPost, "/sign-in", "", "X-Forwarded-For", "203.0.113.2"); got.status != 204 {
		t.Errorf("another client got %d", got.status)
	}
	if got := h.ask(http.MethodPost, "/sign-in", "", "X-Forwarded-For", "198.51.100.7, 203.0.113.1"); got.status != 429 {
		t.Errorf("a client that wrote a header of its own got %d", got.status)
	}
}

func TestLimitsCanBeOff(t *testing.T) {
	h := limited(t, web.Options{NoRateLimits: true})
	if through, _ := h.spend(); through != 1000 {
		t.Errorf("let through %d", through)
	}
}

func TestWhatIsGivenBackDoesNotCount(t *testing.T) {
	l := limited(t, web.Options{}).frame.Limits()
	allow := func(who string) bool {
		ok, err := l.Allow(t.Context(), web.LimitPassword, who)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	for range 100 {
		if !allow("ana@example.com") {
			t.Fatal("refused, although every one was given back")
		}
		l.GiveBack(t.Context(), web.LimitPassword, "ana@example.com")
	}
	allowed := 0
	for allow("ana@example.com") {
		allowed++
	}
	if allowed != 10 || !allow("li@example.com") {
		t.Errorf("allowed %d of ten, and another person is bound by it", allowed)
	}
}
