package outbound_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// The process that works takes up what it committed itself, and what a command beside it left, also when it had been idle
// and when much was committed at once.
func TestMailLeavesWhoeverPromisedIt(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		h, beside := start(t, d, bySMTP(t, sink.Addr), 4), d.Open(t, clock.System{})
		left := 0
		arrived := func(what string) {
			t.Helper()
			sink.Await(t, 30*time.Second, what, func(got []smtpsink.Received) bool { return len(got) == left })
		}
		for round := range 3 {
			promise(t, h.db, reset(fmt.Sprintf("own%d@example.com", round)))
			left++
			arrived("the process's own mail")
			promise(t, beside, reset(fmt.Sprintf("beside%d@example.com", round)))
			left++
			arrived("the mail of a command beside it")
			for i := range 20 {
				promise(t, h.db, reset(fmt.Sprintf("many%d-%d@example.com", round, i)))
			}
			left += 20
			arrived("many at once")
		}
	})
}

// BenchmarkMailLeaves tells how long a mail takes from the commit that promises it to the mail server, where the process
// was idle before.
func BenchmarkMailLeaves(b *testing.B) {
	for engine, open := range map[string]func(testing.TB) testkit.Database{"sqlite": testkit.NewSQLite, "postgres": testkit.NewPostgres} {
		b.Run(engine, func(b *testing.B) {
			sink := smtpsink.Start(b, smtpsink.Options{})
			h := start(b, open(b), bySMTP(b, sink.Addr), 4)
			var took []time.Duration
			for b.Loop() {
				time.Sleep(100 * time.Millisecond)
				begun := time.Now()
				promise(b, h.db, reset(fmt.Sprintf("user%d@example.com", len(took))))
				got := sink.Await(b, 30*time.Second, "the mail", func(got []smtpsink.Received) bool { return len(got) == len(took)+1 })
				took = append(took, got[len(took)].At.Sub(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
