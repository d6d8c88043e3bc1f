package apitest_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const (
	askReset  = "/api/v1/auth/password-resets"
	confirm   = "/api/v1/auth/password-resets/confirm"
	fresh     = "a new and longer secret of mine"
	setAnew   = "Set a new password"
	resetLink = "/reset-password#token="
)

func TestPasswordResets(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Asking is answered alike for the known, the unknown and who has no password", Run: neutralReset},
		{Name: "The mailed token works once, ends all sessions, and the new password signs in", Run: resetOnce},
		{Name: "A newer link kills the older one", Run: newerReset},
		{Name: "A link ends after an hour", Run: resetExpires},
		{Name: "No altered token is a token, and no other token is one", Run: strangeResets},
		{Name: "A weak password is told and the link stays good", Run: weakReset},
	})
}

func setPassword(w *apitest.Workspace, token, password string) apitest.Answer {
	return w.API.Call("POST", confirm, "", map[string]any{"token": token, "password": password})
}

func neutralReset(t *testing.T, w *apitest.Workspace) {
	ivo, _ := w.Invite("Ivo", "Member")
	unknown := apitest.Address("nobody")
	var answers []string
	for _, email := range []string{w.Admin.Email, unknown, ivo.Email} {
		a := w.API.Want(w.API.Call("POST", askReset, "", map[string]any{"email": email}), 202, "")
		answers = append(answers, string(a.Body)+a.Header.Get("Content-Type")+a.Header.Get("Content-Length"))
	}
	if answers[0] != answers[1] || answers[1] != answers[2] {
		t.Errorf("not one answer: %q", answers)
	}
	letter := w.API.AwaitLetters(w.Admin.Email, setAnew, 1)[0]
	if !strings.Contains(letter.Text, "http://localhost:8080"+resetLink) || !strings.Contains(letter.HTML, resetLink) {
		t.Errorf("the letter says %s", letter.Text)
	}
	for _, email := range []string{unknown, ivo.Email} {
		if n := w.API.Count("mails", "recipient = ? AND kind = 'password_reset'", email); n != 0 {
			t.Errorf("%d letters to %s", n, email)
		}
	}
}

func resetOnce(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	one, two := signIn(w, bo), signIn(w, bo)
	var token string
	w.Records(func() { token = resetToken(w, bo) }, "account.reset_asked")
	w.Records(func() { w.API.Want(setPassword(w, token, fresh), 204, "") },
		"account.credential_set", "session.revoked", "session.revoked", "session.revoked")
	for _, session := range []apitest.Answer{one, two} {
		w.API.Want(w.API.Call("GET", "/api/v1/me", session.Text("access_token"), nil), 401, "unauthenticated")
		w.API.Want(refresh(w, cookieOf(session)), 401, "unauthenticated")
	}
	w.API.ChangesNothing(func() { w.API.Want(setPassword(w, token, fresh+" again"), 410, "reset_invalid") })
	w.API.Want(w.API.Call("POST", signInPath, "", credentials(bo)), 401, "invalid_credentials")
	in := w.API.Want(w.API.Call("POST", signInPath, "", map[string]any{"email": bo.Email, "password": fresh}), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/users", in.Text("access_token"), nil), 200, "")
}

func newerReset(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	old := resetToken(w, bo)
	current := resetToken(w, bo)
	w.API.ChangesNothing(func() { w.API.Want(setPassword(w, old, fresh), 410, "reset_invalid") })
	w.API.Want(setPassword(w, current, fresh), 204, "")
}

func resetExpires(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	early, late := w.API.PlantReset(bo.Email), ""
	w.API.Clock.Advance(hour - second*5)
	w.API.Want(setPassword(w, early, fresh), 204, "")
	late = w.API.PlantReset(bo.Email)
	w.API.Clock.Advance(hour)
	w.API.ChangesNothing(func() { w.API.Want(setPassword(w, late, fresh), 410, "reset_invalid") })
}

func strangeResets(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	token := w.API.PlantReset(bo.Email)
	_, invitation := w.Invite("Ann", "Member")
	w.API.ChangesNothing(func() {
		for _, bad := range []string{
			flip(token, 0), flip(token, len(token)-1), token[1:], token + "A", strings.ToUpper(token), "x", invitation, w.Admin.Token[:150],
		} {
			w.API.Want(setPassword(w, bad, fresh), 410, "reset_invalid")
		}
		w.API.Want(w.API.Call("POST", accepts, "", map[string]any{"token": token, "password": fresh}), 404, "invitation_invalid")
	})
	w.API.Want(setPassword(w, token, fresh), 204, "")
}

func weakReset(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo Brownington", "Member")
	token := w.API.PlantReset(bo.Email)
	w.API.ChangesNothing(func() {
		for _, password := range []string{"short", "aaaaaaaaaaaaaaaa", "password password password", "", bo.Email, "Bo Brownington Brownington"} {
			w.API.Want(setPassword(w, token, password), 422, "validation_failed")
		}
	})
	w.API.Want(setPassword(w, token, fresh), 204, "")
}
