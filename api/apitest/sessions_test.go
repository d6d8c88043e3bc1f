package apitest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	signInPath  = "/api/v1/auth/sessions"
	signOutPath = "/api/v1/auth/sessions/current"
)

func TestSessions(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Unknown and known people with wrong passwords get one answer in about one time", Run: neutralSignIn},
		{Name: "A signed-in person has a cookie that no script and no other site gets", Run: cookieFlags},
		{Name: "A refresh rotates, within ten seconds a second tab keeps going", Run: refreshRotates},
		{Name: "A rotated token that comes back ends the whole session", Run: reuseEndsTheFamily},
		{Name: "Signing out kills the access token at once, twice does no harm", Run: signOut},
		{Name: "Signing out by the access token alone ends the session too", Run: signOutByToken},
		{Name: "Another site cannot use the cookie", Run: otherSites},
		{Name: "An access token ends after ten minutes, a session after thirty days", Run: lives},
		{Name: "A right that is taken away is gone at the next request", Run: nextRequest},
		{Name: "Forged tokens open nothing", Run: forgedTokens},
		{Name: "Every spelling of an address signs the same person in", Run: spellings},
	})
}

func refresh(w *apitest.Workspace, cookie string, headers ...string) apitest.Answer {
	return w.API.Call("POST", "/api/v1/auth/sessions/refresh", "", nil, append(headers, "Cookie", cookie)...)
}

func neutralSignIn(t *testing.T, w *apitest.Workspace) {
	pending := w.Pending("Pia", "Member")
	invited, _ := w.Invite("Ivo", "Member")
	bodies, times := []string{}, map[string]time.Duration{}
	for name, email := range map[string]string{
		"known": w.Admin.Email, "unknown": apitest.Address("nobody"), "pending": pending.Email, "invited": invited.Email,
	} {
		var took []time.Duration
		for range 5 {
			start := time.Now()
			a := w.API.Want(w.API.Call("POST", signInPath, "", map[string]any{"email": email, "password": "wrong and long enough"}), 401, "invalid_credentials")
			took = append(took, time.Since(start))
			if len(a.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s: a cookie", name)
			}
			bodies = append(bodies, string(anonymous(a)))
		}
		slices.Sort(took)
		times[name] = took[0]
	}
	if slices.Sort(bodies); bodies[0] != bodies[len(bodies)-1] {
		t.Errorf("not one answer: %s and %s", bodies[0], bodies[len(bodies)-1])
	}
	if times["unknown"] < times["known"]/4 || times["invited"] < times["known"]/4 {
		t.Errorf("the time tells who has an account: %v", times)
	}
	w.Records(func() { w.API.SignIn(w.Admin.Email) }, "session.created")
}

func cookieFlags(t *testing.T, w *apitest.Workspace) {
	in := signIn(w, w.Admin)
	c := (&http.Response{Header: in.Header}).Cookies()
	if len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode || c[0].Path != "/" || c[0].Domain != "" || c[0].MaxAge <= 0 {
		t.Errorf("the cookie is %v", in.Header.Values("Set-Cookie"))
	}
	if strings.Contains(string(in.Body), c[0].Value) {
		t.Error("the refresh token stands in the body")
	}
	if in.Text("token_type") != "Bearer" || apitest.At(in.JSON, "expires_in") != float64(600) {
		t.Errorf("got %s", in.Body)
	}
}

func refreshRotates(t *testing.T, w *apitest.Workspace) {
	first := cookieOf(signIn(w, w.Admin))
	next := w.API.Want(refresh(w, first), 200, "")
	second := cookieOf(next)
	if second == "" || second == first {
		t.Fatalf("the cookie stays %q", second)
	}
	tab := w.API.Want(refresh(w, first), 200, "")
	if cookieOf(tab) != "" {
		t.Error("the racing tab gets another cookie")
	}
	for _, token := range []string{next.Text("access_token"), tab.Text("access_token")} {
		w.API.Want(w.API.Call("GET", "/api/v1/me", token, nil), 200, "")
	}
	w.API.Want(refresh(w, second), 200, "")
}

func reuseEndsTheFamily(_ *testing.T, w *apitest.Workspace) {
	mine := signIn(w, w.Admin)
	stolen := cookieOf(mine)
	next := w.API.Want(refresh(w, stolen), 200, "")
	w.API.Clock.Advance(11 * second)
	w.Records(func() { w.API.Want(refresh(w, stolen), 401, "unauthenticated") }, "session.revoked")
	w.API.Want(refresh(w, cookieOf(next)), 401, "unauthenticated")
	for _, token := range []string{mine.Text("access_token"), next.Text("access_token")} {
		w.API.Want(w.API.Call("GET", "/api/v1/me", token, nil), 401, "unauthenticated")
	}
	w.API.Want(w.API.Call("GET", "/api/v1/me", w.Admin.Token, nil), 200, "") // another session of the same person
	w.API.ChangesNothing(func() { w.API.Want(refresh(w, stolen), 401, "unauthenticated") })
}

func signOut(t *testing.T, w *apitest.Workspace) {
	in := signIn(w, w.Admin)
	token, cookie := in.Text("access_token"), cookieOf(in)
	w.Records(func() {
		out := w.API.Want(w.API.Call("DELETE", signOutPath, token, nil, "Cookie", cookie), 204, "")
		if !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("the cookie is not taken away: %q", out.Header.Get("Set-Cookie"))
		}
	}, "session.revoked")
	w.API.Want(w.API.Call("GET", "/api/v1/me", token, nil), 401, "unauthenticated")
	w.API.Want(w.API.Call("GET", w.Path, token, nil), 401, "unauthenticated")
	w.API.Want(refresh(w, cookie), 401, "unauthenticated")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("DELETE", signOutPath, token, nil, "Cookie", cookie), 204, "")
		w.API.Want(w.API.Call("DELETE", signOutPath, "", nil), 204, "")
		w.API.Want(w.API.Call("DELETE", signOutPath, "rubbish", nil, "Cookie", "gatehouse_refresh=rubbish"), 204, "")
	})
	w.API.Want(w.API.Call("GET", "/api/v1/me", w.Admin.Token, nil), 200, "")
}

func signOutByToken(_ *testing.T, w *apitest.Workspace) {
	in := signIn(w, w.Admin)
	w.Records(func() { w.API.Want(w.API.Call("DELETE", signOutPath, in.Text("access_token"), nil), 204, "") }, "session.revoked")
	w.API.Want(refresh(w, cookieOf(in)), 401, "unauthenticated")
}

func otherSites(_ *testing.T, w *apitest.Workspace) {
	in := signIn(w, w.Admin)
	cookie := cookieOf(in)
	w.API.ChangesNothing(func() {
		for _, header := range [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Origin", "https://evil.example"},
			{"Origin", "null"},
			{"Origin", w.API.URL + ".evil.example"},
			{"Origin", "https://localhost"},
		} {
			w.API.Want(refresh(w, cookie, header...), 403, "cross_origin")
			w.API.Want(w.API.Call("DELETE", signOutPath, "", nil, append(header, "Cookie", cookie)...), 403, "cross_origin")
		}
	})
	w.API.Want(refresh(w, cookie, "Sec-Fetch-Site", "same-origin", "Origin", w.API.URL), 200, "")
}

func lives(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	in := signIn(w, bo)
	w.API.Clock.Advance(10*minute - second)
	w.API.Want(w.API.Call("GET", "/api/v1/me", in.Text("access_token"), nil), 200, "")
	w.API.Clock.Advance(2 * second)
	w.API.Want(w.API.Call("GET", "/api/v1/me", in.Text("access_token"), nil), 401, "unauthenticated")
	next := w.API.Want(refresh(w, cookieOf(in)), 200, "")
	w.API.Clock.Advance(29 * 24 * hour)
	next = w.API.Want(refresh(w, cookieOf(next)), 200, "")
	w.API.Clock.Advance(24 * hour)
	w.API.Want(w.API.Call("GET", "/api/v1/me", next.Text("access_token"), nil), 401, "unauthenticated")
	w.API.Want(refresh(w, cookieOf(next)), 401, "unauthenticated")
}

func nextRequest(_ *testing.T, w *apitest.Workspace) {
	bo := w.Holder("Bo", apitest.Without()...)
	w.NewRole("Nothing")
	w.API.Want(w.API.Call("GET", w.Path+"/users", bo.Token, nil), 200, "")
	w.SetRole(bo, "Nothing")
	w.API.Want(w.API.Call("GET", w.Path+"/users", bo.Token, nil), 403, "permission_denied")
	w.SetStatus(bo, "suspended")
	w.API.Want(w.API.Call("GET", w.Path, bo.Token, nil), 404, "not_found")
	w.SetStatus(bo, "active")
	w.API.Want(w.API.Call("GET", w.Path, bo.Token, nil), 200, "")
}

func forgedTokens(_ *testing.T, w *apitest.Workspace) {
	parts := strings.Split(w.Admin.Token, ".")
	pending := w.Pending("Pia", "Admin").PendingToken
	w.API.ChangesNothing(func() {
		for _, token := range []string{
			"eyJhbGciOiJub25lIiwidHlwIjoiZ2F0ZWhvdXNlLWFjY2Vzcytqd3QifQ." + parts[1] + ".", parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1],
			parts[0] + "." + strings.Split(pending, ".")[1] + "." + parts[2], w.Admin.Token + "x", "." + w.Admin.Token, w.Admin.Token[:len(w.Admin.Token)-2],
			strings.Repeat(".", 3000), strings.Repeat("a", 10_000), pending, "gh_" + parts[2],
		} {
			w.API.Want(w.API.Call("GET", w.Path+"/users", token, nil), 401, "unauthenticated")
		}
		for i := 0; i < len(parts[2]); i += 5 {
			w.API.Want(w.API.Call("GET", "/api/v1/me", parts[0]+"."+parts[1]+"."+flip(parts[2], i), nil), 401, "unauthenticated")
		}
		w.API.Want(w.API.Call("GET", "/api/v1/me", "", nil, "Authorization", "Basic "+w.Admin.Token), 401, "unauthenticated")
		w.API.Want(w.API.Call("GET", "/api/v1/me?access_token="+w.Admin.Token, "", nil), 401, "unauthenticated")
	})
	w.API.Want(w.API.Call("GET", w.Path+"/users", w.Admin.Token, nil), 200, "")
}

func spellings(_ *testing.T, w *apitest.Workspace) {
	w.API.SignIn(strings.ToUpper(w.Admin.Email))
	w.API.SignIn(" " + w.Admin.Email + " ")
	for _, other := range []string{"Ada <" + w.Admin.Email + ">", w.Admin.Email + "\x00", strings.Replace(w.Admin.Email, "o", "\u043e", 1), w.Admin.Email + ","} {
		if a := w.API.Call("POST", signInPath, "", map[string]any{"email": other, "password": apitest.Password}); a.Status == 200 || a.Status >= 500 {
			w.API.Want(a, 422, "validation_failed")
		}
	}
}

// By https the cookie is held to this host by the browser itself.
func TestTheCookieIsSecureByHTTPS(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t), production...)
	w := api.Setup("Acme Fleet")
	in := signIn(w, w.Admin)
	if set := in.Header.Get("Set-Cookie"); !strings.HasPrefix(set, "__Host-gatehouse_refresh=") || !strings.Contains(set, "; Secure") {
		t.Errorf("the cookie is %q", set)
	}
	if in.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
}
