package apitest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// hookSecrets are secrets that were told once, each in the forms in which it could leak.
type hookSecrets [][]byte

func (s *hookSecrets) add(t *testing.T, a apitest.Answer) {
	t.Helper()
	text := a.Text("secret")
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
	if err != nil || len(key) < 24 || !strings.HasPrefix(text, "whsec_") {
		t.Fatalf("no secret in %s", a.Body)
	}
	bare := strings.TrimPrefix(text, "whsec_")
	escaped, _ := json.Marshal(bare)
	*s = append(*s, []byte(bare), bytes.Trim(escaped, `"`), []byte(hex.EncodeToString(key)), []byte(base64.RawURLEncoding.EncodeToString(key)), key)
}

// in tells whether an answer holds one of them, or says that it has one.
func (s *hookSecrets) in(a apitest.Answer) bool {
	text := append([]byte(fmt.Sprint(a.Header)), a.Body...)
	for _, one := range *s {
		if bytes.Contains(text, one) {
			return true
		}
	}
	return a.Text("secret") != "" || bytes.Contains(text, []byte("whsec_"))
}

// toldOnce is a webhook whose secrets were all told, and must be told no more.
type toldOnce struct {
	t        *testing.T
	w        *apitest.Workspace
	sink     *apitest.HookSink
	told     hookSecrets
	path     string // of the webhook
	delivery string
}

// A secret is told when it is made, and in no other answer, to nobody: H09.
func TestSecretsOfWebhooksAreToldOnce(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		o := &toldOnce{t: t, w: apitest.Start(t, d, inside).Setup("Acme Fleet"), sink: apitest.NewHookSink(t)}
		w := o.w
		made := w.API.Want(w.MakeHook(w.Admin.Token, o.sink.URL, "*"), 201, "")
		o.told.add(t, made)
		if !o.told.in(made) {
			t.Fatal("the secret is not found where it is")
		}
		o.path = w.Path + "/webhooks/" + made.Text("id")
		o.told.add(t, w.API.Want(w.API.Call("POST", o.path+"/rotate-secret", w.Admin.Token, nil), 200, ""))
		o.changed(made)
		o.tried()
		o.readByAll()
		o.silent("deleting", w.API.Want(w.API.Call("DELETE", o.path, w.Admin.Token, nil), 204, ""))
		o.silent("the log afterwards", w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200", w.Admin.Token, nil), 200, ""))
	})
}

func (o *toldOnce) silent(what string, a apitest.Answer) {
	o.t.Helper()
	if o.told.in(a) {
		o.t.Errorf("%s tells a secret: %s", what, a.Body)
	}
}

func (o *toldOnce) changed(made apitest.Answer) {
	change := func(body map[string]any) apitest.Answer { return o.w.API.Want(patch(o.w, o.path, body), 200, "") }
	moved := o.sink.URL + "/moved"
	o.told.add(o.t, change(map[string]any{"url": moved}))
	o.silent("a change of another field", change(map[string]any{"description": "Fleet"}))
	o.silent("a change to the same address", change(map[string]any{"url": moved, "description": "Depot"}))
	o.silent("disabling", change(map[string]any{"enabled": false}))
	o.silent("enabling", change(map[string]any{"enabled": true}))
	o.silent("a refused change", o.w.API.Want(patch(o.w, o.path, map[string]any{"url": "ftp://x"}), 422, "validation_failed"))
	own := patch(o.w, o.path, map[string]any{"secret": made.Text("secret")})
	o.silent("a secret of one's own", o.w.API.Want(own, 400, "unknown_field"))
}

// tried has the endpoint say what it was told, which the log of deliveries keeps.
func (o *toldOnce) tried() {
	o.sink.Answer(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(rw, r.Header.Get("Webhook-Signature"))
	})
	tested := o.w.API.Want(o.w.API.Call("POST", o.path+"/test", o.w.Admin.Token, nil), 201, "")
	o.silent("a test", tested)
	o.delivery = o.path + "/deliveries/" + tested.Text("id")
	stateOf(o.t, o.w, o.delivery, "delivered")
	o.silent("sending once more", o.w.API.Want(o.w.API.Call("POST", o.delivery+"/redeliver", o.w.Admin.Token, nil), 200, ""))
	eventually(o.t, "the second try", func() bool {
		return len(o.w.API.Call("GET", o.delivery, o.w.Admin.Token, nil).List("tries")) == 2
	})
}

func (o *toldOnce) readByAll() {
	w := o.w
	readers := map[string]string{
		"the Admin": w.Admin.Token, "a manager": w.Holder("Mia Manager", domain.WebhooksManage, domain.AuditRead).Token,
		"an auditor": w.Holder("Art Auditor", domain.AuditRead).Token, "a member": w.Member("Mel Member", "Member").Token,
		"a key": w.NewKey(domain.WebhooksManage, domain.AuditRead).Secret, "another's Admin": w.API.Found("Elsewhere").Admin.Token, "nobody": "",
	}
	read := map[string]int{}
	for who, token := range readers {
		for _, at := range []string{
			o.path, w.Path + "/webhooks", w.Path + "/webhooks/event-types", o.path + "/deliveries", o.delivery, w.Path + "/event-feed",
			w.Path + "/audit-events?limit=200", w.Path + "/audit-events/export", w.Path + "/audit-events/export?format=csv", "/metrics", w.Path, "/api/v1/me",
		} {
			a := w.API.Call("GET", at, token, nil)
			o.silent(who+" reading "+at, a)
			if a.Status == http.StatusOK {
				read[who]++
			}
		}
	}
	if read["the Admin"] != 12 || read["a manager"] < 11 || read["an auditor"] < 5 || read["a member"] > 4 || read["nobody"] > 1 {
		o.t.Errorf("what was read: %v", read)
	}
	log := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200", w.Admin.Token, nil), 200, "")
	for _, kind := range []string{"webhook.created", "webhook.updated", "webhook.tested"} {
		if !bytes.Contains(log.Body, []byte(kind)) {
			o.t.Errorf("the log has no %s", kind)
		}
	}
}
