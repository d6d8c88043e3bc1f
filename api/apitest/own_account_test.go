package apitest_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func TestOwnAccount(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "The account’s name and language change, the names in workspaces stay", Run: editMe},
		{Name: "A change is meant for a version", Run: editMeVersions},
		{Name: "A new password ends every other session and keeps this one with a new cookie", Run: changePassword},
		{Name: "The old refresh token dies with the old password, without a grace", Run: oldCookieDies},
		{Name: "A new password kills the links that were mailed", Run: passwordKillsLinks},
		{Name: "Password rules hold at a change, and all that is wrong is said at once", Run: changeRules},
		{Name: "Typing the password again makes sensitive acts possible for ten minutes", Run: reauthenticates},
	})
}

func editMe(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo Before", "Member")
	w.Records(func() {
		a := w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{"name": "Bo After", "locale": "pt-BR"}), 200, "")
		if a.Text("name") != "Bo After" || a.Text("locale") != "pt-BR" || len(a.List("workspaces")) != 1 {
			t.Errorf("got %s", a.Body)
		}
	}, "account.updated")
	me := w.API.Want(w.API.Call("GET", mine, bo.Token, nil), 200, "")
	if me.Text("name") != "Bo After" || apitest.At(me.List("workspaces")[0], "user", "name") != "Bo Before" {
		t.Errorf("got %s", me.Body)
	}
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{}), 200, "")
		w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{"name": "Bo After"}), 200, "")
		for _, bad := range []map[string]any{{"name": ""}, {"name": nil}, {"name": strings.Repeat("x", 121)}, {"locale": "not a tag"}, {"locale": nil}} {
			w.API.Want(w.API.Call("PATCH", mine, bo.Token, bad), 422, "validation_failed")
		}
		w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{"email": "x@example.com"}), 400, "unknown_field")
	})
}

func editMeVersions(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	seen := w.API.Want(w.API.Call("GET", mine, bo.Token, nil), 200, "")
	tag := seen.Header.Get("ETag")
	w.API.Want(w.API.Call("GET", mine, bo.Token, nil, "If-None-Match", tag), 304, "")
	w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{"name": "Bo One"}, "If-Match", tag), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("PATCH", mine, bo.Token, map[string]any{"name": "Bo Two"}, "If-Match", tag), 412, "precondition_failed")
	})
	w.API.Want(w.API.Call("GET", mine, bo.Token, nil, "If-None-Match", tag), 200, "")
}

func setOwn(w *apitest.Workspace, token, from, to string) apitest.Answer {
	return w.API.Call("POST", mine+"/password", token, map[string]any{"current_password": from, "new_password": to})
}

func changePassword(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	here, there, far := signIn(w, bo), signIn(w, bo), signIn(w, bo)
	var done apitest.Answer
	w.Records(func() { done = w.API.Want(setOwn(w, here.Text("access_token"), apitest.Password, fresh), 204, "") },
		"account.credential_set", "session.revoked", "session.revoked", "session.revoked")
	signedOut(w, there.Text("access_token"), far.Text("access_token"), bo.Token)
	w.API.Want(refresh(w, cookieOf(there)), 401, "unauthenticated")
	signedIn(w, here.Text("access_token"))
	if cookieOf(done) == "" || cookieOf(done) == cookieOf(here) {
		t.Fatalf("the cookie is %q", cookieOf(done))
	}
	if set := done.Header.Get("Set-Cookie"); !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Strict") {
		t.Errorf("the cookie is %q", set)
	}
	w.API.Want(refresh(w, cookieOf(done)), 200, "")
	w.API.Want(w.API.Call("POST", signInPath, "", credentials(bo)), 401, "invalid_credentials")
	w.API.Want(w.API.Call("POST", signInPath, "", map[string]any{"email": bo.Email, "password": fresh}), 200, "")
}

func oldCookieDies(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	here := signIn(w, bo)
	w.API.Want(setOwn(w, here.Text("access_token"), apitest.Password, fresh), 204, "")
	w.API.Want(refresh(w, cookieOf(here)), 401, "unauthenticated") // a copy of it is a thief's: the session ends
	signedOut(w, here.Text("access_token"))
}

func passwordKillsLinks(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	reset := w.API.PlantReset(bo.Email)
	old, other := w.API.PlantMove(bo.Email, apitest.Address("moved"))
	w.API.Want(setOwn(w, bo.Token, apitest.Password, fresh), 204, "")
	w.API.ChangesNothing(func() {
		w.API.Want(setPassword(w, reset, fresh+" again"), 410, "reset_invalid")
		w.API.Want(confirmMove(w, old), 410, "email_change_invalid")
		w.API.Want(confirmMove(w, other), 410, "email_change_invalid")
	})
	old, _ = w.API.PlantMove(bo.Email, apitest.Address("moved"))
	w.API.Want(setPassword(w, w.API.PlantReset(bo.Email), fresh+" again"), 204, "") // a reset kills the wish too
	w.API.Want(confirmMove(w, old), 410, "email_change_invalid")
}

func changeRules(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo Brownington", "Member")
	for password, code := range map[string]string{
		"short": "password_too_short", "aaaaaaaaaaaaaaaaaa": "password_common", "Bo Brownington Brownington": "password_common",
		bo.Email: "password_common",
	} {
		w.API.ChangesNothing(func() {
			wrongField(t, w.API.Want(setOwn(w, bo.Token, apitest.Password, password), 422, "validation_failed"), "/new_password", code)
		})
	}
	both := w.API.Want(setOwn(w, bo.Token, "not my password at all", "short"), 422, "validation_failed")
	wrongField(t, both, "/current_password", "password_wrong")
	wrongField(t, both, "/new_password", "password_too_short")
	w.API.Want(setOwn(w, bo.Token, apitest.Password, strings.Repeat("x", 257)), 422, "validation_failed")
	w.API.Want(setOwn(w, "", apitest.Password, fresh), 401, "unauthenticated")
	w.Records(func() { w.API.Want(setOwn(w, bo.Token, "not my password at all", fresh), 422, "validation_failed") }, "session.refused")
	w.API.Want(setOwn(w, bo.Token, apitest.Password, fresh), 204, "")
}

func reauthenticates(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	here := signIn(w, bo)
	ask := func(token string) apitest.Answer {
		return w.API.Call("POST", mine+"/email", token, map[string]any{"email": apitest.Address("moved")})
	}
	w.API.Want(ask(here.Text("access_token")), 202, "") // signing in counts
	w.API.Clock.Advance(10 * minute)
	here = w.API.Want(refresh(w, cookieOf(here)), 200, "") // a new token is no newer proof
	token := here.Text("access_token")
	w.API.ChangesNothing(func() { w.API.Want(ask(token), 403, "reauthentication_required") })
	again := func(password string) apitest.Answer {
		return w.API.Call("POST", mine+"/reauthenticate", token, map[string]any{"password": password})
	}
	wrongField(t, w.API.Want(again("not my password at all"), 422, "validation_failed"), "/password", "password_wrong")
	w.API.Want(ask(token), 403, "reauthentication_required")
	w.Records(func() { w.API.Want(again(apitest.Password), 204, "") }, "account.reauthenticated")
	w.API.Want(ask(token), 202, "")
	w.API.Clock.Advance(9 * minute)
	w.API.Want(ask(token), 202, "")
}

// Whoever is signed in may be wrong about their own password ten times in five minutes, in all requests together, and
// is not kept out for good; nobody who guesses at the sign-in page uses that up: E11.
func TestGuessesOfTheOwnPasswordAreThrottled(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on").Setup("Acme Fleet")
		const wrong = "not my password at all"
		guesses := []func() apitest.Answer{
			func() apitest.Answer { return setOwn(w, w.Admin.Token, wrong, fresh) },
			func() apitest.Answer {
				return w.API.Call("POST", mine+"/reauthenticate", w.Admin.Token, map[string]any{"password": wrong})
			},
			func() apitest.Answer {
				return w.API.Call("DELETE", mine, w.Admin.Token, map[string]any{"password": wrong})
			},
			func() apitest.Answer {
				return w.API.Call("POST", mine+"/email", w.Admin.Token, map[string]any{"email": "x@example.com", "password": wrong})
			},
		}
		for i := range 10 {
			w.API.Want(guesses[i%2](), 422, "validation_failed")
		}
		for _, guess := range guesses {
			if a := w.API.Want(guess(), 429, "rate_limited"); a.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		}
		w.API.Want(setOwn(w, w.Admin.Token, apitest.Password, fresh), 429, "rate_limited") // right ones neither: else it could be told
		w.API.Clock.Advance(minute)
		w.API.Want(setOwn(w, w.Admin.Token, apitest.Password, fresh), 204, "")
		for range 12 { // the right one costs nothing
			w.API.Want(w.API.Call("POST", mine+"/reauthenticate", w.Admin.Token, map[string]any{"password": fresh}), 204, "")
		}
	})
}
