package web_test

import (
	"bufio"
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// following opens a house with one stream of the values that the test sends, and follows it.
func following(t *testing.T) (h *house, values chan string, lines <-chan string) {
	t.Helper()
	h, values, lines, _ = asking(t, 0)
	return h, values, lines
}

// counted is standing, with how often it was asked for.
type counted struct {
	authz.Standings
	n atomic.Int64
}

func (c *counted) StandingIn(ctx context.Context, p authz.Principal, ws id.Workspace) (authz.Standing, bool, error) {
	c.n.Add(1)
	return c.Standings.StandingIn(ctx, p, ws)
}

// asking is following, with room for values that wait, and tells how often the gate was asked.
func asking(t *testing.T, room int) (h *house, values chan string, lines <-chan string, gate *counted) {
	t.Helper()
	values = make(chan string, room)
	h = open(t, testkit.NewSQLite(t), func(h *house) door {
		op := web.InWorkspace("stream", http.MethodGet, "/w/{workspace_id}", "", func(c echo.Context, _ authz.Pass) error {
			return web.Stream(h.frame, c, "hello", values, func(_ authz.Pass, v string) (any, bool) { return v, true })
		}).Streaming()
		gate = &counted{Standings: h.app.DB}
		return door{
			operations: []web.Operation{op}, options: web.Options{Timeout: 50 * time.Millisecond}, gate: authz.NewGate(gate, h.clock),
		}
	})
	h.found()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, h.server.URL+"/w/"+h.workspace, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	res, err := h.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("got %d %v", res.StatusCode, res.Header)
	}
	out := make(chan string, 8)
	go func() {
		defer close(out)
		defer func() { _ = res.Body.Close() }()
		for scan := bufio.NewScanner(res.Body); scan.Scan(); {
			if scan.Text() != "" {
				out <- scan.Text()
			}
		}
	}()
	return h, values, out, gate
}

func next(t *testing.T, lines <-chan string) (line string, open bool) {
	t.Helper()
	select {
	case line, open = <-lines:
		return line, open
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
		return "", false
	}
}

func TestStreamOutlivesTheDeadlineOfRequests(t *testing.T) {
	_, values, lines := following(t)
	if line, _ := next(t, lines); line != `data: "hello"` {
		t.Errorf("got %q", line)
	}
	time.Sleep(150 * time.Millisecond) // three deadlines
	values <- "news"
	if line, _ := next(t, lines); line != `data: "news"` {
		t.Errorf("got %q", line)
	}
}

// Ninety values in a burst are two questions at the gate at the most, and what is the same is told once.
func TestStreamAsksOnceForABurst(t *testing.T) {
	_, values, lines, gate := asking(t, 100)
	next(t, lines)
	before := gate.n.Load()
	for range 45 {
		values <- "again"
		values <- "and again"
	}
	values <- "last"
	told := map[string]int{}
	for line := ""; line != `data: "last"`; {
		line, _ = next(t, lines)
		told[line]++
	}
	if asked := gate.n.Load() - before; asked > 3 { // one of them may be the heartbeat's
		t.Errorf("the gate was asked %d times", asked)
	}
	if told[`data: "again"`] > 2 || told[`data: "and again"`] > 2 || told[`data: "again"`] == 0 {
		t.Errorf("told %v", told)
	}
}

func TestStreamEndsWithItsValues(t *testing.T) {
	_, values, lines := following(t)
	next(t, lines)
	close(values)
	if line, open := next(t, lines); open {
		t.Errorf("still open: %q", line)
	}
}

func TestStreamEndsWhenTheServerDoes(t *testing.T) {
	h, _, lines := following(t)
	next(t, lines)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := h.server.Config.Shutdown(ctx); err != nil {
		t.Errorf("the shutdown waited for the stream: %v", err)
	}
	if line, open := next(t, lines); open {
		t.Errorf("still open: %q", line)
	}
}

func TestStreamSaysNothingMoreToWhoLostAccess(t *testing.T) {
	h, values, lines := following(t)
	next(t, lines)
	caller, err := h.app.Identity.Authenticate(context.Background(), h.token)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := h.app.Gate.Identify(context.Background(), caller, authz.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.app.Admission.SignOutCaller(context.Background(), proof); err != nil {
		t.Fatal(err)
	}
	values <- "secret"
	if line, open := next(t, lines); open {
		t.Errorf("still told: %q", line)
	}
}
