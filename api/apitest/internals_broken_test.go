package apitest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// logbook is a log that can be read while it is written.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// gateReads are the tables without which nobody gets far enough for anything else to fail.
const gateReads = "'sessions', 'accounts', 'users', 'workspaces', 'roles', 'user_roles', 'user_locations', 'api_keys', 'idempotency_keys'"

// Where the database itself is broken, or gone, the answer is 500 or 503 with the id of the request, and what was wrong is in
// the log alone.
func TestABrokenDatabaseIsToldToTheLogAlone(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		log := &logbook{}
		api := apitest.StartLogging(t, d, slog.New(slog.NewTextHandler(log, nil)))
		w := api.Setup("Acme Fleet")
		calls := map[string]call{}
		for _, op := range api.Operations {
			if op.ID != "streamEvents" {
				calls[op.ID] = goodCall(w, t, op)
			}
		}
		for _, table := range tablesBut(api, gateReads) {
			api.Exec("ALTER TABLE " + table + " RENAME TO " + table + "_gone")
		}
		broken := 0
		for id, c := range calls {
			if status := c.raw(t, w); status == http.StatusInternalServerError {
				broken++
			} else if status > http.StatusInternalServerError && status != http.StatusServiceUnavailable {
				t.Errorf("%s: %d", id, status)
			}
		}
		if broken < 40 {
			t.Errorf("only %d operations were broken", broken)
		}
		if text := log.String(); !regexp.MustCompile(`internal error.*_gone|internal error.*(no such table|does not exist)`).MatchString(text) {
			t.Errorf("the log does not say what was wrong: %.1000s", text)
		}
		_ = api.App.DB.Close()
		for id, c := range calls {
			if status := c.raw(t, w); status < 500 && status >= 200 && status < 300 && strings.HasPrefix(c.path, w.Path) {
				t.Errorf("%s without a database: %d", id, status)
			}
		}
	})
}

func tablesBut(api *apitest.API, some string) (list []string) {
	ask := "SELECT coalesce(string_agg(tablename, ','), '') FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'river%' AND tablename NOT IN (" + some + ")"
	if api.Database.Engine == store.SQLite {
		ask = "SELECT coalesce(group_concat(name, ','), '') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%fragments%' AND name NOT IN (" + some + ")"
	}
	return strings.Split(apitest.Look[string](api, ask), ",")
}

// raw makes the good call, whatever comes of it, looks at a refusal, and gives the status.
func (c call) raw(t *testing.T, w *apitest.Workspace) int {
	t.Helper()
	var body io.Reader = http.NoBody
	kind := "application/json"
	switch b := c.body.(type) {
	case nil:
	case string:
		body, kind = strings.NewReader(b), "text/csv"
	default:
		body = strings.NewReader(asJSON(b))
	}
	r, err := http.NewRequestWithContext(context.Background(), c.op.Method, w.API.URL+c.path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+c.credential(w))
	r.Header.Set("Cookie", c.cookie)
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode >= http.StatusBadRequest {
		saysNothing(t, fmt.Sprintf("%s %s", c.op.Method, c.path), answer.StatusCode, answer.Header, text)
	}
	return answer.StatusCode
}
