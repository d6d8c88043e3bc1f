package apitest_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const (
	lookups  = "/api/v1/invitations/lookup"
	accepts  = "/api/v1/invitations/accept"
	declines = "/api/v1/invitations/decline"
	asksNew  = "/api/v1/invitations/request-new"
)

// What a link can do, and when it is dead: R01, R03, R08, R13, R14, and attacks A06 to A21.
func TestInvitationLinks(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A withdrawn link is dead and names nothing", Run: withdrawn},
		{Name: "A new link kills the old one", Run: superseded},
		{Name: "After a rejection the old link is dead, and a new invitation has a new one", Run: rejectedAndInvitedAgain},
		{Name: "A declined offer leaves nobody behind, and can be sent again", Run: declinedAndSentAgain},
		{Name: "No altered token is a token", Run: alteredTokens},
		{Name: "A link says nothing beyond its own workspace", Run: ownWorkspaceAlone},
		{Name: "Scanners that open links change nothing, and the person gets in", Run: scanners},
		{Name: "Unknown tokens are one answer in about one time", Run: unknownTokens},
		{Name: "Resending three times with one key gives one link, with three keys the last", Run: resends},
		{Name: "Asking for a new link tells the inviter once a day", Run: asksForNew},
		{Name: "Once the inviter has gone, the approvers are asked", Run: asksApprovers},
	})
}

func post(w *apitest.Workspace, path, token string) apitest.Answer {
	body := map[string]any{"token": token}
	if path == accepts {
		body["password"] = apitest.Password
	}
	return w.API.Call("POST", path, "", body)
}

// dead holds every use of a link to one refusal, in which nothing of the workspace stands.
func dead(t *testing.T, w *apitest.Workspace, token string, status int, code string) {
	t.Helper()
	w.API.ChangesNothing(func() {
		for _, path := range []string{lookups, accepts, declines} {
			if path == declines && code == "invitation_declined" {
				continue // declining twice is no error
			}
			answer := w.API.Want(post(w, path, token), status, code)
			for _, secret := range []string{w.ID, w.Admin.Name, w.Admin.Email, "Ann", "ann."} {
				if strings.Contains(string(answer.Body), secret) {
					t.Errorf("%s: %s tells %q", path, answer.Body, secret)
				}
			}
		}
	})
}

func resend(w *apitest.Workspace, p apitest.Person, headers ...string) apitest.Answer {
	return w.API.Call("POST", w.Path+"/invitations/"+w.InvitationOf(p)+"/resend", w.Admin.Token, link, headers...)
}

func withdrawn(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann", "Member")
	path := w.Path + "/invitations/" + w.InvitationOf(ann)
	w.Records(func() {
		ended := w.API.Want(w.API.Call("POST", path+"/revoke", w.Admin.Token, nil), 200, "")
		if ended.Text("status") != "revoked" || apitest.At(ended.JSON, "user_id") != nil {
			t.Errorf("got %s", ended.Body)
		}
	}, "invitation.revoked", "approval.cancelled", "user.removed", "account.deleted")
	dead(t, w, token, 410, "invitation_revoked")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil), 404, "not_found")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("POST", path+"/revoke", w.Admin.Token, nil), 409, "conflict")
		w.API.Want(w.API.Call("POST", path+"/resend", w.Admin.Token, link), 409, "conflict")
	})
	again := w.API.Want(w.Offer(w.Admin, ann.Email, "Ann", "Member"), 201, "")
	w.API.Want(w.API.Accept(apitest.TokenOf(again)), 200, "")
	dead(t, w, token, 410, "invitation_revoked")
}

func superseded(t *testing.T, w *apitest.Workspace) {
	ann, old := w.Invite("Ann", "Member")
	var sent apitest.Answer
	w.Records(func() { sent = w.API.Want(resend(w, ann), 200, "") }, "invitation.resent")
	dead(t, w, old, 410, "invitation_superseded")
	w.Records(func() { w.API.Want(w.API.Accept(apitest.TokenOf(sent)), 200, "") }, waits...)
	dead(t, w, old, 409, "invitation_accepted")
	w.API.ChangesNothing(func() { w.API.Want(resend(w, ann), 409, "conflict") })
}

func rejectedAndInvitedAgain(t *testing.T, w *apitest.Workspace) {
	ann, old := w.Invite("Ann", "Member")
	w.Records(func() { w.API.Want(w.Reject(w.Admin, ann), 200, "") }, "approval.rejected", "user.removed", "account.deleted")
	dead(t, w, old, 410, "invitation_revoked")
	again := w.API.Want(w.Offer(w.Admin, ann.Email, "Ann", "Member"), 201, "")
	if again.Text("id") == ann.UserID {
		t.Error("the new user has the id of the one who was rejected")
	}
	dead(t, w, old, 410, "invitation_revoked")
	w.API.Want(w.API.Accept(apitest.TokenOf(again)), 200, "")
}

func declinedAndSentAgain(t *testing.T, w *apitest.Workspace) {
	ann, token := w.Invite("Ann", "Member")
	invitation := w.InvitationOf(ann)
	path := w.Path + "/invitations/" + invitation
	w.Records(func() { w.API.Want(post(w, declines, token), 204, "") },
		"invitation.declined", "approval.cancelled", "user.removed", "account.deleted")
	w.API.ChangesNothing(func() { w.API.Want(post(w, declines, token), 204, "") })
	dead(t, w, token, 410, "invitation_declined")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil), 404, "not_found")
	shown := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "")
	if shown.Text("status") != "declined" || shown.Text("email") != ann.Email {
		t.Errorf("the declined invitation is %s", shown.Body)
	}
	var sent apitest.Answer
	w.Records(func() { sent = w.API.Want(w.API.Call("POST", path+"/resend", w.Admin.Token, link), 200, "") },
		"account.created", "invitation.resent", "approval.requested")
	dead(t, w, token, 410, "invitation_superseded")
	done := w.API.Want(w.API.Accept(apitest.TokenOf(sent)), 200, "")
	if done.Text("user", "id") == ann.UserID || done.Text("user", "email") != ann.Email {
		t.Errorf("the place given again is %s", done.Body)
	}
}

func alteredTokens(t *testing.T, w *apitest.Workspace) {
	_, token := w.Invite("Ann", "Member")
	w.API.ChangesNothing(func() {
		var bad []string
		for i := range token {
			bad = append(bad, flip(token, i))
		}
		bad = append(bad, token[1:], token[:len(token)-1], token+"A", token+"=", " "+token, strings.ToUpper(token), strings.Repeat(".", 150),
			"eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", base64.StdEncoding.EncodeToString([]byte(token)))
		for _, one := range bad {
			w.API.Want(post(w, lookups, one), 404, "invitation_invalid")
		}
		for _, path := range []string{accepts, declines, asksNew} {
			w.API.Want(post(w, path, bad[0]), 404, "invitation_invalid")
		}
		for _, text := range []string{`{}`, `{"token":null}`, `{"token":""}`, `{"token":[]}`, `{"token":["` + token + `"]}`, `{"token":{}}`, `{"token":0}`} {
			for _, path := range []string{lookups, accepts, declines, asksNew} {
				if a := w.API.Call("POST", path, "", text); a.Status != 400 && a.Status != 422 {
					t.Errorf("%s %s: %d %s", path, text, a.Status, a.Body)
				}
			}
		}
	})
	w.API.Want(w.API.Accept(token), 200, "")
}

func ownWorkspaceAlone(t *testing.T, w *apitest.Workspace) {
	other := w.API.For(t).Found("Elsewhere")
	ann, token := w.Invite("Ann", "Member")
	invitation := w.InvitationOf(ann)
	w.API.ChangesNothing(func() {
		for _, rest := range []string{"", "/resend", "/revoke"} {
			method := map[bool]string{true: "GET", false: "POST"}[rest == ""]
			w.API.Want(w.API.Call(method, other.Path+"/invitations/"+invitation+rest, other.Admin.Token, nil), 404, "not_found")
		}
	})
	done := w.API.Want(w.API.Accept(token), 200, "")
	if done.Text("workspace", "id") != w.ID {
		t.Errorf("accepted into %s", done.Text("workspace", "id"))
	}
	if n := w.API.Count("users", "workspace_id = ? AND email = ?", other.ID, ann.Email); n != 0 {
		t.Error("the other workspace has the person too")
	}
}

func scanners(t *testing.T, w *apitest.Workspace) {
	_, token := w.Invite("Ann", "Member")
	agents := []string{"Mozilla/5.0 (compatible; MSIE; SafeLinks)", "Barracuda Sentinel", "Slackbot-LinkExpanding 1.0", "Googlebot/2.1", "curl/8"}
	w.API.ChangesNothing(func() {
		for n := range 20 {
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				for _, path := range []string{"/invite", accepts + "?token=" + token, declines + "?token=" + token} {
					if a := w.API.Call(method, path, "", nil, "User-Agent", agents[n%len(agents)]); a.Status >= 500 {
						t.Errorf("%s %s: %d", method, path, a.Status)
					}
				}
			}
		}
	})
	w.API.Want(post(w, lookups, token), 200, "")
	w.API.Want(w.API.Accept(token), 200, "")
}

func unknownTokens(t *testing.T, w *apitest.Workspace) {
	_, token := w.Invite("Ann", "Member")
	var bodies []string
	measure := func(tokens func(int) string) time.Duration {
		var took []time.Duration
		for n := range 15 {
			start := time.Now()
			answer := post(w, lookups, tokens(n))
			took = append(took, time.Since(start))
			bodies = append(bodies, string(anonymous(w.API.Want(answer, 404, "invitation_invalid"))))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	random := measure(func(n int) string { return flip(token, n) })
	malformed := measure(func(n int) string { return strings.Repeat("x", n+1) })
	truncated := measure(func(n int) string { return token[:len(token)-n-1] })
	if slices.Sort(bodies); bodies[0] != bodies[len(bodies)-1] {
		t.Errorf("not one answer: %s and %s", bodies[0], bodies[len(bodies)-1])
	}
	if slowest := max(random, malformed, truncated); slowest > 20*min(random, malformed, truncated)+20*time.Millisecond {
		t.Errorf("random %v, malformed %v, truncated %v", random, malformed, truncated)
	}
	live := w.API.Want(post(w, lookups, token), 200, "")
	if live.Text("email") == "" || live.Text("state") != "pending" {
		t.Errorf("the living link shows %s", live.Body)
	}
}

func resends(t *testing.T, w *apitest.Workspace) {
	ann, first := w.Invite("Ann", "Member")
	links := map[string]bool{}
	w.Records(func() {
		for range 3 {
			links[apitest.TokenOf(w.API.Want(resend(w, ann, keyHeader, "one "+ann.Email), 200, ""))] = true
		}
	}, "invitation.resent")
	if len(links) != 1 {
		t.Errorf("%d links for one key", len(links))
	}
	var last string
	w.Records(func() {
		for n := range 3 {
			last = apitest.TokenOf(w.API.Want(resend(w, ann, keyHeader, fmt.Sprint(n, ann.Email)), 200, ""))
			links[last] = true
		}
	}, "invitation.resent", "invitation.resent", "invitation.resent")
	for token := range links {
		if token != last {
			w.API.Want(post(w, lookups, token), 410, "invitation_superseded")
		}
	}
	w.API.Want(post(w, lookups, first), 410, "invitation_superseded")
	w.API.Want(w.API.Accept(last), 200, "")
}

const asked = "asks for a new link"

func asksForNew(t *testing.T, w *apitest.Workspace) {
	ivy := w.Holder("Ivy", "users:invite", "users:read", "roles:read", "locations:read")
	ann, old := w.InviteAs(ivy, "Ann", "Member")
	w.API.ChangesNothing(func() { w.API.Want(post(w, asksNew, old), 202, "") }) // it still works: there is nothing to ask for
	current := apitest.TokenOf(w.API.Want(resend(w, ann), 200, ""))
	w.Records(func() { w.API.Want(post(w, asksNew, old), 202, "") }, "invitation.new_asked")
	w.API.ChangesNothing(func() { w.API.Want(post(w, asksNew, old), 202, "") })
	letter := w.API.AwaitLetters(ivy.Email, asked, 1)[0]
	if !strings.Contains(letter.Text, "Ann") || letter.Token() != "" {
		t.Errorf("the letter says %s", letter.Text)
	}
	w.API.Clock.Advance(24*hour + minute)
	w.Records(func() { w.API.Want(post(w, asksNew, old), 202, "") }, "invitation.new_asked")
	w.API.AwaitLetters(ivy.Email, asked, 2)
	if n := len(w.API.LettersOn(w.Admin.Email, asked)); n != 0 {
		t.Errorf("%d letters to somebody who did not invite", n)
	}
	w.API.Want(w.API.Accept(current), 200, "")
	w.API.ChangesNothing(func() { w.API.Want(post(w, asksNew, old), 202, "") })
}

func asksApprovers(t *testing.T, w *apitest.Workspace) {
	ivy := w.Holder("Ivy", "users:invite", "users:read", "roles:read", "locations:read")
	ann, old := w.InviteAs(ivy, "Ann", "Member")
	w.API.Want(resend(w, ann), 200, "")
	w.SetStatus(ivy, "suspended")
	w.API.Want(post(w, asksNew, old), 202, "")
	w.API.AwaitLetters(w.Admin.Email, asked, 1)
	if n := len(w.API.LettersOn(ivy.Email, asked)); n != 0 {
		t.Errorf("%d letters to somebody who is suspended", n)
	}
	reject := apitest.Person{UserID: ann.UserID}
	w.API.Want(w.Reject(w.Admin, reject), 200, "")
	w.API.ChangesNothing(func() { w.API.Want(post(w, asksNew, old), 202, "") }) // nobody to ask for, and the answer does not say so
}
