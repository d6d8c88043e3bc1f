package apitest_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Whoever proved their address waits at the same second gate as everybody: R02, R04, R06, R28, and attacks A02, A03, A22,
// B02, B05, B07 for this way in.
func TestProvingAnAddress(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A new person waits, whatever the policy says, and is let in by an approver", Run: newPersonJoins},
		{Name: "The approver is shown the message and the flags, and picks within their own rights", Run: approverPicks},
		{Name: "The password is held to the rules", Run: badAskPassword},
		{Name: "Whoever has an account signs in first, as that very address", Run: ownAccountFirst},
		{Name: "A link works once", Run: askLinkWorksOnce},
		{Name: "Invited meanwhile, somebody accepts instead", Run: invitedMeanwhile},
		{Name: "Rejected, nothing is left, and asking again works", Run: rejectedAsker},
		{Name: "Removed, the message goes with the person", Run: removedAsker},
		{Name: "Without the role Member, the one that allows least is asked for, and never Admin", Run: firstRoles},
		{Name: "What nobody decides ends, and so does what its person withdraws", Run: askEnds},
	})
}

func looksUp(w *apitest.Workspace, token string) apitest.Answer {
	return w.API.Call("POST", "/api/v1/access-requests/lookup", "", map[string]any{"token": token})
}

func proves(w *apitest.Workspace, token string) apitest.Answer {
	return w.API.Call("POST", confirmPath, "", map[string]any{"token": token, "password": apitest.Password})
}

func provesAs(w *apitest.Workspace, p apitest.Person, token string) apitest.Answer {
	return w.API.Call("POST", confirmPath, p.Token, map[string]any{"token": token})
}

// Whoever asked to join and waits can do what everybody who waits can, and nothing else: every operation, B02.
func TestWhoeverAskedToJoinCanDoNothing(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		asked := api.Found("Elsewhere").Member("Ash Asked", "Member")
		w.API.Want(provesAs(w, asked, linkOf(w, asked.Email)), 200, "")
		token := func(text string) func(web.Operation) string { return func(web.Operation) string { return text } }
		kinds := []kind{
			{"pending", "asked to join, active in another workspace", token(asked.Token)},
			{"waiting", "asked to join, with the pending token", token(asker(w).PendingToken)},
		}
		for _, op := range api.Operations {
			enterAs(t, w, op, kinds)
		}
	})
}

// asker is a new person who has asked to join, and waits.
func asker(w *apitest.Workspace) apitest.Person {
	p := apitest.Person{Name: "Ash Asker", Email: apitest.Address("ash")}
	done := w.API.Want(proves(w, linkOf(w, p.Email)), 200, "")
	p.UserID, p.PendingToken = done.Text("user", "id"), done.Text("pending_token")
	return p
}

func newPersonJoins(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "never", "own_domains": []string{"example.com"}})
	ash := apitest.Person{Email: apitest.Address("ash")}
	token := linkOf(w, ash.Email)
	shown := w.API.Want(looksUp(w, token), 200, "")
	if shown.Text("email") != ash.Email || shown.Text("name") != "Ash Asker" || shown.JSON["account_exists"] != false || shown.Text("workspace", "id") != w.ID {
		t.Errorf("the link shows %s", shown.Body)
	}
	w.Records(func() {
		done := w.API.Want(proves(w, token), 200, "")
		if done.Text("status") != "pending_approval" || done.Text("user", "status") != "pending_approval" || apitest.At(done.JSON, "session") != nil {
			t.Errorf("the answer is %s", done.Body)
		}
		ash.UserID, ash.PendingToken = done.Text("user", "id"), done.Text("pending_token")
	}, "account.created", "account.credential_set", "user.asked", "approval.requested")
	w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(ash)), 403, "approval_pending")
	state := w.API.Want(w.API.Call("GET", watch, ash.PendingToken, nil), 200, "")
	if state.Text("state") != "pending" {
		t.Errorf("the state is %s", state.Body)
	}
	w.API.AwaitLetters(w.Admin.Email, waitsForApproval, 1)
	listed := w.API.Want(w.API.Call("GET", w.Path+"/approvals?source=access_request", w.Admin.Token, nil), 200, "").List("data")
	if len(listed) != 1 || apitest.At(listed[0], "invited_by") != nil || apitest.At(listed[0], "user", "id") != ash.UserID {
		t.Errorf("listed are %v", listed)
	}
	w.API.Want(w.Approve(w.Admin, ash), 200, "")
	w.API.Want(w.API.Call("POST", "/api/v1/auth/pending/exchange", ash.PendingToken, nil), 200, "")
	w.API.SignIn(ash.Email)
	w.API.CheckInvariants(w)
}

func approverPicks(t *testing.T, w *apitest.Workspace) {
	abe := w.Holder("Abe", "users:read", "approvals:read", "approvals:decide")
	empty := w.NewRole("Nothing")
	ash := asker(w)
	path := w.Path + "/approvals/" + w.ApprovalOf(ash)
	shown := w.API.Want(w.API.Call("GET", path, abe.Token, nil), 200, "")
	if shown.Text("message") != "I start on Monday." || shown.Text("source") != "access_request" {
		t.Errorf("shown is %s", shown.Body)
	}
	if roles := shown.List("user", "roles"); len(roles) != 1 || apitest.At(roles[0], "name") != "Member" {
		t.Errorf("the roles are %v", roles)
	}
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", path+"/approve", abe.Token, nil), 403, "role_above_own")
		w.API.Want(w.API.Call("POST", path+"/approve", abe.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 403, "role_above_own")
	})
	w.API.Want(w.API.Call("POST", path+"/approve", abe.Token, map[string]any{"role_ids": []string{empty}}), 200, "")
	strange := apitest.Person{Email: "ash@xn--80ak6aa92e.com"}
	done := w.API.Want(proves(w, linkOf(w, strange.Email)), 200, "")
	strange.UserID = done.Text("user", "id")
	flags := w.API.Call("GET", w.Path+"/approvals/"+w.ApprovalOf(strange), w.Admin.Token, nil).List("flags")
	if len(flags) != 2 {
		t.Errorf("the flags are %v", flags)
	}
}

func badAskPassword(_ *testing.T, w *apitest.Workspace) {
	token := linkOf(w, apitest.Address("ash"))
	w.API.ChangesNothing(func() {
		for _, password := range []string{"", "short", "Ash Asker Ash Asker", "passwordpassword"} {
			body := map[string]any{"token": token, "password": password}
			w.API.Want(w.API.Call("POST", confirmPath, "", body), 422, "validation_failed")
		}
	})
	w.API.Want(proves(w, token), 200, "")
}

func ownAccountFirst(t *testing.T, w *apitest.Workspace) {
	other := w.API.Found("Elsewhere")
	ash, bob := other.Member("Ash", "Member"), other.Member("Bob", "Member")
	token := linkOf(w, ash.Email)
	if shown := w.API.Want(looksUp(w, token), 200, ""); shown.JSON["account_exists"] != true {
		t.Errorf("the link shows %s", shown.Body)
	}
	w.API.ChangesNothing(func() { w.API.Want(proves(w, token), 401, "sign_in_required") })
	w.Records(func() { w.API.Want(provesAs(w, bob, token), 403, "email_mismatch") }, "access_request.refused")
	bob.Token = "nonsense"
	w.API.Want(provesAs(w, bob, token), 401, "unauthenticated")
	first := w.API.Want(provesAs(w, ash, token), 200, "")
	if first.Text("status") != "pending_approval" || first.Text("pending_token") != "" || apitest.At(first.JSON, "session") != nil {
		t.Errorf("the answer is %s", first.Body)
	}
	w.API.ChangesNothing(func() {
		if again := w.API.Want(provesAs(w, ash, token), 200, ""); string(again.Body) != string(first.Body) {
			t.Errorf("again it is %s, and was %s", again.Body, first.Body)
		}
		w.API.Want(w.API.Call("GET", w.Path+"/users", ash.Token, nil), 404, "not_found")
	})
	w.API.SignIn(ash.Email) // the password is what it was
	ash.UserID = first.Text("user", "id")
	w.API.Want(w.Approve(w.Admin, ash), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/users", ash.Token, nil), 200, "")
}

func askLinkWorksOnce(_ *testing.T, w *apitest.Workspace) {
	ash := apitest.Address("ash")
	token := linkOf(w, ash)
	w.API.Want(proves(w, token), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(proves(w, token), 409, "access_request_confirmed")
		w.API.Want(looksUp(w, token), 409, "access_request_confirmed")
	})
	w.API.Want(askAs(w, ash), 202, "")
	w.API.AwaitLetters(ash, "Your request to join", 1)
}

func invitedMeanwhile(t *testing.T, w *apitest.Workspace) {
	ash := apitest.Person{Name: "Ash Asker", Email: apitest.Address("ash")}
	token := linkOf(w, ash.Email)
	invited := w.API.Want(w.Offer(w.Admin, ash.Email, ash.Name, "Approver"), 201, "")
	w.API.ChangesNothing(func() { w.API.Want(proves(w, token), 409, "invitation_open") })
	w.API.Want(w.API.Accept(apitest.TokenOf(invited)), 200, "")
	ash.Token = w.API.PlantSession(ash.Email)
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", confirmPath, ash.Token, map[string]any{"token": token}), 409, "access_request_confirmed")
	})
	if n := w.API.Count("users", "workspace_id = ? AND email = ?", w.ID, ash.Email); n != 1 {
		t.Errorf("%d places", n)
	}
}

func rejectedAsker(t *testing.T, w *apitest.Workspace) {
	ash := apitest.Person{Name: "Ash Asker", Email: apitest.Address("ash")}
	token := linkOf(w, ash.Email)
	ash.UserID = w.API.Want(proves(w, token), 200, "").Text("user", "id")
	approval := w.ApprovalOf(ash)
	w.Records(func() { w.API.Want(w.Reject(w.Admin, ash), 200, "") }, "approval.rejected", "user.removed", "account.deleted")
	gone(t, w, ash)
	if kept := w.API.Want(w.API.Call("GET", w.Path+"/approvals/"+approval, w.Admin.Token, nil), 200, ""); kept.Text("message") != "" {
		t.Errorf("the message is kept: %s", kept.Body)
	}
	if n := w.API.Count("access_requests", "workspace_id = ?", w.ID); n != 0 {
		t.Errorf("%d requests are left", n)
	}
	w.API.ChangesNothing(func() { w.API.Want(proves(w, token), 410, "access_request_ended") })
	again := w.API.Want(proves(w, linkOf(w, ash.Email)), 200, "")
	if again.Text("user", "id") == ash.UserID {
		t.Error("the new request has the old user")
	}
}

func removedAsker(t *testing.T, w *apitest.Workspace) {
	ash := asker(w)
	approval := w.ApprovalOf(ash)
	w.API.Want(w.Approve(w.Admin, ash), 200, "")
	w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+ash.UserID, w.Admin.Token, nil), 204, "")
	if kept := w.API.Want(w.API.Call("GET", w.Path+"/approvals/"+approval, w.Admin.Token, nil), 200, ""); strings.Contains(string(kept.Body), "Monday") {
		t.Errorf("the message is kept: %s", kept.Body)
	}
}

func firstRoles(t *testing.T, w *apitest.Workspace) {
	roleOf := func(p apitest.Person) any {
		roles := w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 200, "").List("roles")
		if len(roles) == 0 {
			return nil
		}
		return apitest.At(roles[0], "name")
	}
	w.NewRole("Reader", domain.UsersRead)
	w.API.Exec("UPDATE roles SET name_key = 'staff', name = 'Staff' WHERE id = ?", w.Role("Member"))
	if got := roleOf(asker(w)); got != "Reader" {
		t.Errorf("without Member: %v", got)
	}
	w.API.Exec("UPDATE roles SET scope = 'locations' WHERE workspace_id = ? AND built_in = ?", w.ID, false)
	ash := asker(w)
	if got := roleOf(ash); got != nil {
		t.Errorf("with Admin alone: %v", got)
	}
	path := w.Path + "/approvals/" + w.ApprovalOf(ash)
	w.API.ChangesNothing(func() { w.API.Want(w.API.Call("POST", path+"/approve", w.Admin.Token, nil), 422, "validation_failed") })
	w.API.Want(w.API.Call("POST", path+"/approve", w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 200, "")
}

func askEnds(t *testing.T, w *apitest.Workspace) {
	ash, bea := asker(w), asker(w)
	w.API.Want(w.API.Call("DELETE", watch, bea.PendingToken, nil), 204, "")
	gone(t, w, bea)
	w.API.Clock.Advance(30*24*hour + minute)
	w.Admin.Token = w.API.SignIn(w.Admin.Email)
	tasks(t, w)
	gone(t, w, ash)
}
