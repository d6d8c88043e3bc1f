package apitest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Decisions count once, and a rejection leaves nothing: R05, R28, and attacks B07, B09, B11.
func TestDecisionsCountOnce(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Rejected, somebody is unknown everywhere, and can be invited again", Run: rejectDeletes},
		{Name: "Rejected before accepting, the link is dead", Run: rejectBeforeAccept},
		{Name: "Rejected here, an account with a place elsewhere stays", Run: rejectKeepsOtherPlaces},
		{Name: "Approved twice with other roles, the first roles stay and the second is told", Run: approveTwice},
		{Name: "After revoking there is nothing to decide", Run: decideAfterRevoke},
		{Name: "After a rejection there is nothing to approve", Run: approveAfterReject},
		{Name: "A stale version is refused", Run: staleVersion},
		{Name: "The reason is mailed only where the decider says so", Run: rejectionLetter},
		{Name: "The badge equals the list through sixty decisions, for approvers alone", Run: badgeThroughDecisions},
		{Name: "Many requests at once are one mail to an approver", Run: digest},
	})
}

func rejectDeletes(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann Unwanted", "Member")
	approval := w.ApprovalOf(ann)
	w.Records(func() {
		decided := w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+approval+"/reject", w.Admin.Token, map[string]any{"reason": "no"}), 200, "")
		if decided.Text("state") != "rejected" || apitest.At(decided.JSON, "user") != nil || decided.Text("decision", "by") != w.Admin.Name {
			t.Errorf("the decision is %s", decided.Body)
		}
	}, "approval.rejected", "user.removed", "account.deleted")
	gone(t, w, ann)
	known := w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(ann)), 401, "invalid_credentials")
	unknown := w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(apitest.Person{Email: apitest.Address("x")})), 401, "invalid_credentials")
	if string(anonymous(known)) != string(anonymous(unknown)) {
		t.Errorf("for one who was rejected %s, for one who is unknown %s", known.Body, unknown.Body)
	}
	if n := w.API.Count("audit_events", "for_workspace = ? AND type = 'approval.rejected' AND target_id = ?", w.ID, approval); n != 1 {
		t.Errorf("%d entries of the rejection, want 1", n)
	}
	again := w.API.Want(w.Offer(w.Admin, ann.Email, "Ann", "Member"), 201, "")
	w.API.Want(w.API.Accept(apitest.TokenOf(again)), 200, "")
	w.API.Want(w.API.Call("GET", watch, ann.PendingToken, nil), 200, "")
	state := w.API.Call("GET", watch, ann.PendingToken, nil)
	if state.Text("state") != "ended" {
		t.Errorf("the old token sees the namesake's request: %s", state.Body)
	}
}

func rejectBeforeAccept(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann", "Member")
	w.API.Want(w.Reject(w.Admin, ann), 200, "")
	gone(t, w, ann)
	dead(t, w, token, 410, "invitation_revoked")
}

func rejectKeepsOtherPlaces(t *testing.T, w *apitest.Workspace) {
	other := w.API.For(t).Found("Elsewhere")
	ann, token := w.InviteToo(other.Member("Ann", "Member"), "Member")
	w.API.Want(w.API.AcceptAs(ann, token), 200, "")
	w.Records(func() { w.API.Want(w.Reject(w.Admin, ann), 200, "") }, "approval.rejected", "user.removed")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil), 404, "not_found")
	w.API.Want(w.API.Call("GET", other.Path+"/users", ann.Token, nil), 200, "")
}

func approveTwice(t *testing.T, w *apitest.Workspace) {
	bob := w.Member("Bob", "Admin")
	ann := w.Pending("Ann", "Member")
	path := w.Path + "/approvals/" + w.ApprovalOf(ann)
	w.API.Want(w.API.Call("POST", path+"/approve", w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Approver")}}), 200, "")
	w.API.ChangesNothing(func() {
		for _, verb := range []string{"/approve", "/reject"} {
			refusal := w.API.Want(w.API.Call("POST", path+verb, bob.Token, nil), 409, "already_decided")
			if refusal.Text("decision", "state") != "approved" || refusal.Text("decision", "by") != w.Admin.Name || refusal.Text("decision", "at") == "" {
				t.Errorf("the refusal tells %s", refusal.Body)
			}
		}
		w.API.Want(w.API.Call("POST", path+"/approve", bob.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 409, "already_decided")
	})
	roles := w.API.Call("GET", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil).List("roles")
	if len(roles) != 1 || apitest.At(roles[0], "name") != "Approver" {
		t.Errorf("ann's roles are %v", roles)
	}
}

func decideAfterRevoke(t *testing.T, w *apitest.Workspace) {
	ann, _ := w.Invite("Ann", "Member")
	path := w.Path + "/approvals/" + w.ApprovalOf(ann)
	w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+w.InvitationOf(ann)+"/revoke", w.Admin.Token, nil), 200, "")
	w.API.ChangesNothing(func() {
		for _, verb := range []string{"/approve", "/reject"} {
			refusal := w.API.Want(w.API.Call("POST", path+verb, w.Admin.Token, nil), 409, "already_decided")
			if refusal.Text("decision", "state") != "cancelled" {
				t.Errorf("the refusal tells %s", refusal.Body)
			}
		}
	})
}

func approveAfterReject(_ *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	path := w.Path + "/approvals/" + w.ApprovalOf(ann)
	w.API.Want(w.API.Call("POST", path+"/reject", w.Admin.Token, nil), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", path+"/approve", w.Admin.Token, nil), 409, "already_decided")
		w.API.Want(w.API.Call("POST", path+"/reject", w.Admin.Token, nil), 409, "already_decided")
	})
}

func staleVersion(_ *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	path := w.Path + "/approvals/" + w.ApprovalOf(ann)
	tag := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "").Header.Get("ETag")
	w.API.ChangesNothing(func() {
		for _, stale := range []string{`"v99"`, `"x"`, "W/" + tag} {
			w.API.Want(w.API.Call("POST", path+"/approve", w.Admin.Token, nil, "If-Match", stale), 412, "precondition_failed")
		}
		if a := w.API.Call("GET", path, w.Admin.Token, nil, "If-None-Match", tag); a.Status != 304 || len(a.Body) != 0 {
			w.API.Want(a, 304, "")
		}
	})
	w.API.Want(w.API.Call("POST", path+"/approve", w.Admin.Token, nil, "If-Match", tag), 200, "")
}

func rejectionLetter(t *testing.T, w *apitest.Workspace) {
	quiet, told := w.Pending("Quiet", "Member"), w.Pending("Told", "Member")
	reject := func(p apitest.Person, body map[string]any) {
		w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(p)+"/reject", w.Admin.Token, body), 200, "")
	}
	reject(quiet, map[string]any{"reason": "unknown to us"})
	reject(told, map[string]any{"reason": "unknown to us", "notify": true})
	letter := w.API.AwaitLetters(told.Email, "Your request to join", 1)[0]
	if !strings.Contains(letter.Text, "unknown to us") {
		t.Errorf("the letter says %s", letter.Text)
	}
	if n := w.API.Count("mails", "recipient = ?", quiet.Email); n != 0 {
		t.Errorf("%d mails to somebody who was not to be told", n)
	}
}

func badgeThroughDecisions(t *testing.T, w *apitest.Workspace) {
	abe := w.Holder("Abe", "users:read", "approvals:read", "approvals:decide")
	reader := w.Holder("Rita", "users:read")
	var people []apitest.Person
	for n := range 60 {
		p, _ := w.Invite(fmt.Sprintf("Person %d", n), nothing(w))
		people = append(people, p)
	}
	left := len(people)
	equal := func() {
		shown := w.API.Want(w.API.Call("GET", w.Path+"/users/summary", abe.Token, nil), 200, "")
		listed := w.API.Want(w.API.Call("GET", w.Path+"/approvals?state=pending&limit=200&count=true", abe.Token, nil), 200, "")
		for name, got := range map[string]any{
			"badge": apitest.At(shown.JSON, "pending_approvals"), "total": apitest.At(listed.JSON, "total", "value"), "list": float64(len(listed.List("data"))),
		} {
			if got != float64(left) {
				t.Errorf("the %s says %v, want %d", name, got, left)
			}
		}
	}
	equal()
	for n, p := range people {
		verb := []string{"/approve", "/reject"}[n%2]
		w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(p)+verb, abe.Token, nil), 200, "")
		w.API.Call("POST", w.Path+"/approvals/"+unknownID+verb, abe.Token, nil)
		if left--; n%20 == 0 {
			equal()
		}
	}
	equal()
	shown := w.API.Want(w.API.Call("GET", w.Path+"/users/summary", reader.Token, nil), 200, "")
	if got, there := shown.JSON["pending_approvals"]; got != nil || !there {
		t.Errorf("somebody who may not decide sees %v", got)
	}
}

func digest(t *testing.T, w *apitest.Workspace) {
	abe := w.Member("Abe", "Approver")
	before := len(w.API.AwaitLetters(w.Admin.Email, waitsForApproval, 1)) // Abe's own request
	for n := range 40 {
		w.Invite(fmt.Sprintf("Person %d", n), nothing(w))
	}
	apitest.Eventually(t, 30*second, "all forty are told", func() bool {
		all := ""
		for _, letter := range w.API.LettersOn(abe.Email, waitsForApproval) {
			all += letter.Subject + "\n"
		}
		return w.API.Count("mails", "recipient = ? AND kind = 'approval_needed' AND status IN ('queued', 'retrying')", abe.Email) == 0 && all != ""
	})
	if n := len(w.API.LettersOn(abe.Email, waitsForApproval)); n > 5 {
		t.Errorf("%d mails for forty requests", n)
	}
	if n := len(w.API.LettersOn(w.Admin.Email, waitsForApproval)) - before; n > 5 {
		t.Errorf("%d mails for forty requests", n)
	}
}
