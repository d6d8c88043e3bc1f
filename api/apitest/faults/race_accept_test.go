package faults_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const (
	rounds = 4
	acceptPath,
	declinePath,
	lookupPath = "/api/v1/invitations/accept", "/api/v1/invitations/decline", "/api/v1/invitations/lookup"
)

// accepting is the yes of a new person.
func accepting(token string) apitest.Shot {
	return apitest.Post(acceptPath, "", map[string]any{"token": token, "password": apitest.Password})
}

// races runs rounds of a race in one workspace everywhere, and looks at the invariants after each.
func races(t *testing.T, usual int, round func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace)) {
	t.Helper()
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		for range apitest.Rounds(usual) {
			round(t, replicas, w)
			w.API.CheckInvariants(w)
		}
	})
}

func statusOf(w *apitest.Workspace, p apitest.Person) string {
	answer := w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil)
	if answer.Status == 404 {
		return "gone"
	}
	return answer.Text("status")
}

func TestAcceptingAtOnceMakesOneUser(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		answers := apitest.Together(t, replicas, apitest.Times(8, accepting(token))...)
		tally := apitest.OnlyThese(t, answers, "200", "409 invitation_accepted")
		if tally["200"] != 1 {
			t.Fatalf("one yes counts; the answers were %v", tally)
		}
		if got := statusOf(w, p); got != "pending_approval" {
			t.Fatalf("after accepting, %s is %s", p.Email, got)
		}
	})
}

func TestAcceptingAtOnceAsSomebodyElseJoinsNobodyElse(t *testing.T) {
	var other *apitest.Person
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		if other == nil || w.API.Call("GET", "/api/v1/me", other.Token, nil).Status != 200 {
			someone := w.Member("Other Olsen", "Member")
			other = &someone
		}
		p, token := w.Invite("Bo Brown", "Member")
		mine, theirs := apitest.Race(t, replicas, 4, accepting(token), apitest.Post(acceptPath, other.Token, map[string]any{"token": token}))
		if tally := apitest.OnlyThese(t, mine, "200", "409 invitation_accepted"); tally["200"] != 1 {
			t.Fatalf("one yes of the invited person counts; the answers were %v", tally)
		}
		apitest.OnlyThese(t, theirs, "403 email_mismatch", "409 invitation_accepted")
		if got := statusOf(w, p); got != "pending_approval" {
			t.Fatalf("after accepting, %s is %s", p.Email, got)
		}
	})
}

func TestAcceptingAtOnceSignedInGivesEveryoneTheSameAnswer(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		elsewhere := w.API.Found("Elsewhere")
		answer := w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": elsewhere.Admin.Email, "name": "Fred Founder", "role_ids": []string{w.Role("Member")}, "deliver": "link",
		}), 201, "")
		yes := apitest.Post(acceptPath, elsewhere.Admin.Token, map[string]any{"token": linkToken(answer)})
		for _, a := range apitest.Together(t, replicas, apitest.Times(8, yes)...) {
			if a.Status != 200 || a.Text("user", "id") != answer.Text("id") || a.Text("status") != "pending_approval" {
				t.Fatalf("got %d %s, want 200 with the user %s", a.Status, a.Body, answer.Text("id"))
			}
		}
		w.API.CheckInvariants(elsewhere)
	})
}

func TestAcceptingWhileBeingApprovedEndsActive(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		approve := apitest.Post(w.Path+"/approvals/"+w.ApprovalOf(p)+"/approve", w.Admin.Token, map[string]any{})
		yes, approved := apitest.Race(t, replicas, 2, accepting(token), approve)
		if tally := apitest.OnlyThese(t, yes, "200", "409 invitation_accepted"); tally["200"] != 1 {
			t.Fatalf("one yes counts; the answers were %v", tally)
		}
		if tally := apitest.OnlyThese(t, approved, "200", "409 already_decided"); tally["200"] != 1 {
			t.Fatalf("one approval counts; the answers were %v", tally)
		}
		if got := statusOf(w, p); got != "active" {
			t.Fatalf("accepted and approved, %s is %s", p.Email, got)
		}
		w.API.SignIn(p.Email)
	})
}

func TestAcceptingWhileTheInvitationIsRevokedEndsOnOneSide(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		revoke := apitest.Post(w.Path+"/invitations/"+w.InvitationOf(p)+"/revoke", w.Admin.Token, nil)
		yes, revoked := apitest.Race(t, replicas, 2, accepting(token), revoke)
		in := apitest.OnlyThese(t, yes, "200", "409 invitation_accepted", "410 invitation_revoked")
		out := apitest.OnlyThese(t, revoked, "200", "409 conflict")
		if in["200"]+out["200"] != 1 {
			t.Fatalf("either the yes or the revoking counts; the answers were %v and %v", in, out)
		}
		if want := map[bool]string{true: "pending_approval", false: "gone"}[in["200"] == 1]; statusOf(w, p) != want {
			t.Fatalf("after %v and %v, %s is %s", in, out, p.Email, statusOf(w, p))
		}
		if out["200"] == 1 && in["409 invitation_accepted"] > 0 {
			t.Fatalf("the link was revoked, and the invitee was told that somebody accepted: %v", in)
		}
	})
}

func TestAcceptingWhileANewLinkIsSentEndsOnOneSide(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		resend := apitest.Post(w.Path+"/invitations/"+w.InvitationOf(p)+"/resend", w.Admin.Token, map[string]any{"deliver": "link"})
		answers := apitest.Together(t, replicas, accepting(token), resend)
		yes, sent := answers[0], answers[1]
		switch {
		case yes.Status == 200 && sent.Status == 409 && sent.Code() == "conflict":
		case yes.Code() == "invitation_superseded" && sent.Status == 200:
			w.API.Want(w.API.Accept(linkToken(sent)), 200, "")
		default:
			t.Fatalf("accepting gave %d %s, resending %d %s", yes.Status, yes.Code(), sent.Status, sent.Code())
		}
		if got := statusOf(w, p); got != "pending_approval" {
			t.Fatalf("after accepting, %s is %s", p.Email, got)
		}
	})
}

func TestAcceptingWhileBeingRejectedLeavesNobody(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		reject := apitest.Post(w.Path+"/approvals/"+w.ApprovalOf(p)+"/reject", w.Admin.Token, map[string]any{})
		yes, rejected := apitest.Race(t, replicas, 2, accepting(token), reject)
		apitest.OnlyThese(t, yes, "200", "409 invitation_accepted", "410 invitation_revoked")
		if tally := apitest.OnlyThese(t, rejected, "200", "409 already_decided"); tally["200"] != 1 {
			t.Fatalf("one rejection counts; the answers were %v", tally)
		}
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("rejected, %s is %s", p.Email, got)
		}
		w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": p.Email, "password": apitest.Password}), 401, "invalid_credentials")
	})
}

func TestAcceptingWhileDecliningEndsOnOneSide(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		decline := apitest.Post(declinePath, "", map[string]any{"token": token})
		yes, no := apitest.Race(t, replicas, 2, accepting(token), decline)
		in := apitest.OnlyThese(t, yes, "200", "409 invitation_accepted", "410 invitation_declined", "410 invitation_revoked")
		out := apitest.OnlyThese(t, no, "204", "409 invitation_accepted", "409 conflict")
		accepted := in["200"] == 1
		if accepted == (out["204"] > 0) || in["200"] > 1 {
			t.Fatalf("either yes or no counts; the answers were %v and %v", in, out)
		}
		if want := map[bool]string{true: "pending_approval", false: "gone"}[accepted]; statusOf(w, p) != want {
			t.Fatalf("after %v and %v, %s is %s", in, out, p.Email, statusOf(w, p))
		}
		if !accepted && in["409 invitation_accepted"] > 0 {
			t.Fatalf("the offer was declined, and the other tab was told that it was accepted: %v", in)
		}
	})
}
