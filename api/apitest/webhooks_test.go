package apitest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// inside lets webhooks reach the sinks of the tests.
const inside = "GATEHOUSE_WEBHOOK_ALLOW_PRIVATE=yes"

// verifies tells whether a message is signed by a secret, as a library of somebody else sees it.
func verifies(t *testing.T, c apitest.HookCall, secret string) bool {
	t.Helper()
	w, err := standard.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return w.VerifyIgnoringTimestamp(c.Body, c.Header) == nil
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	apitest.Eventually(t, 40*time.Second, what, ok)
}

// came waits until an endpoint has been called so often, and gives the calls.
func came(t *testing.T, s *apitest.HookSink, n int) []apitest.HookCall {
	t.Helper()
	eventually(t, fmt.Sprintf("%d calls", n), func() bool { return len(s.Calls()) >= n })
	return s.Calls()
}

// stateOf waits until a delivery is in a state, and gives it.
func stateOf(t *testing.T, w *apitest.Workspace, path, state string) apitest.Answer {
	t.Helper()
	var d apitest.Answer
	eventually(t, "a delivery that is "+state, func() bool {
		d = w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "")
		return d.Text("state") == state
	})
	return d
}

func addRole(w *apitest.Workspace, name string) {
	w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{"name": name, "permissions": []string{"users:read"}}), 201, "")
}

func TestWebhooks(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"what happens is sent as the audit log has it and verifies", sentAsTheLogHasIt},
		{"an endpoint hears what it wants to hear and nothing else", heardAsWanted},
		{"a try that failed is made again with the same id and body", triedAgain},
		{"while a secret is rotated both sign", rotated},
		{"another address gets another secret", movedElsewhere},
		{"an endpoint that is gone is disabled at once and those who may mend it are told", goneForGood},
		{"an endpoint where nothing succeeds for three days is disabled", failingForDays},
		{"Retry-After is honoured", leftAlone},
		{"an event can be sent once more with the same id", sentOnceMore},
		{"a webhook works for its owner as long as they may", worksForItsOwner},
		{"a secret is shown once", shownOnce},
		{"a dead endpoint holds up no other", holdsUpNoOther},
		{"nothing is sent of what was refused", refusedAndSilent},
		{"nothing is sent while a webhook is disabled and it goes on afterwards", disabledByHand},
	}, inside)
}

func sentAsTheLogHasIt(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	hook := w.NewHook(sink.URL+"/in", "role.created")
	addRole(w, "Fleet")
	c := came(t, sink, 1)[0]
	if real, err := standard.NewWebhook(hook.Secret); err != nil || real.Verify(c.Body, c.Header) != nil {
		t.Errorf("does not verify: %v %v", err, c.Header)
	}
	if verifies(t, c, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") {
		t.Error("verifies by any secret")
	}
	var sent struct {
		Type      string
		Timestamp time.Time
		Data      map[string]any
	}
	if err := json.Unmarshal(c.Body, &sent); err != nil {
		t.Fatal(err)
	}
	logged := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?action=role.created&limit=1", w.Admin.Token, nil), 200, "").List("data")[0]
	a, _ := json.Marshal(sent.Data)
	b, _ := json.Marshal(logged)
	if string(a) != string(b) {
		t.Errorf("sent   %s\nlogged %s", a, b)
	}
	if sent.Type != "role.created" || c.Header.Get("webhook-id") != apitest.At(logged, "id") || c.Header.Get("Content-Type") != "application/json" || c.Path != "/in" {
		t.Errorf("%s %v", c.Body, c.Header)
	}
	list := w.API.Want(w.API.Call("GET", hook.Path+"/deliveries?state=delivered&count=true", w.Admin.Token, nil), 200, "")
	if len(list.List("data")) != 1 {
		eventually(t, "the note", func() bool {
			list = w.API.Call("GET", hook.Path+"/deliveries?state=delivered", w.Admin.Token, nil)
			return len(list.List("data")) == 1
		})
	}
	d := stateOf(t, w, hook.Path+"/deliveries/"+apitest.At(list.List("data")[0], "id").(string), "delivered")
	if d.Text("request", "body") != string(c.Body) || apitest.At(d.JSON, "answer_status") != 204.0 || len(d.List("tries")) != 1 || apitest.At(d.JSON, "attempts") != 1.0 {
		t.Errorf("%s", d.Body)
	}
}

func heardAsWanted(t *testing.T, w *apitest.Workspace) {
	all, some, none := apitest.NewHookSink(t), apitest.NewHookSink(t), apitest.NewHookSink(t)
	w.NewHook(none.URL, "import.*")
	w.NewHook(some.URL, "role.*")
	w.NewHook(all.URL)
	addRole(w, "Fleet")
	w.NewLocation("Perth")
	came(t, all, 2)
	came(t, some, 1)
	w.API.WakeHooks()
	if len(some.Calls()) != 1 || len(none.Calls()) != 0 {
		t.Errorf("%d and %d calls", len(some.Calls()), len(none.Calls()))
	}
}

func triedAgain(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(apitest.Answering(500))
	hook := w.NewHook(sink.URL, "role.created")
	addRole(w, "Fleet")
	came(t, sink, 1)
	d := stateOf(t, w, onlyDelivery(t, w, hook), "retrying")
	if d.Text("problem") != "not_taken" || d.Text("next_try_at") == "" {
		t.Errorf("%s", d.Body)
	}
	w.API.Clock.Advance(10 * time.Second)
	w.API.WakeHooks()
	came(t, sink, 2)
	stateOf(t, w, onlyDelivery(t, w, hook), "retrying")
	sink.Answer(apitest.Answering(200))
	w.API.Clock.Advance(time.Minute)
	w.API.WakeHooks()
	calls := came(t, sink, 3)
	stateOf(t, w, onlyDelivery(t, w, hook), "delivered")
	for _, c := range calls {
		if c.Header.Get("webhook-id") != calls[0].Header.Get("webhook-id") || string(c.Body) != string(calls[0].Body) || !verifies(t, c, hook.Secret) {
			t.Errorf("%v %s", c.Header, c.Body)
		}
	}
	if calls[0].Header.Get("webhook-timestamp") == calls[2].Header.Get("webhook-timestamp") {
		t.Error("the time is not that of the try")
	}
}

func onlyDelivery(t *testing.T, w *apitest.Workspace, h apitest.Hook) string {
	t.Helper()
	list := w.API.Want(w.API.Call("GET", h.Path+"/deliveries", w.Admin.Token, nil), 200, "").List("data")
	if len(list) != 1 {
		t.Fatalf("%d deliveries", len(list))
	}
	return h.Path + "/deliveries/" + apitest.At(list[0], "id").(string)
}

func rotated(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	hook := w.NewHook(sink.URL, "role.created")
	rotate := func() string {
		return w.API.Want(w.API.Call("POST", hook.Path+"/rotate-secret", w.Admin.Token, nil), 200, "").Text("secret")
	}
	second := rotate()
	addRole(w, "One")
	c := came(t, sink, 1)[0]
	if second == hook.Secret || !verifies(t, c, hook.Secret) || !verifies(t, c, second) {
		t.Error("want both to sign")
	}
	third := rotate()
	addRole(w, "Two")
	if c = came(t, sink, 2)[1]; verifies(t, c, hook.Secret) || !verifies(t, c, second) || !verifies(t, c, third) {
		t.Error("want the last two to sign, and the first one no more")
	}
	w.API.Clock.Advance(domain.SecretOverlap)
	defer w.API.Clock.Advance(-domain.SecretOverlap)
	one := w.API.PlantSession(w.Admin.Email)
	w.API.Want(w.API.Call("POST", w.Path+"/roles", one, map[string]any{"name": "Three", "permissions": []string{}}), 201, "")
	if c = came(t, sink, 3)[2]; verifies(t, c, second) || !verifies(t, c, third) {
		t.Error("want the newest alone to sign after a day")
	}
}

func movedElsewhere(t *testing.T, w *apitest.Workspace) {
	old, fresh := apitest.NewHookSink(t), apitest.NewHookSink(t)
	hook := w.NewHook(old.URL, "role.created")
	same := w.API.Want(w.API.Call("PATCH", hook.Path, w.Admin.Token, map[string]any{"description": "Fleet", "url": old.URL}), 200, "")
	if same.Text("secret") != "" {
		t.Error("a new secret without need")
	}
	moved := w.API.Want(w.API.Call("PATCH", hook.Path, w.Admin.Token, map[string]any{"url": fresh.URL}), 200, "")
	addRole(w, "Fleet")
	c := came(t, fresh, 1)[0]
	if s := moved.Text("secret"); s == "" || !verifies(t, c, s) || verifies(t, c, hook.Secret) || len(old.Calls()) != 0 {
		t.Errorf("secret %t, %d calls at the old address", s != "", len(old.Calls()))
	}
}

func sentOnceMore(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	hook := w.NewHook(sink.URL, "import.done")
	path := w.Tried(hook)
	came(t, sink, 1)
	stateOf(t, w, path, "delivered")
	w.API.Want(w.API.Call("POST", path+"/redeliver", w.Admin.Token, nil), 200, "")
	calls := came(t, sink, 2)
	if calls[0].Header.Get("webhook-id") != calls[1].Header.Get("webhook-id") || string(calls[0].Body) != string(calls[1].Body) {
		t.Errorf("%v %v", calls[0].Header, calls[1].Header)
	}
	if d := stateOf(t, w, path, "delivered"); len(d.List("tries")) != 2 {
		t.Errorf("%s", d.Body)
	}
	sink.Answer(apitest.Answering(500))
	w.API.Want(w.API.Call("POST", path+"/redeliver", w.Admin.Token, nil), 200, "")
	came(t, sink, 3)
	stateOf(t, w, path, "retrying")
	w.API.Want(w.API.Call("POST", path+"/redeliver", w.Admin.Token, nil), 409, "conflict")
}

func shownOnce(t *testing.T, w *apitest.Workspace) {
	made := w.API.Want(w.MakeHook(w.Admin.Token, "http://127.0.0.1:9999/?key=canary", "import.done"), 201, "")
	path, secret := w.Path+"/webhooks/"+made.Text("id"), made.Text("secret")
	second := w.API.Want(w.API.Call("POST", path+"/rotate-secret", w.Admin.Token, nil), 200, "").Text("secret")
	w.API.Want(w.API.Call("POST", path+"/test", w.Admin.Token, nil), 201, "")
	for _, read := range []string{path, w.Path + "/webhooks", path + "/deliveries", w.Path + "/audit-events"} {
		a := w.API.Want(w.API.Call("GET", read, w.Admin.Token, nil), 200, "")
		for _, text := range []string{secret, second, secret[6:], second[6:]} {
			if bytes.Contains(a.Body, []byte(text)) {
				t.Errorf("%s shows a secret", read)
			}
		}
	}
	if log := w.API.Call("GET", w.Path+"/audit-events", w.Admin.Token, nil); bytes.Contains(log.Body, []byte("canary")) {
		t.Error("the log keeps the query of an address")
	}
	for _, dumped := range w.API.Dump() {
		if strings.Contains(dumped, secret[6:]) || strings.Contains(dumped, second[6:]) {
			t.Error("a secret is stored in clear")
		}
	}
}

func refusedAndSilent(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	hook := w.NewHook(sink.URL, "role.*")
	addRole(w, "Fleet")
	came(t, sink, 1)
	w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{"name": "Fleet", "permissions": []string{}}), 409, "name_taken")
	w.API.WakeHooks()
	onlyDelivery(t, w, hook)
}
