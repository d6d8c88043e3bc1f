package faults_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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

// What protects people holds over all processes together: ten wrong guesses at a password, wherever they come to, and the
// right one is refused too. Somebody else is served, and what protects a process from load is its own.
func TestGuessesCountWhereverTheyComeTo(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2, "GATEHOUSE_RATE_LIMITS=on")
	a := j.processes[0]
	j.setUp(a)
	const guesses = 10              // per e-mail address and five minutes
	const refill = 30 * time.Second // of one
	guess := func(p *apitest.Process, email, password string) string {
		a, err := p.Try("POST", "/api/v1/auth/sessions", "", map[string]any{"email": email, "password": password})
		if err != nil {
			t.Error(err)
		}
		if a.Status == 429 && a.Header.Get("Retry-After") == "" {
			t.Error("a refusal does not say when to ask again")
		}
		return a.Code()
	}
	var both sync.WaitGroup
	var let, refused atomic.Int64
	begun := time.Now()
	for _, p := range j.processes {
		both.Go(func() {
			for range guesses {
				switch guess(p, j.admin.Email, "a wrong guess of it") {
				case "invalid_credentials":
					let.Add(1)
				case "rate_limited":
					refused.Add(1)
				}
			}
		})
	}
	both.Wait()
	most := guesses + int64(time.Since(begun)/refill)
	if let.Load() < guesses || let.Load() > most || let.Load()+refused.Load() != 2*guesses {
		t.Errorf("of %d guesses %d were let through, want %d to %d; %d were refused", 2*guesses, let.Load(), guesses, most, refused.Load())
	}
	for n, p := range j.processes {
		for guess(j.processes[1-n], j.admin.Email, "a wrong guess of it") != "rate_limited" { // what a slow machine refilled
		}
		if code := guess(p, j.admin.Email, apitest.Password); code != "rate_limited" {
			t.Errorf("after too many guesses at the other process, the right password is answered %q", code)
		}
		if code := guess(p, apitest.Address("other"), apitest.Password); code != "invalid_credentials" {
			t.Errorf("somebody else is answered %q", code)
		}
	}
	for _, p := range j.processes { // what an account may ask is counted by each
		if left := p.Call("GET", j.path+"/roles", j.admin.Token, nil).Header.Get("RateLimit"); !strings.Contains(left, `"account";r=119`) {
			t.Errorf("an account may ask this process: %s", left)
		}
	}
}
