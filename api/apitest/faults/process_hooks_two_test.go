package faults_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Two processes on one database tell endpoints together: each event once, whichever of them it happened at, also where
// both are asked for the same thing at once.
func TestTwoProcessesTellEachEventOnce(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2, inside)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	person := j.invite(a, "Bo Brownsdottir")
	j.accept(b, j.link(a, person, patience))
	j.approve(b, person)
	roles := []*told{j.tell(a, "role.created"), j.tell(b, "role.created"), j.tell(a, "role.created")}
	suspensions, returns := j.tell(b, "user.suspended"), j.tell(a, "user.reactivated")
	for n := range 15 * apitest.Rounds(2) {
		j.done(j.addRole(j.processes[n%2], fmt.Sprintf("Role %d", n)), 201)
	}
	both := []*apitest.API{a.API, b.API}
	for range apitest.Rounds(3) {
		for _, verb := range []string{"suspend", "reactivate"} {
			shot := apitest.Post(j.path+"/users/"+person.UserID+"/"+verb, j.admin.Token, nil)
			tally := apitest.OnlyThese(t, apitest.Together(t, both, apitest.Times(6, shot)...), "200", "409 conflict", "409 wrong_status")
			if tally["200"] == 0 {
				t.Errorf("nobody could %s: %v", verb, tally)
			}
		}
	}
	for _, e := range append(roles, suspensions, returns) {
		j.wait(a, e)
	}
	copies := 0
	for _, e := range roles {
		j.heard(b, e, "role.created")
		copies += e.copies
	}
	j.heard(a, suspensions, "user.suspended")
	j.heard(b, returns, "user.reactivated")
	if copies += suspensions.copies + returns.copies; copies != 0 {
		t.Errorf("%d events were told twice", copies)
	}
	if n := len(suspensions.Calls()); n != apitest.Rounds(3) {
		t.Errorf("told of %d suspensions, want %d", n, apitest.Rounds(3))
	}
	apitest.Invariants(t, a.Plain())
}

// One of two processes is killed while an endpoint has not answered it: the other one tells the endpoint again, as soon as
// the dead one's lease has ended, with the same id and the same bytes.
func TestWhenOneSenderIsKilledTheOtherTells(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 1, inside)
	a := j.processes[0]
	j.setUp(a)
	e := j.tell(a, "role.created")
	asked, free := make(chan struct{}, 100), make(chan struct{})
	e.Answer(func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		<-free
		w.WriteHeader(http.StatusNoContent)
	})
	j.done(j.addRole(a, "Fleet"), 201)
	<-asked
	b := apitest.Serve(t, a.Database, "GATEHOUSE_SMTP_URL=smtp://"+j.sink.Addr+"?tls=none", "GATEHOUSE_RATE_LIMITS=off", inside)
	a.Kill()
	close(free)
	j.processes = append(j.processes, b)
	j.done(j.addRole(b, "Depot"), 201)
	j.wait(b, e)
	j.heard(b, e, "role.created")
	if e.copies != 1 {
		t.Errorf("%d copies, want one: of the event that the killed process told", e.copies)
	}
	apitest.Invariants(t, b.Plain())
}
