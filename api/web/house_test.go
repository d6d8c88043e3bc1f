package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// house is the real house behind a door with the operations of one test.
type house struct {
	*testing.T
	app       *app.App
	clock     *testkit.Clock
	log       *record
	frame     *web.Frame
	server    *httptest.Server
	token     string // of the first Admin
	workspace string
}

// record is a log that can be read while it is written.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// door says how the frame of a test is set.
type door struct {
	operations []web.Operation
	pages      *web.Pages
	options    web.Options
	gate       *authz.Gate // in place of the house's own
}

func open(t *testing.T, d testkit.Database, doors func(*house) door) *house {
	t.Helper()
	c, err := config.Load([]string{"GATEHOUSE_DATABASE_URL=" + d.URL, "GATEHOUSE_SECRET=" + testkit.Secret})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, clock: &testkit.Clock{}, log: &record{}}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	if h.app, err = app.New(context.Background(), c, h.clock, testkit.Logger()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.app.DB.Close() })
	how := doors(h)
	if how.gate == nil {
		how.gate = h.app.Gate
	}
	h.frame = web.NewFrame(web.Rooms{
		Gate: how.gate, Auth: h.app.Identity, Idempotency: h.app.DB, Denials: h.app, Clock: h.clock, Log: log,
	}, how.options)
	h.server = httptest.NewUnstartedServer(h.frame.Mount(how.operations, how.pages))
	h.server.Config.RegisterOnShutdown(h.frame.EndStreams)
	h.server.Start()
	t.Cleanup(func() {
		h.frame.EndStreams() // else closing would wait for them
		h.server.Close()
	})
	return h
}

// on opens a house with operations and nothing else set.
func on(t *testing.T, operations ...web.Operation) *house {
	t.Helper()
	return open(t, testkit.NewSQLite(t), func(*house) door { return door{operations: operations} })
}

// found makes the first account and workspace.
func (h *house) found() {
	h.Helper()
	ctx := context.Background()
	token := secret.NewToken()
	if _, err := h.app.Admission.PrepareSetup(ctx, authz.NewJob("test"), token); err != nil {
		h.Fatal(err)
	}
	done, err := h.app.Admission.Setup(ctx, h.app.Gate.Visit(authz.Origin{}), admission.SetupCommand{
		Token: token, Name: "Ana Souza", Email: "ana@example.com", Password: "lantern orbit quay seventeen", WorkspaceName: "Northwind",
	})
	if err != nil {
		h.Fatal(err)
	}
	h.token, h.workspace = done.Tokens.Access, string(done.Workspace.ID)
}

// answer is a response with its body read.
type answer struct {
	status int
	header http.Header
	text   string
}

func (a answer) problem(t *testing.T) map[string]any {
	t.Helper()
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Fatalf("the answer %d is %q, not a problem: %s", a.status, kind, a.text)
	}
	var p map[string]any
	if err := json.Unmarshal([]byte(a.text), &p); err != nil {
		t.Fatalf("read the problem: %v", err)
	}
	return p
}

func (a answer) code(t *testing.T) string {
	t.Helper()
	code, _ := a.problem(t)["code"].(string)
	return code
}

// ask sends a request; headers come in pairs.
func (h *house) ask(method, path, body string, headers ...string) answer {
	h.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, h.server.URL+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	res, err := h.server.Client().Transport.RoundTrip(r)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		h.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, text: string(text)}
}

// visit makes a public operation of a handler that needs no proof.
func visit(method, path string, fn func(echo.Context) error) web.Operation {
	return web.Public("test", method, path, func(c echo.Context, _ authz.Visitor) error { return fn(c) })
}

func publicURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func nets(t *testing.T, text string) []netip.Prefix {
	t.Helper()
	p, err := netip.ParsePrefix(text)
	if err != nil {
		t.Fatal(err)
	}
	return []netip.Prefix{p}
}
