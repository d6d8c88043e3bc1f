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
		p, rounds := j.processes[0], apitest.Rounds(4)
		people := max(imported, 300*(rounds+1)) // so many that each kill comes into the middle of the run
		j.setUp(p)
		text := peopleFile(people)
		one := j.upload(p, text)
		time.Sleep(rand.N(150 * time.Millisecond)) //nolint:gosec // any moment
		p.Kill()
		j.untilState(p, one, "ready")
		j.post(p, j.path+"/imports/"+one+"/start", j.admin.Token, nil)
		midway := 0
		for n := range rounds {
			share := people / (rounds + 1)
			due := max(j.invited(p, one)+1, n*share+rand.N(share)) //nolint:gosec // any moment
			j.killedAfter(p, one, min(due, people))
			if now := j.invited(p, one); now < people {
				midway++
			}
			t.Logf("kill %d: %d of %d were invited, and %d mails had left", n+1, j.invited(p, one), people, len(j.sink.Received()))
			j.sliceEnds(p)
			p.Start()
		}
		if midway == 0 {
			t.Error("every kill came too late")
		}
		j.endedRight(p, one, text, people)
		t.Logf("%d of %d kills came in the middle of the run; %d mails came as a copy of the same one", midway, rounds, j.mailsAreRight())
	})
}

// killedAfter kills the process at some moment behind the one at which so many were invited.
func (j *job) killedAfter(p *apitest.Process, one string, due int) {
	j.t.Helper()
	for end := time.Now().Add(2 * patience); j.invited(p, one) < due; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			j.t.Fatalf("the run stands still at %d", j.invited(p, one))
		}
	}
	time.Sleep(rand.N(150 * time.Millisecond)) //nolint:gosec // any moment
	p.Kill()
}

// invited is how many an import has invited by now, as the database says.
func (j *job) invited(p *apitest.Process, one string) int {
	return p.Count("import_rows", "import_id = '"+one+"' AND outcome = 'invited'")
}

// sliceEnds lets the time pass after which a slice of work must have died with its process. It is for moments in which
// no process runs.
func (j *job) sliceEnds(p *apitest.Process) {
	p.LeasesEnd()
	p.Exec("UPDATE river_job SET attempted_at = ? WHERE kind = 'import' AND state = 'running'", time.Now().UTC().Add(-time.Minute))
}

// endedRight waits for the end of the run and of its mails, and looks at all of them.
func (j *job) endedRight(p *apitest.Process, one, text string, people int) {
	j.t.Helper()
	done := j.untilState(p, one, "done")
	if done.JSON["done_rows"] != float64(people) || done.JSON["failed_rows"] != float64(0) {
		j.t.Errorf("done: %s", done.Body)
	}
	apitest.Eventually(j.t, 4*patience, "all mails leave", func() bool {
		return p.Count("mails", "status IN ('queued', 'retrying')") == 0
	})
	j.exactlyThese(p, one, text)
	apitest.Invariants(j.t, p.Plain())
}

// Two processes on one database share the work of imports, and either goes on where the other one is killed.
func TestTwoProcessesWorkAtImportsTogether(t *testing.T) {
	t.Parallel()
	j := newJob(t, testkit.NewPostgres(t), smtpsink.Options{}, 2)
	a, b := j.processes[0], j.processes[1]
	j.setUp(a)
	text := peopleFile(imported)
	one := j.upload(a, text)
	j.untilState(b, one, "ready")
	j.post(b, j.path+"/imports/"+one+"/start", j.admin.Token, nil)
	apitest.Eventually(t, patience, "some are invited", func() bool { return a.Count("invitations", "status = 'pending'") > 100 })
	a.Kill()
	j.endedRight(b, one, text, imported)
	j.mailsAreRight()
}

func peopleFile(people int) string {
	lines := []string{"email,name,role"}
	for n := range people {
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

// untilState waits for an import.
func (j *job) untilState(p *apitest.Process, one, state string) apitest.Answer {
	j.t.Helper()
	var now apitest.Answer
	apitest.Eventually(j.t, 2*patience, "the import is "+state, func() bool {
		now = j.get(p, j.path+"/imports/"+one)
		return now.Text("state") == state
	})
	return now
}

// exactlyThese compares what is there with the people of the file: each has one place, one invitation, one entry in the
// log, one row that names them, one mail that left, and one link over the wire.
func (j *job) exactlyThese(p *apitest.Process, one, text string) {
	j.t.Helper()
	want := map[string]bool{}
	for n, line := range strings.Split(text, "\r\n") {
		if email, _, _ := strings.Cut(line, ","); n > 0 {
			want[email] = true
		}
	}
	for what, query := range map[string]string{
		"a place":     "SELECT email FROM users WHERE status = 'invited'",
		"invitations": "SELECT email FROM invitations WHERE status = 'pending'",
		"mails":       "SELECT recipient FROM mails WHERE invitation_id IS NOT NULL AND status = 'sent'",
		"rows":        "SELECT r.email FROM import_rows r JOIN users u ON u.id = r.user_id AND u.email = r.email JOIN invitations i ON i.id = r.invitation_id AND i.email = r.email WHERE r.outcome = 'invited' AND r.import_id = '" + one + "'",
		"entries":     "SELECT u.email FROM audit_events a JOIN users u ON CAST(u.id AS text) = a.target_id WHERE a.type = 'user.invited'",
		"links":       "", // over the wire
	} {
		got := map[string]int{}
		if query == "" {
			got = j.mailed()
		} else {
			for _, email := range column(j.t, p, query) {
				got[email]++
			}
		}
		for email, n := range got {
			if !want[email] || n != 1 {
				j.t.Errorf("%s of %s: %d, asked for: %t", what, email, n, want[email])
			}
		}
		if len(got) != len(want) {
			j.t.Errorf("%s: %d people, want %d", what, len(got), len(want))
		}
	}
}

// mailed counts, for each address, the different invitations that came over the wire.
func (j *job) mailed() map[string]int {
	links := map[string]string{}
	out := map[string]int{}
	for _, m := range j.sink.Received() {
		token := tokenIn(m.Raw)
		if token == "" || links[token] == m.To[0] {
			continue // another mail, or a copy of the same one
		}
		links[token] = m.To[0]
		out[m.To[0]]++
	}
	return out
}

// column gives the only column of a query.
func column(t *testing.T, p *apitest.Process, query string) []string {
	t.Helper()
	rows, err := p.Plain().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
