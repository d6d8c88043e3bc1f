package bench_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// line is what the table says about one workload: the round in the middle of each side.
type line struct {
	workload, engine, limit string
	members                 int
	ours, plain             measured
	rss, peak               float64
}

// TestWorkloads measures every workload on both engines, and prints the table. It fails where a request fails, never for
// being slow.
func TestWorkloads(t *testing.T) {
	s := chosenScale(t)
	var lines []line
	for _, members := range s.members {
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run(fmt.Sprintf("%s/%d", engine, members), func(t *testing.T) { lines = append(lines, runWorld(t, s, engine, members)...) })
		}
	}
	text := report(s, lines)
	fmt.Print(text)
	if path := os.Getenv("BENCH_REPORT"); path != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // a report for everybody
			t.Fatal(err)
		}
	}
}

func runWorld(t *testing.T, s scale, engine string, members int) []line {
	t.Helper()
	open := testkit.NewPostgres
	if engine == "sqlite" {
		open = testkit.NewSQLite
	}
	stock := s.stock * s.rounds
	w := newWorld(t, open(t), members, stock, s.neighbours)
	plain := startLimit(t, w)
	db := databaseServer(t, w.fill.db, engine == "sqlite")
	var lines []line
	for _, load := range w.workloads(t, stock) {
		if !chosen(load.name) {
			continue
		}
		l := line{workload: load.name, engine: engine, limit: load.limit, members: members}
		var ours, limits []measured
		warm(s, w.process.URL, load.ours)
		warm(s, plain.url, load.plain)
		for range s.rounds {
			limits = append(limits, served(t, s, plain.url, plain.pid, db, load.plain))
			ours = append(ours, served(t, s, w.process.URL, w.process.PID(), db, load.ours))
		}
		l.ours, l.plain = middle(ours), middle(limits)
		l.rss, l.peak = memory(t, w.process.PID(), "VmRSS"), memory(t, w.process.PID(), "VmHWM")
		lines = append(lines, l)
		fmt.Fprintln(os.Stderr, row(l))
	}
	return lines
}

// warm asks a little before anything is measured: connections are made and statements prepared.
func warm(s scale, base string, next func(int) (ask, bool)) {
	drive(s.clients, base, min(s.each/6, 500*time.Millisecond), next)
}

// middle is the round with the rate in the middle.
func middle(rounds []measured) measured {
	slices.SortFunc(rounds, func(a, b measured) int { return int(a.rate() - b.rate()) })
	return rounds[len(rounds)/2]
}

func (m measured) cpu(d time.Duration) float64 {
	return float64(d.Microseconds()) / float64(max(1, m.done))
}

const heading = "| workload | members | engine | per second | of its limit | p50 ms | p99 ms | CPU µs, server + database | CPU of the limit | memory MB, now / most | limit |\n" +
	"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"

func report(s scale, lines []line) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d clients, %d rounds of %v each, limit and server in turn; the round in the middle.\n\n%s", s.clients, s.rounds, s.each, heading)
	slices.SortStableFunc(lines, func(a, b line) int { return strings.Compare(a.workload, b.workload) })
	for _, l := range lines {
		b.WriteString(row(l) + "\n")
	}
	return b.String()
}

func row(l line) string {
	o, p := l.ours, l.plain
	return fmt.Sprintf("| %s | %d | %s | %.0f | %.2f of %.0f | %.2f | %.1f | %.0f + %.0f | %.0f + %.0f | %.0f / %.0f | %s |",
		l.workload, l.members, l.engine, o.rate(), o.rate()/p.rate(), p.rate(), ms(o.at(50)), ms(o.at(99)),
		o.cpu(o.server), o.cpu(o.database), p.cpu(p.server), p.cpu(p.database), l.rss, l.peak, l.limit)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
