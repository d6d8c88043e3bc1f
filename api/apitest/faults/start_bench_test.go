package faults_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	benchStarts = 10
	benchRest   = 5 * time.Second // until the memory of an idle process is read
)

// BenchmarkStart starts a real process ten times on a database that is up to date, and ten times on one that has nothing in
// it. It tells how large the binary is (the one that make build made, by make bench); how long it takes until /readyz says
// yes, at best and in the middle, and the time that processors were busy for it, which neighbours on the machine change
// little; and what an idle process, five seconds old, has in memory and takes of one processor.
func BenchmarkStart(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, state := range []string{"existing", "fresh"} {
			b.Run(engine+"/"+state, func(b *testing.B) {
				for b.Loop() {
					benchStart(b, engine, state == "fresh")
				}
			})
		}
	}
}

func benchStart(b *testing.B, engine string, fresh bool) {
	d := testkit.NewSQLite
	if engine == "postgres" {
		d = testkit.NewPostgres
	}
	one := d(b)
	p := apitest.Prepare(b, one, "GATEHOUSE_LOG_LEVEL=info")
	var took []time.Duration
	var busy []float64
	for range benchStarts {
		if fresh {
			empty(b, one)
		}
		took = append(took, timed(func() { launch(b, p) }))
		busy = append(busy, busyTime(b, p))
		p.Kill()
	}
	slices.Sort(took)
	slices.Sort(busy)
	launch(b, p)
	time.Sleep(benchRest)
	memory, before := memoryOf(b, p, "VmRSS:"), busyTime(b, p)
	time.Sleep(benchRest)
	idle := (busyTime(b, p) - before) / float64(benchRest.Milliseconds())
	p.Kill()
	b.ReportMetric(float64(took[0].Microseconds())/1000, "min-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(busy[0], "min-cpu-ms")
	b.ReportMetric(memory, "idle-MiB")
	b.ReportMetric(100*idle, "idle-cpu-%")
	b.ReportMetric(float64(apitest.BinarySize(b))/1e6, "binary-MB")
	b.ReportMetric(0, "ns/op")
}

// launch starts the process and waits, looking each millisecond, until it says that it is ready.
func launch(b *testing.B, p *apitest.Process) {
	b.Helper()
	p.Launch()
	for end := time.Now().Add(time.Minute); !p.Ready(); time.Sleep(time.Millisecond) {
		if !p.Running() || time.Now().After(end) {
			b.Fatalf("the process does not start (running: %t):\n%s", p.Running(), p.Log())
		}
	}
}

// empty takes everything out of a database.
func empty(b *testing.B, d testkit.Database) {
	b.Helper()
	if d.Engine == store.Postgres {
		statement(b, d.Plain(b), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
		return
	}
	for _, beside := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(strings.TrimPrefix(d.URL, "sqlite:") + beside); err != nil && !os.IsNotExist(err) {
			b.Fatal(err)
		}
	}
}

// busyTime is how many milliseconds the threads of the process have had a processor; 0 outside of Linux.
func busyTime(b *testing.B, p *apitest.Process) float64 {
	b.Helper()
	folder := fmt.Sprintf("/proc/%d/task/", p.PID())
	threads, err := os.ReadDir(folder)
	if err != nil {
		return 0
	}
	var sum float64
	for _, thread := range threads {
		text, err := os.ReadFile(folder + thread.Name() + "/schedstat") //nolint:gosec // a name that the system gives
		if err != nil {
			continue // it has ended
		}
		n, _ := strconv.ParseFloat(strings.Fields(string(text))[0], 64)
		sum += n / float64(time.Millisecond)
	}
	return sum
}
