package faults_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// linkToken gives the token of an answer's accept_url.
func linkToken(a apitest.Answer) string {
	_, token, _ := strings.Cut(a.Text("accept_url"), "#token=")
	return token
}

func deciding(w *apitest.Workspace, p apitest.Person, verb string, body map[string]any) apitest.Shot {
	return apitest.Post(w.Path+"/approvals/"+w.ApprovalOf(p)+"/"+verb, w.Admin.Token, body)
}

func TestOfApprovingAndRejectingAtOnceOneCounts(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p := w.Pending("Bo Brown", "Member")
		told := func(kind string) int { return w.API.Count("mails", "kind = ?", kind) } // an erased person's mails name nobody
		before := map[string]int{"approved": told("approved"), "rejected": told("rejected")}
		yes, no := apitest.Race(t, replicas, 4, deciding(w, p, "approve", map[string]any{}), deciding(w, p, "reject", map[string]any{"notify": true}))
		in := apitest.OnlyThese(t, yes, "200", "409 already_decided")
		out := apitest.OnlyThese(t, no, "200", "409 already_decided")
		if in["200"]+out["200"] != 1 {
			t.Fatalf("one decision counts; the answers were %v and %v", in, out)
		}
		decision, status := "approved", "active"
		if out["200"] == 1 {
			decision, status = "rejected", "gone"
		}
		before[decision]++
		for _, a := range append(yes, no...) {
			if a.Status == 409 && (a.Text("decision", "state") != decision || a.Text("decision", "by") != w.Admin.Name || a.Text("decision", "at") == "") {
				t.Fatalf("it was %s, and whoever came second was told %s", decision, a.Body)
			}
		}
		if got := statusOf(w, p); got != status {
			t.Fatalf("%s, %s is %s", decision, p.Email, got)
		}
		for kind, want := range before {
			if got := told(kind); got != want {
				t.Fatalf("%s; the mails of kind %s are %d, want %d", decision, kind, got, want)
			}
		}
	})
}

func TestOfTwoApprovalsWithOtherRolesTheFirstCounts(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p := w.Pending("Bo Brown", "Member")
		member := deciding(w, p, "approve", map[string]any{"role_ids": []string{w.Role("Member")}})
		approver := deciding(w, p, "approve", map[string]any{"role_ids": []string{w.Role("Approver")}})
		first, second := apitest.Race(t, replicas, 4, member, approver)
		one := apitest.OnlyThese(t, first, "200", "409 already_decided")
		two := apitest.OnlyThese(t, second, "200", "409 already_decided")
		if one["200"]+two["200"] != 1 {
			t.Fatalf("one approval counts; the answers were %v and %v", one, two)
		}
		want := map[bool]string{true: "Member", false: "Approver"}[one["200"] == 1]
		user := w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 200, "")
		if roles := user.List("roles"); len(roles) != 1 || apitest.At(roles[0], "name") != want {
			t.Fatalf("approved as %s, %s has %v", want, p.Email, roles)
		}
	})
}

func TestWithdrawingWhileBeingApprovedEndsOnOneSide(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p := w.Pending("Bo Brown", "Member")
		withdraw := apitest.Shot{Method: "DELETE", Path: "/api/v1/auth/pending", Token: p.PendingToken}
		answers := apitest.Together(t, replicas, withdraw, deciding(w, p, "approve", map[string]any{}))
		gone, approved := answers[0], answers[1]
		switch got := statusOf(w, p); {
		case got == "gone" && gone.Status == 204 && approved.Status == 409 && approved.Code() == "already_decided":
		case got == "active" && gone.Status == 409 && approved.Status == 200:
		default:
			t.Fatalf("withdrawing gave %d %s, approving %d %s, and %s is %s",
				gone.Status, gone.Code(), approved.Status, approved.Code(), p.Email, got)
		}
	})
}

func TestWithdrawingWhileBeingRejectedLeavesNobody(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p := w.Pending("Bo Brown", "Member")
		withdraw := apitest.Shot{Method: "DELETE", Path: "/api/v1/auth/pending", Token: p.PendingToken}
		answers := apitest.Together(t, replicas, withdraw, deciding(w, p, "reject", map[string]any{}), withdraw)
		apitest.OnlyThese(t, answers, "200", "204", "409 already_decided")
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("after %v, %s is %s", apitest.Tally(answers), p.Email, got)
		}
	})
}

func TestRevokingWhileBeingApprovedLeavesOneStory(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, _ := w.Invite("Bo Brown", "Member")
		revoke := apitest.Post(w.Path+"/invitations/"+w.InvitationOf(p)+"/revoke", w.Admin.Token, nil)
		out, in := apitest.Race(t, replicas, 2, revoke, deciding(w, p, "approve", map[string]any{}))
		if tally := apitest.OnlyThese(t, out, "200", "409 conflict"); tally["200"] != 1 {
			t.Fatalf("one revoking counts; the answers were %v", tally)
		}
		apitest.OnlyThese(t, in, "200", "409 already_decided", "404 not_found")
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("revoked, %s is %s", p.Email, got)
		}
	})
}

func TestRevokingWhileBeingRejectedLeavesOneStory(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, _ := w.Invite("Bo Brown", "Member")
		revoke := apitest.Post(w.Path+"/invitations/"+w.InvitationOf(p)+"/revoke", w.Admin.Token, nil)
		out, no := apitest.Race(t, replicas, 2, revoke, deciding(w, p, "reject", map[string]any{}))
		apitest.OnlyThese(t, out, "200", "409 conflict", "404 not_found")
		apitest.OnlyThese(t, no, "200", "409 already_decided")
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("revoked and rejected, %s is %s", p.Email, got)
		}
	})
}

// Switching four eyes on, and approving somebody whom one invited oneself: either comes first, and what comes
// second obeys it.
func TestSwitchingFourEyesOnWhileApprovingHoldsFromThenOn(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		second := w.Member("Second Admin", "Admin")
		p, other := w.Pending("Bo Brown", "Member"), w.Pending("Cy Cole", "Member")
		on := apitest.Shot{Method: "PATCH", Path: w.Path, Token: w.Admin.Token, Body: map[string]any{"four_eyes": true}}
		answers := apitest.Together(t, replicas, on, deciding(w, p, "approve", map[string]any{}))
		apitest.OnlyThese(t, answers[:1], "200")
		apitest.OnlyThese(t, answers[1:], "200", "403 four_eyes")
		late := deciding(w, other, "approve", map[string]any{})
		apitest.OnlyThese(t, apitest.Together(t, replicas, late), "403 four_eyes")
		late.Token = second.Token
		apitest.OnlyThese(t, apitest.Together(t, replicas, late), "200")
		w.Update(map[string]any{"four_eyes": false})
	})
}
