package apitest_test

import (
	"context"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
)

// Time runs out for invitations and approvals: to the second at the door, and in the audit log by a task.
func TestDeadlines(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "An invitation works until its end and not after, and the task records it", Run: invitationExpires},
		{Name: "An expired invitation can be sent again and accepted", Run: expiredIsSentAgain},
		{Name: "A workspace's own lifetime counts", Run: ownLifetime},
		{Name: "An approval that nobody decides ends the waiting", Run: approvalExpires},
		{Name: "An approval that ends before the acceptance is asked for again on accepting", Run: approvalExpiresFirst},
		{Name: "Approvers are reminded of what waits for three days", Run: nudges},
	})
}

// tasks runs what the house does by itself, once more than it does anyway.
func tasks(t *testing.T, w *apitest.Workspace) {
	t.Helper()
	w.API.Settle()
	if err := w.API.App.Admission.NudgeApprovers(context.Background(), authz.NewJob("test")); err != nil {
		t.Error(err)
	}
}

const week = 7 * 24 * hour

func invitationExpires(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "never"})
	ann, token := w.Invite("Ann", "Member")
	bob, other := w.Invite("Bob", "Member")
	path := w.Path + "/invitations/" + w.InvitationOf(ann)
	w.API.Clock.Advance(week - 5*second)
	w.API.Want(w.API.Accept(other), 200, "")
	// The house may be quicker: it is recorded once, whoever does it.
	w.Records(func() { w.API.Clock.Advance(6 * second); tasks(t, w); tasks(t, w) }, "invitation.expired")
	w.Admin.Token = w.API.SignIn(w.Admin.Email)
	for _, use := range []string{lookups, accepts, declines} {
		w.API.Want(post(w, use, token), 410, "invitation_expired")
	}
	shown := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "")
	if shown.Text("status") != "expired" {
		t.Errorf("the invitation is %s", shown.Body)
	}
	listed := w.API.Want(w.API.Call("GET", w.Path+"/invitations?status=expired", w.Admin.Token, nil), 200, "").List("data")
	if len(listed) != 1 || apitest.At(listed[0], "email") != ann.Email {
		t.Errorf("expired are %v, want %s and not %s", listed, ann.Email, bob.Email)
	}
	w.API.Want(post(w, accepts, token), 410, "invitation_expired")
}

func expiredIsSentAgain(_ *testing.T, w *apitest.Workspace) {
	ann, old := w.Invite("Ann", "Member")
	w.API.Clock.Advance(week + minute)
	w.Admin.Token = w.API.SignIn(w.Admin.Email)
	w.API.Want(w.Offer(w.Admin, ann.Email, "Ann", "Member"), 409, "already_invited")
	w.Records(func() { w.API.Want(post(w, asksNew, old), 202, "") }, "invitation.new_asked")
	sent := w.API.Want(resend(w, ann), 200, "")
	w.API.Want(post(w, lookups, old), 410, "invitation_superseded")
	w.API.Want(w.API.Accept(apitest.TokenOf(sent)), 200, "")
}

func ownLifetime(_ *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"invitation_ttl_hours": 1})
	_, short := w.Invite("Ann", "Member")
	w.Update(map[string]any{"invitation_ttl_hours": 2160})
	_, long := w.Invite("Bob", "Member")
	w.API.Clock.Advance(hour + second)
	w.API.Want(post(w, accepts, short), 410, "invitation_expired")
	w.API.Clock.Advance(2158 * hour)
	w.API.Want(post(w, accepts, long), 200, "")
}

func approvalExpires(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_ttl_hours": 48})
	ann := w.Pending("Ann", "Member")
	approval := w.ApprovalOf(ann)
	w.API.Clock.Advance(47 * hour)
	w.Records(func() { tasks(t, w) })
	w.Records(func() { w.API.Clock.Advance(hour + minute); tasks(t, w); tasks(t, w) }, "approval.expired", "user.removed", "account.deleted")
	w.Admin.Token = w.API.SignIn(w.Admin.Email)
	gone(t, w, ann)
	w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+approval+"/approve", w.Admin.Token, nil), 409, "already_decided")
	if state := w.API.Want(w.API.Call("GET", watch, ann.PendingToken, nil), 200, ""); state.Text("state") != "ended" {
		t.Errorf("the state is %s", state.Body)
	}
	w.API.Want(w.Offer(w.Admin, ann.Email, "Ann", "Member"), 201, "")
}

func approvalExpiresFirst(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_ttl_hours": 1})
	ann, token := w.Invite("Ann", "Member")
	first := w.ApprovalOf(ann)
	w.Records(func() { w.API.Clock.Advance(2 * hour); tasks(t, w) }, "approval.expired")
	w.Records(func() {
		if done := w.API.Want(w.API.Accept(token), 200, ""); done.Text("status") != waitsS {
			t.Errorf("got %s", done.Body)
		}
	}, append(slices.Clone(waits), "approval.requested")...)
	w.Admin.Token = w.API.SignIn(w.Admin.Email)
	if w.ApprovalOf(ann) == first {
		t.Error("the request that ended is asked again")
	}
	w.API.Want(w.Approve(w.Admin, ann), 200, "")
	w.API.SignIn(ann.Email)
}

func nudges(t *testing.T, w *apitest.Workspace) {
	abe := w.Member("Abe", "Approver")
	w.API.Want(w.API.Accept(tokenOnly(w.Invite("Ann", "Member"))), 200, "")
	had := toldOf(w, abe)
	w.API.Clock.Advance(2 * 24 * hour)
	w.Records(func() { tasks(t, w) })
	w.Records(func() { w.API.Clock.Advance(24*hour + minute); tasks(t, w); tasks(t, w) }, "approval.reminded")
	if n := toldOf(w, abe); n != had+1 {
		t.Errorf("the approver has %d mails, want %d", n, had+1)
	}
}

func tokenOnly(_ apitest.Person, token string) string { return token }
