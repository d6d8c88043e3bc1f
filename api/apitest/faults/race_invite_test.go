package faults_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

func inviting(w *apitest.Workspace, email string, headers ...string) apitest.Shot {
	return apitest.Post(w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": email, "name": "Bo Brown", "role_ids": []string{w.Role("Member")},
	}, headers...)
}

func TestTwentyInvitationsOfOneAddressMakeOneAndSendOneMail(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		email := apitest.Address("bo")
		answers := apitest.Together(t, replicas, apitest.Times(20, inviting(w, email))...)
		tally := apitest.OnlyThese(t, answers, "201", "409 already_invited")
		if tally["201"] != 1 {
			t.Fatalf("one invitation counts; the answers were %v", tally)
		}
		var made apitest.Answer
		for _, a := range answers {
			if a.Status == 201 {
				made = a
			}
		}
		for _, a := range answers {
			if a.Status == 409 && a.Text("invitation", "id") != made.Text("invitation", "id") {
				t.Fatalf("whoever came second was shown %s, want the invitation %s", a.Body, made.Text("invitation", "id"))
			}
		}
		if n := w.API.Count("mails", "recipient = ?", email); n != 1 {
			t.Fatalf("%d mails to the invited address, want 1", n)
		}
		if n := w.API.Count("invitations", "email = ?", email); n != 1 {
			t.Fatalf("%d invitations of the address, want 1", n)
		}
	})
}

func TestOneAddressInvitedByTwoWorkspacesAtOnceIsOneAccount(t *testing.T) {
	var other *apitest.Workspace
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		if other == nil || other.API != w.API {
			other = w.API.Found("Other Fleet")
		}
		email := apitest.Address("bo")
		here, there := apitest.Race(t, replicas, 4, inviting(w, email), inviting(other, email))
		for _, answers := range [][]apitest.Answer{here, there} {
			if tally := apitest.OnlyThese(t, answers, "201", "409 already_invited"); tally["201"] != 1 {
				t.Fatalf("each workspace invites once; the answers were %v", tally)
			}
		}
		if n := w.API.Count("accounts", "email = ?", email); n != 1 {
			t.Fatalf("%d accounts of the address, want 1", n)
		}
		w.API.CheckInvariants(other)
	})
}

// Turning somebody away deletes their account where it was their only place; being invited elsewhere in the same
// moment has to leave them an account.
func TestInvitedElsewhereWhileBeingRejectedKeepsAnAccount(t *testing.T) {
	var other *apitest.Workspace
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		if other == nil || other.API != w.API {
			other = w.API.Found("Other Fleet")
		}
		p, _ := w.Invite("Bo Brown", "Member")
		no, invited := apitest.Race(t, replicas, 2, deciding(w, p, "reject", map[string]any{}), inviting(other, p.Email))
		if tally := apitest.OnlyThese(t, no, "200", "409 already_decided"); tally["200"] != 1 {
			t.Fatalf("one rejection counts; the answers were %v", tally)
		}
		if tally := apitest.OnlyThese(t, invited, "201", "409 already_invited"); tally["201"] != 1 {
			t.Fatalf("one invitation counts; the answers were %v", tally)
		}
		w.API.CheckInvariants(other)
	})
}

func TestNewLinksAtOnceLeaveOneThatWorks(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, first := w.Invite("Bo Brown", "Member")
		resend := apitest.Post(w.Path+"/invitations/"+w.InvitationOf(p)+"/resend", w.Admin.Token, map[string]any{"deliver": "link"})
		answers := apitest.Together(t, replicas, apitest.Times(8, resend)...)
		if tally := apitest.OnlyThese(t, answers, "200", "409 conflict"); tally["200"] == 0 {
			t.Fatalf("nobody got a new link: %v", tally)
		}
		works := 0
		for _, token := range append(tokensOf(answers), first) {
			switch a := w.API.Call("POST", lookupPath, "", map[string]any{"token": token}); {
			case a.Status == 200:
				works++
			case a.Code() != "invitation_superseded":
				t.Fatalf("an older link says %d %s", a.Status, a.Code())
			}
		}
		if works != 1 {
			t.Fatalf("%d links work, want 1", works)
		}
	})
}

func TestMailingNewLinksAtOncePromisesOneMailForEach(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		email := apitest.Address("bo")
		apitest.OnlyThese(t, apitest.Together(t, replicas, inviting(w, email)), "201")
		invitation := apitest.Look[string](w.API, "SELECT id FROM invitations WHERE email = ?", email)
		resend := apitest.Post(w.Path+"/invitations/"+invitation+"/resend", w.Admin.Token, nil)
		tally := apitest.OnlyThese(t, apitest.Together(t, replicas, apitest.Times(8, resend)...), "200", "409 conflict")
		if n := w.API.Count("mails", "invitation_id = ?", invitation); n != 1+tally["200"] {
			t.Fatalf("%d mails were promised, %d are there", 1+tally["200"], n)
		}
	})
}

func tokensOf(answers []apitest.Answer) []string {
	var out []string
	for _, a := range answers {
		if a.Status == 200 {
			out = append(out, linkToken(a))
		}
	}
	return out
}

// The same key, sent to both processes at once, has one effect and one answer.
func TestOneKeySentToEveryReplicaHasOneEffect(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		email := apitest.Address("bo")
		shot := inviting(w, email, "Idempotency-Key", "invite "+email)
		answers := apitest.Together(t, replicas, apitest.Times(8, shot)...)
		if tally := apitest.OnlyThese(t, answers, "201", "409 request_in_progress"); tally["201"] == 0 {
			t.Fatalf("nobody was told of the effect: %v", tally)
		}
		for _, replica := range replicas {
			a := replica.Want(replica.Call(shot.Method, shot.Path, shot.Token, shot.Body, shot.Headers...), 201, "")
			if a.Header.Get("Idempotency-Replayed") != "true" {
				t.Fatal("asking again did the work again")
			}
			answers = append(answers, a)
		}
		first := ""
		for _, a := range answers {
			if a.Status == 201 && first != "" && string(a.Body) != first {
				t.Fatalf("two answers to one key:\n%s\n%s", first, a.Body)
			} else if a.Status == 201 {
				first = string(a.Body)
			}
		}
		if n := w.API.Count("mails", "recipient = ?", email); n != 1 {
			t.Fatalf("%d mails, want 1", n)
		}
	})
}
