package apitest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// What every answer carries, whatever it says: holdToContract looks at its body on the way.
func TestEveryAnswerCarriesItsRequestIDAndSafeHeaders(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	for _, op := range api.Operations {
		t.Run(op.ID, func(t *testing.T) {
			w := w.For(t)
			c := goodCall(w, t, op)
			if op.ID != "streamEvents" {
				answer := c.with(w.API, c.credential(w), c.body, "X-Request-Id", "trace-1.a:b_2")
				if got := answer.Header.Get("X-Request-Id"); got != "trace-1.a:b_2" {
					t.Errorf("X-Request-Id is %q, want the client's own", got)
				}
				carries(t, answer, op)
			}
			refusal := w.API.Call(op.Method, c.path+"?surprise=1", "no.such.token", "[", "X-Request-Id", "two words")
			if _, err := id.Parse[string](refusal.Header.Get("X-Request-Id")); err != nil {
				t.Errorf("X-Request-Id is %q, want a new id", refusal.Header.Get("X-Request-Id"))
			}
			carries(t, refusal, op)
		})
	}
}

func carries(t *testing.T, a apitest.Answer, op web.Operation) {
	t.Helper()
	private, origin, resources := strings.HasPrefix(op.Path, "/api/v1"), "", "same-origin"
	if op.ID == "getKeySet" { // the one thing that pages of other sites may read
		origin, resources = "*", "cross-origin"
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": resources,
		"Access-Control-Allow-Origin": origin, "Server": "", "X-Powered-By": "",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%d: %s is %q, want %q", a.Status, name, got, want)
		}
	}
	policy := a.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe-eval") {
		t.Errorf("%d: Content-Security-Policy is %q", a.Status, policy)
	}
	if private && a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d: Cache-Control is %q, want no-store", a.Status, a.Header.Get("Cache-Control"))
	}
}

func TestWhatIsNoOperationIsAProblemToo(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	w.API.ChangesNothing(func() {
		api.Want(api.Call("GET", "/api/v1/nothing", w.Admin.Token, nil), 404, "not_found")
		api.Want(api.Call("GET", "/api/v2/me", w.Admin.Token, nil), 404, "not_found")
		api.Want(api.Call("GET", "/api/v1/me/", w.Admin.Token, nil), 404, "not_found")
		if page := api.Call("GET", "/API/v1/me", w.Admin.Token, nil); strings.Contains(string(page.Body), w.Admin.Email) {
			t.Error("a path in capitals is the API too; it may only be a page of the browser app")
		}
		refusal := api.Want(api.Call("PUT", "/api/v1/me", w.Admin.Token, nil), 405, "method_not_allowed")
		if allow := refusal.Header.Get("Allow"); !strings.Contains(allow, "GET") || strings.Contains(allow, "PUT") {
			t.Errorf("Allow is %q, want GET and not PUT", allow)
		}
		for _, method := range []string{"TRACE", "CONNECT", "PROPFIND", "PURGE"} {
			if a := api.Call(method, "/api/v1/me", w.Admin.Token, nil); a.Status != 405 && a.Status != 400 && a.Status != 404 {
				t.Errorf("%s: %d", method, a.Status)
			}
		}
		overridden := api.Call("POST", w.Path, w.Admin.Token, map[string]any{"name": "Other"}, "X-HTTP-Method-Override", "PATCH")
		api.Want(overridden, 405, "method_not_allowed")
	})
	api.Want(api.Call("PATCH", w.Path, w.Admin.Token, map[string]any{"name": "Other"}), 200, "")
}

// GET, HEAD and OPTIONS never change anything, on no path of the API.
func TestReadingMethodsChangeNothing(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		var calls []call
		for _, op := range api.Operations {
			calls = append(calls, goodCall(w, t, op))
		}
		api.ChangesNothing(func() {
			for _, c := range calls {
				for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
					if c.op.ID != "streamEvents" {
						reads(t, api, c, method, c.credential(w))
					}
				}
			}
		})
	})
}

func reads(t *testing.T, api *apitest.API, c call, method, token string) {
	t.Helper()
	var body any
	if c.op.Method != http.MethodGet {
		body = c.body
	}
	answer := api.Call(method, c.path, token, body)
	if answer.Status >= 500 {
		t.Errorf("%s %s: %d", method, c.path, answer.Status)
	}
	if method == http.MethodHead && len(answer.Body) > 0 {
		t.Errorf("HEAD %s has a body", c.path)
	}
}

func TestA401SaysWhichCredentialIsWanted(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	api.Setup("Acme Fleet")
	none := api.Want(api.Call("GET", "/api/v1/me", "", nil), 401, "unauthenticated")
	if got := none.Header.Get("WWW-Authenticate"); got != `Bearer realm="gatehouse"` {
		t.Errorf("WWW-Authenticate is %q", got)
	}
	bad := api.Want(api.Call("GET", "/api/v1/me", "bad", nil), 401, "unauthenticated")
	if got := bad.Header.Get("WWW-Authenticate"); !strings.Contains(got, `error="invalid_token"`) {
		t.Errorf("WWW-Authenticate is %q", got)
	}
}
