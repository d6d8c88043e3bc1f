package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Who needs an approval: each policy with somebody whom it holds up, and somebody whom it lets in.
func TestApprovalPolicies(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "always: the Admin's own invitation waits too", Run: policyAlways},
		{Name: "unless_invited_by_approver: an approver's word is enough, another's is not", Run: policyUnlessApprover},
		{Name: "outside_domains: own domains come in, others and look-alikes wait", Run: policyDomains},
		{Name: "never: accepting is enough", Run: policyNever},
		{Name: "A change of policy approves and blocks nobody", Run: policyChanged},
		{Name: "Four eyes: whoever invited does not approve, somebody else does", Run: fourEyes},
		{Name: "Four eyes cannot be switched on with one approver, and can with two", Run: fourEyesNeedsTwo},
		{Name: "Four eyes: an approver's own invitation needs an approval", Run: fourEyesUnlessApprover},
		{Name: "Four eyes: the badge leaves out what one may not decide", Run: fourEyesBadge},
		{Name: "Settings out of bounds are refused, each by name", Run: badSettings},
		{Name: "The look-alike and the new domain are flagged", Run: flags},
	})
}

// enters invites and accepts, and holds where that leads.
func enters(t *testing.T, w *apitest.Workspace, by apitest.Person, email, status string) apitest.Person {
	t.Helper()
	made := w.API.Want(w.Offer(by, email, "Ann", "Member"), 201, "")
	done := w.API.Want(w.API.Accept(apitest.TokenOf(made)), 200, "")
	if done.Text("status") != status {
		t.Errorf("%s is %s, want %s", email, done.Text("status"), status)
	}
	if asked := apitest.At(made.JSON, "approval") != nil; asked != (status == "pending_approval") {
		t.Errorf("%s: an approval was asked for: %v", email, asked)
	}
	return apitest.Person{Email: email, UserID: made.Text("id"), PendingToken: done.Text("pending_token")}
}

const (
	active = "active"
	waitsS = "pending_approval"
)

func inviter(w *apitest.Workspace) apitest.Person {
	return w.Holder("Ivy", "users:invite", "users:read", "roles:read", "locations:read")
}

func approver(w *apitest.Workspace) apitest.Person {
	return w.Holder("Abe", "users:invite", "users:read", "roles:read", "locations:read", "approvals:read", "approvals:decide")
}

func policyAlways(t *testing.T, w *apitest.Workspace) {
	enters(t, w, w.Admin, apitest.Address("ann"), waitsS)
	enters(t, w, inviter(w), apitest.Address("ann"), waitsS)
}

func policyUnlessApprover(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "unless_invited_by_approver"})
	enters(t, w, inviter(w), apitest.Address("ann"), waitsS)
	enters(t, w, approver(w), apitest.Address("ann"), active)
	enters(t, w, w.Admin, apitest.Address("ann"), active)
}

func policyDomains(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "outside_domains", "own_domains": []string{"Acme.example", "münchen.example"}})
	ivy := inviter(w)
	enters(t, w, ivy, "ann@acme.example", active)
	enters(t, w, ivy, "Bob@ACME.Example", active)
	enters(t, w, ivy, "cleo@münchen.example", active)
	for _, email := range []string{
		"dan@acme.example.com", "eve@sub.acme.example", "fay@notacme.example", "gus@acme-example.com", "acme.example@example.org", "hal@аcme.example",
	} {
		enters(t, w, ivy, email, waitsS)
	}
}

func policyNever(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "never"})
	w.Records(func() { enters(t, w, inviter(w), apitest.Address("ann"), active) }, append([]string{
		"user.activated", "session.created", "account.created", "user.invited",
	}, gets...)...)
}

func policyChanged(t *testing.T, w *apitest.Workspace) {
	waits := enters(t, w, w.Admin, apitest.Address("ann"), waitsS)
	invited, token := w.Invite("Bob", "Member")
	w.Records(func() { w.Update(map[string]any{"approval_policy": "never"}) }, "workspace.updated")
	w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(waits)), 403, "approval_pending")
	if done := w.API.Want(w.API.Accept(token), 200, ""); done.Text("status") != waitsS {
		t.Errorf("asked for before, %s is %s now", invited.Email, done.Text("status"))
	}
	free, token := w.Invite("Cleo", "Member")
	w.Update(map[string]any{"approval_policy": "always"})
	if done := w.API.Want(w.API.Accept(token), 200, ""); done.Text("status") != active {
		t.Errorf("not asked for before, %s is %s now", free.Email, done.Text("status"))
	}
	w.API.ChangesNothing(func() { w.Update(map[string]any{"approval_policy": "always"}) })
}

func fourEyes(t *testing.T, w *apitest.Workspace) {
	abe, eve := approver(w), w.Member("Eve", "Admin")
	w.Update(map[string]any{"four_eyes": true})
	ann := enters(t, w, abe, apitest.Address("ann"), waitsS)
	w.API.ChangesNothing(func() { w.API.Want(w.Approve(abe, ann), 403, "four_eyes") })
	w.API.Want(w.Approve(eve, ann), 200, "")
	bob := enters(t, w, abe, apitest.Address("bob"), waitsS)
	w.API.Want(w.Reject(abe, bob), 200, "") // taking one's own invitation back needs no second pair
}

func fourEyesNeedsTwo(_ *testing.T, w *apitest.Workspace) {
	on := map[string]any{"four_eyes": true}
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, on), 409, "four_eyes_needs_two")
	})
	abe := w.Member("Abe", "Approver")
	w.SetStatus(abe, "suspended")
	w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, on), 409, "four_eyes_needs_two")
	w.Pending("Pia", "Approver")
	w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, on), 409, "four_eyes_needs_two")
	w.SetStatus(abe, "active")
	w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, on), 200, "")
}

func fourEyesUnlessApprover(t *testing.T, w *apitest.Workspace) {
	abe := approver(w)
	w.Update(map[string]any{"approval_policy": "unless_invited_by_approver", "four_eyes": true})
	enters(t, w, abe, apitest.Address("ann"), waitsS)
	w.Update(map[string]any{"four_eyes": false})
	enters(t, w, abe, apitest.Address("bob"), active)
}

func fourEyesBadge(t *testing.T, w *apitest.Workspace) {
	abe := approver(w)
	w.Update(map[string]any{"four_eyes": true})
	enters(t, w, abe, apitest.Address("ann"), waitsS)
	enters(t, w, w.Admin, apitest.Address("bob"), waitsS)
	enters(t, w, w.Admin, apitest.Address("cleo"), waitsS)
	for who, want := range map[string]float64{abe.Token: 2, w.Admin.Token: 1} {
		shown := w.API.Want(w.API.Call("GET", w.Path+"/users/summary", who, nil), 200, "")
		if got := apitest.At(shown.JSON, "pending_approvals"); got != want {
			t.Errorf("the badge is %v, want %v", got, want)
		}
	}
}

func badSettings(t *testing.T, w *apitest.Workspace) {
	w.API.ChangesNothing(func() {
		for _, patch := range []string{
			`{"approval_policy":"sometimes"}`, `{"approval_policy":null}`, `{"invitation_ttl_hours":0}`, `{"invitation_ttl_hours":2161}`,
			`{"approval_ttl_hours":-1}`, `{"own_domains":["x"]}`, `{"own_domains":["@x.example"]}`, `{"own_domains":["a b.example"]}`, `{"name":""}`,
			`{"name":"a\nb"}`, `{"four_eyes":null}`, `{"access_requests":"all"}`,
		} {
			w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, patch), 422, "validation_failed")
		}
		for _, patch := range []string{`{"invented":"other"}`, `{"invitation_ttl_hours":1.5}`, `{"four_eyes":"yes"}`, `{"own_domains":"x.example"}`} {
			if a := w.API.Call("PATCH", w.Path, w.Admin.Token, patch); a.Status != 400 {
				t.Errorf("%s: %d %s", patch, a.Status, a.Body)
			}
		}
		both := w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, `{"name":"","approval_policy":"x"}`), 422, "validation_failed")
		if len(both.List("errors")) != 2 {
			t.Errorf("not all faults at once: %s", both.Body)
		}
	})
	w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, `{"invitation_ttl_hours":2160,"own_domains":["x.example"]}`,
		"Content-Type", "application/merge-patch+json"), 200, "")
}

func flags(t *testing.T, w *apitest.Workspace) {
	flagged := func(email string, want ...string) apitest.Person {
		t.Helper()
		p := apitest.Person{UserID: w.API.Want(w.Offer(w.Admin, email, "Ann", "Member"), 201, "").Text("id")}
		shown := w.API.Want(w.API.Call("GET", w.Path+"/approvals/"+w.ApprovalOf(p), w.Admin.Token, nil), 200, "")
		if got := shown.List("flags"); len(got) != len(want) {
			t.Errorf("%s is flagged %v, want %v", email, got, want)
		}
		return p
	}
	flagged(apitest.Address("ann"))
	bob := flagged("bob@new.example", "new_domain")
	flagged("dora@new.example", "new_domain") // nobody of the domain is in yet
	w.SetStatus(bob, domain.StatusActive)     // who neither invites nor decides
	flagged("eve@new.example")
	flagged("cleo@еxample.com", "look_alike_email", "new_domain")
}
