package apitest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// HookCall is one request that a HookSink got.
type HookCall struct {
	Path   string
	Header http.Header
	Body   []byte
}

// HookSink is an endpoint of somebody else's, on this machine.
type HookSink struct {
	URL    string
	mu     sync.Mutex
	calls  []HookCall
	answer http.HandlerFunc
}

// NewHookSink starts an endpoint that takes everything until Answer says otherwise.
func NewHookSink(t testing.TB) *HookSink {
	t.Helper()
	s := &HookSink{answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.calls = append(s.calls, HookCall{Path: r.URL.Path, Header: r.Header, Body: body})
		answer := s.answer
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	s.URL = server.URL
	return s
}

// Answer says how the endpoint answers from now on.
func (s *HookSink) Answer(how http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = how
}

// Calls lists what came so far.
func (s *HookSink) Calls() []HookCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]HookCall(nil), s.calls...)
}

// Answering answers with a status alone.
func Answering(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// WakeHooks does at once what the house does every few seconds: it looks for endpoints whose time has come.
func (a *API) WakeHooks() {
	a.t.Helper()
	err := a.App.DB.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error { return tx.WakeWebhooks() })
	if err != nil {
		a.t.Fatal(err)
	}
}
