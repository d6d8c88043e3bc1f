package faults_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/estate"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// The primary is killed under load, and its standby takes its place: two processes go on without a restart, whatever was
// answered is there once, streams hear again, and each mail arrives.
func TestWhenThePrimaryIsLostNothingAnsweredIs(t *testing.T) {
	t.Parallel()
	c := estate.Replicate(t)
	j := newJob(t, testkit.Database{Engine: store.Postgres, URL: c.URL()}, smtpsink.Options{}, 2)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	l := &load{t: t, insistent: true, urls: []string{a.URL, b.URL}, path: j.path, token: j.admin.Token, role: j.role}
	l.begin(4)
	l.more(40)
	lost := time.Now()
	c.Primary.Kill()
	c.Promote()
	promoted := time.Since(lost)
	for n, p := range j.processes {
		apitest.Eventually(t, patience, "a process takes writes again", func() bool {
			made, err := p.Try("POST", j.path+"/locations", j.admin.Token, map[string]any{"name": fmt.Sprintf("Depot %d", n)})
			return err == nil && (made.Status == 201 || made.Code() == "name_taken")
		})
	}
	back := time.Since(lost)
	l.more(40)
	l.end()
	l.nothingDropped()
	for email := range l.done {
		if n := a.Count("invitations", "email = ?", email); n != 1 {
			t.Errorf("%s was answered, and is there %d times", email, n)
		}
	}
	t.Logf("%d invitations were answered, none is lost; the standby took writes after %v, both processes after %v",
		l.answered(), promoted.Round(time.Millisecond), back.Round(time.Millisecond))
	stream := apitest.OpenStream(t, b.API, j.path+"/events", j.admin.Token)
	stream.Await(patience, "location.created", a.Want(a.Call("POST", j.path+"/locations", j.admin.Token, map[string]any{"name": "Afterwards"}), 201, "").Text("id"))
	for _, p := range j.processes {
		if !p.Running() || p.Starts() != 1 {
			t.Errorf("a process was started %d times", p.Starts())
		}
	}
	apitest.Eventually(t, patience, "all mails leave", func() bool { return a.Count("mails", "status IN ('queued', 'retrying')") == 0 })
	for email := range l.done {
		if len(j.sink.To(email)) == 0 {
			t.Errorf("%s got no mail", email)
		}
	}
	j.mailsAreRight()
	apitest.Invariants(t, a.Plain())
}

// While the standby hangs nothing is answered that only the primary has; when it is back, whoever asks again has one effect.
func TestNothingIsAnsweredThatTheStandbyHasNot(t *testing.T) {
	t.Parallel()
	c := estate.Replicate(t)
	j := newJob(t, testkit.Database{Engine: store.Postgres, URL: c.URL()}, smtpsink.Options{}, 1)
	p := j.processes[0]
	j.setUp(p)
	depot := apitest.Post(j.path+"/locations", j.admin.Token, map[string]any{"name": "Depot"}, "Idempotency-Key", "depot")
	c.Standby.Freeze()
	t.Cleanup(c.Standby.Thaw)
	if a, err := p.Try(depot.Method, depot.Path, depot.Token, depot.Body, depot.Headers...); err == nil && a.Status < 500 {
		t.Errorf("answered with %d %s, though the standby has nothing", a.Status, a.Body)
	}
	p.Want(p.Call("GET", j.path+"/locations", j.admin.Token, nil), 200, "") // who reads is served
	c.Standby.Thaw()
	apitest.Eventually(t, patience, "the key has a definite answer", func() bool {
		a, err := p.Try(depot.Method, depot.Path, depot.Token, depot.Body, depot.Headers...)
		return err == nil && (a.Status == 201 || a.Code() == "request_completed")
	})
	if n := p.Count("locations", "name = 'Depot'"); n != 1 {
		t.Errorf("%d locations, want 1", n)
	}
}
