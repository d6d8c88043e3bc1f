package faults_test

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// patience is longer than it takes another process to find out that one was killed: the leases, the lead.
const patience = 90 * time.Second

// ended looks at everything after a job that somebody did to its end.
func (j *job) ended(person apitest.Person, token string) {
	j.t.Helper()
	p := j.processes[len(j.processes)-1]
	if status := j.find(p, person)["status"]; status != "active" {
		j.t.Errorf("%s is %v", person.Email, status)
	}
	apitest.Eventually(j.t, patience, "all mails leave", func() bool {
		return p.Count("mails", "status IN ('queued', 'retrying')") == 0
	})
	apitest.Invariants(j.t, p.Plain())
	j.quiet(token, person.Email, person.Name)
}

func TestKilledBetweenAnyTwoStepsTheJobGoesOn(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(_ *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		p.Kill()
		person := j.invite(p, "Bo Brownsdottir")
		p.Kill()
		token := j.link(p, person, patience)
		p.Kill()
		j.post(p, lookupPath, "", map[string]any{"token": token})
		p.Kill()
		j.accept(p, token)
		p.Kill()
		j.approve(p, person)
		p.Kill()
		session := j.signIn(p, person.Email)
		p.Kill()
		a := j.insist(p, apitest.Shot{Method: "GET", Path: "/api/v1/me", Token: session})
		if a.Status != 200 {
			j.t.Errorf("the session did not outlive the server: %d %s", a.Status, a.Body)
		}
		j.ended(person, token)
		j.mailsAreRight()
	})
}

// Killed at a random moment of every step, and asked again with the same key: each step is done once.
func TestKilledInTheMiddleOfAnyStepNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(_ *testing.T, j *job) {
		p := j.processes[0]
		kill := func() { // at some moment of what comes next
			pause := rand.N(40 * time.Millisecond) //nolint:gosec // any moment
			go func() {
				time.Sleep(pause)
				p.Kill()
			}()
		}
		kill()
		j.setUp(p)
		var person apitest.Person
		var token string
		for range apitest.Rounds(3) {
			kill()
			person = j.invite(p, "Bo Brownsdottir")
			kill()
			token = j.link(p, person, patience)
			kill()
			j.accept(p, token)
			kill()
			j.approve(p, person)
			kill()
			j.signIn(p, person.Email)
			if status := j.find(p, person)["status"]; status != "active" {
				j.t.Errorf("%s is %v", person.Email, status)
			}
		}
		time.Sleep(50 * time.Millisecond) // the last kill has come
		if !p.Running() {
			p.LeasesEnd()
			p.Start()
		}
		j.ended(person, token)
		t.Logf("%d mails came as a copy of the same one", j.mailsAreRight())
	})
}

// Killed before the mail server has the message, it arrives once; killed after that and before its yes was noted,
// a copy of the very same message follows.
func TestKilledWhileAMailIsHandedOverItArrives(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]struct {
		before bool
		copies int
	}{"before the server has it": {true, 0}, "before its yes is noted": {false, 1}} {
		t.Run(name, func(t *testing.T) {
			var p *apitest.Process
			var invited string
			var killed atomic.Bool
			kill := func(to string, try int) bool {
				if to == invited && try == 1 {
					p.Kill()
					killed.Store(true)
				}
				return to == invited && try == 1
			}
			o := smtpsink.Options{Script: smtpsink.Script{After: kill}}
			if at.before {
				o.Script = smtpsink.Script{Rcpt: func(to string, try int) error { kill(to, try); return nil }}
			}
			onBothProcesses(t, o, func(_ *testing.T, j *job) {
				p = j.processes[0]
				killed.Store(false)
				j.setUp(p)
				person := apitest.Person{Name: "Bo Brownsdottir", Email: apitest.Address("bo")}
				invited = person.Email
				j.done(j.post(p, j.path+"/invitations", j.admin.Token, map[string]any{
					"email": person.Email, "name": person.Name, "role_ids": []string{j.role},
				}), 201)
				apitest.Eventually(t, patience, "the process is killed", killed.Load)
				j.t.Log("killed")
				if !p.Running() { // it runs again where the mail was quicker than the answer to the invitation, which was asked for again
					p.LeasesEnd()
					p.Start()
				}
				apitest.Eventually(t, patience, "the mail arrives", func() bool { return len(j.sink.To(person.Email)) == 1+at.copies })
				token := j.link(p, person, patience)
				j.accept(p, token)
				j.approve(p, person)
				j.ended(person, token)
				if copies := j.mailsAreRight(); copies != at.copies {
					j.t.Errorf("%d copies, want %d", copies, at.copies)
				}
			})
		})
	}
}

// With two processes on one database, one is killed in the middle of a mail and of a request: the other one sends
// the mail, and answers the same key, as soon as the dead one's leases have ended.
func TestWhenOneProcessIsKilledTheOtherGoesOn(t *testing.T) {
	t.Parallel()
	var j *job
	var invited string
	answered := make(chan struct{}) // an answer that is lost with its process is another story
	script := smtpsink.Script{Rcpt: func(to string, try int) error {
		if to == invited && try == 1 {
			<-answered
			j.processes[0].Kill()
		}
		return nil
	}}
	j = newJob(t, testkit.NewPostgres(t), smtpsink.Options{Script: script}, 1)
	a := j.processes[0]
	j.setUp(a)
	person := apitest.Person{Name: "Bo Brownsdottir", Email: apitest.Address("bo")}
	invited = person.Email
	invite := apitest.Post(j.path+"/invitations", j.admin.Token, map[string]any{
		"email": person.Email, "name": person.Name, "role_ids": []string{j.role},
	}, "Idempotency-Key", "one")
	first := a.Want(a.Call(invite.Method, invite.Path, invite.Token, invite.Body, invite.Headers...), 201, "")
	close(answered)
	b := apitest.Serve(t, a.Database, "GATEHOUSE_SMTP_URL=smtp://"+j.sink.Addr+"?tls=none", "GATEHOUSE_RATE_LIMITS=off")
	apitest.Eventually(t, patience, "the first process is killed", func() bool { return !a.Running() })
	j.processes = append(j.processes, b)
	again := b.Want(b.Call(invite.Method, invite.Path, invite.Token, invite.Body, invite.Headers...), 201, "")
	if string(first.Body) != string(again.Body) {
		t.Errorf("the other process gives another answer to the key:\n%s\n%s", first.Body, again.Body)
	}
	token := j.link(b, person, patience)
	j.accept(b, token)
	j.approve(b, person)
	j.ended(person, token)
	if copies := j.mailsAreRight(); copies != 0 {
		t.Errorf("%d copies of a mail that the server never had", copies)
	}
}
