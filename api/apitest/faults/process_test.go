package faults_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/mail"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

func TestMain(m *testing.M) {
	code := m.Run()
	apitest.RemoveBinary()
	os.Exit(code)
}

// onBothProcesses runs a test with one real process on each engine, and a real mail server.
func onBothProcesses(t *testing.T, o smtpsink.Options, test func(t *testing.T, j *job), settings ...string) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			d := testkit.NewPostgres
			if engine == "sqlite" {
				d = testkit.NewSQLite
			}
			test(t, newJob(t, d(t), o, 1, settings...))
		})
	}
}

// job is the main job by HTTP against real processes, whoever kills them meanwhile.
type job struct {
	t         *testing.T
	processes []*apitest.Process
	sink      *smtpsink.Sink
	admin     apitest.Person
	path      string // of the workspace
	role      string
	keys      int
}

func newJob(t *testing.T, d testkit.Database, o smtpsink.Options, processes int, settings ...string) *job {
	t.Helper()
	j := &job{t: t, sink: smtpsink.Start(t, o), admin: apitest.Person{Name: "Ada Adminsdottir", Email: apitest.Address("ada")}}
	for range processes {
		lines := append([]string{
			"GATEHOUSE_SMTP_URL=smtp://" + j.sink.Addr + "?tls=none", "GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_BULK_MAIL_RATE=100",
		}, settings...)
		j.processes = append(j.processes, apitest.Serve(t, d, lines...))
	}
	return j
}

// insist asks with one key until there is a definite answer; a process that was killed is started again.
func (j *job) insist(p *apitest.Process, s apitest.Shot) apitest.Answer {
	j.t.Helper()
	if s.Method == http.MethodPost {
		j.keys++
		s.Headers = append(s.Headers, "Idempotency-Key", fmt.Sprintf("%s %d", s.Path, j.keys))
	}
	for end := time.Now().Add(90 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if !p.Running() {
			if len(j.processes) == 1 {
				p.LeasesEnd()
			}
			p.Start()
		}
		a, err := p.Try(s.Method, s.Path, s.Token, s.Body, s.Headers...)
		if err == nil && a.Status < 500 && a.Code() != "request_in_progress" {
			return a
		}
		if time.Now().After(end) {
			j.t.Fatalf("%s %s: no definite answer: %d %s %v", s.Method, s.Path, a.Status, a.Body, err)
		}
	}
}

// done fails the test unless the answer says that it was done, now or by the request whose answer was lost.
func (j *job) done(a apitest.Answer, status int) (answered bool) {
	j.t.Helper()
	if a.Status != status && a.Code() != "request_completed" {
		j.t.Fatalf("got %d %s, want %d or request_completed", a.Status, a.Body, status)
	}
	return a.Status == status
}

func (j *job) post(p *apitest.Process, path, token string, body any) apitest.Answer {
	j.t.Helper()
	return j.insist(p, apitest.Post(path, token, body))
}

func (j *job) get(p *apitest.Process, path string) apitest.Answer {
	j.t.Helper()
	a := j.insist(p, apitest.Shot{Method: "GET", Path: path, Token: j.admin.Token})
	if a.Status != 200 {
		j.t.Fatalf("GET %s: %d %s", path, a.Status, a.Body)
	}
	return a
}

func (j *job) setUp(p *apitest.Process) {
	j.t.Helper()
	j.done(j.post(p, "/api/v1/setup", "", map[string]any{
		"token": apitest.SetupToken, "name": j.admin.Name, "email": j.admin.Email, "password": apitest.Password, "workspace_name": "Acme Fleet",
	}), 201)
	j.admin.Token = j.signIn(p, j.admin.Email)
	place := j.get(p, "/api/v1/me").List("workspaces")[0]
	j.path = "/api/v1/workspaces/" + apitest.At(place, "workspace", "id").(string)
	for _, role := range j.get(p, j.path+"/roles").List("data") {
		if apitest.At(role, "name") == "Member" {
			j.role = apitest.At(role, "id").(string)
		}
	}
}

func (j *job) signIn(p *apitest.Process, email string) string {
	j.t.Helper()
	for {
		a := j.post(p, "/api/v1/auth/sessions", "", map[string]any{"email": email, "password": apitest.Password})
		if j.done(a, 200) {
			return a.Text("access_token")
		}
	}
}

// invite offers a place by mail, and gives the invited person as the list shows them.
func (j *job) invite(p *apitest.Process, name string) apitest.Person {
	j.t.Helper()
	person := apitest.Person{Name: name, Email: apitest.Address("bo")}
	j.done(j.post(p, j.path+"/invitations", j.admin.Token, map[string]any{"email": person.Email, "name": name, "role_ids": []string{j.role}}), 201)
	person.UserID = j.find(p, person)["id"].(string)
	return person
}

func (j *job) find(p *apitest.Process, person apitest.Person) map[string]any {
	j.t.Helper()
	list := j.get(p, j.path+"/users?q="+person.Email).List("data")
	if len(list) != 1 {
		j.t.Fatalf("%s is there %d times", person.Email, len(list))
	}
	return list[0].(map[string]any)
}

func (j *job) accept(p *apitest.Process, token string) {
	j.t.Helper()
	j.done(j.post(p, acceptPath, "", map[string]any{"token": token, "password": apitest.Password}), 200)
}

func (j *job) approve(p *apitest.Process, person apitest.Person) {
	j.t.Helper()
	approval := apitest.At(j.find(p, person), "approval", "id").(string)
	j.done(j.post(p, j.path+"/approvals/"+approval+"/approve", j.admin.Token, map[string]any{}), 200)
}

// link waits for the mail with somebody's link, and gives its token.
func (j *job) link(p *apitest.Process, person apitest.Person, within time.Duration) string {
	j.t.Helper()
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		if !p.Running() {
			if len(j.processes) == 1 {
				p.LeasesEnd()
			}
			p.Start()
		}
		for _, m := range j.sink.To(person.Email) {
			if token := tokenIn(m.Raw); token != "" {
				return token
			}
		}
		if time.Now().After(end) {
			j.t.Fatalf("no mail to %s within %v:\n%s\n%s", person.Email, within,
				strings.Join(p.Texts("mails", "recipient", person.Email), "\n"), strings.Join(p.Texts("river_job", "kind", "mail"), "\n"))
		}
	}
}

var tokenInMail = regexp.MustCompile(`#token=([A-Za-z0-9_-]{20,})`)

// tokenIn finds the token in a message as it came over the wire (quoted-printable).
func tokenIn(raw []byte) string {
	text := strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(string(raw))
	if found := tokenInMail.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// mailsAreRight: everybody got each message once, or a copy of the very same one.
func (j *job) mailsAreRight() (copies int) {
	j.t.Helper()
	seen := map[string]smtpsink.Received{}
	subjects := map[string]string{}
	for _, m := range j.sink.Received() {
		letter, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			j.t.Fatalf("an unreadable message: %v", err)
		}
		id := letter.Header.Get("Message-Id")
		if first, again := seen[id]; again {
			copies++
			if fmt.Sprint(first.To) != fmt.Sprint(m.To) || tokenIn(first.Raw) != tokenIn(m.Raw) {
				j.t.Errorf("two messages with the id %s differ", id)
			}
			continue
		}
		seen[id] = m
		what := fmt.Sprint(m.To) + letter.Header.Get("Subject") + tokenIn(m.Raw)
		if other := subjects[what]; other != "" && tokenIn(m.Raw) != "" {
			j.t.Errorf("the same link was mailed as %s and %s", other, id)
		}
		subjects[what] = id
	}
	return copies
}

// quiet: no process wrote a secret, an address or a name of anybody.
func (j *job) quiet(secrets ...string) {
	j.t.Helper()
	for _, p := range j.processes {
		for _, secret := range append(secrets, apitest.Password, apitest.SetupToken, testkit.Secret, j.admin.Email, j.admin.Name, "@example.com") {
			if before, _, found := strings.Cut(withoutGreeting(p.Log()), secret); found {
				j.t.Errorf("a process wrote %q after: %s", secret, before[max(0, len(before)-300):])
			}
		}
	}
}

// withoutGreeting takes out the set-up link, which is printed on purpose.
func withoutGreeting(log string) string {
	return strings.ReplaceAll(log, "/setup#token="+apitest.SetupToken, "")
}
