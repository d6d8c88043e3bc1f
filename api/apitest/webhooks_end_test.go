package apitest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func goneForGood(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(apitest.Answering(http.StatusGone))
	hook := w.NewHook(sink.URL, "role.created")
	addRole(w, "Fleet")
	eventually(t, "the end of the webhook", func() bool {
		h := w.API.Want(w.API.Call("GET", hook.Path, w.Admin.Token, nil), 200, "")
		return h.Text("state") == "disabled" && h.Text("disabled_reason") == "gone"
	})
	if d := stateOf(t, w, onlyDelivery(t, w, hook), "failed"); apitest.At(d.JSON, "answer_status") != 410.0 {
		t.Errorf("%s", d.Body)
	}
	addRole(w, "Depot")
	onlyDelivery(t, w, hook)
	if n := w.API.Count("audit_events", "for_workspace = ? AND type = 'webhook.disabled' AND actor_kind = 'system'", w.ID); n != 1 {
		t.Errorf("%d entries", n)
	}
	w.API.AwaitLetters(w.Admin.Email, "was disabled", 1)
	w.API.Want(w.API.Call("POST", hook.Path+"/test", w.Admin.Token, nil), 409, "webhook_disabled")
}

func failingForDays(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(apitest.Answering(503))
	hook := w.NewHook(sink.URL, "role.created")
	addRole(w, "Fleet")
	d := stateOf(t, w, onlyDelivery(t, w, hook), "retrying")
	path, token, moved := onlyDelivery(t, w, hook), w.Admin.Token, time.Duration(0)
	defer func() { w.API.Clock.Advance(-moved) }()
	for n := 2; d.Text("state") == "retrying" && n < 30; n++ {
		w.API.Clock.Advance(14 * time.Hour)
		moved += 14 * time.Hour
		token = w.API.PlantSession(w.Admin.Email)
		w.API.WakeHooks()
		came(t, sink, n)
		eventually(t, "the note", func() bool {
			d = w.API.Want(w.API.Call("GET", path, token, nil), 200, "")
			return apitest.At(d.JSON, "attempts") == float64(n)
		})
	}
	h := w.API.Want(w.API.Call("GET", hook.Path, token, nil), 200, "")
	if d.Text("state") != "failed" || h.Text("disabled_reason") != "failing" || moved < domain.DeliveryWindow {
		t.Errorf("after %s: %s\n%s", moved, d.Body, h.Body)
	}
	w.API.AwaitLetters(w.Admin.Email, "was disabled", 1)
}

func leftAlone(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "1800")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	hook := w.NewHook(sink.URL, "role.created")
	addRole(w, "Fleet")
	d := stateOf(t, w, onlyDelivery(t, w, hook), "retrying")
	next, err := time.Parse(time.RFC3339Nano, d.Text("next_try_at"))
	if wait := next.Sub(w.API.Clock.Now()); err != nil || wait < 29*time.Minute || wait > 31*time.Minute {
		t.Errorf("the next try in %s, %v", wait, err)
	}
	addRole(w, "Depot") // nor of anything else
	w.API.WakeHooks()
	time.Sleep(time.Second)
	if n := len(sink.Calls()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func worksForItsOwner(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	end := func(what string, make func() string, take func()) {
		t.Helper()
		one := make()
		path := w.Path + "/webhooks/" + one
		before := len(sink.Calls())
		addRole(w, what)
		came(t, sink, before+1)
		take()
		eventually(t, "what was on its way", func() bool {
			return w.API.Count("webhook_deliveries", "webhook_id = ? AND next_try_at IS NOT NULL", one) == 0
		})
		before = len(sink.Calls())
		addRole(w, what+" again")
		eventually(t, "the end of the webhook: "+what, func() bool {
			return w.API.Call("GET", path, w.Admin.Token, nil).Text("disabled_reason") == "owner_lost_access"
		})
		if len(sink.Calls()) != before {
			t.Errorf("%s: something was sent", what)
		}
	}
	hookOf := func(token string) string {
		return w.API.Want(w.MakeHook(token, sink.URL, "role.created"), 201, "").Text("id")
	}
	ann, ben := w.Holder("Ann Owner", domain.WebhooksManage), w.Holder("Ben Owner", domain.WebhooksManage)
	end("lost the role", func() string { return hookOf(ann.Token) }, func() { w.SetRole(ann, "Member") })
	end("was removed", func() string { return hookOf(ben.Token) }, func() {
		w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+ben.UserID, w.Admin.Token, nil), 204, "")
	})
	key := w.NewKey(domain.WebhooksManage)
	end("lost the key", func() string { return hookOf(key.Secret) }, func() {
		w.API.Want(w.API.Call("DELETE", w.Path+"/api-keys/"+key.ID, w.Admin.Token, nil), 204, "")
	})
	w.API.AwaitLetters(w.Admin.Email, "was disabled", 3)
	cay := w.Holder("Cay Owner", domain.WebhooksManage) // whoever changes it takes it over
	one := hookOf(cay.Token)
	h := w.API.Want(w.API.Call("PATCH", w.Path+"/webhooks/"+one, w.Admin.Token, map[string]any{"description": "Mine"}), 200, "")
	w.SetRole(cay, "Member")
	before := len(sink.Calls())
	addRole(w, "goes on")
	came(t, sink, before+1)
	if h.Text("owner", "id") != w.Admin.UserID || h.Text("created_by", "id") != cay.UserID {
		t.Errorf("%s", h.Body)
	}
}

func holdsUpNoOther(t *testing.T, w *apitest.Workspace) {
	dead, alive := apitest.NewHookSink(t), apitest.NewHookSink(t)
	free := make(chan struct{})
	t.Cleanup(func() { close(free) })
	dead.Answer(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-free:
		case <-r.Context().Done():
		}
	})
	w.NewHook(dead.URL, "role.created")
	w.NewHook(alive.URL, "role.created")
	begun := time.Now()
	for i := range 12 {
		addRole(w, fmt.Sprintf("Role %d", i))
	}
	came(t, alive, 12)
	if took := time.Since(begun); took > 14*time.Second {
		t.Errorf("the living endpoint waited %s", took)
	}
}

func disabledByHand(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(apitest.Answering(500))
	hook := w.NewHook(sink.URL, "role.*")
	addRole(w, "Before")
	stateOf(t, w, onlyDelivery(t, w, hook), "retrying")
	set := func(on bool) apitest.Answer {
		return w.API.Want(w.API.Call("PATCH", hook.Path, w.Admin.Token, map[string]any{"enabled": on}), 200, "")
	}
	if off := set(false); off.Text("state") != "disabled" || off.Text("disabled_reason") != "turned_off" {
		t.Errorf("%s", off.Body)
	}
	sink.Answer(apitest.Answering(200))
	addRole(w, "Meanwhile")
	w.API.Clock.Advance(time.Minute)
	w.API.WakeHooks()
	time.Sleep(500 * time.Millisecond)
	if n := len(sink.Calls()); n != 1 {
		t.Errorf("%d calls while disabled", n)
	}
	set(true)
	w.API.WakeHooks()
	came(t, sink, 2)
	stateOf(t, w, onlyDelivery(t, w, hook), "delivered")
}
