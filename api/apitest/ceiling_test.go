package apitest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Nobody hands out more than they hold, when giving and when it becomes real: R06, and attacks A17, B05, B06, B12.
func TestNobodyGivesMoreThanTheyHold(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Inviting above one's own is refused without a trace, within it is done", Run: invitingAbove},
		{Name: "Foreign, unknown and mixed roles are refused whole", Run: strangeRoles},
		{Name: "Resending above one's own is refused", Run: resendingAbove},
		{Name: "Approving above one's own is refused, and with roles of one's own it is done", Run: approvingAbove},
		{Name: "An Approver lets a Member in as they were asked for, and no Admin", Run: approverLetsMembersIn},
		{Name: "Nobody decides on themselves", Run: decidingOnOneself},
		{Name: "The roles of the approval are those that count", Run: rolesOfTheApproval},
		{Name: "An inviter demoted meanwhile lets nobody in without an approval", Run: demotedInviter},
		{Name: "An inviter suspended meanwhile lets nobody in without an approval", Run: suspendedInviter},
		{Name: "Who lost the right between two requests is refused at the second", Run: rightLost},
	})
}

func invitingAbove(t *testing.T, w *apitest.Workspace) {
	ivy := w.Holder("Ivy", "users:invite", "users:read")
	w.NewRole("Reader", "users:read")
	w.NewRole("One more", "users:read", "roles:read")
	w.API.ChangesNothing(func() {
		for _, role := range []string{"Admin", "One more", "Approver", "Member"} {
			refusal := w.API.Want(w.Offer(ivy, apitest.Address("ann"), "Ann", role), 403, "role_above_own")
			if role == "One more" && refusal.Text("permission") != "roles:read" {
				t.Errorf("the refusal names %q", refusal.Text("permission"))
			}
		}
		w.API.Want(w.Offer(ivy, apitest.Address("ann"), "Ann", "Reader", "Admin"), 403, "role_above_own")
	})
	w.API.Want(w.Offer(ivy, apitest.Address("ann"), "Ann", "Reader"), 201, "")
	w.NewRole("All of them", apitest.Without()...)
	everything := w.Holder("Eve", apitest.Without()...)
	w.API.Want(w.Offer(everything, apitest.Address("ann"), "Ann", "All of them"), 201, "")
	w.API.Want(w.Offer(everything, apitest.Address("ann"), "Ann", "Admin"), 403, "role_above_own")
	w.API.Want(w.Offer(w.Admin, apitest.Address("ann"), "Ann", "Admin"), 201, "")
}

func strangeRoles(_ *testing.T, w *apitest.Workspace) {
	other := w.API.Found("Elsewhere")
	w.API.ChangesNothing(func() {
		for _, roles := range [][]string{
			{other.Role("Member")},
			{unknownID},
			{w.Role("Member"), other.Role("Member")},
			{w.Role("Member"), unknownID},
			{w.Role("Member"), w.Role("Member")},
			{},
			{"x"},
			{w.Role("Member"), ""},
			{w.Admin.UserID},
		} {
			w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
				"email": apitest.Address("ann"), "name": "Ann", "role_ids": roles, "deliver": "link",
			}), 422, "validation_failed")
		}
		w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": apitest.Address("ann"), "name": "Ann", "role_ids": []string{w.Role("Member")}, "location_ids": []string{unknownID},
		}), 422, "validation_failed")
	})
	ann, _ := w.Invite("Ann", "Member")
	approval := w.Path + "/approvals/" + w.ApprovalOf(ann) + "/approve"
	w.API.ChangesNothing(func() {
		for _, roles := range [][]string{{other.Role("Member")}, {unknownID}, {w.Role("Member"), other.Role("Admin")}, {}} {
			w.API.Want(w.API.Call("POST", approval, w.Admin.Token, map[string]any{"role_ids": roles}), 422, "validation_failed")
		}
	})
	w.API.Want(w.API.Call("POST", approval, w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Member")}}), 200, "")
}

func resendingAbove(_ *testing.T, w *apitest.Workspace) {
	ivy := w.Holder("Ivy", "users:invite", "users:read")
	ann, _ := w.Invite("Ann", "Admin")
	w.NewRole("Reader", "users:read")
	bob, _ := w.Invite("Bob", "Reader")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+w.InvitationOf(ann)+"/resend", ivy.Token, link), 403, "role_above_own")
	})
	w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+w.InvitationOf(bob)+"/resend", ivy.Token, link), 200, "")
}

func approvingAbove(_ *testing.T, w *apitest.Workspace) {
	abe := w.Member("Abe", "Approver")
	w.NewRole("Reader", "users:read")
	w.NewRole("Auditor", "users:read", "audit:read")
	ann := w.Pending("Ann", "Admin")
	path := w.Path + "/approvals/" + w.ApprovalOf(ann) + "/approve"
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", path, abe.Token, nil), 403, "role_above_own")
		for _, role := range []string{"Admin", "Auditor"} {
			w.API.Want(w.API.Call("POST", path, abe.Token, map[string]any{"role_ids": []string{w.Role("Reader"), w.Role(role)}}), 403, "role_above_own")
		}
	})
	w.Records(func() {
		w.API.Want(w.API.Call("POST", path, abe.Token, map[string]any{"role_ids": []string{w.Role("Reader")}}), 200, "")
	}, "approval.approved", "user.activated")
	token := w.API.SignIn(ann.Email)
	w.API.Want(w.API.Call("GET", w.Path+"/users", token, nil), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/roles", token, nil), 403, "permission_denied")
}

// Nobody was asked which roles: the two built with the workspace have to fit together as they are.
func approverLetsMembersIn(_ *testing.T, w *apitest.Workspace) {
	abe := w.Member("Abe", "Approver")
	boss, ann := w.Pending("Bea Boss", "Admin"), w.Pending("Ann", "Member")
	w.API.ChangesNothing(func() { w.API.Want(w.Approve(abe, boss), 403, "role_above_own") })
	w.Records(func() { w.API.Want(w.Approve(abe, ann), 200, "") }, "approval.approved", "user.activated")
	w.API.Want(w.API.Call("GET", w.Path+"/roles", w.API.SignIn(ann.Email), nil), 200, "")
}

func decidingOnOneself(_ *testing.T, w *apitest.Workspace) {
	ann := w.Member("Ann", "Approver")
	approval := w.ApprovalOf(ann)
	w.API.Exec("UPDATE approvals SET state = 'pending', decided_at = NULL, decided_by = NULL WHERE id = ?", approval)
	w.API.ChangesNothing(func() {
		for _, verb := range []string{"/approve", "/reject"} {
			w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+approval+verb, ann.Token, nil), 403, "permission_denied")
		}
	})
	bob := w.Pending("Bob", "Approver")
	w.API.Want(w.Approve(ann, bob), 200, "")
}

func rolesOfTheApproval(t *testing.T, w *apitest.Workspace) {
	sydney := w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Sydney"}), 201, "").Text("id")
	ann := w.Pending("Ann", "Member")
	body := map[string]any{"role_ids": []string{w.Role("Approver")}, "location_ids": []string{sydney}}
	decided := w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(ann)+"/approve", w.Admin.Token, body), 200, "")
	user := w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil), 200, "")
	for _, shown := range []apitest.Answer{{JSON: apitest.At(decided.JSON, "user").(map[string]any)}, user} {
		roles, places := shown.List("roles"), shown.List("locations")
		if len(roles) != 1 || apitest.At(roles[0], "name") != "Approver" || len(places) != 1 || apitest.At(places[0], "name") != "Sydney" {
			t.Errorf("roles %v at %v, want Approver at Sydney", roles, places)
		}
	}
	changes := apitest.Look[string](w.API, "SELECT changes FROM audit_events WHERE for_workspace = ? AND type = ?", w.ID, "approval.approved")
	for _, id := range []string{w.Role("Approver"), sydney} {
		if !strings.Contains(changes, id) {
			t.Errorf("the event %s does not name %s", changes, id)
		}
	}
	letter := w.API.AwaitLetters(ann.Email, "You now have access", 1)[0]
	if strings.Contains(letter.Text, "#token=") {
		t.Errorf("the letter holds a token: %s", letter.Text)
	}
}

func demotedInviter(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "never"})
	ivy := w.Holder("Ivy", "users:invite", "users:read", "roles:read", "locations:read")
	_, early := w.InviteAs(ivy, "Early", "Member")
	late, token := w.InviteAs(ivy, "Late", "Member")
	w.Records(func() { w.API.Want(w.API.Accept(early), 200, "") }, gets...)
	w.NewRole("Inviter alone", "users:invite")
	w.SetRole(ivy, "Inviter alone")
	w.Records(func() {
		done := w.API.Want(w.API.Accept(token), 200, "")
		if done.Text("status") != "pending_approval" || apitest.At(done.JSON, "session") != nil {
			t.Errorf("got %s, want to wait for an approver", done.Body)
		}
	}, append(slices.Clone(waits), "approval.requested")...)
	w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(late)), 403, "approval_pending")
	w.API.Want(w.Approve(w.Admin, late), 200, "")
	w.API.SignIn(late.Email)
}

func suspendedInviter(_ *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "never"})
	ivy := w.Holder("Ivy", apitest.Without()...)
	late, token := w.InviteAs(ivy, "Late", "Member")
	w.SetStatus(ivy, "suspended")
	w.Records(func() { w.API.Want(w.API.Accept(token), 200, "") }, append(slices.Clone(waits), "approval.requested")...)
	w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(late)), 403, "approval_pending")
}

func rightLost(_ *testing.T, w *apitest.Workspace) {
	abe := w.Holder("Abe", apitest.Without()...)
	w.NewRole("Nothing")
	ann := w.Pending("Ann", "Member")
	path := w.Path + "/approvals/" + w.ApprovalOf(ann) + "/approve"
	w.API.Want(w.API.Call("GET", w.Path+"/approvals", abe.Token, nil), 200, "")
	w.SetRole(abe, "Nothing")
	w.Records(func() { w.API.Want(w.API.Call("POST", path, abe.Token, nil), 403, "permission_denied") }, "entry.denied")
	w.API.Want(w.API.Call("POST", path, w.Admin.Token, nil), 200, "")
}
