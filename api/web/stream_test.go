package web_test

import (
	"bufio"
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// following opens a house with one stream of the values that the test sends, and follows it.
func following(t *testing.T) (h *house, values chan string, lines <-chan string) {
	t.Helper()
	values = make(chan string)
	h = open(t, testkit.NewSQLite(t), func(h *house) door {
		op := web.InWorkspace("stream", http.MethodGet, "/w/{workspace_id}", "", func(c echo.Context, _ authz.Pass) error {
			return web.Stream(h.frame, c, "hello", values, func(v string) any { return v })
		}).Streaming()
		return door{operations: []web.Operation{op}, options: web.Options{Timeout: 50 * time.Millisecond}}
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
	return h, values, out
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
