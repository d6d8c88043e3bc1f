package apitest_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const (
	firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
	safari  = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1"
)

func TestOwnSessions(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "One sees one’s own sessions, with device and network, and which is this one", Run: listSessions},
		{Name: "One ends one’s own sessions and nobody else’s", Run: endOne},
		{Name: "Signing out everywhere else keeps this session, and with current not even that", Run: endAll},
		{Name: "An administrator’s idle session is not shown, because it opens nothing", Run: idleUnseen},
		{Name: "Each sign-in is a session of its own, with a new id: nothing of before is taken over", Run: noFixation},
		{Name: "An administrator ends somebody’s sessions everywhere, but not of somebody above", Run: endOfOthers},
		{Name: "An invitation gives no power over a stranger’s sessions", Run: endOfInvited},
		{Name: "Beyond a hundred sessions the oldest ends", Run: manySessions},
		{Name: "A new device is told by mail, a known one and the first sign-in are not", Run: newDevice},
	})
}

func signInFrom(w *apitest.Workspace, p apitest.Person, agent string) apitest.Answer {
	return w.API.Want(w.API.Call("POST", signInPath, "", credentials(p), "User-Agent", agent), 200, "")
}

func listSessions(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	w.API.Clock.Advance(minute)
	in := signInFrom(w, bo, firefox)
	list := sessionsOf(w, in.Text("access_token"))
	if len(list) != 2 {
		t.Fatalf("got %v", list)
	}
	first, second := list[0], list[1] // the one used last comes first
	for name, want := range map[string]any{"current": true, "device": "Firefox on Windows", "user_agent": firefox, "ip": "127.0.0.1", "place": "127.0.0.0/24"} {
		if apitest.At(first, name) != want {
			t.Errorf("%s is %v, want %v", name, apitest.At(first, name), want)
		}
	}
	if apitest.At(second, "current") != false || apitest.At(second, "device") != "Go" {
		t.Errorf("the other one is %v", second)
	}
	cookie := cookieOf(in)
	_, secret, _ := strings.Cut(cookie, "=")
	for _, one := range list {
		if strings.Contains(secret, apitest.At(one, "id").(string)) {
			t.Error("the id is part of the secret")
		}
		for _, bad := range []string{apitest.At(one, "id").(string), "gatehouse_refresh=" + apitest.At(one, "id").(string)} {
			w.API.Want(refresh(w, bad), 401, "unauthenticated")
			w.API.Want(w.API.Call("GET", mine, bad, nil), 401, "unauthenticated")
		}
	}
}

func endOne(_ *testing.T, w *apitest.Workspace) {
	bo, ann := w.Member("Bo", "Member"), w.Member("Ann", "Member")
	there := signIn(w, bo)
	one := otherSession(w, bo)
	foreign := apitest.At(sessionsOf(w, ann.Token)[0], "id").(string)
	w.API.ChangesNothing(func() {
		for _, other := range []string{foreign, "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e", "x", strings.ToUpper(one)} {
			w.API.Want(w.API.Call("DELETE", mine+"/sessions/"+other, bo.Token, nil), 404, "not_found")
		}
	})
	w.Records(func() { w.API.Want(w.API.Call("DELETE", mine+"/sessions/"+one, bo.Token, nil), 204, "") }, "session.revoked")
	signedOut(w, there.Text("access_token"))
	w.API.Want(refresh(w, cookieOf(there)), 401, "unauthenticated")
	signedIn(w, bo.Token, ann.Token)
	w.API.Want(w.API.Call("DELETE", mine+"/sessions/"+one, bo.Token, nil), 404, "not_found")
	here := apitest.At(sessionsOf(w, bo.Token)[0], "id").(string)
	out := w.API.Want(w.API.Call("DELETE", mine+"/sessions/"+here, bo.Token, nil), 204, "")
	w.API.Want(refresh(w, cookieOf(out)), 401, "unauthenticated")
	signedOut(w, bo.Token)
}

func endAll(t *testing.T, w *apitest.Workspace) {
	bo, ann := w.Member("Bo", "Member"), w.Member("Ann", "Member")
	there, far := signIn(w, bo), signIn(w, bo)
	w.Records(func() { w.API.Want(w.API.Call("DELETE", mine+"/sessions", bo.Token, nil), 204, "") }, "session.revoked", "session.revoked")
	signedOut(w, there.Text("access_token"), far.Text("access_token"))
	signedIn(w, bo.Token, ann.Token)
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("DELETE", mine+"/sessions", bo.Token, nil), 204, "")
		w.API.Want(w.API.Call("DELETE", mine+"/sessions?current=yes", bo.Token, nil), 422, "validation_failed")
		w.API.Want(w.API.Call("DELETE", mine+"/sessions?all=true", bo.Token, nil), 400, "unknown_parameter")
	})
	out := w.API.Want(w.API.Call("DELETE", mine+"/sessions?current=true", bo.Token, nil), 204, "")
	if !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
		t.Error("the cookie stays")
	}
	signedOut(w, bo.Token)
	signedIn(w, ann.Token)
}

func idleUnseen(t *testing.T, w *apitest.Workspace) {
	old := signIn(w, w.Admin)
	w.API.Clock.Advance(domain.AdminIdle)
	in := signIn(w, w.Admin)
	if n := len(sessionsOf(w, in.Text("access_token"))); n != 1 {
		t.Errorf("%d sessions are shown", n)
	}
	w.API.Want(refresh(w, cookieOf(old)), 401, "unauthenticated")
	w.Admin.Token = in.Text("access_token")
	bo := w.Member("Bo", "Member")
	w.API.Clock.Advance(domain.AdminIdle)
	if n := len(sessionsOf(w, signIn(w, bo).Text("access_token"))); n != 2 {
		t.Errorf("of a member, %d sessions are shown", n)
	}
}

func noFixation(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	first := signIn(w, bo)
	again := w.API.Want(w.API.Call("POST", signInPath, first.Text("access_token"), credentials(bo), "Cookie", cookieOf(first)), 200, "")
	planted := w.API.Want(w.API.Call("POST", signInPath, "", credentials(bo), "Cookie", "gatehouse_refresh=planted-by-somebody"), 200, "")
	if cookieOf(again) == cookieOf(first) || strings.Contains(cookieOf(planted), "planted") || cookieOf(planted) == cookieOf(again) {
		t.Error("a cookie was taken over")
	}
	if n := len(sessionsOf(w, again.Text("access_token"))); n != 4 {
		t.Errorf("%d sessions", n)
	}
	w.Update(map[string]any{"approval_policy": "never"})
	_, token := w.Invite("Nia", "Member")
	joined := w.API.Want(w.API.Call("POST", "/api/v1/invitations/accept", "", map[string]any{"token": token, "password": apitest.Password},
		"Cookie", "gatehouse_refresh=planted-by-somebody"), 200, "")
	if cookieOf(joined) == "" || strings.Contains(cookieOf(joined), "planted") {
		t.Errorf("accepting gave %q", cookieOf(joined))
	}
}

func endOfOthers(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	there := signIn(w, bo)
	keeper := w.Holder("Kim Keeper", domain.UsersRead, domain.UsersSuspend, domain.RolesRead, domain.LocationsRead)
	end := func(by, whom apitest.Person) apitest.Answer {
		return w.API.Call("POST", w.Path+"/users/"+whom.UserID+"/end-sessions", by.Token, nil)
	}
	w.API.ChangesNothing(func() { w.API.Want(end(keeper, w.Admin), 403, "above_own") })
	w.API.Want(end(bo, keeper), 403, "permission_denied")
	signedIn(w, w.Admin.Token)
	w.Records(func() { w.API.Want(end(keeper, bo), 204, "") }, "user.sessions_ended", "session.revoked", "session.revoked")
	signedOut(w, bo.Token, there.Text("access_token"))
	w.API.Want(refresh(w, cookieOf(there)), 401, "unauthenticated")
	w.API.ChangesNothing(func() { w.API.Want(end(keeper, bo), 204, "") })
	w.API.SignIn(bo.Email) // they can come back
	w.SetStatus(bo, domain.StatusSuspended)
	w.API.Want(end(keeper, bo), 204, "")
	w.API.Want(w.API.Call("POST", w.Path+"/users/"+bo.UserID+"/end-sessions", keeper.Token, nil, "If-Match", `"v999"`), 412, "precondition_failed")
}

func endOfInvited(_ *testing.T, w *apitest.Workspace) {
	other := w.API.Found("Elsewhere")
	for _, p := range []apitest.Person{other.Member("Bo", "Member")} {
		here, _ := w.InviteToo(p, "Member")
		w.API.ChangesNothing(func() {
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+here.UserID+"/end-sessions", w.Admin.Token, nil), 409, "conflict")
		})
		signedIn(w, p.Token)
	}
}

func manySessions(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	first := apitest.At(sessionsOf(w, bo.Token)[0], "id").(string)
	for n := range 99 {
		w.API.Exec(`INSERT INTO sessions (id, account_id, token_hash, previous_hash, rotated_at, authenticated_at, last_used_at,
			expires_at, ip, user_agent, created_at) SELECT ?, account_id, ?, '', rotated_at, authenticated_at, last_used_at,
			expires_at, ip, user_agent, created_at FROM sessions WHERE id = ?`, string(id.New[id.Session]()), fmt.Sprintf("%s %d", first, n), first)
	}
	signedIn(w, bo.Token)
	in := signIn(w, bo)
	if n := len(sessionsOf(w, in.Text("access_token"))); n != 100 {
		t.Errorf("%d sessions", n)
	}
	signedOut(w, bo.Token)
}

func newDevice(t *testing.T, w *apitest.Workspace) {
	const subject = "New sign-in"
	p, token := w.Invite("Bo", "Member")
	w.API.Want(w.API.Accept(token), 200, "")
	w.API.Want(w.Approve(w.Admin, p), 200, "")
	signInFrom(w, p, firefox) // the first one
	signInFrom(w, p, strings.ReplaceAll(firefox, "145.0", "146.0"))
	signInFrom(w, p, safari)
	letter := w.API.AwaitLetters(p.Email, subject, 1)[0]
	for _, want := range []string{"Safari on iPhone", "127.0.0.0/24", "/account?tab=sessions"} {
		if !strings.Contains(letter.Text, want) {
			t.Errorf("the letter lacks %q: %s", want, letter.Text)
		}
	}
	signInFrom(w, p, safari)
	w.API.Clock.Advance(70 * 24 * hour) // long forgotten, but not new here
	signInFrom(w, p, firefox)
	if n := w.API.Count("mails", "recipient = ? AND kind = 'new_device'", p.Email); n > 2 {
		t.Errorf("%d letters", n)
	}
}

// What ends a session ends its open streams and its tokens, also those that are held by another process: E03, E04.
func TestEndedSessionsLoseTheirStreams(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		api, last := replicas[0], replicas[len(replicas)-1]
		w := api.Setup("Acme Fleet")
		for name, end := range map[string]func(p apitest.Person){
			"an administrator ends them": func(p apitest.Person) {
				api.Want(api.Call("POST", w.Path+"/users/"+p.UserID+"/end-sessions", w.Admin.Token, nil), 204, "")
			},
			"the owner signs out everywhere else": func(p apitest.Person) {
				api.Want(api.Call("DELETE", mine+"/sessions", api.SignIn(p.Email), nil), 204, "")
			},
			"the owner changes the password": func(p apitest.Person) {
				api.Want(setOwn(w, api.SignIn(p.Email), apitest.Password, fresh), 204, "")
			},
			"the owner deletes the account": func(p apitest.Person) {
				api.Want(api.Call("DELETE", mine, p.Token, map[string]any{"password": apitest.Password}), 204, "")
			},
		} {
			p := w.Holder(apitest.Address("bo"), domain.UsersRead)
			ended := follow(t, last, w.Path+"/events", p.Token)
			end(p)
			everySignedOut(t, replicas, p.Token)
			select {
			case <-ended:
			case <-time.After(15 * time.Second):
				t.Errorf("%s: the stream stays open", name)
			}
		}
	})
}

// follow opens a stream and tells when it was closed.
func follow(t *testing.T, api *apitest.API, path, token string) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("no stream: %v", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() { _ = response.Body.Close() }()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			continue
		}
	}()
	return ended
}
