package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

var script = strings.Repeat("console.log(1);", 200) + "end"

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func serving(t *testing.T) *house {
	t.Helper()
	pages, err := web.NewApp(fstest.MapFS{
		"index.html":            {Data: []byte("<!doctype html><title>app</title>")},
		"robots.txt":            {Data: []byte("Disallow: /")},
		"assets/app-1a2b.js.gz": {Data: zipped(t, script)},
		"assets/raw-3c4d.js":    {Data: []byte(script)},
		".vite/manifest.json":   {Data: []byte("{}")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return open(t, testkit.NewSQLite(t), func(*house) door {
		op := visit(http.MethodPost, "/api/v1/things", func(c echo.Context) error { return web.None(c) })
		return door{pages: pages, operations: []web.Operation{op}}
	})
}

func TestPagesOfTheAppAreItsOneFile(t *testing.T) {
	h := serving(t)
	for _, path := range []string{"/", "/sign-in", "/w/0199f3a0/settings/users", "/invite?x=1"} {
		got := h.ask(http.MethodGet, path, "")
		if got.status != 200 || !strings.Contains(got.text, "<title>app") || got.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: got %d, Cache-Control %q: %s", path, got.status, got.header.Get("Cache-Control"), got.text)
		}
		if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
	}
}

func TestNothingElseIsAPage(t *testing.T) {
	h := serving(t)
	for _, path := range []string{
		"/assets/gone-9f.js", "/missing.png", "/api/v1/nothing", "/api", "/api/v2", "/.vite/manifest.json", "/.git/config", "/.env",
		"/metrics", "/metrics/x", "/debug/pprof", "/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/gatehouse.db", "/gatehouse.db~", "/backup.sql",
		"/w/gatehouse.bak", "/index.html.bak", "/index.html~", "/.git/HEAD", "/w/.svn/entries", "/assets/app-1a2b.js.map",
		"/assets", "/dev/mail", "/../etc/passwd.txt", "/assets/../.vite/manifest.json",
	} {
		if got := h.ask(http.MethodGet, path, ""); got.status != 404 || got.code(t) != "not_found" {
			t.Errorf("%s: got %d %s", path, got.status, got.text)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodDelete, "PROPFIND"} {
		if got := h.ask(method, "/sign-in", ""); got.status != 404 && got.status != 405 {
			t.Errorf("%s /sign-in: got %d", method, got.status)
		}
	}
	if got := h.ask(http.MethodGet, "/api/v1/things", ""); got.status != 405 {
		t.Errorf("GET on an operation that takes POST: got %d", got.status)
	}
}

func TestAssetsAreKeptForeverAndPacked(t *testing.T) {
	h := serving(t)
	packed := h.ask(http.MethodGet, "/assets/app-1a2b.js", "", "Accept-Encoding", "br, gzip")
	plain := h.ask(http.MethodGet, "/assets/app-1a2b.js", "", "Accept-Encoding", "gzip;q=0")
	if packed.header.Get("Content-Encoding") != "gzip" || len(packed.text) >= len(plain.text) || plain.header.Get("Content-Encoding") != "" {
		t.Errorf("packed %d bytes as %q, plain %d", len(packed.text), packed.header.Get("Content-Encoding"), len(plain.text))
	}
	if packed.header.Get("Etag") == plain.header.Get("Etag") || packed.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("both are %s, Vary %q", plain.header.Get("Etag"), packed.header.Get("Vary"))
	}
	if !strings.Contains(plain.header.Get("Cache-Control"), "immutable") || plain.header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("got %v", plain.header)
	}
	if got := h.ask(http.MethodGet, "/assets/app-1a2b.js", "", "If-None-Match", plain.header.Get("Etag"), "Accept-Encoding", "identity"); got.status != 304 {
		t.Errorf("If-None-Match: got %d", got.status)
	}
}

// Whoever does not take it packed gets the very same text, whole or a part of it, as where it is kept as it is.
func TestWhatIsPackedIsServedToEverybody(t *testing.T) {
	h := serving(t)
	for _, path := range []string{"/assets/app-1a2b.js", "/assets/raw-3c4d.js"} {
		whole := h.ask(http.MethodGet, path, "", "Accept-Encoding", "identity")
		if whole.status != 200 || whole.text != script || whole.header.Get("Content-Length") != strconv.Itoa(len(script)) {
			t.Errorf("%s: got %d, %d bytes announced as %s", path, whole.status, len(whole.text), whole.header.Get("Content-Length"))
		}
		for part, want := range map[string]string{"bytes=0-6": script[:7], "bytes=1000-1010": script[1000:1011], "bytes=-5": script[len(script)-5:]} {
			got := h.ask(http.MethodGet, path, "", "Accept-Encoding", "identity", "Range", part)
			if got.status != 206 || got.text != want {
				t.Errorf("%s, %s: got %d %q, want %q", path, part, got.status, got.text, want)
			}
		}
		if got := h.ask(http.MethodGet, path, "", "Accept-Encoding", "identity", "Range", "bytes=999999-"); got.status != 416 {
			t.Errorf("%s, beyond its end: got %d", path, got.status)
		}
		head := h.ask(http.MethodHead, path, "", "Accept-Encoding", "identity")
		if head.status != 200 || head.text != "" || head.header.Get("Content-Length") != strconv.Itoa(len(script)) {
			t.Errorf("HEAD %s: got %d, %q, %s", path, head.status, head.text, head.header.Get("Content-Length"))
		}
	}
	packed := h.ask(http.MethodGet, "/assets/app-1a2b.js", "", "Accept-Encoding", "gzip")
	r, err := gzip.NewReader(strings.NewReader(packed.text))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(r); err != nil || string(text) != script {
		t.Errorf("unpacked: %d bytes, %v", len(text), err)
	}
	if got := h.ask(http.MethodGet, "/assets/app-1a2b.js.gz", ""); got.status != 404 {
		t.Errorf("by the name that it is kept under: got %d", got.status)
	}
}
