package apitest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Whatever a key may do leaves the entries that it leaves for a person, each with the key, whose it was, and the request
// (H10). The twin is the walk that a person makes: TestEveryEffectIsInTheAuditLogAndNothingElse.
func TestWhatAKeyDoesLeavesTheSameEntriesInItsName(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		owner := w.Holder("Olga Owner", apitest.Without()...)
		key := w.KeyOf(owner, apitest.Without()...)
		walked := 0
		for _, op := range api.Operations {
			want := recorded[op.ID]
			if op.Entry != web.EntryInWorkspace || op.OnlyPeople() || op.Method == http.MethodGet || len(want) == 0 {
				continue
			}
			walked++
			c := goodCall(w, t, op)
			trace := "key-" + op.ID
			if answer := c.by(api, key.Secret, "X-Request-Id", trace, "User-Agent", "walker/1"); answer.Status != c.status {
				t.Errorf("%s: %d %s", op.ID, answer.Status, answer.Body)
				continue
			}
			var kinds []string
			for _, e := range entries(api, trace) {
				kinds = append(kinds, e.kind)
				if e.actor != "api_key "+key.ID || e.label != "App" || e.owner != owner.UserID || e.scope != w.ID || e.agent != "walker/1" {
					t.Errorf("%s: the entry %s is by %+v", op.ID, e.kind, e)
				}
			}
			if !slices.Equal(kinds, want) {
				t.Errorf("%s left %v, want %v", op.ID, kinds, want)
			}
		}
		if walked < 30 {
			t.Errorf("only %d operations were walked", walked)
		}
	})
}

// The log says to its readers whose key it was, also when both are gone; of a person it says nothing of the kind.
func TestTheLogSaysWhoseKeyItWas(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "and of people nothing", Run: func(t *testing.T, w *apitest.Workspace) {
		owner := w.Holder("Olga Owner", apitest.Without()...)
		key := w.KeyOf(owner, apitest.Without()...)
		create := func(token, name string) {
			w.API.Want(w.API.Call("POST", w.Path+"/locations", token, map[string]any{"name": name}), 201, "")
		}
		create(key.Secret, "Perth")
		create(w.Admin.Token, "Sydney")
		read := func() apitest.Answer {
			return w.API.Want(w.API.Call("GET", w.Path+"/audit-events?action=location.created", w.Admin.Token, nil), 200, "")
		}
		page := read()
		if name := page.Text("names", owner.UserID); name != "Olga Owner" {
			t.Errorf("the owner is called %q", name)
		}
		w.API.Want(w.API.Call("DELETE", user(w, owner), w.Admin.Token, nil), 204, "")
		list := read().List("data")
		if got := apitest.At(list[1], "actor", "owner_id"); got != owner.UserID {
			t.Errorf("the key's entry is of %v, want %v", got, owner.UserID)
		}
		if got := apitest.At(list[0], "actor", "owner_id"); got != nil {
			t.Errorf("the Admin's entry is of %v", got)
		}
	}}})
}
