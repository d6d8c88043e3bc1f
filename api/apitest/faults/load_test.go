package faults_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// load asks all the time while a test does something to whoever answers. It asks each thing once, unless insistent: then a
// write is asked again with its key until somebody says for certain what became of it.
type load struct {
	t         *testing.T
	insistent bool
	token     string
	urls      []string
	path      string
	role      string // of whom is invited; empty: locations are made
	n         atomic.Int64
	ended     atomic.Bool
	running   sync.WaitGroup
	mu        sync.Mutex
	done      map[string]time.Time // what was asked for and answered, and when
	faults    []string
}

// begin asks with so many clients, each of which has a connection of its own to each address.
func (l *load) begin(clients int) {
	l.done = map[string]time.Time{}
	for range clients {
		l.running.Go(func() {
			transport := &http.Transport{MaxIdleConnsPerHost: 1}
			defer transport.CloseIdleConnections()
			for !l.ended.Load() {
				l.write(transport)
				l.read(transport)
			}
		})
	}
	l.t.Cleanup(l.end)
}

func (l *load) end() {
	l.ended.Store(true)
	l.running.Wait()
}

// more waits until so many more were answered.
func (l *load) more(count int) {
	l.t.Helper()
	due := l.answered() + count
	apitest.Eventually(l.t, 3*patience, "more is answered", func() bool { return l.answered() >= due })
}

func (l *load) answered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.done)
}

// isThere fails the test where an invitation that was answered by now is not there, or twice.
func (l *load) isThere(p *apitest.Process) {
	l.t.Helper()
	l.mu.Lock()
	answered := slices.Collect(maps.Keys(l.done))
	l.mu.Unlock()
	for _, email := range answered {
		if n := p.Count("invitations", "email = ?", email); n != 1 {
			l.t.Errorf("%s was answered, and is there %d times", email, n)
		}
	}
}

func (l *load) write(transport *http.Transport) {
	n := l.n.Add(1)
	name, path, headers := fmt.Sprintf("loaded %06d", n), l.path+"/locations", []string{}
	body := map[string]any{"name": name}
	if l.role != "" {
		name = strings.ReplaceAll(name, " ", "-") + "@example.com"
		path, body = l.path+"/invitations", map[string]any{"email": name, "name": "Bo Brownsdottir", "role_ids": []string{l.role}}
	}
	if l.insistent {
		headers = []string{"Idempotency-Key", name}
	}
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		status, text := l.ask(transport, http.MethodPost, path, body, headers...)
		switch {
		case status == http.StatusCreated || status == http.StatusConflict && strings.Contains(text, "request_completed"):
			l.mu.Lock()
			l.done[name] = time.Now()
			l.mu.Unlock()
			return
		case l.insistent && (status == 0 || status >= 500 || strings.Contains(text, "request_in_progress")) && time.Now().Before(end):
			continue
		}
		l.fault(fmt.Sprintf("%s: %d %s", name, status, text))
		return
	}
}

func (l *load) read(transport *http.Transport) {
	if status, text := l.ask(transport, http.MethodGet, l.path+"/locations?limit=1", nil); status != http.StatusOK && l.role == "" {
		l.fault(fmt.Sprintf("a reader got %d %s", status, text))
	}
}

func (l *load) fault(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = append(l.faults, text)
}

// ask gives 0 where there is no answer.
func (l *load) ask(transport *http.Transport, method, path string, body map[string]any, headers ...string) (status int, text string) {
	sent, err := json.Marshal(body)
	if err != nil {
		return 0, err.Error()
	}
	url := l.urls[int(l.n.Load())%len(l.urls)]
	request, err := http.NewRequest(method, url+path, bytes.NewReader(sent)) //nolint:noctx // until it is answered
	if err != nil {
		return 0, err.Error()
	}
	if body == nil {
		request.Body, request.ContentLength = http.NoBody, 0
	} else {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Authorization", "Bearer "+l.token)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(got)
}

// nothingDropped fails the test where a request had another end than its answer.
func (l *load) nothingDropped() {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, text := range l.faults[:min(len(l.faults), 10)] {
		l.t.Error(text)
	}
	if len(l.faults) > 0 || len(l.done) == 0 {
		l.t.Errorf("%d requests were dropped, %d writes were answered", len(l.faults), len(l.done))
	}
}
