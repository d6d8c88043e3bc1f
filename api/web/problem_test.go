package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func failing(err error) web.Operation {
	return visit(http.MethodGet, "/fail", func(echo.Context) error { return err })
}

func TestUnknownErrorSaysNothingOutsideAndEverythingInTheLog(t *testing.T) {
	h := on(t, failing(errors.New("pq: password of the database")))
	got := h.ask(http.MethodGet, "/fail", "", "X-Request-Id", "call-1")
	p := got.problem(t)
	if got.status != 500 || p["code"] != "internal_error" || p["request_id"] != "call-1" || strings.Contains(got.text, "database") {
		t.Errorf("got %d %s", got.status, got.text)
	}
	if said := h.log.String(); strings.Count(said, "password of the database") != 1 || !strings.Contains(said, "request_id=call-1") {
		t.Errorf("the log says: %s", said)
	}
}

func TestInternalErrorOfTheHouseKeepsItsWordsInside(t *testing.T) {
	h := on(t, failing(errs.New(errs.Internal, "row_shape", "the row is odd")))
	if got := h.ask(http.MethodGet, "/fail", ""); got.code(t) != "internal_error" || strings.Contains(got.text, "odd") {
		t.Errorf("got %s", got.text)
	}
}

func TestPanicIsAnInternalErrorAndTheServerLives(t *testing.T) {
	h := on(t, visit(http.MethodGet, "/panic", func(echo.Context) error { panic("boom") }))
	for range 2 {
		if got := h.ask(http.MethodGet, "/panic", ""); got.status != 500 || strings.Contains(got.text, "boom") {
			t.Errorf("got %d %s", got.status, got.text)
		}
	}
}

func TestProblemCarriesMembersButNeverItsOwnNames(t *testing.T) {
	err := errs.New(errs.Conflict, "already_decided", "Too late.").With("decision", map[string]any{"by": "Ana"}).With("status", "approved")
	p := on(t, failing(err)).ask(http.MethodGet, "/fail", "").problem(t)
	decision, _ := p["decision"].(map[string]any)
	if p["status"] != 409.0 || decision["by"] != "Ana" || p["type"] != "/api/docs/problems#already_decided" || p["title"] != "Conflict" {
		t.Errorf("got %v", p)
	}
}

func TestDeadlineIsUnavailableWithRetryAfter(t *testing.T) {
	h := open(t, testkit.NewSQLite(t), func(*house) door {
		return door{options: web.Options{Timeout: 20 * time.Millisecond}, operations: []web.Operation{
			visit(http.MethodGet, "/slow", func(c echo.Context) error {
				<-c.Request().Context().Done()
				return context.Cause(c.Request().Context())
			}),
		}}
	})
	got := h.ask(http.MethodGet, "/slow", "")
	if got.status != 503 || got.code(t) != "unavailable" || got.header.Get("Retry-After") == "" {
		t.Errorf("got %d %s %v", got.status, got.text, got.header)
	}
}

func TestRoutingErrorsAreProblemsToo(t *testing.T) {
	h := on(t, failing(nil))
	if got := h.ask(http.MethodGet, "/nothing", ""); got.status != 404 || got.code(t) != "not_found" {
		t.Errorf("got %d %s", got.status, got.text)
	}
	got := h.ask(http.MethodDelete, "/fail", "")
	if got.status != 405 || got.code(t) != "method_not_allowed" || !strings.Contains(got.header.Get("Allow"), "GET") {
		t.Errorf("got %d %s, Allow %q", got.status, got.text, got.header.Get("Allow"))
	}
}

func TestUnauthenticatedSaysWhichCredentialIsWanted(t *testing.T) {
	h := on(t, failing(errs.New(errs.Unauthenticated, "unauthenticated", "Sign in.")))
	if got := h.ask(http.MethodGet, "/fail", ""); got.status != 401 || !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("got %d, WWW-Authenticate %q", got.status, got.header.Get("WWW-Authenticate"))
	}
}

func TestEveryAnswerCarriesARequestIDAndSafeHeaders(t *testing.T) {
	h := on(t, visit(http.MethodGet, "/ok", func(c echo.Context) error { return web.None(c) }))
	for given, kept := range map[string]bool{"call-1.a_b:c": true, "": false, "with space": false, "<script>": false, strings.Repeat("x", 65): false} {
		got := h.ask(http.MethodGet, "/ok", "", "X-Request-Id", given).header.Get("X-Request-Id")
		if got == "" || (got == given) != kept {
			t.Errorf("X-Request-Id %q came back as %q", given, got)
		}
	}
	head := h.ask(http.MethodGet, "/ok", "").header
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Strict-Transport-Security": "",
	} {
		if head.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, head.Get(name), want)
		}
	}
	if said := h.log.String(); strings.Contains(said, "<script>") || strings.Contains(said, "127.0.0.1") {
		t.Errorf("the log holds what it should not: %s", said)
	}
}
