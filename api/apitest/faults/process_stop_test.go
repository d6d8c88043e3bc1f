package faults_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Told to end, a process says first that it is not ready, answers what is under way, ends its streams, and goes.
func TestToldToEndAProcessFinishesWhatItBegan(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(t *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		stream := apitest.OpenStream(t, p.API, j.path+"/events", j.admin.Token)
		answers := make([]apitest.Answer, 12)
		var asking sync.WaitGroup
		for i := range answers {
			asking.Go(func() {
				answers[i], _ = p.Try("POST", "/api/v1/auth/sessions", "", map[string]any{"email": j.admin.Email, "password": apitest.Password})
			})
		}
		time.Sleep(10 * time.Millisecond)
		p.Terminate()
		apitest.Eventually(t, time.Second, "readiness turns false while it still answers", func() bool {
			a, err := http.Get(p.URL + "/readyz") //nolint:noctx // a probe
			if err != nil {
				return false
			}
			_ = a.Body.Close()
			return a.StatusCode == http.StatusServiceUnavailable
		})
		asking.Wait()
		for _, a := range answers {
			if a.Status != 200 {
				t.Errorf("a request that was under way got %d %s", a.Status, a.Body)
			}
		}
		stream.Ends(5 * time.Second)
		if code := p.Exits(20 * time.Second); code != 0 {
			t.Errorf("the exit code is %d:\n%s", code, p.Log())
		}
		apitest.Invariants(t, p.Plain())
	})
}

// A mail that is in hand when the process is told to end comes to its end, once.
func TestToldToEndAProcessFinishesTheMailInHand(t *testing.T) {
	t.Parallel()
	inHand := make(chan struct{}, 100)
	script := smtpsink.Script{Stall: func(string) time.Duration {
		inHand <- struct{}{}
		return 1500 * time.Millisecond
	}}
	onBothProcesses(t, smtpsink.Options{Script: script}, func(t *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		person := j.invite(p, "Bo Brownsdottir")
		<-inHand
		p.Terminate()
		if code := p.Exits(30 * time.Second); code != 0 {
			t.Errorf("the exit code is %d:\n%s", code, p.Log())
		}
		if n := p.Count("mails", "leased_until IS NOT NULL"); n != 0 {
			t.Errorf("%d mails are still in the hands of a process that ended", n)
		}
		if n := len(j.sink.To(person.Email)); n > 1 || n != p.Count("mails", "kind = 'invitation' AND status = 'sent'") {
			t.Errorf("the mail server has %d messages, the house says that it sent %d", n, p.Count("mails", "kind = 'invitation' AND status = 'sent'"))
		}
		p.Start()
		j.arrivesOnce(person)
	})
}

// arrivesOnce waits until the invitation's mail has arrived once.
func (j *job) arrivesOnce(person apitest.Person) {
	j.t.Helper()
	j.link(j.processes[0], person, patience)
	if n := len(j.sink.To(person.Email)); n != 1 {
		j.t.Errorf("%d mails arrived, want 1", n)
	}
}

// With many mails queued, one of two processes is told to end: the other one sends the rest soon, each once.
func TestToldToEndAProcessLeavesItsMailsToTheOther(t *testing.T) {
	t.Parallel()
	script := smtpsink.Script{Stall: func(string) time.Duration { return 100 * time.Millisecond }}
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{Script: script}, 2)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	people := make([]apitest.Shot, 60)
	for i := range people {
		people[i] = apitest.Post(j.path+"/invitations", j.admin.Token, map[string]any{
			"email": apitest.Address("many"), "name": fmt.Sprintf("Person %d", i), "role_ids": []string{j.role},
		})
	}
	if tally := apitest.Tally(apitest.Together(t, []*apitest.API{a.API, b.API}, people...)); tally["201"] != len(people) {
		t.Fatalf("the answers were %v", tally)
	}
	a.Terminate()
	apitest.Eventually(t, patience, "all mails arrive", func() bool {
		return b.Count("mails", "kind = 'invitation' AND status = 'sent'") == len(people)
	})
	if code := a.Exits(20 * time.Second); code != 0 {
		t.Errorf("the exit code is %d:\n%s", code, a.Log())
	}
	for _, shot := range people {
		email := shot.Body.(map[string]any)["email"].(string)
		if n := len(j.sink.To(email)); n != 1 {
			t.Errorf("%s got %d mails, want 1", email, n)
		}
	}
	apitest.Invariants(t, b.Plain())
}
