package apitest_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// hookScript gives what the docs' verifier and the package say of each message: taken, refused, or that they take no such
// secret.
const hookScript = `
import { Webhook } from 'standardwebhooks'
const { verify } = await import('./module.mjs')
const say = (judge) => {
  try {
    return judge() === false ? 'refused' : 'taken'
  } catch (error) {
    return error.name === 'WebhookVerificationError' ? 'refused' : 'no secret'
  }
}
for (const { name, secret, headers, body } of JSON.parse(process.argv[2])) {
  const docs = say(() => verify(secret, headers, body))
  const library = say(() => new Webhook(secret).verify(body, headers))
  console.log(name + ': ' + docs + ', ' + library)
}
`

// message is something that somebody gets, and the secret by which they verify it.
type message struct {
	Name    string            `json:"name"`
	Secret  string            `json:"secret"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	want    string            // what all say
}

func messageOf(c apitest.HookCall, name, secret, want string, change func(m *message)) message {
	m := message{Name: name, Secret: secret, Headers: map[string]string{}, Body: string(c.Body), want: want}
	for header := range c.Header {
		m.Headers[strings.ToLower(header)] = c.Header.Get(header)
	}
	if change != nil {
		change(&m)
	}
	return m
}

// signedAt gives a message as it would be with another time, signed by a secret; "" is the empty one.
func signedAt(t *testing.T, secret string, at time.Time) func(m *message) {
	return func(m *message) {
		signer, err := standard.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		m.Headers["webhook-timestamp"] = strconv.FormatInt(at.Unix(), 10)
		if m.Headers["webhook-signature"], err = signer.Sign(m.Headers["webhook-id"], at, []byte(m.Body)); err != nil {
			t.Fatal(err)
		}
	}
}

// Two libraries of others and the docs' own verifier take what is sent, also while a secret is rotated, and nothing else.
func TestOthersVerifyDeliveries(t *testing.T) {
	module := marked(t, verifierMark, 1)[0]
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d, inside).Setup("Acme Fleet")
		sink := apitest.NewHookSink(t)
		hook := w.NewHook(sink.URL, "role.created")
		addRole(w, "Führung – 管理") // the bytes count, not the letters
		plain := came(t, sink, 1)[0]
		fresh := w.API.Want(w.API.Call("POST", hook.Path+"/rotate-secret", w.Admin.Token, nil), 200, "").Text("secret")
		addRole(w, "Two")
		calls := came(t, sink, 2)
		both := calls[slices.IndexFunc(calls, func(c apitest.HookCall) bool { return c.Header.Get("Webhook-Id") != plain.Header.Get("Webhook-Id") })]
		if n := len(strings.Fields(both.Header.Get("Webhook-Signature"))); n != 2 {
			t.Errorf("%d signatures while the secret is rotated, want 2", n)
		}
		other := "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
		now := time.Now()
		set := func(header, to string) func(m *message) { return func(m *message) { m.Headers[header] = to } }
		messages := []message{
			messageOf(plain, "as it came", hook.Secret, "taken", nil),
			messageOf(plain, "by another secret", other, "refused", nil),
			messageOf(plain, "by the secret that came later", fresh, "refused", nil),
			messageOf(plain, "a letter changed", hook.Secret, "refused", func(m *message) { m.Body = strings.Replace(m.Body, "F", "f", 1) }),
			messageOf(plain, "another id", hook.Secret, "refused", set("webhook-id", both.Header.Get("Webhook-Id"))),
			messageOf(plain, "a later time", hook.Secret, "refused", set("webhook-timestamp", strconv.FormatInt(now.Add(time.Minute).Unix(), 10))),
			messageOf(plain, "no signature", hook.Secret, "refused", set("webhook-signature", "")),
			messageOf(plain, "another version", hook.Secret, "refused", func(m *message) {
				m.Headers["webhook-signature"] = strings.Replace(m.Headers["webhook-signature"], "v1,", "v2,", 1)
			}),
			messageOf(plain, "signed a moment ago", hook.Secret, "taken", signedAt(t, hook.Secret, now.Add(-4*time.Minute))),
			messageOf(plain, "recorded and sent again", hook.Secret, "refused", signedAt(t, hook.Secret, now.Add(-6*time.Minute))),
			messageOf(plain, "of the future", hook.Secret, "refused", signedAt(t, hook.Secret, now.Add(6*time.Minute))),
			messageOf(plain, "signed by nothing", "", "no secret", signedAt(t, "", now)),
			messageOf(both, "rotated, by the old secret", hook.Secret, "taken", nil),
			messageOf(both, "rotated, by the new one", fresh, "taken", nil),
			messageOf(both, "rotated, by another one", other, "refused", nil),
		}
		text, err := json.Marshal(messages)
		if err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		for _, m := range messages {
			want.WriteString(m.Name + ": " + m.want + ", " + m.want + "\n")
			if m.want != "no secret" { // the library of Go takes none, so the docs' lines refuse it: see the example
				takenByGo(t, m)
			}
		}
		if said, err := byNode(t, module, hookScript, nil, string(text)); err != nil || said != want.String() {
			t.Errorf("%v: said\n%s\nwant\n%s", err, said, want.String())
		}
	})
}

func takenByGo(t *testing.T, m message) {
	t.Helper()
	hook, err := standard.NewWebhook(m.Secret)
	if err != nil {
		t.Fatal(err)
	}
	headers := http.Header{}
	for name, value := range m.Headers {
		headers.Set(name, value)
	}
	if taken := hook.Verify([]byte(m.Body), headers) == nil; taken != (m.want == "taken") {
		t.Errorf("%s: taken %t by the library of Go, want it %s", m.Name, taken, m.want)
	}
}

// What the docs show of a delivery is how one comes.
func TestTheDocsShowADelivery(t *testing.T) {
	shown := marked(t, deliveryMark, 1)[0]
	w := apitest.Start(t, testkit.NewSQLite(t), inside).Setup("Acme Fleet")
	sink := apitest.NewHookSink(t)
	w.NewHook(sink.URL+"/hooks/gatehouse", "user.suspended")
	bo := w.Member("Bo Brown", "Member")
	w.API.Want(w.API.Call("POST", w.Path+"/users/"+bo.UserID+"/suspend", w.Admin.Token, nil), 200, "")
	c := came(t, sink, 1)[0]
	head, body, _ := strings.Cut(shown, "\n\n")
	for _, line := range strings.Split(head, "\n")[1:] {
		name, value, _ := strings.Cut(line, ": ")
		if got := c.Header.Get(name); got == "" || name == "content-type" && got != value {
			t.Errorf("%s is %q, and the docs show %q", name, got, value)
		}
	}
	if !strings.HasPrefix(head, "POST "+c.Path+" ") {
		t.Errorf("came to %s, and the docs show %s", c.Path, head)
	}
	for _, name := range []string{"type", "timestamp", "data", "id", "actor", "target", "changes"} {
		if !strings.Contains(body, `"`+name+`": `) || !strings.Contains(string(c.Body), `"`+name+`":`) {
			t.Errorf("%q is not both in what came and in the docs:\n%s\n%s", name, c.Body, body)
		}
	}
}
