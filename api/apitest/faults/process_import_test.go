package faults_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

const imported = 1200 // people of a file

// Killed again and again while a file is read, checked, run and mailed: exactly its people are invited, each once, and
// each gets the one mail, or a copy of it where the kill came between the mail server's yes and the note of it.
func TestAnImportThatIsKilledAgainAndAgainInvitesEverybodyOnce(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(t *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		text := peopleFile()
		one := j.upload(p, text)
		kills := 0
		j.untilState(p, one, "ready", func() { kills++; p.Kill() })
		j.post(p, j.path+"/imports/"+one+"/start", j.admin.Token, nil)
		for range apitest.Rounds(4) {
			time.Sleep(rand.N(700 * time.Millisecond)) //nolint:gosec // any moment
			p.Kill()
			kills++
			p.Start()
		}
		done := j.untilState(p, one, "done", nil)
		if done.JSON["done_rows"] != float64(imported) || done.JSON["failed_rows"] != float64(0) {
			t.Errorf("after %d kills: %s", kills, done.Body)
		}
		j.exactlyThese(p, text)
		apitest.Eventually(t, 2*patience, "all mails leave", func() bool {
			return p.Count("mails", "status IN ('queued', 'retrying')") == 0
		})
		apitest.Invariants(t, p.Plain())
	})
}

// Two processes on one database share the work of imports, and either goes on where the other one is killed.
func TestTwoProcessesWorkAtImportsTogether(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	text := peopleFile()
	one := j.upload(a, text)
	j.untilState(b, one, "ready", nil)
	j.post(b, j.path+"/imports/"+one+"/start", j.admin.Token, nil)
	apitest.Eventually(t, patience, "some are invited", func() bool { return a.Count("invitations", "status = 'pending'") > 100 })
	a.Kill()
	done := j.untilState(b, one, "done", nil)
	if done.JSON["done_rows"] != float64(imported) {
		t.Errorf("done: %s", done.Body)
	}
	j.exactlyThese(b, text)
	apitest.Invariants(t, b.Plain())
}

func peopleFile() string {
	lines := []string{"email,name,role"}
	for n := range imported {
		lines = append(lines, apitest.Address("person")+fmt.Sprintf(",Person %d,Member", n))
	}
	return strings.Join(lines, "\r\n")
}

// upload sends a file until it is there.
func (j *job) upload(p *apitest.Process, text string) string {
	j.t.Helper()
	shot := apitest.Post(j.path+"/imports", j.admin.Token, text, "Content-Type", "text/csv")
	a := j.insist(p, shot)
	if a.Status != 201 {
		j.t.Fatalf("upload: %d %s", a.Status, a.Body)
	}
	return a.Text("id")
}

// untilState waits for an import, and does something at a random moment meanwhile where there is something to do.
func (j *job) untilState(p *apitest.Process, one, state string, meanwhile func()) apitest.Answer {
	j.t.Helper()
	if meanwhile != nil {
		time.Sleep(rand.N(150 * time.Millisecond)) //nolint:gosec // any moment
		meanwhile()
	}
	var now apitest.Answer
	apitest.Eventually(j.t, 2*patience, "the import is "+state, func() bool {
		now = j.get(p, j.path+"/imports/"+one)
		return now.Text("state") == state
	})
	return now
}

// exactlyThese compares the people of the workspace with those of the file.
func (j *job) exactlyThese(p *apitest.Process, text string) {
	j.t.Helper()
	want := map[string]bool{}
	for n, line := range strings.Split(text, "\r\n") {
		if email, _, _ := strings.Cut(line, ","); n > 0 {
			want[email] = true
		}
	}
	rows, err := p.Plain().Query("SELECT email FROM users")
	if err != nil {
		j.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var email string
		if err := rows.Scan(&email); err != nil {
			j.t.Fatal(err)
		}
		if !want[email] && email != j.admin.Email {
			j.t.Errorf("nobody asked for %s", email)
		}
		delete(want, email)
	}
	if len(want) > 0 {
		j.t.Errorf("%d people were not invited", len(want))
	}
}
