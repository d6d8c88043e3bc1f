package apitest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
)

const watch = "/api/v1/auth/pending"

// Until approved an account sees its own waiting and nothing else: R04, B01 and B02.
func TestWhoWaitsIsNotIn(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Right credentials give no session while waiting, and one afterwards", Run: signingInWhileWaiting},
		{Name: "Wrong credentials do not tell that somebody waits", Run: wrongWhileWaiting},
		{Name: "The pending token opens the allow-list alone", Run: pendingToken},
		{Name: "A pending token is exchanged once, and only after the approval", Run: exchange},
		{Name: "An access token is no pending token", Run: notAPendingToken},
		{Name: "A reminder reaches the approvers once a day", Run: remind},
		{Name: "Withdrawing leaves nothing behind", Run: withdraw},
		{Name: "After a rejection the token tells the end, and opens nothing", Run: afterRejection},
		{Name: "A new password ends the old pending token", Run: newPasswordEndsWaiting},
		{Name: "Waiting in one workspace, active in another: the session opens the other alone", Run: activeElsewhere},
	})
}

func signingInWhileWaiting(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	var refusal apitest.Answer
	w.Records(func() {
		refusal = w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(ann)), 403, "approval_pending")
	}, "session.refused")
	if cookieOf(refusal) != "" || w.API.Count("sessions", "account_id = (SELECT account_id FROM users WHERE id = ?)", ann.UserID) != 0 {
		t.Error("there is a session")
	}
	place, ok := apitest.At(refusal.List("pending")[0], "workspace").(map[string]any)
	if !ok || place["id"] != w.ID || place["name"] == "" {
		t.Errorf("the refusal tells of %v", place)
	}
	roles, _ := apitest.At(refusal.List("pending")[0], "decided_by_roles").([]any)
	if len(roles) != 2 || roles[0] != "Admin" || roles[1] != "Approver" || apitest.At(refusal.List("pending")[0], "since") == nil {
		t.Errorf("the refusal tells %v", refusal.List("pending"))
	}
	w.API.Want(w.API.Call("GET", watch, refusal.Text("pending_token"), nil), 200, "")
	w.API.Want(w.Approve(w.Admin, ann), 200, "")
	w.Records(func() { w.API.SignIn(ann.Email) }, "session.created")
}

func wrongWhileWaiting(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	wrong := func(email string) string {
		return string(anonymous(w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", map[string]any{
			"email": email, "password": "not-the-password-of-ann",
		}), 401, "invalid_credentials")))
	}
	if a, b := wrong(ann.Email), wrong(apitest.Address("nobody")); a != b {
		t.Errorf("for one who waits %s, for one who is unknown %s", a, b)
	}
}

func pendingToken(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Admin")
	allowed := map[string]bool{"getPending": true}
	for _, op := range w.API.Operations {
		c := goodCall(w, t, op)
		if op.Entry == web.EntryPublic && op.ID != "acceptInvitation" && !strings.HasSuffix(op.ID, "Pending") {
			continue // anybody's, so also theirs
		}
		if strings.HasSuffix(op.ID, "Pending") && !allowed[op.ID] {
			continue // theirs; what these do is told elsewhere
		}
		w.API.ChangesNothing(func() {
			answer := c.with(w.API, ann.PendingToken, c.body)
			if want := map[bool]int{true: 200, false: 401}[allowed[op.ID]]; answer.Status != want {
				t.Errorf("%s with a pending token: %d, want %d", op.ID, answer.Status, want)
			}
			header := w.API.Call(op.Method, c.path, "", nil, "Cookie", "gatehouse_refresh="+ann.PendingToken)
			if op.Entry != web.EntryPublic && header.Status != http.StatusUnauthorized {
				t.Errorf("%s with a pending token as the cookie: %d", op.ID, header.Status)
			}
		})
	}
}

func exchange(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", watch+"/exchange", ann.PendingToken, nil), 403, "approval_pending")
	})
	w.API.Want(w.Approve(w.Admin, ann), 200, "")
	state := w.API.Want(w.API.Call("GET", watch, ann.PendingToken, nil), 200, "")
	if state.Text("state") != "approved" {
		t.Errorf("the state is %s", state.Body)
	}
	w.Records(func() {
		done := w.API.Want(w.API.Call("POST", watch+"/exchange", ann.PendingToken, nil), 200, "")
		w.API.Want(w.API.Call("GET", w.Path+"/users", done.Text("access_token"), nil), 200, "")
		w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions/refresh", "", nil, "Cookie", cookieOf(done)), 200, "")
	}, "session.created")
	w.API.ChangesNothing(func() {
		for method, path := range map[string]string{"POST": watch + "/exchange", "GET": watch, "DELETE": watch} {
			w.API.Want(w.API.Call(method, path, ann.PendingToken, nil), 401, "unauthenticated")
		}
	})
}

func notAPendingToken(_ *testing.T, w *apitest.Workspace) {
	w.API.ChangesNothing(func() {
		for _, token := range []string{"", w.Admin.Token, "x", strings.Repeat("a", 5000)} {
			w.API.Want(w.API.Call("GET", watch, token, nil), 401, "unauthenticated")
			w.API.Want(w.API.Call("DELETE", watch, token, nil), 401, "unauthenticated")
			w.API.Want(w.API.Call("POST", watch+"/remind", token, nil), 401, "unauthenticated")
			w.API.Want(w.API.Call("POST", watch+"/exchange", token, nil), 401, "unauthenticated")
		}
	})
	w.API.Want(w.API.Call("GET", watch, w.Pending("Ann", "Member").PendingToken, nil), 200, "")
}

const waitsForApproval = "waiting for approval"

// toldOf counts the mails that tell an approver of requests, whether or not they have left or were folded into one.
func toldOf(w *apitest.Workspace, p apitest.Person) int {
	return w.API.Count("mails", "recipient = ? AND kind = 'approval_needed'", p.Email)
}

func remind(t *testing.T, w *apitest.Workspace) {
	abe := w.Member("Abe", "Approver")
	ann := w.Pending("Ann", "Member")
	had := toldOf(w, abe)
	w.Records(func() {
		state := w.API.Want(w.API.Call("POST", watch+"/remind", ann.PendingToken, nil), 200, "")
		if apitest.At(state.List("pending")[0], "reminded_at") == nil {
			t.Errorf("the state is %s", state.Body)
		}
	}, "approval.reminded")
	w.API.ChangesNothing(func() {
		again := w.API.Want(w.API.Call("POST", watch+"/remind", ann.PendingToken, nil), 429, "rate_limited")
		if again.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	})
	if n := toldOf(w, abe); n != had+1 {
		t.Errorf("the approver has %d mails, want %d", n, had+1)
	}
	w.API.Clock.Advance(24*hour + minute)
	w.Records(func() { w.API.Want(w.API.Call("POST", watch+"/remind", ann.PendingToken, nil), 200, "") }, "approval.reminded")
}

func withdraw(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	approval := w.ApprovalOf(ann)
	w.Records(func() { w.API.Want(w.API.Call("DELETE", watch, ann.PendingToken, nil), 204, "") },
		"approval.cancelled", "user.removed", "account.deleted")
	gone(t, w, ann)
	shown := w.API.Want(w.API.Call("GET", w.Path+"/approvals/"+approval, w.Admin.Token, nil), 200, "")
	if shown.Text("state") != "cancelled" || apitest.At(shown.JSON, "user") != nil {
		t.Errorf("the request is %s", shown.Body)
	}
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+approval+"/approve", w.Admin.Token, nil), 409, "already_decided")
		state := w.API.Want(w.API.Call("GET", watch, ann.PendingToken, nil), 200, "")
		if state.Text("state") != "ended" {
			t.Errorf("the state is %s", state.Body)
		}
	})
}

// gone holds that nothing of a person is left but the audit log's entries.
func gone(t *testing.T, w *apitest.Workspace, p apitest.Person) {
	t.Helper()
	for table, column := range map[string]string{"accounts": "email", "users": "email", "invitations": "email"} {
		if n := w.API.Count(table, column+" = ?", p.Email); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 404, "not_found")
	for _, list := range []string{"/users?q=", "/invitations?q="} {
		if rows := w.API.Want(w.API.Call("GET", w.Path+list+p.Email, w.Admin.Token, nil), 200, "").List("data"); len(rows) != 0 {
			t.Errorf("%s finds %v", list, rows)
		}
	}
}

func afterRejection(t *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	w.API.Want(w.Reject(w.Admin, ann), 200, "")
	w.API.ChangesNothing(func() {
		state := w.API.Want(w.API.Call("GET", watch, ann.PendingToken, nil), 200, "")
		if state.Text("state") != "ended" || len(state.List("pending")) != 0 {
			t.Errorf("the state is %s", state.Body)
		}
		w.API.Want(w.API.Call("POST", watch+"/exchange", ann.PendingToken, nil), 401, "unauthenticated")
		w.API.Want(w.API.Call("POST", watch+"/remind", ann.PendingToken, nil), 401, "unauthenticated")
		w.API.Want(w.API.Call("DELETE", watch, ann.PendingToken, nil), 204, "")
	})
	again := w.Pending("Ann", "Member")
	w.API.Want(w.API.Call("GET", watch, again.PendingToken, nil), 200, "")
}

func newPasswordEndsWaiting(_ *testing.T, w *apitest.Workspace) {
	ann := w.Pending("Ann", "Member")
	w.API.Want(w.API.Call("POST", "/api/v1/auth/password-resets/confirm", "", map[string]any{
		"token": resetToken(w, ann), "password": "a new and longer secret of hers",
	}), 204, "")
	w.API.Want(w.API.Call("GET", watch, ann.PendingToken, nil), 401, "unauthenticated")
	fresh := w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", map[string]any{
		"email": ann.Email, "password": "a new and longer secret of hers",
	}), 403, "approval_pending")
	w.API.Want(w.API.Call("GET", watch, fresh.Text("pending_token"), nil), 200, "")
}

func activeElsewhere(t *testing.T, w *apitest.Workspace) {
	other := w.API.For(t).Found("Elsewhere")
	ann, token := w.InviteToo(other.Member("Ann", "Member"), "Admin")
	w.API.Want(w.API.AcceptAs(ann, token), 200, "")
	ann.Token = w.API.SignIn(ann.Email)
	w.API.Want(w.API.Call("GET", other.Path+"/users", ann.Token, nil), 200, "")
	w.API.Want(w.API.Call("GET", w.Path, ann.Token, nil), 404, "not_found")
	me := w.API.Want(w.API.Call("GET", "/api/v1/me", ann.Token, nil), 200, "")
	for _, place := range me.List("workspaces") {
		if apitest.At(place, "workspace", "id") == w.ID && (apitest.At(place, "status") != "pending_approval" || len(apitest.At(place, "permissions").([]any)) != 0) {
			t.Errorf("the waiting place is %v", place)
		}
	}
}
