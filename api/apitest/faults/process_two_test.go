package faults_test

import (
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Each step of the main job at another one of two processes on one database.
func TestTheMainJobGoesAcrossTwoProcesses(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	stream := apitest.OpenStream(t, a.API, j.path+"/events", j.admin.Token)
	person := j.invite(b, "Bo Brownsdottir")
	token := j.link(a, person, patience)
	j.accept(a, token)
	j.approve(b, person)
	stream.Await(soon, "user.activated", person.UserID)
	in := a.Want(a.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": person.Email, "password": apitest.Password}), 200, "")
	next := b.Want(b.Call("POST", refreshPath, "", nil, "Cookie", refreshCookie(in)), 200, "")
	again := a.Want(a.Call("POST", refreshPath, "", nil, "Cookie", refreshCookie(next)), 200, "")
	for _, p := range j.processes {
		for _, one := range []apitest.Answer{in, next, again} {
			p.Want(p.Call("GET", "/api/v1/me", one.Text("access_token"), nil), 200, "")
		}
	}
	b.Want(b.Call("DELETE", "/api/v1/auth/sessions/current", "", nil, "Cookie", refreshCookie(again)), 204, "")
	a.Want(a.Call("GET", "/api/v1/me", again.Text("access_token"), nil), 401, "unauthenticated")
	if n := len(j.sink.To(person.Email)); n != 2 { // the invitation, and that the request was approved
		apitest.Eventually(t, patience, "two mails", func() bool { return len(j.sink.To(person.Email)) == 2 })
	}
	j.ended(person, token)
	if copies := j.mailsAreRight(); copies != 0 {
		t.Errorf("%d mails were sent by both processes", copies)
	}
}

// One key at both processes at once: one of them does it, and both give its answer.
func TestOneKeyAtTwoProcessesHasOneEffect(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	for range apitest.Rounds(6) {
		email := apitest.Address("bo")
		shot := apitest.Post(j.path+"/invitations", j.admin.Token, map[string]any{
			"email": email, "name": "Bo Brownsdottir", "role_ids": []string{j.role},
		}, "Idempotency-Key", email)
		tally := apitest.OnlyThese(t, apitest.Together(t, []*apitest.API{a.API, b.API}, apitest.Times(8, shot)...), "201", "409 request_in_progress")
		if tally["201"] == 0 {
			t.Fatalf("nobody was told of the effect: %v", tally)
		}
		bodies := map[string]bool{}
		for _, p := range j.processes {
			bodies[string(p.Want(p.Call(shot.Method, shot.Path, shot.Token, shot.Body, shot.Headers...), 201, "").Body)] = true
		}
		if n := a.Count("invitations", "email = ?", email); n != 1 || len(bodies) != 1 {
			t.Fatalf("%d invitations and %d answers, want one of each", n, len(bodies))
		}
	}
	apitest.Invariants(t, a.Plain())
}

// Rate limits are kept by each process by itself: with n processes the most that gets through is n times the limit,
// and never more.
func TestRateLimitsAreKeptByEachProcess(t *testing.T) {
	t.Parallel()
	d, sink := testkit.NewPostgres(t), smtpsink.Start(t, smtpsink.Options{})
	smtp := "GATEHOUSE_SMTP_URL=smtp://" + sink.Addr + "?tls=none"
	j := &job{t: t, sink: sink, admin: apitest.Person{Name: "Ada Adminsdottir", Email: apitest.Address("ada")}}
	j.processes = []*apitest.Process{apitest.Serve(t, d, smtp), apitest.Serve(t, d, smtp)}
	j.setUp(j.processes[0])
	const guesses = 10 // per e-mail address and five minutes
	var both sync.WaitGroup
	refused, limited := make([]int, 2), make([]int, 2)
	for n, p := range j.processes {
		both.Go(func() {
			for range guesses + 4 {
				a, err := p.Try("POST", "/api/v1/auth/sessions", "", map[string]any{"email": j.admin.Email, "password": "a wrong guess of it"})
				if err != nil {
					t.Error(err)
				}
				switch a.Code() {
				case "invalid_credentials":
					refused[n]++
				case "rate_limited":
					limited[n]++
				}
			}
		})
	}
	both.Wait()
	for n := range refused {
		if refused[n] != guesses || limited[n] != 4 {
			t.Errorf("process %d let %d guesses through and limited %d, want %d and 4", n, refused[n], limited[n], guesses)
		}
	}
}
