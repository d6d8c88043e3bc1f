package faults_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// BenchmarkDeliveries tells an endpoint, and then 20 that want to hear the same, of 400 events each, by a real process that
// was told of all of them at once: how many deliveries arrive in a second, and how long until one of an event that happens
// alone does.
func BenchmarkDeliveries(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, hooks := range []int{1, 20} {
			b.Run(fmt.Sprintf("%s/%d", engine, hooks), func(b *testing.B) {
				for b.Loop() {
					benchDeliveries(b, engine, hooks)
				}
			})
		}
	}
}

func benchDeliveries(b *testing.B, engine string, hooks int) {
	const events = 400 // of the 500 roles that a workspace can have
	open := testkit.NewPostgres
	if engine == "sqlite" {
		open = testkit.NewSQLite
	}
	p := apitest.Serve(b, open(b), "GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_LOG_LEVEL=warn", inside)
	admin := setUpBench(b, p)
	var came atomic.Int64
	sink := apitest.NewHookSink(b)
	sink.Answer(func(w http.ResponseWriter, _ *http.Request) {
		came.Add(1)
		w.WriteHeader(http.StatusNoContent)
	})
	addRole := func(n int) {
		p.Want(p.Call("POST", admin.path+"/roles", admin.token, map[string]any{"name": fmt.Sprintf("Role %d", n), "permissions": []string{}}), 201, "")
	}
	for range hooks {
		p.Want(p.Call("POST", admin.path+"/webhooks", admin.token, map[string]any{"url": sink.URL, "event_types": []string{"role.created"}}), 201, "")
	}
	arrived := func(n int64) {
		apitest.Eventually(b, 5*time.Minute, fmt.Sprintf("%d deliveries", n), func() bool { return came.Load() >= n })
	}
	alone := timed(func() {
		addRole(0)
		arrived(int64(hooks))
	})
	p.Exec("UPDATE webhooks SET leased_until = ?", time.Now().UTC().Add(time.Hour)) // nobody sends while they are made
	for n := range events {
		addRole(n + 1)
	}
	p.Exec("UPDATE webhooks SET leased_until = NULL")
	arrived(int64(hooks) + 1) // somebody looks for endpoints every few seconds
	all := timed(func() { arrived(int64(hooks * (events + 1))) })
	p.Kill()
	b.ReportMetric(float64(hooks*events)/all.Seconds(), "deliveries/s")
	b.ReportMetric(float64(alone.Milliseconds()), "alone-ms")
	b.ReportMetric(0, "ns/op")
}
