// Package apitest runs the whole API for tests, on a real database of either engine, with named people who got
// in as people do. It is test help only.
package apitest

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/server"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// SetupToken opens the first start of every API under test.
const SetupToken = "set-up-token-of-the-tests"

// Password is what everybody in tests uses; it passes the rules.
const Password = "lantern-42-orchid-river"

// API is one running process.
type API struct {
	t          testing.TB
	App        *app.App
	Clock      *testkit.Clock
	URL        string
	Database   testkit.Database
	Operations []web.Operation
	Handler    http.Handler
	plain      *sql.DB
}

// Start runs an API on a database. Settings are further environment lines, such as GATEHOUSE_SMTP_URL=…. Several
// APIs on one PostgreSQL database stand for several processes.
func Start(t testing.TB, d testkit.Database, settings ...string) *API {
	t.Helper()
	return StartLogging(t, d, testkit.Logger(), settings...)
}

// StartLogging is Start with a log that the test reads.
func StartLogging(t testing.TB, d testkit.Database, log *slog.Logger, settings ...string) *API {
	t.Helper()
	c, err := config.Load(append([]string{
		"GATEHOUSE_DATABASE_URL=" + d.URL, "GATEHOUSE_SECRET=" + testkit.Secret, "GATEHOUSE_RATE_LIMITS=off",
		"GATEHOUSE_SETUP_TOKEN=" + SetupToken,
	}, settings...))
	if err != nil {
		t.Fatal(err)
	}
	a := &API{t: t, Clock: &testkit.Clock{}, Database: d, plain: d.Plain(t)}
	ctx := context.Background()
	if a.App, err = app.New(ctx, c, a.Clock, log); err != nil {
		t.Fatal(err)
	}
	a.App.DB.Doubt(func(fault string) { t.Error(fault) })
	s, err := server.New(a.App)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.App.Prepare(ctx), a.App.Start(ctx)); err != nil {
		t.Fatal(err)
	}
	if _, err := a.App.Setup(ctx); err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler)
	a.URL, a.Operations, a.Handler = h.URL, s.Operations, s.Handler
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
		_ = a.App.Close(ctx)
	})
	return a
}

// Answer is what the API said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	JSON   map[string]any
}

// Code is the problem's code, or "".
func (a Answer) Code() string {
	code, _ := a.JSON["code"].(string)
	return code
}

// Text gives the text at a path of names, or "".
func (a Answer) Text(path ...string) string {
	text, _ := At(a.JSON, path...).(string)
	return text
}

// List gives the list at a path of names, or nil.
func (a Answer) List(path ...string) []any {
	list, _ := At(a.JSON, path...).([]any)
	return list
}

// At gives what stands at a path of names in decoded JSON, or nil.
func At(value any, path ...string) any {
	for _, name := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[name]
	}
	return value
}

// Call makes one request as somebody, whose token may be "". Body is encoded as JSON, unless it is a string or
// nil. Headers are pairs of name and value.
func (a *API) Call(method, path, token string, body any, headers ...string) Answer {
	a.t.Helper()
	answer, err := a.Try(method, path, token, body, headers...)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer
}

// Try is Call for requests that may find no answer, and for use beside the test's own goroutine.
func (a *API) Try(method, path, token string, body any, headers ...string) (Answer, error) {
	request, err := http.NewRequestWithContext(context.Background(), method, a.URL+path, reader(body))
	if err != nil {
		return Answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" { // Go's client sends the request's own, whatever the headers say
			request.Host = headers[i+1]
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	answer := Answer{Status: response.StatusCode, Header: response.Header, Body: text}
	_ = json.Unmarshal(text, &answer.JSON)
	if err == nil {
		a.holdToContract(method, path, answer)
	}
	return answer, err
}

// holdToContract fails the test where an answer is not what the document says.
func (a *API) holdToContract(method, path string, answer Answer) {
	contract, err := TheContract()
	if err == nil {
		err = contract.Check(method, path, answer)
	}
	if err == nil && answer.Status >= http.StatusBadRequest && method != http.MethodHead {
		err = CheckProblem(answer)
	}
	if err == nil && answer.Status == http.StatusInternalServerError {
		err = errors.New("internal error")
	}
	if err != nil {
		a.t.Errorf("%s %s: %v", method, path, err)
	}
}

func reader(body any) io.Reader {
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(b)
	default:
		text, _ := json.Marshal(b)
		return bytes.NewReader(text)
	}
}

// Want fails the test where the answer is not the expected one; code is "" for a success.
func (a *API) Want(answer Answer, status int, code string) Answer {
	a.t.Helper()
	if answer.Status != status || answer.Code() != code {
		a.t.Fatalf("got %d %q, want %d %q: %s", answer.Status, answer.Code(), status, code, answer.Body)
	}
	return answer
}

// For is the same API with the helpers of another test, such as a subtest.
func (a *API) For(t testing.TB) *API {
	c := *a
	c.t = t
	return &c
}
