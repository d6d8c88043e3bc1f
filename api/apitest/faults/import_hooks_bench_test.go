package faults_test

import (
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// BenchmarkImportBesideWebhooks invites the people of a whole file as BenchmarkImport does, first with nobody who wants to
// hear of it, then beside two webhooks that are told of each of them: one that answers in 50 ms, and one that is down. It
// tells how many people were invited in a second, how many deliveries arrived in one while the import ran and in all, how long single
// invitations took until their mail was at the mail server, and how long the endpoint went on hearing after the end.
func BenchmarkImportBesideWebhooks(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, heard := range []bool{false, true} {
			b.Run(engine+map[bool]string{false: "/alone", true: "/beside"}[heard], func(b *testing.B) {
				for b.Loop() {
					benchBesideHooks(b, engine, heard)
				}
			})
		}
	}
}

func benchBesideHooks(b *testing.B, engine string, heard bool) {
	open := testkit.NewPostgres
	if engine == "sqlite" {
		open = testkit.NewSQLite
	}
	sink := smtpsink.Start(b, smtpsink.Options{})
	p := apitest.Serve(b, open(b), "GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_LOG_LEVEL=error", inside, "GATEHOUSE_SMTP_URL=smtp://"+sink.Addr+"?tls=none")
	admin := setUpBench(b, p)
	var came atomic.Int64
	if heard {
		hookBench(p, admin, slowHook(b, &came))
		hookBench(p, admin, deadHook(b))
	}
	one := p.Want(p.Call("POST", admin.path+"/imports", admin.token, benchFile(), "Content-Type", "text/csv"), 201, "").Text("id")
	until(b, p, admin, one, "ready")
	stop, single := make(chan struct{}), make(chan singles, 1)
	begun := came.Load()
	p.Want(p.Call("POST", admin.path+"/imports/"+one+"/start", admin.token, nil), 200, "")
	go func() { single <- inviteSingly(p, admin, stop) }()
	ran := timed(func() { until(b, p, admin, one, "done") })
	meanwhile := came.Load() - begun
	close(stop)
	alone := <-single
	mailed := alone.mailed(b, sink)
	b.ReportMetric(float64(benchRows())/ran.Seconds(), "invited/s")
	b.ReportMetric(float64(meanwhile)/ran.Seconds(), "told/s")
	b.ReportMetric(alone.took.at(50), "single-p50-ms")
	b.ReportMetric(alone.took.at(99), "single-p99-ms")
	b.ReportMetric(mailed.at(50), "mail-p50-ms")
	b.ReportMetric(mailed.at(99), "mail-p99-ms")
	b.ReportMetric(mailed.at(100), "mail-max-ms")
	if heard {
		everybodyIsTold(b, p, &came)
	}
	p.Kill()
	b.ReportMetric(0, "ns/op")
}

// everybodyIsTold waits until the endpoint that answers has heard of everything that it is to be told of.
func everybodyIsTold(b *testing.B, p *apitest.Process, came *atomic.Int64) {
	b.Helper()
	before := came.Load()
	took := timed(func() {
		apitest.Eventually(b, 30*time.Minute, "everybody is told", func() bool {
			time.Sleep(100 * time.Millisecond)
			return p.Count("webhook_deliveries", "state = 'delivered'") >= p.Count("audit_events", "type = 'user.invited'")
		})
	})
	b.ReportMetric(float64(came.Load()-before)/took.Seconds(), "told-after/s")
	b.ReportMetric(took.Seconds(), "told-after-s")
}

func hookBench(p *apitest.Process, a benchAdmin, url string) {
	p.Want(p.Call("POST", a.path+"/webhooks", a.token, map[string]any{"url": url, "event_types": []string{"user.invited"}}), 201, "")
}

// deadHook is an address where nobody listens any more.
func deadHook(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(b, err)
	check(b, l.Close())
	return "http://" + l.Addr().String()
}

// slowHook is an endpoint that takes 50 ms to answer.
func slowHook(b *testing.B, came *atomic.Int64) string {
	b.Helper()
	sink := apitest.NewHookSink(b)
	sink.Answer(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		came.Add(1)
		w.WriteHeader(http.StatusNoContent)
	})
	return sink.URL
}
