package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func TestReadIsNotRepeatedForWhoHasIt(t *testing.T) {
	shown := atomic.Pointer[string]{}
	show := func(text string) { shown.Store(&text) }
	show("first")
	h := on(t, visit(http.MethodGet, "/thing", func(c echo.Context) error {
		return web.OKAt(c, map[string]string{"name": *shown.Load(), "also": "this"}, 3)
	}))
	tag := h.ask(http.MethodGet, "/thing", "").header.Get("Etag")
	if !strings.HasPrefix(tag, `"v3-`) {
		t.Fatalf("the tag is %s", tag)
	}
	for _, match := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		if got := h.ask(http.MethodGet, "/thing", "", "If-None-Match", match); got.status != 304 || got.text != "" {
			t.Errorf("If-None-Match %s: got %d %s", match, got.status, got.text)
		}
	}
	show("second") // the same version, shown otherwise
	if got := h.ask(http.MethodGet, "/thing", "", "If-None-Match", tag); got.status != 200 || !strings.Contains(got.text, "second") {
		t.Errorf("what is shown has changed: got %d %s", got.status, got.text)
	}
}

func TestIfMatchNamesOneVersionOfOurs(t *testing.T) {
	h := on(t, visit(http.MethodPost, "/thing", func(c echo.Context) error {
		return web.OK(c, strconv.FormatInt(web.Expected(c), 10))
	}))
	for match, want := range map[string]string{
		"": `"0"`, "*": `"0"`, `"v7-0123456789ab"`: `"7"`, `"v7"`: `"7"`,
		`W/"v7"`: `"-1"`, `"v7", "v8"`: `"-1"`, `"x"`: `"-1"`, `v7`: `"-1"`, `"v0"`: `"-1"`, `"v-2"`: `"-1"`, `"v99999999999999999999"`: `"-1"`,
	} {
		if got := h.ask(http.MethodPost, "/thing", "", "If-Match", match); got.text != want {
			t.Errorf("If-Match %s: got %s, want %s", match, got.text, want)
		}
	}
}

func TestRefreshCookieIsHeldToTheHost(t *testing.T) {
	for base, want := range map[string]string{
		"https://gatehouse.example.com": "__Host-gatehouse_refresh=t; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Strict",
		"http://localhost:8080":         "gatehouse_refresh=t; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict",
	} {
		h := open(t, testkit.NewSQLite(t), func(h *house) door {
			op := visit(http.MethodPost, "/keep", func(c echo.Context) error {
				h.frame.KeepRefreshToken(c, "t", 3600e9)
				return web.OK(c, h.frame.RefreshToken(c))
			}).WithCookie()
			return door{options: web.Options{PublicURL: publicURL(t, base)}, operations: []web.Operation{op}}
		})
		got := h.ask(http.MethodPost, "/keep", "", "Cookie", strings.SplitN(want, ";", 2)[0], "X-Forwarded-Proto", "https")
		if got.header.Get("Set-Cookie") != want || got.text != `"t"` {
			t.Errorf("%s: got %q, read %s", base, got.header.Get("Set-Cookie"), got.text)
		}
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			if got := h.ask(http.MethodPost, "/keep", "", name, value); got.status != 403 || got.code(t) != "cross_origin" {
				t.Errorf("%s %s: got %d %s", name, value, got.status, got.text)
			}
		}
	}
}
