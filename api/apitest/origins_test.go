package apitest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const ourSite = "https://gatehouse.example.com"

// lookAlikes are other sites, whatever they call themselves.
var lookAlikes = []string{
	ourSite + ".evil.com", "https://evilgatehouse.example.com", "https://gatehouse.example.com.", "https://evil.com/" + ourSite,
	"https://gatehouse.example.com@evil.com", "https://gatehouse_example.com", "https://sub.gatehouse.example.com", "https://example.com",
	"http://gatehouse.example.com", ourSite + ":8443", "https://evil.com?" + ourSite, "HTTPS://GATEHOUSE.EXAMPLE.COM.EVIL.COM",
	"null", "file://", "http://localhost", "http://127.0.0.1", "*", ourSite + ", https://evil.com",
}

// Pages of other sites read nothing but the key set, whatever they call themselves and whether they ask beforehand or not;
// nor do pages of our own need to be let in by name.
func TestNoOriginIsLetIn(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t), "GATEHOUSE_PUBLIC_URL="+ourSite)
	w := api.Setup("Acme Fleet")
	for _, op := range api.Operations {
		if op.ID == "streamEvents" || op.Method == http.MethodDelete {
			continue
		}
		t.Run(op.ID, func(t *testing.T) {
			w := w.For(t)
			c := goodCall(w, t, op)
			for _, origin := range append([]string{ourSite}, lookAlikes...) {
				open := ""
				if op.ID == "getKeySet" {
					open = "*"
				}
				letsIn(t, w.API.Call(op.Method, c.path, "", "{", "Origin", origin, "Cookie", c.cookie), origin, open)
				letsIn(t, w.API.Call(http.MethodOptions, c.path, "", nil, "Origin", origin, "Access-Control-Request-Method", op.Method,
					"Access-Control-Request-Headers", "authorization,content-type,idempotency-key", "Access-Control-Request-Private-Network", "true"), origin, "")
			}
			if op.Method == http.MethodGet { // what they would have read, had they the token
				letsIn(t, c.good(w, "Origin", "null"), "null", map[bool]string{true: "*"}[op.ID == "getKeySet"])
			}
			if answer := c.good(w, "Origin", ourSite, "Sec-Fetch-Site", "same-origin"); answer.Status != c.status {
				t.Errorf("the same from our own pages: %d %s", answer.Status, answer.Body)
			}
		})
	}
}

// letsIn fails the test where an answer opens itself to another site further than to everybody without credentials.
func letsIn(t *testing.T, a apitest.Answer, origin, open string) {
	t.Helper()
	for name := range a.Header {
		if strings.HasPrefix(name, "Access-Control-") && name != "Access-Control-Allow-Origin" {
			t.Errorf("Origin %s: %d has %s: %s", origin, a.Status, name, a.Header.Get(name))
		}
	}
	if got := a.Header.Values("Access-Control-Allow-Origin"); strings.Join(got, "|") != open {
		t.Errorf("Origin %s: %d has Access-Control-Allow-Origin %q, want %q", origin, a.Status, got, open)
	}
}

// foreign is what the browsers of today, and those of some years ago, say of a request that another site's page makes.
var foreign = [][]string{
	{"Sec-Fetch-Site", "cross-site"},
	{"Sec-Fetch-Site", "same-site", "Origin", "https://sub.gatehouse.example.com"},
	{"Sec-Fetch-Site", "cross-site", "Origin", "null"},
	{"Origin", "null"},
	{"Origin", "https://evil.com"},
	{"Origin", "https://gatehouse.example.com.evil.com"},
	{"Origin", "http://gatehouse.example.com"},
}

// No other site plants a session in somebody's browser: what hands out the cookie to whoever asks is refused there, and is
// given to our own pages, behind a proxy that changes the host, too, and to programs, which say nothing of where they are.
func TestNoOtherSiteSignsSomebodyIn(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t), "GATEHOUSE_PUBLIC_URL="+ourSite)
	setup := map[string]any{
		"token": apitest.SetupToken, "name": "Mallory", "email": apitest.Address("mallory"), "password": apitest.Password, "workspace_name": "Hers",
	}
	api.ChangesNothing(func() {
		for _, from := range foreign {
			api.Want(api.Call("POST", "/api/v1/setup", "", setup, from...), 403, "cross_origin")
		}
	})
	w := api.Setup("Acme Fleet") // the twin
	var planting []string
	for _, op := range api.Operations {
		if op.Entry != web.EntryPublic || op.Method == http.MethodGet || op.ID == "createSetup" {
			continue
		}
		t.Run(op.ID, func(t *testing.T) {
			w := w.For(t)
			if op.ID == "acceptInvitation" { // it signs in whoever needs no approval
				w.Update(map[string]any{"approval_policy": "never"})
			}
			if c := goodCall(w, t, op); !setsCookie(t, c, w) {
				return
			}
			planting = append(planting, op.ID)
			c := goodCall(w, t, op)
			w.API.ChangesNothing(func() {
				for _, from := range foreign {
					refused := w.API.Want(c.good(w, from...), 403, "cross_origin")
					if got := refused.Header.Get("Set-Cookie"); got != "" {
						t.Errorf("%v: a cookie for another site: %s", from, got)
					}
				}
			})
			if answer := c.good(w, "Origin", ourSite); answer.Status != c.status { // its Host is that of the listener
				t.Errorf("our own page: %d %s", answer.Status, answer.Body)
			}
			again := goodCall(w, t, op)
			if answer := again.good(w, "Origin", ourSite, "Sec-Fetch-Site", "same-origin"); answer.Status != again.status {
				t.Errorf("our own page, of today: %d %s", answer.Status, answer.Body)
			}
		})
	}
	for _, want := range []string{"createSession", "refreshSession", "deleteSession", "exchangePending", "acceptInvitation"} {
		if !slices.Contains(planting, want) {
			t.Errorf("%s handed out no cookie; the others are %v", want, planting)
		}
	}
}

// setsCookie makes a call as a program does, and tells whether the answer sets a cookie.
func setsCookie(t *testing.T, c call, w *apitest.Workspace) bool {
	t.Helper()
	answer := c.good(w)
	if answer.Status != c.status {
		t.Errorf("a program is answered %d %s", answer.Status, answer.Body)
	}
	return answer.Header.Get("Set-Cookie") != ""
}

// The method is that of the request: nothing in a header, the query or the body makes another of it.
func TestNothingOverridesTheMethod(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		bo := w.Member("Bo", "Member")
		path := w.Path + "/users/" + bo.UserID
		names := []string{"X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Method", "X-Http-Verb"}
		api.ChangesNothing(func() {
			for _, name := range names {
				for _, method := range []string{"DELETE", "PATCH", "delete"} {
					api.Want(api.Call("GET", path, w.Admin.Token, nil, name, method), 200, "")
					api.Want(api.Call("POST", path, w.Admin.Token, map[string]any{"name": "Other"}, name, method), 405, "method_not_allowed")
				}
			}
			for _, query := range []string{"?_method=DELETE", "?_METHOD=PATCH", "?method=DELETE", "?X-HTTP-Method-Override=DELETE"} {
				api.Want(api.Call("GET", path+query, w.Admin.Token, nil), 200, "")
				api.Want(api.Call("POST", path+query, w.Admin.Token, map[string]any{"name": "Other"}), 405, "method_not_allowed")
			}
			api.Want(api.Call("PATCH", path, w.Admin.Token, map[string]any{"name": "Other", "_method": "DELETE"}), 400, "unknown_field")
			api.Want(api.Call("POST", path, w.Admin.Token, "_method=DELETE", "Content-Type", "application/x-www-form-urlencoded"), 405, "method_not_allowed")
		})
		api.Want(api.Call("PATCH", path, w.Admin.Token, map[string]any{"name": "Other"}, names[0], "DELETE"), 200, "")
		api.Want(api.Call("GET", path, w.Admin.Token, nil), 200, "")
		api.Want(api.Call("DELETE", path, w.Admin.Token, nil, names[1], "GET"), 204, "")
		api.Want(api.Call("GET", path, w.Admin.Token, nil), 404, "not_found")
	})
}
