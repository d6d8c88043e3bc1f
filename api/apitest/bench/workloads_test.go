package bench_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// workload is one thing that is measured: what the server is asked, and what the plain program is.
type workload struct {
	name  string
	limit string // what stands beside it
	ours  func(n int) (ask, bool)
	plain func(n int) (ask, bool)
}

// workloads are those of a world, in an order in which none disturbs the next: the reads first.
func (w *world) workloads(t *testing.T, stock int) []workload {
	t.Helper()
	person := w.process.SignIn(w.Admin.Email)
	me := ask{method: "GET", path: "/api/v1/me", token: person, wants: 200}
	page := ask{method: "GET", path: w.Path + "/users?limit=50&count=true", token: w.key.Secret, wants: 200}
	deep := page
	deep.path += "&cursor=" + url.QueryEscape(w.deepCursor())
	middle := url.QueryEscape(fmt.Sprintf("person %07d", min(w.members/2, deepest)))
	signIn := ask{method: "POST", path: "/api/v1/auth/sessions", wants: 200, body: encoded(map[string]any{"email": w.Admin.Email, "password": apitest.Password})}
	hash := always(ask{method: "POST", path: "/hash", wants: 200})
	var invited, approved, accepted, returned counter
	accessOf := w.signedIn(t)
	return []workload{
		{"hello", "Echo, hello", always(ask{method: "GET", path: "/healthz", wants: 200}), always(ask{method: "GET", path: "/hello", wants: 200})},
		{"W4 whoami", "one join", always(me), always(ask{method: "GET", path: "/me", wants: 200})},
		{"check", "two joins", w.checks(), func(n int) (ask, bool) {
			return ask{method: "GET", path: "/check?email=" + url.QueryEscape(nthEmail("user", 1+n%w.members)), wants: 200}, true
		}},
		{"W3 first page", "two selects", always(page), always(ask{method: "GET", path: "/page?after=", wants: 200})},
		{"W3 first page, whole", "all that it shows", always(page), always(ask{method: "GET", path: "/whole?after=", wants: 200})},
		{"W3 deep page, whole", "all that it shows", always(deep), always(ask{method: "GET", path: "/whole?after=" + middle, wants: 200})},
		{"W3 deep page", "two selects", always(deep), always(ask{method: "GET", path: "/page?after=" + middle, wants: 200})},
		{"W3 search", "two selects", w.searches(page), func(n int) (ask, bool) {
			return ask{method: "GET", path: "/search?q=" + fragment(n), wants: 200}, true
		}},
		{"W1 invite", "the same rows, a commit each", w.invitations(&invited), always(ask{method: "POST", path: "/invite", wants: 201})},
		{"W6 approve", "the same rows, a commit each", w.approvals(&approved, stock), func(int) (ask, bool) {
			n := approved.next() // one stock for both
			return ask{method: "POST", path: fmt.Sprintf("/approve?n=%d", n), wants: 201}, n <= stock
		}},
		{"W2 accept, signed in", "the same rows, a commit each", func(int) (ask, bool) {
			n := returned.next() // one stock for both
			body := encoded(map[string]any{"token": returningToken(n)})
			return ask{method: "POST", path: "/api/v1/invitations/accept", token: accessOf(n), wants: 200, body: body}, n <= stock
		}, func(int) (ask, bool) {
			n := returned.next()
			return ask{method: "POST", path: fmt.Sprintf("/accept?n=%d", n), wants: 201}, n <= stock
		}},
		{"W2 accept, with password", "the hash alone", w.accepts(&accepted, stock), hash},
		{"W5 sign in", "the hash alone", always(signIn), hash},
	}
}

func always(a ask) func(int) (ask, bool) { return func(int) (ask, bool) { return a, true } }

// counter goes on through the rounds.
type counter struct{ atomic.Int64 }

func (c *counter) next() int { return int(c.Add(1)) }

// fragment is four digits of some address.
func fragment(n int) string {
	_, digits, _ := strings.Cut(nthEmail("user", n*7919), ".")
	return digits[2:6]
}

func (w *world) searches(page ask) func(int) (ask, bool) {
	return func(n int) (ask, bool) {
		a := page
		a.path = w.Path + "/users?limit=50&q=" + fragment(n)
		return a, true
	}
}

func (w *world) checks() func(int) (ask, bool) {
	return func(n int) (ask, bool) {
		body := encoded(map[string]any{"email": nthEmail("user", 1+n%w.members), "permissions": []string{"users:read"}})
		return ask{method: "POST", path: w.Path + "/check", token: w.key.Secret, wants: 200, body: body}, true
	}
}

func (w *world) invitations(count *counter) func(int) (ask, bool) {
	role := w.Role("Member")
	return func(int) (ask, bool) {
		n := count.next()
		body := encoded(map[string]any{"email": fmt.Sprintf("new.%d@example.com", n), "name": fmt.Sprintf("New Person %d", n), "role_ids": []string{role}})
		return ask{method: "POST", path: w.Path + "/invitations", token: w.key.Secret, wants: 201, body: body}, true
	}
}

func (w *world) approvals(count *counter, stock int) func(int) (ask, bool) {
	return func(int) (ask, bool) {
		n := count.next()
		path := w.Path + "/approvals/" + nthID(waitingApproval, n) + "/approve"
		return ask{method: "POST", path: path, token: w.key.Secret, wants: 200, body: []byte("{}")}, n <= stock
	}
}

func (w *world) accepts(count *counter, stock int) func(int) (ask, bool) {
	return func(int) (ask, bool) {
		n := count.next()
		body := encoded(map[string]any{"token": invitedToken(n), "password": apitest.Password, "name": "Invited Person"})
		return ask{method: "POST", path: "/api/v1/invitations/accept", wants: 200, body: body}, n <= stock
	}
}

const deepest = 100_000

// deepCursor walks to the middle of the list, or as far as a walk takes no time.
func (w *world) deepCursor() string {
	cursor, p := "", w.process
	for seen := 0; seen < min(w.members/2, deepest); seen += 50 {
		limit := "50" // the size of a page belongs to no cursor
		answer := p.Want(p.Call("GET", w.Path+"/users?count=true&limit="+limit+"&cursor="+url.QueryEscape(cursor), w.key.Secret, nil), 200, "")
		if cursor = answer.Text("next_cursor"); cursor == "" {
			break
		}
	}
	return cursor
}
