package bench_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/estate"
)

// way is how requests reach the database: the addresses that clients ask, and the processes in between.
type way struct {
	name    string
	urls    []string
	servers []int
	between []int // balancer and pooler
}

const poolConnections = 20

// TestReplicas measures what a second process, a balancer and a pooler cost and bring, in turn on one database, and prints
// the tables: a way each, and how much room a person takes. It fails where a request fails.
func TestReplicas(t *testing.T) {
	s := chosenScale(t)
	s.stock = 1
	w := newWorld(t, testkit.NewPostgres(t), s.members[0], 1, 0)
	db := databaseServer(t, w.fill.db, false)
	ways := w.ways(t)
	text := w.room() + "\n| workload | way | per second | p50 ms | p99 ms | CPU µs: servers | database | balancer and pooler |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
	for _, load := range w.workloads(t, s.stock) {
		if !slices.Contains([]string{"W4 whoami", "W3 first page", "W1 invite"}, load.name) || !chosen(load.name) {
			continue
		}
		before := w.size()
		rounds := make([][]roundOf, len(ways))
		for n := range s.rounds + 1 {
			for i, one := range ways {
				r := one.round(t, s, db, load.ours)
				if n > 0 { // the first one warms up
					rounds[i] = append(rounds[i], r)
				}
			}
		}
		for i, one := range ways {
			text += one.line(load.name, rounds[i])
		}
		if after := w.size(); load.name == "W1 invite" {
			text += fmt.Sprintf("\nRoom for an invitation, with its audit entries, its mail and its job: %d bytes.\n",
				(after.bytes-before.bytes)/max(1, after.invitations-before.invitations))
		}
	}
	fmt.Print(text)
}

// ways are one and two processes, with and without a balancer and a pooler. They serve at once and are asked in turn.
func (w *world) ways(t *testing.T) []way {
	t.Helper()
	direct := w.process.Database.URL
	pooler := estate.Pool(t, direct, poolConnections)
	settings := []string{
		"GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_LOG_LEVEL=warn", "GATEHOUSE_SMTP_URL=smtp://" + silent(t) + "?tls=none",
		"GATEHOUSE_MAX_PENDING_INVITATIONS=0", "GATEHOUSE_MAX_MAILS_PER_DAY=0",
	}
	pooled := append([]string{"GATEHOUSE_DATABASE_URL=" + pooler.URL, "GATEHOUSE_DATABASE_DIRECT_URL=" + direct}, settings...)
	one, two := w.process, apitest.Serve(t, w.process.Database, settings...)
	three, four := apitest.Serve(t, w.process.Database, pooled...), apitest.Serve(t, w.process.Database, pooled...)
	front, both := estate.Balance(t, one.URL, two.URL), estate.Balance(t, three.URL, four.URL)
	return []way{
		{"one process", []string{one.URL}, []int{one.PID()}, nil},
		{"two processes", []string{one.URL, two.URL}, []int{one.PID(), two.PID()}, nil},
		{"two behind HAProxy", []string{front.URL}, []int{one.PID(), two.PID()}, []int{front.PID}},
		{"one before PgBouncer", []string{three.URL}, []int{three.PID()}, []int{pooler.PID}},
		{"two between HAProxy and PgBouncer", []string{both.URL}, []int{three.PID(), four.PID()}, []int{both.PID, pooler.PID}},
	}
}

type roundOf struct {
	measured
	between time.Duration
}

// round shares the clients out over the addresses.
func (w way) round(t *testing.T, s scale, db *databaseCPU, next func(int) (ask, bool)) roundOf {
	t.Helper()
	servers, between, database := cpuOfAll(t, w.servers), cpuOfAll(t, w.between), db.now(t)
	parts := make([]measured, len(w.urls))
	var all sync.WaitGroup
	for i, url := range w.urls {
		all.Go(func() { parts[i] = drive(s.clients/len(w.urls), url, s.each, next) })
	}
	all.Wait()
	sum := parts[0]
	for _, p := range parts[1:] {
		sum.done, sum.faults, sum.took, sum.times = sum.done+p.done, sum.faults+p.faults, max(sum.took, p.took), merged(sum.times, p.times)
		sum.lastFault += p.lastFault
	}
	sum.server, sum.database = cpuOfAll(t, w.servers)-servers, db.now(t)-database
	if sum.faults > 0 || sum.done == 0 {
		t.Errorf("%s: %d of %d requests failed: %s", w.name, sum.faults, sum.faults+sum.done, sum.lastFault)
	}
	return roundOf{sum, cpuOfAll(t, w.between) - between}
}

func (w way) line(workload string, rounds []roundOf) string {
	m := middleOf(rounds)
	return fmt.Sprintf("| %s | %s | %.0f | %.1f | %.1f | %.0f | %.0f | %.0f |\n",
		workload, w.name, m.rate(), ms(m.at(50)), ms(m.at(99)), m.cpu(m.server), m.cpu(m.database), m.cpu(m.between))
}
