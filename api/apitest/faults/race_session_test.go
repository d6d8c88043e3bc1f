package faults_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const refreshPath = "/api/v1/auth/sessions/refresh"

// refreshCookie gives the refresh cookie of an answer as a request sends it, or "".
func refreshCookie(a apitest.Answer) string {
	for _, line := range a.Header.Values("Set-Cookie") {
		if pair, _, _ := strings.Cut(line, ";"); strings.HasPrefix(pair, "gatehouse_refresh=") {
			return pair
		}
	}
	return ""
}

func refreshing(cookie string) apitest.Shot {
	return apitest.Post(refreshPath, "", nil, "Cookie", cookie)
}

func TestTabsThatRefreshAtOnceAllGoOn(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		in := w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": w.Admin.Email, "password": apitest.Password}), 200, "")
		cookie := refreshCookie(in)
		for range 3 {
			next := ""
			for _, a := range apitest.Together(t, replicas, apitest.Times(8, refreshing(cookie))...) {
				if a.Status != http.StatusOK {
					t.Fatalf("a tab was refused: %d %s", a.Status, a.Body)
				}
				w.API.Want(w.API.Call("GET", "/api/v1/me", a.Text("access_token"), nil), 200, "")
				if one := refreshCookie(a); one != "" && next != "" {
					t.Fatal("two tabs were given a cookie each")
				} else if one != "" {
					next = one
				}
			}
			if next == "" {
				t.Fatal("no tab was given the next cookie")
			}
			cookie = next
		}
	})
}

func TestSetUpTwiceAtOnceIsDoneOnce(t *testing.T) {
	for range apitest.Rounds(2) {
		apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
			api := replicas[0]
			shots := make([]apitest.Shot, 8)
			for i := range shots {
				shots[i] = apitest.Post("/api/v1/setup", "", map[string]any{
					"token": apitest.SetupToken, "name": "Ada Admin", "email": apitest.Address("ada"), "password": apitest.Password,
					"workspace_name": "Acme Fleet",
				})
			}
			answers := apitest.Together(t, replicas, shots...)
			if tally := apitest.OnlyThese(t, answers, "201", "409 setup_closed"); tally["201"] != 1 {
				t.Fatalf("one set-up counts; the answers were %v", tally)
			}
			if a, w := api.Count("accounts", "1 = 1"), api.Count("workspaces", "1 = 1"); a != 1 || w != 1 {
				t.Fatalf("%d accounts and %d workspaces, want one of each", a, w)
			}
			api.CheckInvariants()
		})
	}
}

// Exchanging the token of the waiting page in two tabs: one gets the session, the other is told to sign in.
func TestExchangingAtOnceOpensOneSession(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p := w.Pending("Bo Brown", "Member")
		exchange := apitest.Post("/api/v1/auth/pending/exchange", p.PendingToken, nil)
		answers, approved := apitest.Race(t, replicas, 2, exchange, deciding(w, p, "approve", map[string]any{}))
		early := apitest.OnlyThese(t, answers, "200", "403 approval_pending", "401 unauthenticated")
		apitest.OnlyThese(t, approved, "200", "409 already_decided")
		late := apitest.OnlyThese(t, apitest.Together(t, replicas, apitest.Times(4, exchange)...), "200", "401 unauthenticated")
		if early["200"]+late["200"] != 1 {
			t.Fatalf("one session; the answers were %v, then %v", early, late)
		}
	})
}
