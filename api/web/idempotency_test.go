package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// counting opens a house whose one operation counts how often it is carried out, and answers by its body.
func counting(t *testing.T, d testkit.Database, answer func(c echo.Context, n int64) error) (*house, *atomic.Int64) {
	t.Helper()
	var done atomic.Int64
	return open(t, d, func(*house) door {
		op := visit(http.MethodPost, "/orders", func(c echo.Context) error { return answer(c, done.Add(1)) })
		return door{operations: []web.Operation{op}}
	}), &done
}

func created(c echo.Context, n int64) error {
	return web.Created(c, "/orders/"+strconv.FormatInt(n, 10), map[string]int64{"n": n}, n)
}

func TestSameKeyGivesTheFirstAnswerByteForByte(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		h, done := counting(t, d, created)
		first := h.ask(http.MethodPost, "/orders", `{"a":1}`, "Idempotency-Key", "k")
		again := h.ask(http.MethodPost, "/orders", `{"a":1}`, "Idempotency-Key", "k")
		if done.Load() != 1 || again.text != first.text || again.status != 201 || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("carried out %d times; got %d %s %v", done.Load(), again.status, again.text, again.header)
		}
		for _, name := range []string{"Location", "Etag", "Content-Type"} {
			if again.header.Get(name) != first.header.Get(name) || first.header.Get(name) == "" {
				t.Errorf("%s was %q, is %q", name, first.header.Get(name), again.header.Get(name))
			}
		}
		if again.header.Get("X-Request-Id") == first.header.Get("X-Request-Id") {
			t.Error("the second request has the id of the first")
		}
		h.clock.Advance(24*time.Hour + time.Second)
		if h.ask(http.MethodPost, "/orders", `{"a":1}`, "Idempotency-Key", "k"); done.Load() != 2 {
			t.Errorf("after a day: carried out %d times, want 2", done.Load())
		}
	})
}

func TestRefusalIsRememberedToo(t *testing.T) {
	h, done := counting(t, testkit.NewSQLite(t), func(echo.Context, int64) error {
		return errs.New(errs.Conflict, "already_member", "Is here.")
	})
	h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", "k")
	again := h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", "k")
	if done.Load() != 1 || again.status != 409 || again.code(t) != "already_member" || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("carried out %d times; got %d %s", done.Load(), again.status, again.text)
	}
}

func TestSameKeyWithAnotherRequestIsRefused(t *testing.T) {
	h, done := counting(t, testkit.NewSQLite(t), created)
	h.ask(http.MethodPost, "/orders", `{"a":1}`, "Idempotency-Key", "k")
	for _, other := range [][2]string{{"/orders", `{"a":2}`}, {"/orders?x=1", `{"a":1}`}, {"/orders", ""}} {
		if got := h.ask(http.MethodPost, other[0], other[1], "Idempotency-Key", "k"); got.status != 422 || got.code(t) != "idempotency_key_reused" {
			t.Errorf("%v: got %d %s", other, got.status, got.text)
		}
	}
	if done.Load() != 1 {
		t.Errorf("carried out %d times", done.Load())
	}
}

func TestStrangersDoNotShareAKey(t *testing.T) {
	h, done := counting(t, testkit.NewSQLite(t), created)
	for n, headers := range [][]string{{}, {"Authorization", "Bearer a"}, {"Authorization", "Bearer b"}, {"Cookie", "gatehouse_refresh=a"}, {"Cookie", "gatehouse_refresh=b"}} {
		got := h.ask(http.MethodPost, "/orders", "", append(headers, "Idempotency-Key", "k")...)
		if done.Load() != int64(n+1) || got.header.Get("Idempotency-Replayed") != "" {
			t.Errorf("%v got an answer that was not theirs: %s", headers, got.text)
		}
	}
}

func TestParallelRequestsWithOneKeyHaveOneEffect(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		h, done := counting(t, d, func(c echo.Context, n int64) error {
			time.Sleep(50 * time.Millisecond)
			return created(c, n)
		})
		var wait sync.WaitGroup
		for range 12 {
			wait.Go(func() {
				got := h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", "k")
				inProgress := got.status == 409 && got.code(t) == "request_in_progress" && got.header.Get("Retry-After") != ""
				if got.status != 201 && !inProgress {
					t.Errorf("got %d %s", got.status, got.text)
				}
			})
		}
		wait.Wait()
		if done.Load() != 1 {
			t.Errorf("carried out %d times", done.Load())
		}
	})
}

func TestFaultFreesTheKey(t *testing.T) {
	for name, fault := range map[string]func() error{
		"5xx":   func() error { return errs.New(errs.Unavailable, "unavailable", "Later.") },
		"429":   func() error { return errs.New(errs.TooMany, "rate_limited", "Later.") },
		"panic": func() error { panic("boom") },
	} {
		t.Run(name, func(t *testing.T) {
			h, done := counting(t, testkit.NewSQLite(t), func(c echo.Context, n int64) error {
				if n == 1 {
					return fault()
				}
				return created(c, n)
			})
			h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", "k")
			if got := h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", "k"); got.status != 201 || done.Load() != 2 {
				t.Errorf("got %d %s after %d tries", got.status, got.text, done.Load())
			}
		})
	}
}

func TestKeyIsPlainAndShort(t *testing.T) {
	h, done := counting(t, testkit.NewSQLite(t), created)
	for _, key := range []string{strings.Repeat("k", 256), "schlüssel", "a\tb"} {
		if got := h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", key); got.status != 400 || got.code(t) != "idempotency_key_invalid" {
			t.Errorf("%.20q: got %d %s", key, got.status, got.text)
		}
	}
	if done.Load() != 0 {
		t.Errorf("carried out %d times", done.Load())
	}
	if got := h.ask(http.MethodPost, "/orders", `{}`, "Idempotency-Key", strings.Repeat("k", 255)); got.status != 201 {
		t.Errorf("255 characters: got %d %s", got.status, got.text)
	}
}
