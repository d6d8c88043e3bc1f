package faults_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// The machine of the database vanishes without a word: no connection breaks, and nothing comes through. A stream is told
// that something may be missing once its process has noticed and listens elsewhere, and hears what comes then.
func TestAStreamHearsAgainAfterTheListenerWasCutOff(t *testing.T) {
	t.Parallel()
	d := testkit.NewPostgres(t)
	w := newCable(t, d.URL)
	j := newJob(t, d, smtpsink.Options{}, 1, "GATEHOUSE_DATABASE_DIRECT_URL="+w.url)
	p := j.processes[0]
	j.setUp(p)
	stream := apitest.OpenStream(t, p.API, j.path+"/events", j.admin.Token)
	stream.Await(soon, "location.created", depotBy(j, "Before"))
	before := resyncs(stream)
	w.cut()
	missed := depotBy(j, "Missed")
	apitest.Eventually(t, patience, "the stream is told that something may be missing", func() bool { return resyncs(stream) > before })
	stream.Await(soon, "location.created", depotBy(j, "Afterwards"))
	for _, e := range stream.Seen() {
		if e.ID != nil && *e.ID == missed {
			t.Error("the cable was not cut")
		}
	}
}

func depotBy(j *job, name string) string {
	j.t.Helper()
	return j.post(j.processes[0], j.path+"/locations", j.admin.Token, map[string]any{"name": name}).Text("id")
}

func resyncs(s *apitest.Stream) (n int) {
	for _, e := range s.Seen() {
		if e.Type == "resync" {
			n++
		}
	}
	return n
}

// cable is a way to a database which can be cut: what goes over it then is lost, and neither end is told. New ways are open.
type cable struct {
	url string
	mu  sync.Mutex
	off chan struct{}
}

func newCable(t *testing.T, database string) *cable {
	t.Helper()
	to, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at the test's end
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	here := *to
	here.Host = l.Addr().String()
	w := &cable{url: here.String(), off: make(chan struct{})}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to.Host) //nolint:noctx // closed with the other end
			if err != nil {
				_ = near.Close()
				return
			}
			w.mu.Lock()
			off := w.off
			w.mu.Unlock()
			go carry(near, far, off)
			go carry(far, near, off)
		}
	}()
	return w
}

func (w *cable) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.off)
	w.off = make(chan struct{})
}

// carry hands on what comes until the cable is cut; from then on it swallows it.
func carry(from, to net.Conn, off chan struct{}) {
	defer func() { _ = from.Close() }()
	_, _ = io.Copy(writer(func(b []byte) (int, error) {
		select {
		case <-off:
			return len(b), nil
		default:
			return to.Write(b)
		}
	}), from)
	select {
	case <-off: // the other end is not told
	default:
		_ = to.Close()
	}
}

type writer func([]byte) (int, error)

// Write hands on.
func (w writer) Write(b []byte) (int, error) { return w(b) }
