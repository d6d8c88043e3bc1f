package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// newcomer are the events of a new person's acceptance that leads to waiting, and to access.
var (
	waits = []string{"account.credential_set", "user.accepted"}
	gets  = []string{"account.credential_set", "user.accepted", "user.activated", "session.created"}
)

// Only the person who controls the invited mailbox can accept: R02, and attacks A01 to A05 and A22.
func TestOnlyTheInvitedPersonAccepts(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "An address in the request is refused, and the account is the invited one", Run: addressInTheRequest},
		{Name: "Somebody else who is signed in is refused, and the audit log says so", Run: somebodyElseSignedIn},
		{Name: "Somebody else's ended session opens nothing", Run: endedSession},
		{Name: "An account without a credential needs the mailed token", Run: withoutTheToken},
		{Name: "An account with a credential signs in first", Run: signInFirst},
		{Name: "A token works once, from wherever it is used again", Run: tokenWorksOnce},
		{Name: "The same person's second yes gets the same answer", Run: sameAnswerTwice},
		{Name: "An active member is not invited again, and their roles stay", Run: memberInvitedAgain},
		{Name: "Accepted first and approved then, the person gets in", Run: acceptedFirst},
		{Name: "Approved first and accepted then, the person gets in", Run: approvedFirst},
		{Name: "A weak password or a bad name is told, and the link stays good", Run: badCredential},
	})
}

func accept(w *apitest.Workspace, caller string, body map[string]any) apitest.Answer {
	return w.API.Call("POST", "/api/v1/invitations/accept", caller, body)
}

func addressInTheRequest(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann", "Member")
	w.API.ChangesNothing(func() {
		body := map[string]any{"token": token, "password": apitest.Password, "email": "bob@example.com"}
		w.API.Want(accept(w, "", body), 400, "unknown_field")
	})
	done := w.API.Want(accept(w, "", map[string]any{"token": token, "password": apitest.Password, "name": "Ann Other"}), 200, "")
	if done.Text("user", "email") != ann.Email || done.Text("user", "name") != "Ann Other" {
		t.Errorf("the user is %s, want %s", done.Body, ann.Email)
	}
	if n := w.API.Count("accounts", "email = ?", "bob@example.com"); n != 0 {
		t.Error("bob has an account")
	}
}

func somebodyElseSignedIn(t *testing.T, w *apitest.Workspace) {
	bob := w.Member("Bob", "Member")
	ann, token := w.Invite("Ann", "Member")
	w.Records(func() {
		refusal := w.API.Want(w.API.AcceptAs(bob, token), 403, "email_mismatch")
		if refusal.Text("email") != "" {
			t.Errorf("the refusal names the address: %s", refusal.Body)
		}
	}, "invitation.refused")
	w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 200, "")
	w.Records(func() { w.API.Want(w.API.Accept(token), 200, "") }, waits...)
	if n := w.API.Count("users", "workspace_id = ? AND status = ?", w.ID, "pending_approval"); n != 1 {
		t.Errorf("%d people wait, want %s alone", n, ann.Email)
	}
}

func endedSession(t *testing.T, w *apitest.Workspace) {
	other := w.API.For(t).Found("Elsewhere")
	bob := other.Member("Bob", "Member")
	_, token := w.InviteToo(bob, "Member")
	w.API.Want(w.API.Call("DELETE", "/api/v1/auth/sessions/current", bob.Token, nil), 204, "")
	w.API.ChangesNothing(func() { w.API.Want(w.API.AcceptAs(bob, token), 401, "unauthenticated") })
	bob.Token = w.API.SignIn(bob.Email)
	w.API.Want(w.API.AcceptAs(bob, token), 200, "")
}

func withoutTheToken(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann", "Member")
	w.Records(func() {
		w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(ann)), 401, "invalid_credentials")
	}, "session.refused")
	w.API.ChangesNothing(func() {
		for _, guess := range []string{ann.UserID, w.InvitationOf(ann), ann.Email, "x"} {
			w.API.Want(accept(w, "", map[string]any{"token": guess, "password": apitest.Password}), 404, "invitation_invalid")
		}
	})
	before := len(w.API.Letters(ann.Email))
	w.API.Want(w.API.Call("POST", "/api/v1/auth/password-resets", "", map[string]any{"email": ann.Email}), 202, "")
	if w.API.Count("mails", "recipient = ?", ann.Email) != before {
		t.Error("a reset is mailed for an account that has no credential, past the second gate's token")
	}
	w.API.Want(w.API.Accept(token), 200, "")
}

func signInFirst(t *testing.T, w *apitest.Workspace) {
	other := w.API.For(t).Found("Elsewhere")
	bob := other.Member("Bob", "Member")
	_, token := w.InviteToo(bob, "Member")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Accept(token), 401, "sign_in_required")
		w.API.Want(accept(w, "", map[string]any{"token": token, "password": "another-password-of-bob", "name": "Robert"}), 401, "sign_in_required")
	})
	seen := w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 200, "")
	if exists := apitest.At(seen.JSON, "account_exists"); exists != true {
		t.Errorf("account_exists is %v, want true", exists)
	}
	w.Records(func() {
		done := w.API.Want(w.API.AcceptAs(bob, token), 200, "")
		if done.Text("status") != "pending_approval" || done.Text("pending_token") != "" || apitest.At(done.JSON, "session") != nil {
			t.Errorf("got %s, want a waiting user and no new credential", done.Body)
		}
	}, "user.accepted")
}

func tokenWorksOnce(t *testing.T, w *apitest.Workspace) {
	bob := w.Member("Bob", "Member")
	_, token := w.Invite("Ann", "Member")
	w.API.Want(w.API.Accept(token), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Accept(token), 409, "invitation_accepted")
		w.API.Want(accept(w, "", map[string]any{"token": token, "password": "another-password-for-ann"}), 409, "invitation_accepted")
		w.API.Want(w.API.AcceptAs(bob, token), 409, "invitation_accepted")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/accept", "", map[string]any{"token": token, "password": apitest.Password},
			"Cookie", "gatehouse_refresh=altered"), 409, "invitation_accepted")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 409, "invitation_accepted")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/decline", "", map[string]any{"token": token}), 409, "invitation_accepted")
	})
}

func sameAnswerTwice(t *testing.T, w *apitest.Workspace) {
	bob := w.API.For(t).Found("Elsewhere").Member("Bob", "Member")
	_, token := w.InviteToo(bob, "Member")
	first := w.API.Want(w.API.AcceptAs(bob, token), 200, "")
	w.API.ChangesNothing(func() {
		second := w.API.Want(w.API.AcceptAs(bob, token), 200, "")
		if string(second.Body) != string(first.Body) {
			t.Errorf("the second answer is %s, and the first was %s", second.Body, first.Body)
		}
	})
}

func memberInvitedAgain(t *testing.T, w *apitest.Workspace) {
	bob := w.Member("Bob", "Member")
	pia := w.Pending("Pia", "Member")
	w.API.ChangesNothing(func() {
		w.API.Want(w.Offer(w.Admin, bob.Email, "Bob", "Admin"), 409, "already_member")
		w.API.Want(w.Offer(w.Admin, "  "+bob.Email+" ", "Bob", "Admin"), 409, "already_member")
		w.API.Want(w.Offer(w.Admin, pia.Email, "Pia", "Admin"), 409, "already_member")
		w.API.Want(w.Offer(w.Admin, w.Admin.Email, "Me", "Member"), 409, "already_member")
	})
	ann, _ := w.Invite("Ann", "Member")
	standing := w.API.Want(w.Offer(w.Admin, ann.Email, "Ann", "Admin"), 409, "already_invited")
	if standing.Text("invitation", "id") != w.InvitationOf(ann) {
		t.Errorf("the refusal names the invitation %q, want %q", standing.Text("invitation", "id"), w.InvitationOf(ann))
	}
	if roles := w.API.Call("GET", w.Path+"/users/"+bob.UserID, w.Admin.Token, nil).List("roles"); apitest.At(roles[0], "name") != "Member" {
		t.Errorf("bob's roles are %v", roles)
	}
}

func acceptedFirst(t *testing.T, w *apitest.Workspace) {
	var ann apitest.Person
	var token string
	w.Records(func() { ann, token = w.Invite("Ann", "Member") }, "account.created", "user.invited", "approval.requested")
	w.Records(func() {
		done := w.API.Want(w.API.Accept(token), 200, "")
		if done.Text("status") != "pending_approval" || done.Text("pending_token") == "" || apitest.At(done.JSON, "session") != nil {
			t.Errorf("got %s, want a pending token and no session", done.Body)
		}
	}, waits...)
	w.Records(func() { w.API.Want(w.Approve(w.Admin, ann), 200, "") }, "approval.approved", "user.activated")
	w.Records(func() { ann.Token = w.API.SignIn(ann.Email) }, "session.created")
	w.API.Want(w.API.Call("GET", w.Path+"/users", ann.Token, nil), 200, "")
}

func approvedFirst(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann", "Member")
	w.Records(func() {
		decided := w.API.Want(w.Approve(w.Admin, ann), 200, "")
		if decided.Text("user", "status") != "invited" {
			t.Errorf("approved before accepting, the user is %s", decided.Text("user", "status"))
		}
	}, "approval.approved")
	w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(ann)), 401, "invalid_credentials")
	w.Records(func() {
		done := w.API.Want(w.API.Accept(token), 200, "")
		if done.Text("status") != "active" || done.Text("session", "access_token") == "" || cookieOf(done) == "" {
			t.Errorf("got %s, want a session and its cookie", done.Body)
		}
		w.API.Want(w.API.Call("GET", w.Path+"/users", done.Text("session", "access_token"), nil), 200, "")
	}, gets...)
}

func badCredential(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann Anderson", "Member")
	w.API.ChangesNothing(func() {
		for password, code := range map[string]string{
			"short": "password_too_short", "aaaaaaaaaaaaaaaaaaaa": "password_common", "password password password": "password_common",
			"Ann Anderson Anderson": "password_common", ann.Email: "password_common", "": "password_too_short",
		} {
			refusal := w.API.Want(accept(w, "", map[string]any{"token": token, "password": password}), 422, "validation_failed")
			if got := apitest.At(refusal.List("errors")[0], "code"); got != code {
				t.Errorf("%q is %v, want %s", password, got, code)
			}
		}
		w.API.Want(accept(w, "", map[string]any{"token": token, "password": apitest.Password, "name": "a\u202eb"}), 422, "validation_failed")
	})
	w.API.Want(w.API.Accept(token), 200, "")
}
