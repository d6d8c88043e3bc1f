package apitest_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// heard is everything that left the house on a test's watch but the mails, and the log.
type heard struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.Write(p)
}

func (h *heard) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.String()
}

// A mailed token is in its mail and nowhere else, and nothing shows a hash or a password: R13, A15.
func TestNoSecretLeavesTheHouseButByMail(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink, said := smtpsink.Start(t, smtpsink.Options{}), &heard{}
		log := slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug}))
		api := apitest.StartLogging(t, d, log, "GATEHOUSE_SMTP_URL=smtp://"+sink.Addr+"?tls=none")
		w := api.Setup("Acme Fleet")
		call := func(method, path, token string, body any, headers ...string) apitest.Answer {
			a := api.Call(method, path, token, body, headers...)
			_, _ = fmt.Fprintf(said, "%s %v %s\n", path, a.Header, a.Body)
			return a
		}
		invitation := mailedInvitation(t, w, sink, call)
		reset := mailedReset(t, w, sink, call)
		key := w.NewKey(apitest.Without()...) // its secret is in this one answer
		call("GET", w.Path+"/users", key.Secret, nil)
		call("GET", w.Path+"/users", flip(key.Secret, 20), nil)
		call("PATCH", w.Path+"/api-keys/"+key.ID, key.Secret, map[string]any{"name": "Renamed", "secret": key.Secret})
		call("PATCH", w.Path+"/api-keys/"+key.ID, key.Secret, map[string]any{"name": "Renamed"})
		call("GET", w.Path+"/api-keys/"+key.ID, w.Admin.Token, nil)
		lookAround(w, call)
		secrets := secretsOf(t, api, invitation, reset)
		secrets["an API key"], secrets["the hash of the key"] = key.Secret, secret.Hash(key.Secret)
		for name, text := range secrets {
			if strings.Contains(said.text(), text) {
				t.Errorf("answers or log hold %s", name)
			}
		}
		tables := api.Dump()
		if len(tables) < 15 || !strings.Contains(tables["accounts"], w.Admin.Email) {
			t.Fatalf("the dump does not show what is there: %d tables", len(tables))
		}
		for table, text := range tables {
			for _, clear := range []string{invitation, reset, key.Secret, apitest.Password, fresh} {
				if strings.Contains(text, clear) {
					t.Errorf("%s holds a secret in clear", table)
				}
			}
		}
		for name, text := range secrets {
			if strings.Contains(tables["audit_events"], text) {
				t.Errorf("the audit log holds %s", name)
			}
		}
	})
}

type caller func(method, path, token string, body any, headers ...string) apitest.Answer

func mailedInvitation(t *testing.T, w *apitest.Workspace, sink *smtpsink.Sink, call caller) string {
	t.Helper()
	email := apitest.Address("ann")
	made := w.API.Want(call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": email, "name": "Ann", "role_ids": []string{w.Role("Member")}, "message": "Welcome",
	}, keyHeader, "invite"), 201, "")
	if made.Text("accept_url") != "" {
		t.Errorf("the link is told beside the mail: %s", made.Body)
	}
	token := mailedToken(t, sink, email)
	call("POST", lookups, "", map[string]any{"token": token})
	call("POST", lookups, "", map[string]any{"token": flip(token, 3)})
	w.API.Want(call("POST", accepts, "", map[string]any{"token": token, "password": apitest.Password}, keyHeader, "accept"), 200, "")
	call("POST", lookups, "", map[string]any{"token": token})
	call("POST", accepts, "", map[string]any{"token": token, "password": apitest.Password, "unknown": token})
	return token
}

func mailedReset(t *testing.T, w *apitest.Workspace, sink *smtpsink.Sink, call caller) string {
	t.Helper()
	call("POST", askReset, "", map[string]any{"email": w.Admin.Email})
	token := mailedToken(t, sink, w.Admin.Email)
	w.API.Want(call("POST", confirm, "", map[string]any{"token": token, "password": fresh}), 204, "")
	call("POST", confirm, "", map[string]any{"token": token, "password": fresh})
	in := w.API.Want(call("POST", signInPath, "", map[string]any{"email": w.Admin.Email, "password": fresh}), 200, "")
	w.Admin.Token = in.Text("access_token")
	return token
}

// lookAround reads everything that the Admin can read.
func lookAround(w *apitest.Workspace, call caller) {
	for _, op := range w.API.Operations {
		if op.Method == "GET" && op.ID != "streamEvents" {
			call("GET", strings.NewReplacer("{workspace_id}", w.ID, "{user_id}", w.Admin.UserID, "{role_id}", w.Role("Admin")).Replace(op.Path), w.Admin.Token, nil)
		}
	}
	for _, row := range w.API.Call("GET", w.Path+"/invitations", w.Admin.Token, nil).List("data") {
		call("GET", w.Path+"/invitations/"+apitest.At(row, "id").(string), w.Admin.Token, nil)
	}
}

func secretsOf(t *testing.T, api *apitest.API, invitation, reset string) map[string]string {
	t.Helper()
	secrets := map[string]string{
		"the token of the invitation": invitation, "its hash": secret.Hash(invitation), "the token of the reset": reset,
		"the hash of the reset": secret.Hash(reset), "a password": apitest.Password, "the new password": fresh, "the root secret": testkit.Secret,
	}
	for n, line := range regexp.MustCompile(`\$argon2id\$\S+`).FindAllString(api.Dump()["accounts"], -1) {
		secrets[fmt.Sprintf("password hash %d", n)] = line
	}
	for n, line := range regexp.MustCompile(`\b[0-9a-f]{64}\b`).FindAllString(api.Dump()["sessions"], -1) {
		secrets[fmt.Sprintf("session hash %d", n)] = line
	}
	if len(secrets) < 10 {
		t.Fatalf("only %d secrets to look for", len(secrets))
	}
	return secrets
}

// mailedToken waits for a mail with a link, and gives its token; the link stands in the fragment.
func mailedToken(t *testing.T, sink *smtpsink.Sink, to string) string {
	t.Helper()
	var token string
	apitest.Eventually(t, 15*second, "a mail with a link to "+to, func() bool {
		for _, received := range sink.To(to) {
			if message, err := mail.ReadMessage(bytes.NewReader(received.Raw)); err == nil {
				if found := apitest.LetterOf(message).Token(); found != "" {
					token = found
				}
			}
		}
		return token != ""
	})
	return token
}

// Tokens are 256 random bits and nothing else: A20.
func TestTokensTellNothing(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	ann, first := w.Invite("Ann", "Member")
	tokens := []string{first}
	for range 100 {
		tokens = append(tokens, apitest.TokenOf(api.Want(resend(w, ann), 200, "")))
	}
	for len(tokens) < 2000 {
		tokens = append(tokens, secret.NewToken().Reveal())
	}
	ones, rising := 0, 0
	starts := map[string]int{}
	for i, token := range tokens {
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(raw) != 32 {
			t.Fatalf("%q is not 256 bits", token)
		}
		if utf8.Valid(raw) {
			t.Errorf("%q can be read as text", token)
		}
		for _, b := range raw {
			for ; b != 0; b &= b - 1 {
				ones++
			}
		}
		if starts[token[:3]]++; starts[token[:3]] > 8 {
			t.Errorf("%d tokens begin with %s", starts[token[:3]], token[:3])
		}
		if i > 0 && token > tokens[i-1] {
			rising++
		}
	}
	if share := float64(ones) / float64(256*len(tokens)); share < 0.495 || share > 0.505 {
		t.Errorf("%.4f of the bits are set", share)
	}
	if rising < 900 || rising > 1100 {
		t.Errorf("%d of 2,000 rise: there is an order", rising)
	}
	if slices.Sort(tokens); len(slices.Compact(tokens)) != 2000 {
		t.Error("two tokens are one")
	}
}
