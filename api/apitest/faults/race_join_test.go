package faults_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const confirmThat = "Confirm that you want to join"

// asking lets anybody ask to join, and gives the request of an address.
func asking(w *apitest.Workspace, email string) apitest.Shot {
	w.Update(map[string]any{"access_requests": "anyone"})
	slug := w.API.Want(w.API.Call("GET", w.Path, w.Admin.Token, nil), 200, "").Text("slug")
	return apitest.Post("/api/v1/workspaces/"+slug+"/access-requests", "", map[string]any{"email": email, "name": "Bo Brown"})
}

// Twenty at once ask for one address: it gets one mail; and then twenty confirm at once: one user, one approval.
func TestAskingAndConfirmingAtOnceMakesOneOfEach(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		email := apitest.Address("bo")
		apitest.OnlyThese(t, apitest.Together(t, replicas, apitest.Times(20, asking(w, email))...), "202")
		letters := w.API.AwaitLetters(email, confirmThat, 1)
		if n := w.API.Count("mails", "kind = 'access_request_confirm' AND recipient = ?", email) + len(letters); n > 2 || len(letters) != 1 {
			t.Fatalf("%d mails for twenty asks", len(letters))
		}
		body := map[string]any{"token": letters[0].Token(), "password": apitest.Password}
		answers := apitest.Together(t, replicas, apitest.Times(20, apitest.Post("/api/v1/access-requests/confirm", "", body))...)
		tally := apitest.OnlyThese(t, answers, "200", "409 access_request_confirmed", "409 conflict")
		if tally["200"] != 1 {
			t.Fatalf("one yes counts; the answers were %v", tally)
		}
		for table, what := range map[string]string{"users": "email = ?", "accounts": "email = ?"} {
			if n := w.API.Count(table, what, email); n != 1 {
				t.Fatalf("%d %s", n, table)
			}
		}
		if n := w.API.Count("approvals", "user_id = (SELECT id FROM users WHERE email = ?)", email); n != 1 {
			t.Fatalf("%d approvals", n)
		}
	})
}

// Asking for one address while it is invited: whoever is second is told, and there is one place.
func TestConfirmingWhileBeingInvitedMakesOneUser(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		email := apitest.Address("bo")
		apitest.Together(t, replicas, asking(w, email))
		token := w.API.AwaitLetters(email, confirmThat, 1)[0].Token()
		confirm := apitest.Post("/api/v1/access-requests/confirm", "", map[string]any{"token": token, "password": apitest.Password})
		invite := apitest.Post(w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": email, "name": "Bo Brown", "role_ids": []string{w.Role("Member")}, "deliver": "link",
		})
		a, b := apitest.Race(t, replicas, 2, confirm, invite)
		in := apitest.OnlyThese(t, a, "200", "409 access_request_confirmed", "409 invitation_open", "409 conflict")
		out := apitest.OnlyThese(t, b, "201", "409 already_member", "409 already_invited")
		if in["200"]+out["201"] != 1 {
			t.Fatalf("one place was given; the answers were %v and %v", in, out)
		}
		if n := w.API.Count("users", "email = ?", email); n != 1 {
			t.Fatalf("%d users", n)
		}
	})
}
