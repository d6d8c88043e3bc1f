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

// A secret is told when it is made, and in no other answer, to nobody: H09.
func TestSecretsOfWebhooksAreToldOnce(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d, inside).Setup("Acme Fleet")
		sink := apitest.NewHookSink(t)
		var told hookSecrets
		made := w.API.Want(w.MakeHook(w.Admin.Token, sink.URL, "*"), 201, "")
		told.add(t, made)
		if !told.in(made) {
			t.Fatal("the secret is not found where it is")
		}
		path := w.Path + "/webhooks/" + made.Text("id")
		change := func(body map[string]any) apitest.Answer { return w.API.Want(patch(w, path, body), 200, "") }
		silent := func(what string, a apitest.Answer) {
			t.Helper()
			if told.in(a) {
				t.Errorf("%s tells a secret: %s", what, a.Body)
			}
		}
		told.add(t, w.API.Want(w.API.Call("POST", path+"/rotate-secret", w.Admin.Token, nil), 200, ""))
		told.add(t, change(map[string]any{"url": sink.URL + "/moved"}))
		silent("a change of another field", change(map[string]any{"description": "Fleet"}))
		silent("a change to the same address", change(map[string]any{"url": sink.URL + "/moved", "description": "Depot"}))
		silent("disabling", change(map[string]any{"enabled": false}))
		silent("enabling", change(map[string]any{"enabled": true}))
		silent("a refused change", w.API.Want(patch(w, path, map[string]any{"url": "ftp://x"}), 422, "validation_failed"))
		silent("a refused secret of one's own", w.API.Want(patch(w, path, map[string]any{"secret": made.Text("secret")[:20]}), 400, "unknown_field"))

		sink.Answer(func(rw http.ResponseWriter, r *http.Request) { // an endpoint that says what it was told
			_, _ = fmt.Fprint(rw, r.Header.Get("Webhook-Signature"))
		})
		tested := w.API.Want(w.API.Call("POST", path+"/test", w.Admin.Token, nil), 201, "")
		silent("a test", tested)
		one := path + "/deliveries/" + tested.Text("id")
		stateOf(t, w, one, "delivered")
		silent("sending once more", w.API.Want(w.API.Call("POST", one+"/redeliver", w.Admin.Token, nil), 200, ""))
		eventually(t, "the second try", func() bool {
			return len(w.API.Call("GET", one, w.Admin.Token, nil).List("tries")) == 2
		})
		readers := map[string]string{
			"the Admin":        w.Admin.Token,
			"a manager":        w.Holder("Mia Manager", domain.WebhooksManage, domain.AuditRead).Token,
			"an auditor":       w.Holder("Art Auditor", domain.AuditRead).Token,
			"a member":         w.Member("Mel Member", "Member").Token,
			"an Admin's key":   w.NewKey(domain.WebhooksManage, domain.AuditRead).Secret,
			"another's Admin":  w.API.Found("Elsewhere").Admin.Token,
			"nobody in person": "",
		}
		read := map[string]int{}
		for who, token := range readers {
			for _, at := range []string{
				path, w.Path + "/webhooks", w.Path + "/webhooks/event-types", path + "/deliveries", one, w.Path + "/event-feed", w.Path + "/audit-events?limit=200",
				w.Path + "/audit-events/export", w.Path + "/audit-events/export?format=csv", "/metrics", w.Path, "/api/v1/me",
			} {
				a := w.API.Call("GET", at, token, nil)
				silent(who+" reading "+at, a)
				if a.Status == 200 {
					read[who]++
				}
			}
		}
		if read["the Admin"] < 11 || read["a manager"] < 11 || read["an auditor"] < 5 || read["a member"] > 4 {
			t.Errorf("what was read: %v", read)
		}
		log := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200", w.Admin.Token, nil), 200, "")
		for _, kind := range []string{"webhook.created", "webhook.updated", "webhook.tested"} {
			if !bytes.Contains(log.Body, []byte(kind)) {
				t.Errorf("the log has no %s", kind)
			}
		}
		silent("deleting", w.API.Want(w.API.Call("DELETE", path, w.Admin.Token, nil), 204, ""))
		silent("the log afterwards", w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200", w.Admin.Token, nil), 200, ""))
	})
}
