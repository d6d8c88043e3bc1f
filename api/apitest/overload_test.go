package apitest_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// flood is a workspace that makes locations, more than can be made while the database is held.
type flood struct {
	*apitest.Workspace
	t       *testing.T
	sent    int
	running sync.WaitGroup
	answers chan made
}

type made struct {
	n      int
	answer apitest.Answer
}

func (f *flood) one(n int) apitest.Answer {
	answer, err := f.API.Try("POST", f.Path+"/locations", f.Admin.Token, map[string]any{"name": fmt.Sprintf("Depot %d", n)},
		"Idempotency-Key", fmt.Sprintf("depot-%d", n))
	if err != nil {
		f.t.Errorf("location %d: %v", n, err)
	}
	return answer
}

// rise asks for more and more until the first one is turned away.
func (f *flood) rise() made {
	for f.sent < 4000 {
		for range 40 {
			f.sent++
			n := f.sent
			f.running.Go(func() { f.answers <- made{n, f.one(n)} })
		}
		select {
		case first := <-f.answers:
			return first
		case <-time.After(300 * time.Millisecond):
		}
	}
	f.t.Fatal("nobody is turned away")
	return made{}
}

// hold keeps everybody from making locations: on SQLite, which has one writer, from writing at all.
func hold(t *testing.T, d testkit.Database) (release func()) {
	t.Helper()
	ctx := context.Background()
	conn, err := d.Plain(t).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	begin := []string{"BEGIN", "LOCK TABLE locations IN SHARE ROW EXCLUSIVE MODE"}
	if d.Engine == store.SQLite {
		begin = []string{"BEGIN IMMEDIATE"}
	}
	for _, statement := range begin {
		do(t, conn, statement)
	}
	end := sync.OnceFunc(func() { do(t, conn, "ROLLBACK") })
	t.Cleanup(end)
	return end
}

func do(t *testing.T, conn *sql.Conn, statement string) {
	t.Helper()
	if _, err := conn.ExecContext(context.Background(), statement); err != nil {
		t.Error(err)
	}
}

func TestTooMuchOfOneWorkspaceIsTurnedAwayAndTheOthersAreServed(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		other := api.Setup("Quiet Fleet")
		waiting := other.Pending("mia", "Member")
		approval := other.ApprovalOf(waiting)
		f := &flood{Workspace: api.Found("Noisy Fleet"), t: t, answers: make(chan made, 5000)}
		release := hold(t, d)
		first := f.rise()
		if a := first.answer; a.Status != 503 || a.Code() != "overloaded" || a.Header.Get("Retry-After") == "" {
			t.Errorf("the first one: %d %s, Retry-After %q", a.Status, a.Body, a.Header.Get("Retry-After"))
		}
		for _, path := range []string{"/healthz", "/readyz", other.Path + "/roles", other.Path + "/users", other.Path + "/approvals"} {
			api.Want(api.Call("GET", path, other.Admin.Token, nil), 200, "")
		}
		signedIn, approved := make(chan apitest.Answer, 1), make(chan apitest.Answer, 1)
		go func() {
			a, _ := api.Try("POST", "/api/v1/auth/sessions", "", map[string]any{"email": other.Admin.Email, "password": apitest.Password})
			signedIn <- a
		}()
		go func() {
			a, _ := api.Try("POST", other.Path+"/approvals/"+approval+"/approve", other.Admin.Token, map[string]any{})
			approved <- a
		}()
		if d.Engine == store.SQLite { // both write, so they wait for the writer; they were let in all the same
			release()
		}
		api.Want(<-signedIn, 200, "")
		api.Want(<-approved, 200, "")
		release()
		f.running.Wait()
		f.after(first)
	})
}

// after looks at what became of all of it.
func (f *flood) after(first made) {
	close(f.answers)
	done := 0
	for one := range f.answers {
		if one.answer.Status == 201 {
			done++
		} else if code := one.answer.Code(); code != "overloaded" && code != "unavailable" {
			f.t.Errorf("location %d: %d %s", one.n, one.answer.Status, one.answer.Body)
		}
	}
	there := f.API.Count("locations", "workspace_id = ?", f.ID)
	if done == 0 || there != done {
		f.t.Errorf("%d were made, and %d are there", done, there)
	}
	for try, replayed := range []string{"", "true"} { // what was turned away used up no key
		again := f.API.Want(f.one(first.n), 201, "")
		if got := again.Header.Get("Idempotency-Replayed"); got != replayed {
			f.t.Errorf("try %d: replayed %q, want %q", try, got, replayed)
		}
	}
	for n := range 20 {
		f.API.Want(f.one(10_000+n), 201, "")
	}
	if got := f.API.Count("locations", "workspace_id = ?", f.ID); got != there+21 {
		f.t.Errorf("%d are there afterwards, want %d", got, there+21)
	}
}

// Every operation that can be turned away says so in the document, and no other.
func TestTheDocumentTellsWhatCanBeTurnedAway(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	document := api.Want(api.Call("GET", "/api/openapi.json", "", nil), 200, "").JSON
	for _, op := range api.Operations {
		told := apitest.At(document, "paths", op.Path, strings.ToLower(op.Method), "responses", "503", "content", "application/problem+json", "examples", "overloaded")
		if (told != nil) != op.Sheds() {
			t.Errorf("%s: told %t, can be turned away %t", op.ID, told != nil, op.Sheds())
		}
	}
}
