package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gatehouse-dev/gatehouse/api/client"
)

// faulty answers with what it is told, one after the other, the last one for ever, and remembers what it was asked.
type faulty struct {
	mu      sync.Mutex
	answers []func(http.ResponseWriter)
	keys    []string
	bodies  []string
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.keys, f.bodies = append(f.keys, r.Header.Get("Idempotency-Key")), append(f.bodies, string(body))
	answer := f.answers[min(len(f.keys), len(f.answers))-1]
	f.mu.Unlock()
	answer(w)
}

func problem(status int, code, after string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"status": 400, "code": "`+code+`", "title": "T", "type": "t", "detail": "Say it otherwise.", "request_id": "r-1",
			"errors": [{"pointer": "/email", "code": "email_invalid", "detail": "No."}]}`)
	}
}

func done(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"allowed": true, "results": {}}`)
}

// lost breaks the connection off where the answer should come.
func lost(http.ResponseWriter) { panic(http.ErrAbortHandler) }

func asking(t *testing.T, o client.Options, answers ...func(http.ResponseWriter)) (*client.Gatehouse, *faulty) {
	t.Helper()
	f := &faulty{answers: answers}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	g, err := client.New(server.URL, o)
	if err != nil {
		t.Fatal(err)
	}
	return g, f
}

func check(g *client.Gatehouse) error {
	_, err := g.CheckWithResponse(context.Background(), uuid.New(), nil, client.Check{Permissions: []string{"users:read"}})
	return err
}

func remove(g *client.Gatehouse) error {
	_, err := g.RemoveUserWithResponse(context.Background(), uuid.New(), uuid.New(), nil)
	return err
}

func TestAskingAgain(t *testing.T) {
	for name, c := range map[string]struct {
		ask     func(*client.Gatehouse) error
		answers []func(http.ResponseWriter)
		asked   int
		code    string
	}{
		"a POST whose answer was lost":   {check, []func(http.ResponseWriter){lost, done}, 2, ""},
		"a POST while there is no room":  {check, []func(http.ResponseWriter){problem(503, "unavailable", ""), done}, 2, ""},
		"a POST that came too often":     {check, []func(http.ResponseWriter){problem(429, "rate_limited", "1"), done}, 2, ""},
		"a POST still being worked on":   {check, []func(http.ResponseWriter){lost, problem(409, "request_in_progress", ""), done}, 3, ""},
		"a POST that is refused":         {check, []func(http.ResponseWriter){problem(422, "validation_failed", ""), done}, 1, "validation_failed"},
		"another conflict":               {check, []func(http.ResponseWriter){problem(409, "already_invited", ""), done}, 1, "already_invited"},
		"a fault of the server":          {check, []func(http.ResponseWriter){problem(500, "internal", ""), done}, 1, "internal"},
		"as often as it may":             {check, []func(http.ResponseWriter){problem(503, "unavailable", "")}, 4, "unavailable"},
		"longer than anybody waits":      {check, []func(http.ResponseWriter){problem(429, "rate_limited", "3600"), done}, 1, "rate_limited"},
		"a DELETE that came too often":   {remove, []func(http.ResponseWriter){problem(429, "rate_limited", "1"), done}, 2, ""},
		"a DELETE that met too much":     {remove, []func(http.ResponseWriter){problem(503, "overloaded", "1"), done}, 2, ""},
		"a DELETE while there's no room": {remove, []func(http.ResponseWriter){problem(503, "unavailable", ""), done}, 1, "unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, f := asking(t, client.Options{Key: "gh_x"}, c.answers...)
			if err := c.ask(g); client.Code(err) != c.code || (c.code == "") != (err == nil) {
				t.Errorf("got %v, want code %q", err, c.code)
			}
			if len(f.keys) != c.asked {
				t.Errorf("asked %d times, want %d", len(f.keys), c.asked)
			}
			if len(slices.Compact(slices.Clone(f.keys))) != 1 || len(slices.Compact(slices.Clone(f.bodies))) != 1 {
				t.Errorf("it was another request: keys %q, bodies %q", f.keys, f.bodies)
			}
		})
	}
}

func TestALostAnswerToADeleteIsTold(t *testing.T) {
	g, f := asking(t, client.Options{}, lost, done)
	if err := remove(g); err == nil || len(f.keys) != 1 {
		t.Errorf("error %v after %d requests, want one request and an error", err, len(f.keys))
	}
}

func TestEachPostHasAKeyOfItsOwn(t *testing.T) {
	g, f := asking(t, client.Options{}, done)
	if err := errors.Join(check(g), check(g)); err != nil {
		t.Fatal(err)
	}
	if f.keys[0] == f.keys[1] || len(f.keys[0]) < 20 {
		t.Errorf("keys %q", f.keys)
	}
	mine := "mine"
	_, err := g.CheckWithResponse(context.Background(), uuid.New(), &client.CheckParams{IdempotencyKey: &mine}, client.Check{})
	if err != nil || f.keys[2] != mine {
		t.Errorf("%v: key %q, want the caller's", err, f.keys[2])
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	g, _ := asking(t, client.Options{}, problem(429, "rate_limited", "30"))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := g.GetWorkspaceWithResponse(ctx, uuid.New(), nil)
	if client.Code(err) != "rate_limited" || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v, want the refusal at once", err, time.Since(began))
	}
}

func TestARefusalTellsEverything(t *testing.T) {
	g, _ := asking(t, client.Options{}, problem(422, "validation_failed", "7"))
	err := check(g)
	e, ok := errors.AsType[*client.Error](err)
	if !ok {
		t.Fatalf("%T %v", err, err)
	}
	field, named := e.Field("/email")
	if e.Status != 422 || e.Code != "validation_failed" || e.RequestID != "r-1" || e.RetryAfter != 7*time.Second ||
		!named || field.Code != "email_invalid" || len(e.Body) == 0 {
		t.Errorf("%+v", e)
	}
	if want := "gatehouse: 422 validation_failed: Say it otherwise. /email: No. (request r-1)"; e.Error() != want {
		t.Errorf("says %q, want %q", e.Error(), want)
	}
}

func TestWhatIsNotGatehouse(t *testing.T) {
	html := func(status int) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<p>Hello</p>")
		}
	}
	g, _ := asking(t, client.Options{}, html(404))
	if e, ok := errors.AsType[*client.Error](check(g)); !ok || e.Status != 404 || e.Code != "" || e.Detail != "Not Found" {
		t.Errorf("got %+v", e)
	}
	g, _ = asking(t, client.Options{}, html(200))
	for _, err := range g.EachUser(context.Background(), uuid.New(), nil) {
		if err == nil {
			t.Error("a page of HTML passes for one of people")
		}
	}
	for _, address := range []string{"", "gatehouse.example.com", "ftp://gatehouse.example.com", "http://", ":"} {
		if _, err := client.New(address, client.Options{}); err == nil {
			t.Errorf("%q passes for an address", address)
		}
	}
}
