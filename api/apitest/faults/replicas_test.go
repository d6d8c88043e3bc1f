package faults_test

import (
	"fmt"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/estate"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// few are so few connections that hardly any two transactions of a process get the same one.
const few = 4

// replicas are two processes on one database, which they reach through a pooler in transaction mode, and a balancer.
func replicas(t *testing.T, o smtpsink.Options, settings ...string) (j *job, a, b *apitest.Process, balancer *estate.Balancer) {
	t.Helper()
	d := testkit.NewPostgres(t)
	pooled := []string{"GATEHOUSE_DATABASE_URL=" + estate.Pool(t, d.URL, few).URL, "GATEHOUSE_DATABASE_DIRECT_URL=" + d.URL, "GATEHOUSE_SHUTDOWN_NOTICE=3s"}
	j = newJob(t, d, o, 2, append(pooled, settings...)...)
	a, b = j.processes[0], j.processes[1]
	return j, a, b, estate.Balance(t, a.URL, b.URL)
}

// What is done at one process holds at the other one's very next request, and is told there at once.
func TestWhatOneProcessDoesHoldsAtTheOther(t *testing.T) {
	t.Parallel()
	j, a, b, _ := replicas(t, smtpsink.Options{})
	j.setUp(a)
	stream := apitest.OpenStream(t, b.API, j.path+"/events", j.admin.Token)
	for n := range apitest.Rounds(20) {
		in := a.Want(a.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": j.admin.Email, "password": apitest.Password}), 200, "").Text("access_token")
		b.Want(b.Call("GET", "/api/v1/me", in, nil), 200, "")
		shot := apitest.Post(j.path+"/locations", in, map[string]any{"name": fmt.Sprintf("Depot %d", n)}, "Idempotency-Key", fmt.Sprintf("depot %d", n))
		first := a.Want(a.Call(shot.Method, shot.Path, shot.Token, shot.Body, shot.Headers...), 201, "")
		again := b.Want(b.Call(shot.Method, shot.Path, shot.Token, shot.Body, shot.Headers...), 201, "")
		if string(first.Body) != string(again.Body) {
			t.Errorf("asked again at the other process, the key gives\n%s, and gave\n%s", again.Body, first.Body)
		}
		stream.Await(soon, "location.created", first.Text("id"))
		a.Want(a.Call("DELETE", "/api/v1/auth/sessions/current", in, nil), 204, "")
		b.Want(b.Call("GET", "/api/v1/me", in, nil), 401, "unauthenticated")
	}
	if n := a.Count("locations", "name LIKE 'Depot %'"); n != apitest.Rounds(20) {
		t.Errorf("%d locations", n)
	}
	j.pooled(a)
	apitest.Invariants(t, a.Plain())
}

// pooled makes sure that the processes share few connections: those of the pooler, and those that listen past it.
func (j *job) pooled(p *apitest.Process) {
	j.t.Helper()
	most := few + 2*len(j.processes) + 2 // each process listens twice; this test looks by itself
	var there int
	if err := p.Plain().QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()").Scan(&there); err != nil {
		j.t.Fatal(err)
	}
	if there > most {
		j.t.Errorf("%d connections, want at most %d: the pooler is passed by", there, most)
	}
}

// The whole main job through the balancer and the pooler, whichever process each request comes to.
func TestTheMainJobGoesThroughABalancerAndAPooler(t *testing.T) {
	t.Parallel()
	j, a, _, balancer := replicas(t, smtpsink.Options{})
	door := *a.API
	door.URL = balancer.URL
	j.setUp(a)
	stream := apitest.OpenStream(t, &door, j.path+"/events", j.admin.Token)
	person := j.invite(a, "Bo Brownsdottir")
	token := j.link(a, person, patience)
	door.Want(door.Call("POST", acceptPath, "", map[string]any{"token": token, "password": apitest.Password}), 200, "")
	approval := apitest.At(j.find(a, person), "approval", "id").(string)
	door.Want(door.Call("POST", j.path+"/approvals/"+approval+"/approve", j.admin.Token, map[string]any{}), 200, "")
	stream.Await(soon, "user.activated", person.UserID)
	j.ended(person, token)
	if copies := j.mailsAreRight(); copies != 0 {
		t.Errorf("%d mails were sent by both processes", copies)
	}
}

// An import that one process began is carried on by the other one after a kill, through a pooler as without one.
func TestBehindAPoolerAKilledProcessesWorkIsCarriedOn(t *testing.T) {
	t.Parallel()
	j, a, b, _ := replicas(t, smtpsink.Options{})
	j.setUp(a)
	b.Kill() // so that it is the first one that begins
	text := peopleFile(imported)
	one := j.upload(a, text)
	j.untilState(a, one, "ready")
	j.post(a, j.path+"/imports/"+one+"/start", j.admin.Token, nil)
	apitest.Eventually(t, patience, "some are invited", func() bool { return j.invited(a, one) > 100 })
	a.Kill()
	if done := j.invited(a, one); done == imported {
		t.Fatal("the kill came too late")
	}
	b.Start()
	j.processes = []*apitest.Process{b}
	j.endedRight(b, one, text, imported)
	j.mailsAreRight()
}
