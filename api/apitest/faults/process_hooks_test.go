package faults_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// inside lets webhooks reach the sinks of the tests.
const inside = "GATEHOUSE_WEBHOOK_ALLOW_PRIVATE=yes"

// told is an endpoint of somebody else's that is told of roles, and what verifies what it gets.
type told struct {
	*apitest.HookSink
	hook   *standard.Webhook
	path   string
	id     string
	copies int
}

func (j *job) tell(p *apitest.Process, types ...string) *told {
	j.t.Helper()
	e := &told{HookSink: apitest.NewHookSink(j.t)}
	made := j.post(p, j.path+"/webhooks", j.admin.Token, map[string]any{"url": e.URL, "event_types": types})
	if made.Status != 201 {
		j.t.Fatalf("%d %s", made.Status, made.Body)
	}
	e.id = made.Text("id")
	e.path = j.path + "/webhooks/" + e.id
	var err error
	if e.hook, err = standard.NewWebhook(made.Text("secret")); err != nil {
		j.t.Fatal(err)
	}
	return e
}

// wait waits until all deliveries have come to their end; a process that was killed is started again.
func (j *job) wait(p *apitest.Process, e *told) {
	j.t.Helper()
	apitest.Eventually(j.t, 2*patience, "all deliveries come to their end", func() bool {
		if !p.Running() {
			if len(j.processes) == 1 {
				p.LeasesEnd()
			}
			p.Start()
		}
		return p.Count("webhook_deliveries", "webhook_id = ? AND next_try_at IS NOT NULL", e.id) == 0
	})
}

// heard holds what an endpoint got against the audit log: each event of a type that was committed came, with its own id and
// the same bytes each time, nothing else came, and the log of deliveries says so.
func (j *job) heard(p *apitest.Process, e *told, action string) {
	j.t.Helper()
	bodies := map[string]string{}
	for _, c := range e.Calls() {
		id := c.Header.Get("Webhook-Id")
		if first, again := bodies[id]; again {
			e.copies++
			if first != string(c.Body) {
				j.t.Errorf("two messages with the id %s differ", id)
			}
		}
		bodies[id] = string(c.Body)
		if err := e.hook.VerifyIgnoringTimestamp(c.Body, c.Header); err != nil {
			j.t.Errorf("%s: %v", id, err)
		}
	}
	logged := map[string]bool{}
	for _, one := range j.get(p, j.path+"/audit-events?limit=200&action="+action).List("data") {
		logged[apitest.At(one, "id").(string)] = true
	}
	came, want := slices.Sorted(maps.Keys(bodies)), slices.Sorted(maps.Keys(logged))
	if !slices.Equal(came, want) {
		j.t.Errorf("%d events came, and %d were committed:\n%s\n%s", len(came), len(want), strings.Join(came, "\n"), strings.Join(want, "\n"))
	}
	deliveries := j.get(p, e.path+"/deliveries?limit=200").List("data")
	if len(deliveries) != len(want) {
		j.t.Errorf("%d deliveries of %d events", len(deliveries), len(want))
	}
	for _, d := range deliveries {
		if apitest.At(d, "state") != "delivered" || apitest.At(d, "problem") != nil && apitest.At(d, "problem") != "" || !logged[apitest.At(d, "event_id").(string)] {
			j.t.Errorf("the log of deliveries says %v", d)
		}
	}
}

func (j *job) addRole(p *apitest.Process, name string) apitest.Answer {
	j.t.Helper()
	return j.post(p, j.path+"/roles", j.admin.Token, map[string]any{"name": name, "permissions": []string{"users:read"}})
}

// Killed again and again, in the middle of deliveries and of what makes events: each event that was committed arrives,
// and none that was not.
func TestASenderThatIsKilledAgainAndAgainLosesNoEvent(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(t *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		e := j.tell(p, "role.created")
		var mu sync.Mutex
		calls, kills := 0, 0
		e.Answer(func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			calls++
			kill, fail := calls%9 == 4 && kills < 2*apitest.Rounds(2), calls%9 == 7
			if kill {
				kills++
			}
			mu.Unlock()
			switch {
			case kill: // it came, and nobody notes that it did
				p.Kill()
			case fail:
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				w.WriteHeader(http.StatusNoContent)
			}
		})
		made := 0
		for n := range 12 * apitest.Rounds(2) {
			if n%8 == 3 { // at any moment of what comes next
				pause := rand.N(30 * time.Millisecond) //nolint:gosec // any moment
				go func() {
					time.Sleep(pause)
					p.Kill()
				}()
			}
			if j.done(j.addRole(p, fmt.Sprintf("Role %d", n)), 201) {
				made++
			}
			if a := j.addRole(p, "Member"); a.Code() != "name_taken" { // nothing is told of that
				j.t.Errorf("%d %s", a.Status, a.Body)
			}
		}
		time.Sleep(50 * time.Millisecond) // the last kill has come
		j.wait(p, e)
		j.heard(p, e, "role.created")
		apitest.Invariants(t, p.Plain())
		t.Logf("%d events in %d calls, %d of them copies, over %d starts", made, len(e.Calls()), e.copies, p.Starts())
		if p.Starts() < 4 || kills == 0 {
			t.Errorf("started %d times, killed %d times in the midst of a delivery", p.Starts(), kills)
		}
	}, inside)
}
