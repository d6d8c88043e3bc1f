package apitest_test

import (
	"bytes"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const keyHeader = "Idempotency-Key"

// Every POST, those that come later too: the walk is over the operations themselves.
func TestEveryPostHonoursItsIdempotencyKey(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		for _, op := range api.Operations {
			if op.Method != http.MethodPost || op.ID == "leaveWorkspace" { // whoever has left is nobody there any more
				continue
			}
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				repeatsItsFirstAnswer(t, w, op)
				refusesBadKeys(w, t, op)
			})
		}
	})
}

func repeatsItsFirstAnswer(t *testing.T, w *apitest.Workspace, op web.Operation) {
	t.Helper()
	c, key := goodCall(w, t, op), apitest.Address("key")
	first := c.good(w, keyHeader, key)
	if first.Status != c.status || first.Header.Get("Idempotency-Replayed") != "" {
		t.Fatalf("the first answer is %d %s, want %d", first.Status, first.Body, c.status)
	}
	w.API.ChangesNothing(func() {
		again := c.good(w, keyHeader, key)
		if again.Status != first.Status || !bytes.Equal(again.Body, first.Body) {
			t.Errorf("the second answer is %d %s, want %d %s", again.Status, again.Body, first.Status, first.Body)
		}
		if again.Header.Get("Idempotency-Replayed") != "true" {
			t.Error("the second answer does not say that it is a replay")
		}
		for _, name := range []string{"Location", "Etag", "Content-Type", "Set-Cookie"} {
			if again.Header.Get(name) != first.Header.Get(name) {
				t.Errorf("%s is %q, and was %q", name, again.Header.Get(name), first.Header.Get(name))
			}
		}
		other := c.with(w.API, c.credential(w), otherBody(c), keyHeader, key)
		w.API.Want(other, 422, "idempotency_key_reused")
	})
}

// otherBody is the same request said in other bytes: with one more member where there is a body, else an empty object.
func otherBody(c call) any {
	body, ok := c.body.(map[string]any)
	if !ok {
		return "{}"
	}
	body = maps.Clone(body)
	body["name"] = "Somebody Else"
	return body
}

func refusesBadKeys(w *apitest.Workspace, t *testing.T, op web.Operation) {
	t.Helper()
	c := goodCall(w, t, op)
	w.API.ChangesNothing(func() {
		for _, key := range []string{strings.Repeat("k", 256), "", "umlaut-ä", "tab\there"} {
			w.API.Want(c.good(w, keyHeader, key), 400, "idempotency_key_invalid")
		}
	})
	w.API.Want(c.good(w, keyHeader, strings.Repeat("k", 200)+apitest.Address(op.ID)), c.status, codeOf(c))
}

// codeOf is the code that a good call answers with: none, but for set-up, which is closed for good.
func codeOf(c call) string {
	if c.op.ID == "createSetup" {
		return "setup_closed"
	}
	return ""
}

// One person's key says nothing about another's: it opens neither their answer nor their request.
func TestAKeyBelongsToWhoeverUsedIt(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Two members use one key for two locations", Run: func(t *testing.T, w *apitest.Workspace) {
			bo := w.Holder("Bo", apitest.Without()...)
			one := w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Perth"}, keyHeader, "same"), 201, "")
			two := w.API.Want(w.API.Call("POST", w.Path+"/locations", bo.Token, map[string]any{"name": "Sydney"}, keyHeader, "same"), 201, "")
			if one.Text("id") == two.Text("id") {
				t.Error("one location for two people")
			}
		}},
		{Name: "Whoever lost the right gets no replay", Run: func(t *testing.T, w *apitest.Workspace) {
			bo := w.Holder("Bo", apitest.Without()...)
			w.NewRole("Nothing")
			body := map[string]any{"name": "Perth"}
			w.API.Want(w.API.Call("POST", w.Path+"/locations", bo.Token, body, keyHeader, "mine"), 201, "")
			w.SetRole(bo, "Nothing")
			w.API.Want(w.API.Call("POST", w.Path+"/locations", bo.Token, body, keyHeader, "mine"), 403, "permission_denied")
		}},
		{Name: "A key is free again after a day", Run: func(t *testing.T, w *apitest.Workspace) {
			w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Perth"}, keyHeader, "day"), 201, "")
			w.API.Clock.Advance(24*hour + minute)
			token := w.API.SignIn(w.Admin.Email)
			w.API.Want(w.API.Call("POST", w.Path+"/locations", token, map[string]any{"name": "Sydney"}, keyHeader, "day"), 201, "")
		}},
	})
}
