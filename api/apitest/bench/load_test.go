package bench_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// ask is one request of a workload. Body is sent as it is.
type ask struct {
	method, path string
	token        string
	body         []byte
	wants        int // the status of an answer that counts
}

// measured is what a round of one server showed.
type measured struct {
	done      int
	took      time.Duration
	times     []time.Duration // of each request, sorted
	server    time.Duration   // CPU
	database  time.Duration   // CPU of the database server; 0 where it is in the process
	lastFault string
	faults    int
}

func (m measured) rate() float64 { return float64(m.done) / m.took.Seconds() }

func (m measured) at(percent int) time.Duration {
	if len(m.times) == 0 {
		return 0
	}
	return m.times[min(len(m.times)-1, len(m.times)*percent/100)]
}

// drive lets clients ask one after the other for a while: each has a connection of its own, and the next request begins
// when the one before is answered. The n-th request of all is next(n); it gives ok false where there is nothing left to ask.
func drive(clients int, base string, each time.Duration, next func(n int) (ask, bool)) measured {
	transport := &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	var count atomic.Int64
	all := make([]measured, clients)
	begun := time.Now()
	var running sync.WaitGroup
	for i := range clients {
		running.Go(func() {
			for time.Since(begun) < each {
				a, ok := next(int(count.Add(1) - 1))
				if !ok {
					return
				}
				all[i].add(transport, base, a)
			}
		})
	}
	running.Wait()
	sum := measured{took: time.Since(begun)}
	for _, one := range all {
		sum.done, sum.faults, sum.times = sum.done+one.done, sum.faults+one.faults, append(sum.times, one.times...)
		if one.lastFault != "" {
			sum.lastFault = one.lastFault
		}
	}
	slices.Sort(sum.times)
	return sum
}

func (m *measured) add(transport http.RoundTripper, base string, a ask) {
	begun := time.Now()
	status, text, err := send(transport, base, a)
	if err != nil || status != a.wants {
		m.faults++
		m.lastFault = fmt.Sprintf("%s %s: %d %s %v", a.method, a.path, status, text[:min(len(text), 300)], err)
		return
	}
	m.done++
	m.times = append(m.times, time.Since(begun))
}

func send(transport http.RoundTripper, base string, a ask) (int, []byte, error) {
	request, err := http.NewRequestWithContext(context.Background(), a.method, base+a.path, bytes.NewReader(a.body))
	if err != nil {
		return 0, nil, err
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	if len(a.body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, text, err
}

// served measures a round together with the CPU time of the processes that served it. A request that failed fails the run:
// what goes wrong is often quicker than what goes right.
func served(t *testing.T, s scale, base string, pid int, db *databaseCPU, next func(n int) (ask, bool)) measured {
	t.Helper()
	server, database := processCPU(t, pid), db.now(t)
	m := drive(s.clients, base, s.each, next)
	m.server, m.database = processCPU(t, pid)-server, db.now(t)-database
	if m.faults > 0 || m.done == 0 {
		t.Errorf("%d of %d requests failed: %s", m.faults, m.faults+m.done, m.lastFault)
	}
	return m
}
