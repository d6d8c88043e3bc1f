package bench_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const rush = 600 // connections of whoever asks for too much

// tenant is one of several workspaces of an installation under load.
type tenant struct {
	*apitest.Workspace
	key    apitest.Key
	person apitest.Person
}

func newTenant(w *apitest.Workspace) tenant {
	for i := range 60 {
		w.Invite(fmt.Sprintf("member %d", i), "Member")
	}
	return tenant{w, w.NewKey(domain.UsersRead, domain.UsersInvite, domain.RolesRead, domain.LocationsRead), w.Member("somebody", "Member")}
}

// usual is what programs and people ask of a workspace on a usual day, in a round of twenty.
func (w tenant) usual() []wire {
	check := wired(ask{
		method: "POST", path: w.Path + "/check", token: w.key.Secret, wants: 200,
		body: encoded(map[string]any{"email": w.Admin.Email, "permissions": []string{"users:read"}}),
	})
	look := wired(ask{method: "GET", path: w.Path, token: w.key.Secret, wants: 200})
	page := wired(ask{method: "GET", path: w.Path + "/users?limit=50", token: w.key.Secret, wants: 200})
	search := wired(ask{method: "GET", path: w.Path + "/users?limit=50&q=member", token: w.key.Secret, wants: 200})
	invite := wired(ask{
		method: "POST", path: w.Path + "/invitations", token: w.key.Secret, wants: 201,
		body: encoded(map[string]any{"email": "new." + asIfNew + "@example.com", "name": "New Person", "role_ids": []string{w.Role("Member")}}),
	})
	return []wire{check, look, page, check, check, search, look, check, page, check, invite, check, look, page, check, check, search, check, page, check}
}

func eachDatabase(t *testing.T, run func(t *testing.T, d testkit.Database)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		if only := os.Getenv("BENCH_ENGINE"); only != "" && only != engine {
			continue
		}
		t.Run(engine, func(t *testing.T) {
			if engine == "sqlite" {
				run(t, testkit.NewSQLite(t))
			} else {
				run(t, testkit.NewPostgres(t))
			}
		})
	}
}

const overloadHeading = "| database | load | who | asked a second | useful answers a second | share | p50 ms | p99 ms | turned away a second | p50 ms | p99 ms | too late | not sent | processors |\n" +
	"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"

// overloaded is an installation of four workspaces under too much load.
type overloaded struct {
	t       *testing.T
	d       testkit.Database
	p       *apitest.Process
	tenants []tenant
	all     []wire // what they ask together
	seconds float64
	rounds  int
	asked   int64
	base    *databaseCPU
	busy    float64 // processors that server and database had in the last run
	text    *strings.Builder
}

// TestOverload asks for more than there is, and prints what came of it. It fails where a request fails in another way than by
// being turned away, never for being slow.
func TestOverload(t *testing.T) {
	if !chosen("overload") {
		t.Skip("not chosen")
	}
	scale := chosenScale(t)
	eachDatabase(t, func(t *testing.T, d testkit.Database) {
		p := apitest.Serve(t, d, "GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_LOG_LEVEL=warn", "GATEHOUSE_SMTP_URL=smtp://"+silent(t)+"?tls=none",
			"GATEHOUSE_MAX_PENDING_INVITATIONS=0", "GATEHOUSE_MAX_MAILS_PER_DAY=0")
		o := &overloaded{t: t, d: d, p: p, seconds: scale.each.Seconds(), rounds: scale.rounds, text: &strings.Builder{}, base: databaseServer(t, d.Plain(t), d.Engine == "sqlite")}
		o.text.WriteString(overloadHeading)
		first := p.Setup("Fleet")
		o.tenants = []tenant{newTenant(first)}
		for i := range 3 {
			o.tenants = append(o.tenants, newTenant(first.Beside(fmt.Sprintf("Fleet %d", i))))
		}
		var lists [][]wire
		for _, w := range o.tenants {
			lists = append(lists, w.usual())
		}
		o.all = mixed(lists)
		peak := o.rising()
		o.noisy(peak)
		o.signingIn()
		fmt.Print(o.text.String())
	})
}

// run lets all streams ask at once, and says what came of each.
func (o *overloaded) run(title string, streams ...stream) map[string]seen {
	o.t.Helper()
	for i := range streams {
		streams[i].First = o.asked
		o.asked += 200_000
	}
	before := processCPU(o.t, o.p.PID()) + o.base.now(o.t)
	all := generate(o.t, plannedLoad{strings.TrimPrefix(o.p.URL, "http://"), o.seconds, streams})
	o.busy = (processCPU(o.t, o.p.PID()) + o.base.now(o.t) - before).Seconds() / o.seconds
	for _, s := range streams {
		one := all[s.Name]
		fmt.Fprintf(o.text, "| %s | %s | %s | %.0f | %.0f | %.2f | %.1f | %.1f | %.0f | %.1f | %.1f | %d | %d | %.2f |\n", o.d.Engine, title, s.Name,
			one.perSecond(one.Offered), one.perSecond(one.Good), float64(one.Good)/float64(max(1, one.Offered)), one.GoodTimes.P50, one.GoodTimes.P99,
			one.perSecond(one.Shed), one.ShedTimes.P50, one.ShedTimes.P99, one.Late, one.Unsent, o.busy)
		if one.Failed > 0 {
			o.t.Errorf("%s, %s: %d requests failed: %s", title, s.Name, one.Failed, one.Fault)
		}
	}
	return all
}

// rising asks as much as sixteen clients get answered, and two, five and ten times of it; beside it what has to go on. It does so
// in rounds, so that what else the machine does disturbs all of them alike, and holds each load against the best of its round.
func (o *overloaded) rising() (peak float64) {
	o.run("warm", stream{Name: "all", Clients: 16, Asks: o.all})
	loads := []float64{1, 2, 5, 10}
	shares, each := map[float64][]float64{}, map[float64][]float64{}
	for range o.rounds {
		most := o.run("16 clients", append(o.vital(), stream{Name: "all", Clients: 16, Asks: o.all})...)["all"]
		peak = most.perSecond(most.Good)
		best, bestEach, got, gotEach := peak, peak/o.busy, map[float64]float64{}, map[float64]float64{}
		for _, times := range loads {
			all := o.run(fmt.Sprintf("%.0f×", times), append(o.vital(), stream{Name: "all", Rate: peak * times, Clients: rush, Asks: o.all})...)["all"]
			got[times], gotEach[times] = all.perSecond(all.Good), all.perSecond(all.Good)/o.busy
			best, bestEach = max(best, got[times]), max(bestEach, gotEach[times])
		}
		for _, times := range loads {
			shares[times], each[times] = append(shares[times], got[times]/best), append(each[times], gotEach[times]/bestEach)
		}
	}
	for _, times := range loads {
		fmt.Fprintf(o.text, "%s: goodput at %.0f×: %.2f of the best, in the middle of %.2f; for each second of a processor %.2f, in the middle of %.2f\n",
			o.d.Engine, times, median(shares[times]), shares[times], median(each[times]), each[times])
	}
	return peak
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// vital is what has to go on: the signs of life, somebody who signs in, somebody who looks who is to be approved.
func (o *overloaded) vital() []stream {
	w := o.tenants[0]
	signIn := ask{method: "POST", path: "/api/v1/auth/sessions", wants: 200, body: encoded(map[string]any{"email": w.person.Email, "password": apitest.Password})}
	return []stream{
		{Name: "healthz", Rate: 10, Clients: 10, Asks: []wire{wired(ask{method: "GET", path: "/healthz", wants: 200})}},
		{Name: "readyz", Rate: 10, Clients: 10, Asks: []wire{wired(ask{method: "GET", path: "/readyz", wants: 200})}},
		{Name: "sign-in", Rate: 2, Clients: 10, Asks: []wire{wired(signIn)}},
		{Name: "approvals", Rate: 10, Clients: 10, Asks: []wire{wired(ask{method: "GET", path: w.Path + "/approvals", token: w.Admin.Token, wants: 200})}},
	}
}

// noisy asks for one workspace ten times of what can be answered, beside another one that asks a little.
func (o *overloaded) noisy(peak float64) {
	quiet := stream{Name: "quiet", Rate: peak / 20, Clients: 20, Asks: o.tenants[0].usual()}
	one := func(rate float64) stream {
		return stream{Name: "noisy", Rate: rate, Clients: rush, Asks: o.tenants[1].usual()}
	}
	var p50, p99 []float64
	for range o.rounds {
		o.run("alone", quiet)
		usual := o.run("beside half of the peak", quiet, one(peak/2))["quiet"].GoodTimes
		beside := o.run("beside 10×", quiet, one(peak*10))["quiet"].GoodTimes
		p50, p99 = append(p50, beside.P50/usual.P50), append(p99, beside.P99/usual.P99)
	}
	fmt.Fprintf(o.text, "%s: a quiet workspace beside one at 10 times the peak takes, of its time beside one at half of it, p50 %.2f, p99 %.2f, in the middle of %.2f and %.2f\n",
		o.d.Engine, median(p50), median(p99), p50, p99)
}

// signingIn asks who somebody is while sixteen sign in.
func (o *overloaded) signingIn() {
	w := o.tenants[0]
	me := stream{Name: "whoami", Clients: 4, Asks: []wire{wired(ask{method: "GET", path: "/api/v1/me", token: w.Admin.Token, wants: 200})}}
	sign := o.vital()[2]
	sign.Rate, sign.Clients = 0, 16
	var kept []float64
	for range o.rounds {
		alone := o.run("alone", me)["whoami"]
		beside := o.run("16 sign in", me, sign)["whoami"]
		kept = append(kept, beside.perSecond(beside.Good)/alone.perSecond(alone.Good))
	}
	fmt.Fprintf(o.text, "%s: whoami keeps %.2f while 16 sign in, in the middle of %.2f\n", o.d.Engine, median(kept), kept)
}

// mixed takes turns.
func mixed(lists [][]wire) (all []wire) {
	for i := range lists[0] {
		for _, list := range lists {
			all = append(all, list[i])
		}
	}
	return all
}
