package web

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Metrics are the numbers of the door: requests by method, route pattern and status, never by path or person.
type Metrics struct {
	requests, duration, inFlight, streams *family
	turnedAway, running, waiting, waits   *family

	counters   sync.Map // of *metrics.Counter by counterKey: a look-up by the whole name would write it down each time
	histograms sync.Map // of *metrics.PrometheusHistogram by histogramKey
	now, open  atomic.Int64
}

type (
	counterKey   struct{ method, route, status string }
	histogramKey struct{ method, route string }
)

// family is the numbers of one name, with what people read about it.
type family struct {
	name, kind, help string
	set              *metrics.Set
}

func newFamily(name, kind, help string) *family {
	return &family{name: name, kind: kind, help: help, set: metrics.NewSet()}
}

func (f *family) write(w io.Writer) {
	_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", f.name, f.help, f.name, f.kind) // a scraper that left
	f.set.WritePrometheus(w)
}

// buckets are the bounds of the histogram in seconds: from an answer out of memory to one that came too late.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15} //nolint:gochecknoglobals // a table

func newMetrics() *Metrics {
	m := &Metrics{
		requests: newFamily("gatehouse_http_requests_total", "counter", "Requests answered, by method, route pattern and status."),
		duration: newFamily("gatehouse_http_request_seconds", "histogram", "Time to answer, by method and route pattern."),
		inFlight: newFamily("gatehouse_http_requests_in_flight", "gauge", "Requests being answered now."),
		streams:  newFamily("gatehouse_live_streams", "gauge", "Open streams of live events."),
	}
	m.turnedAway = newFamily("gatehouse_load_shed_total", "counter", "Requests turned away because there was too much to do, by lane.")
	m.running = newFamily("gatehouse_load_running", "gauge", "Requests being worked at now, by lane.")
	m.waiting = newFamily("gatehouse_load_waiting", "gauge", "Requests that wait for their turn, by lane.")
	m.waits = newFamily("gatehouse_load_wait_seconds", "histogram", "How long requests waited that could not be worked at at once, by lane.")
	m.inFlight.set.NewGauge(m.inFlight.name, func() float64 { return float64(m.now.Load()) })
	m.streams.set.NewGauge(m.streams.name, func() float64 { return float64(m.open.Load()) })
	return m
}

// Handler shows all numbers in the Prometheus text format, with those of the process and of Go's runtime.
func (m *Metrics) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		for _, f := range []*family{m.requests, m.duration, m.inFlight, m.streams, m.turnedAway, m.running, m.waiting, m.waits} {
			f.write(w)
		}
		metrics.WriteProcessMetrics(w)
	})
}

// watch shows how full a lane is.
func (m *Metrics) watch(name string, l *lane) {
	label := fmt.Sprintf("{lane=%q}", name)
	m.running.set.NewGauge(m.running.name+label, func() float64 { running, _ := l.numbers(); return float64(running) })
	m.waiting.set.NewGauge(m.waiting.name+label, func() float64 { _, waiting := l.numbers(); return float64(waiting) })
	m.turnedAway.set.NewCounter(m.turnedAway.name + label)
}

// shed counts a request that was turned away.
func (m *Metrics) shed(lane string) {
	m.turnedAway.set.GetOrCreateCounter(m.turnedAway.name + fmt.Sprintf("{lane=%q}", lane)).Inc()
}

func (m *Metrics) waited(lane string, took time.Duration) {
	m.waits.set.GetOrCreatePrometheusHistogramExt(m.waits.name+fmt.Sprintf("{lane=%q}", lane), buckets).Update(took.Seconds())
}

func (m *Metrics) begin() { m.now.Add(1) }

func (m *Metrics) end(method, route string, status int, took time.Duration) {
	m.now.Add(-1)
	method = knownMethod(method)
	m.counter(counterKey{method, route, strconv.Itoa(status)}).Inc()
	m.histogram(histogramKey{method, route}).Update(took.Seconds())
}

func (m *Metrics) counter(k counterKey) *metrics.Counter {
	if c, ok := m.counters.Load(k); ok {
		return c.(*metrics.Counter) //nolint:forcetypeassert // nothing else is kept there
	}
	name := fmt.Sprintf("%s{method=%q,route=%q,status=%q}", m.requests.name, k.method, k.route, k.status)
	c, _ := m.counters.LoadOrStore(k, m.requests.set.GetOrCreateCounter(name))
	return c.(*metrics.Counter) //nolint:forcetypeassert // nothing else is kept there
}

func (m *Metrics) histogram(k histogramKey) *metrics.PrometheusHistogram {
	if h, ok := m.histograms.Load(k); ok {
		return h.(*metrics.PrometheusHistogram) //nolint:forcetypeassert // nothing else is kept there
	}
	name := fmt.Sprintf("%s{method=%q,route=%q}", m.duration.name, k.method, k.route)
	h, _ := m.histograms.LoadOrStore(k, m.duration.set.GetOrCreatePrometheusHistogramExt(name, buckets))
	return h.(*metrics.PrometheusHistogram) //nolint:forcetypeassert // nothing else is kept there
}

// knownMethod keeps strangers from making new label values.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
