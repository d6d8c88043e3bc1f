package apitest_test

import (
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func TestOwnersOfWebhooks(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"a webhook whose owner lost the right shows it at once", showsTheLossAtOnce},
		{"it goes on where the right comes back before anything happened", goesOnWithTheRight},
		{"somebody else takes it over by enabling it", takenOverByEnabling},
		{"while an endpoint rests its deliveries say when they are really tried", triedAfterTheRest},
	}, inside)
}

// quietHook makes a webhook that nothing which happens here is told to, so that nothing but a look shows how it stands.
func quietHook(w *apitest.Workspace, token string) string {
	return w.Path + "/webhooks/" + w.API.Want(w.MakeHook(token, "https://fleet.example.com/in", "import.done"), 201, "").Text("id")
}

// standing gives how a webhook is shown: by itself, and in the list.
func standing(t *testing.T, w *apitest.Workspace, token, path string) string {
	t.Helper()
	one := w.API.Want(w.API.Call("GET", path, token, nil), 200, "")
	for _, listed := range w.API.Want(w.API.Call("GET", w.Path+"/webhooks", token, nil), 200, "").List("data") {
		if apitest.At(listed, "id") == one.Text("id") && (apitest.At(listed, "state") != one.JSON["state"] || apitest.At(listed, "disabled_reason") != one.JSON["disabled_reason"]) {
			t.Errorf("the list shows %v, and alone it is %s", listed, one.Body)
		}
	}
	return one.Text("state") + " " + one.Text("disabled_reason")
}

func showsTheLossAtOnce(t *testing.T, w *apitest.Workspace) {
	const works, lost = "enabled ", "disabled owner_lost_access"
	mine := quietHook(w, w.Admin.Token)
	admin := w.Admin.Token
	loses := func(what, path string, take func()) {
		t.Helper()
		if s := standing(t, w, admin, path); s != works {
			t.Errorf("before the owner %s it is %q", what, s)
		}
		take()
		if s := standing(t, w, admin, path); s != lost {
			t.Errorf("after the owner %s it is %q", what, s)
		}
		w.API.Want(w.API.Call("POST", path+"/test", admin, nil), 409, "webhook_disabled")
		if s := standing(t, w, admin, mine); s != works {
			t.Errorf("the Admin's own is %q", s)
		}
	}
	person := func(what string, take func(p apitest.Person)) {
		t.Helper()
		p := w.Holder("Owner who "+what, domain.WebhooksManage)
		loses(what, quietHook(w, p.Token), func() { take(p) })
	}
	users := w.Path + "/users/"
	person("was suspended", func(p apitest.Person) {
		w.API.Want(w.API.Call("POST", users+p.UserID+"/suspend", admin, nil), 200, "")
	})
	person("was removed", func(p apitest.Person) { w.API.Want(w.API.Call("DELETE", users+p.UserID, admin, nil), 204, "") })
	person("lost the role", func(p apitest.Person) { w.SetRole(p, "Member") })
	person("has a role that lost the right", func(p apitest.Person) {
		role := apitest.At(w.API.Call("GET", users+p.UserID, admin, nil).List("roles")[0], "id").(string)
		w.API.Want(w.API.Call("PATCH", w.Path+"/roles/"+role, admin, map[string]any{"permissions": []string{"users:read"}}), 200, "")
	})
	key := func(what string, take func(k apitest.Key)) {
		t.Helper()
		k := w.NewKey(domain.WebhooksManage, domain.APIKeysManage)
		loses(what, quietHook(w, k.Secret), func() { take(k) })
	}
	keys := w.Path + "/api-keys/"
	key("has a key that was deleted", func(k apitest.Key) { w.API.Want(w.API.Call("DELETE", keys+k.ID, admin, nil), 204, "") })
	key("has a key that lost the right", func(k apitest.Key) {
		w.API.Want(w.API.Call("PATCH", keys+k.ID, admin, map[string]any{"permissions": []string{"users:read"}}), 200, "")
	})
	key("has a key that ended", func(k apitest.Key) {
		w.API.Exec("UPDATE api_keys SET expires_at = ? WHERE id = ?", w.API.Clock.Now().Add(-time.Second), k.ID)
	})
	parent := w.NewKey(domain.WebhooksManage, domain.APIKeysManage)
	child := w.API.Want(w.MakeKey(parent.Secret, "Child", domain.WebhooksManage), 201, "").Text("secret")
	loses("has a key whose maker's key lost the right", quietHook(w, child), func() {
		w.API.Want(w.API.Call("PATCH", keys+parent.ID, admin, map[string]any{"permissions": []string{"users:read"}}), 200, "")
	})
}

func goesOnWithTheRight(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	ann := w.Holder("Ann Owner", domain.WebhooksManage)
	hook := w.API.Want(w.MakeHook(ann.Token, sink.URL, "role.created"), 201, "")
	path := w.Path + "/webhooks/" + hook.Text("id")
	suspend := func(verb string) {
		w.API.Want(w.API.Call("POST", w.Path+"/users/"+ann.UserID+"/"+verb, w.Admin.Token, nil), 200, "")
	}
	suspend("suspend")
	if s := standing(t, w, w.Admin.Token, path); s != "disabled owner_lost_access" {
		t.Errorf("suspended: %q", s)
	}
	suspend("reactivate")
	if s := standing(t, w, w.Admin.Token, path); s != "enabled " {
		t.Errorf("reactivated: %q", s)
	}
	addRole(w, "Fleet")
	came(t, sink, 1)
}

func takenOverByEnabling(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	ann := w.Holder("Ann Owner", domain.WebhooksManage)
	path := w.Path + "/webhooks/" + w.API.Want(w.MakeHook(ann.Token, sink.URL, "role.created"), 201, "").Text("id")
	w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+ann.UserID, w.Admin.Token, nil), 204, "")
	seen := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "")
	var on apitest.Answer
	w.Records(func() {
		on = w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"enabled": true}, "If-Match", seen.Header.Get("ETag")), 200, "")
	}, "webhook.disabled", "webhook.updated")
	if on.Text("state") != "enabled" || on.Text("owner", "id") != w.Admin.UserID {
		t.Errorf("%s", on.Body)
	}
	addRole(w, "Fleet")
	came(t, sink, 1)
}

func triedAfterTheRest(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(apitest.Answering(500))
	hook := w.NewHook(sink.URL, "role.created")
	for _, name := range []string{"One", "Two", "Three", "Four"} {
		addRole(w, name)
	}
	came(t, sink, 3)
	state := func() string {
		return w.API.Want(w.API.Call("GET", hook.Path, w.Admin.Token, nil), 200, "").Text("state")
	}
	eventually(t, "the endpoint rests", func() bool { return state() == "failing" })
	addRole(w, "Five") // while it rests
	list := w.API.Want(w.API.Call("GET", hook.Path+"/deliveries", w.Admin.Token, nil), 200, "").List("data")
	for _, d := range list {
		one := w.API.Want(w.API.Call("GET", hook.Path+"/deliveries/"+apitest.At(d, "id").(string), w.Admin.Token, nil), 200, "")
		next, err := time.Parse(time.RFC3339Nano, one.Text("next_try_at"))
		if err != nil || next.Before(w.API.Clock.Now()) {
			t.Errorf("a try in the past, while the endpoint rests: %v %s", err, one.Body)
		}
	}
	w.API.Want(w.API.Call("PATCH", hook.Path, w.Admin.Token, map[string]any{"enabled": false}), 200, "")
	for _, d := range w.API.Want(w.API.Call("GET", hook.Path+"/deliveries", w.Admin.Token, nil), 200, "").List("data") {
		if apitest.At(d, "next_try_at") != nil {
			t.Errorf("a try of a webhook that is disabled: %v", d)
		}
	}
}
