package apitest

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Stream is an open stream of a workspace's live events.
type Stream struct {
	t      testing.TB
	mu     sync.Mutex
	seen   []Event
	raw    strings.Builder
	ended  chan struct{}
	cancel context.CancelFunc
}

// Event is one live event.
type Event struct {
	Type string  `json:"type"`
	ID   *string `json:"id"`
}

// OpenStream opens a stream, and waits until it says that it is open.
func OpenStream(t testing.TB, api *API, path, token string) *Stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.URL+path, nil)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := (&http.Client{Transport: &http.Transport{}}).Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		cancel()
		t.Fatalf("open a stream: %v %v", response, err)
	}
	s := &Stream{t: t, ended: make(chan struct{}), cancel: cancel}
	go s.read(response)
	t.Cleanup(s.Close)
	s.Await(10*time.Second, "stream.opened", "")
	return s
}

func (s *Stream) read(response *http.Response) {
	defer close(s.ended)
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		line := lines.Text()
		var e Event
		data, isData := strings.CutPrefix(line, "data: ")
		if isData && json.Unmarshal([]byte(data), &e) != nil {
			e.Type = "unreadable: " + data
		}
		s.mu.Lock()
		s.raw.WriteString(line + "\n")
		if isData {
			s.seen = append(s.seen, e)
		}
		s.mu.Unlock()
	}
}

// Seen gives the events so far.
func (s *Stream) Seen() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// Raw is everything that came over the wire, comments too.
func (s *Stream) Raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// Await waits for an event of a type about one thing; "" is any.
func (s *Stream) Await(within time.Duration, kind, id string) {
	s.t.Helper()
	Eventually(s.t, within, "the event "+kind+" "+id, func() bool {
		return slices.ContainsFunc(s.Seen(), func(e Event) bool {
			return e.Type == kind && (id == "" || e.ID != nil && *e.ID == id)
		})
	})
}

// Ends waits until the server has ended the stream.
func (s *Stream) Ends(within time.Duration) {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(within):
		s.t.Fatalf("the stream is still open after %v; it has seen %d events", within, len(s.Seen()))
	}
}

// Open tells whether the server has not ended the stream.
func (s *Stream) Open() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// Close leaves the stream.
func (s *Stream) Close() {
	s.cancel()
	<-s.ended
}
