package faults_test

import (
	"bytes"
	"fmt"
	"net/mail"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// Two processes that are asked at once send an address what it can get and no more, also after one of them was killed;
// another address is served meanwhile.
func TestAnAddressIsSparedByTwoProcesses(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2, "GATEHOUSE_RATE_LIMITS=on")
	sparedByAll(t, j)
}

// The same by one process on SQLite, which is asked by many at once.
func TestAnAddressIsSparedByOneProcess(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewSQLite(t), smtpsink.Options{}, 1, "GATEHOUSE_RATE_LIMITS=on")
	sparedByAll(t, j)
}

func sparedByAll(t *testing.T, j *job) {
	t.Helper()
	const most, workspaces = 10, 14
	p := j.processes[0]
	j.setUp(p)
	var paths, roles []string
	for n := range workspaces {
		made := p.Want(p.Call("POST", "/api/v1/workspaces", j.admin.Token, map[string]any{"name": fmt.Sprint("Number ", n)}), 201, "")
		path := "/api/v1/workspaces/" + made.Text("id")
		for _, role := range p.Want(p.Call("GET", path+"/roles", j.admin.Token, nil), 200, "").List("data") {
			if apitest.At(role, "name") == "Member" {
				paths, roles = append(paths, path), append(roles, apitest.At(role, "id").(string))
			}
		}
	}
	invite := func(n int, email string) apitest.Shot {
		return apitest.Post(paths[n]+"/invitations", j.admin.Token, map[string]any{"email": email, "name": "Ann", "role_ids": []string{roles[n]}})
	}
	ann, bo := apitest.Address("ann"), apitest.Address("bo")
	var shots []apitest.Shot
	for n := range paths {
		shots = append(shots, invite(n, ann))
	}
	apis := make([]*apitest.API, len(j.processes))
	for n, p := range j.processes {
		apis[n] = p.API
	}
	answers := apitest.Together(t, apis, shots...)
	tally := apitest.OnlyThese(t, answers, "201", "429 rate_limited")
	if tally["201"] != most || tally["429 rate_limited"] != workspaces-most {
		t.Fatalf("%v, want %d that were done", tally, most)
	}
	p.Kill()
	p.Start()
	for n, a := range answers {
		if a.Status != 201 {
			for _, p := range j.processes {
				p.Want(p.Call("POST", shots[n].Path, j.admin.Token, shots[n].Body), 429, "rate_limited")
				other := invite(n, fmt.Sprint(p.PID(), bo))
				p.Want(p.Call("POST", other.Path, j.admin.Token, other.Body), 201, "")
			}
			break
		}
	}
	apitest.Eventually(t, patience, "all mails", func() bool { return len(letters(t, j, ann)) >= most })
	time.Sleep(time.Second) // one too many would come now
	if n := len(letters(t, j, ann)); n != most {
		t.Errorf("%d mails came, want %d", n, most)
	}
}

// letters are the Message-IDs of the mails to an address. A process that is killed between the mail server's answer and
// its own note of it sends the same mail again, with the same ID, by which mailboxes know it.
func letters(t *testing.T, j *job, address string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for _, m := range j.sink.To(address) {
		letter, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatal(err)
		}
		ids[letter.Header.Get("Message-Id")] = true
	}
	return ids
}
