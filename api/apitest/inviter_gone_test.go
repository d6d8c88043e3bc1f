package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// What becomes of the invitations of somebody who goes: they can still be taken, sent again and withdrawn, and lead to
// an approval, which is what vouches for the person in the inviter's place.
func TestInvitationsOfWhoeverIsGone(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "never: what the inviter alone vouched for waits for an approval", Run: goneUnder("never")},
		{Name: "unless_invited_by_approver: the same of an approver", Run: goneUnder("unless_invited_by_approver")},
		{Name: "an approval that was given before stands", Run: goneAfterApproval},
		{Name: "the list shows no name, and others look after them", Run: goneAndLookedAfter},
		{Name: "who wants a new link is brought before the approvers", Run: goneAndAsked},
	})
}

// goings are the ways in which an inviter goes, or loses what they invited by.
var goings = map[string]func(w *apitest.Workspace, p apitest.Person){
	"removed": func(w *apitest.Workspace, p apitest.Person) {
		w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 204, "")
	},
	"left": func(w *apitest.Workspace, p apitest.Person) {
		w.API.Want(w.API.Call("POST", w.Path+"/users/"+p.UserID+"/leave", p.Token, nil), 204, "")
	},
	"suspended": func(w *apitest.Workspace, p apitest.Person) {
		w.API.Want(w.API.Call("POST", w.Path+"/users/"+p.UserID+"/suspend", w.Admin.Token, nil), 200, "")
	},
	"may not invite any more": func(w *apitest.Workspace, p apitest.Person) { w.SetRole(p, "Member") },
}

func goneUnder(policy string) func(*testing.T, *apitest.Workspace) {
	return func(t *testing.T, w *apitest.Workspace) {
		w.Update(map[string]any{"approval_policy": policy})
		for how, goes := range goings {
			abe := w.Holder("Abe "+how, "users:invite", "users:read", "roles:read", "locations:read", "approvals:read", "approvals:decide")
			role := nothing(w)
			before, early := w.InviteAs(abe, "Bo", role)
			after, late := w.InviteAs(abe, "Ann", role)
			if done := w.API.Want(w.API.Accept(early), 200, ""); done.Text("status") != active {
				t.Errorf("%s is %s while the inviter is there", before.Email, done.Text("status"))
			}
			goes(w, abe)
			w.API.Want(post(w, lookups, late), 200, "")
			if done := w.API.Want(w.API.Accept(late), 200, ""); done.Text("status") != waitsS {
				t.Errorf("%s: %s is %s", how, after.Email, done.Text("status"))
			}
			w.API.Want(w.API.Call("POST", signInPath, "", credentials(after)), 403, "approval_pending")
			w.API.Want(w.Approve(w.Admin, after), 200, "")
			w.API.SignIn(after.Email)
			w.API.SignIn(before.Email) // who came in stays
		}
	}
}

func goneAfterApproval(t *testing.T, w *apitest.Workspace) {
	abe := inviter(w)
	ann, token := w.InviteAs(abe, "Ann", nothing(w))
	w.API.Want(w.Approve(w.Admin, ann), 200, "")
	goings["removed"](w, abe)
	if done := w.API.Want(w.API.Accept(token), 200, ""); done.Text("status") != active {
		t.Errorf("approved, and %s", done.Text("status"))
	}
}

func goneAndLookedAfter(t *testing.T, w *apitest.Workspace) {
	abe := inviter(w)
	role := nothing(w)
	ann, token := w.InviteAs(abe, "Ann", role)
	bo, other := w.InviteAs(abe, "Bo", role)
	read := func(p apitest.Person) apitest.Answer {
		return w.API.Want(w.API.Call("GET", w.Path+"/invitations/"+w.InvitationOf(p), w.Admin.Token, nil), 200, "")
	}
	if by := read(ann).Text("invited_by", "id"); by != abe.UserID {
		t.Errorf("invited by %q", by)
	}
	goings["removed"](w, abe)
	if a := read(ann); a.JSON["invited_by"] != nil || a.Text("status") != "pending" {
		t.Errorf("%s", a.Body)
	}
	sent := apitest.TokenOf(w.API.Want(resend(w, ann), 200, ""))
	w.API.Want(post(w, lookups, token), 410, "invitation_superseded")
	w.API.Want(w.API.Accept(sent), 200, "")
	w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+w.InvitationOf(bo)+"/revoke", w.Admin.Token, nil), 200, "")
	w.API.Want(post(w, lookups, other), 410, "invitation_revoked")
}

func goneAndAsked(t *testing.T, w *apitest.Workspace) {
	abe := inviter(w)
	ann, old := w.InviteAs(abe, "Ann", nothing(w))
	w.API.Want(resend(w, ann), 200, "")
	goings["removed"](w, abe)
	w.API.Want(post(w, asksNew, old), 202, "")
	w.API.AwaitLetters(w.Admin.Email, asked, 1)
	if n := len(w.API.LettersOn(abe.Email, asked)); n != 0 {
		t.Errorf("%d letters to somebody who is gone", n)
	}
}
