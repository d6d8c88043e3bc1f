package apitest_test

import (
	"bytes"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

const (
	bcc        = "Bcc: victim@evil.example" // a header of its own, had it a line of its own
	encodedBcc = "=?utf-8?q?=0D=0ABcc:_victim@evil.example?="
)

// What would break a line of a mail's head is refused by field, and nothing is sent; an invitation without it is sent.
func TestNothingTypedBreaksALineOfAMail(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		w := apitest.Start(t, d, "GATEHOUSE_SMTP_URL=smtp://"+sink.Addr+"?tls=none").Setup("Acme Fleet")
		ask := func(change map[string]any) apitest.Answer {
			body := map[string]any{"email": apitest.Address("ann"), "name": "Ann", "role_ids": []string{w.Role("Member")}, "locale": "en"}
			for name, value := range change {
				body[name] = value
			}
			return w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, body)
		}
		w.API.ChangesNothing(func() {
			for _, gap := range []string{"\r\n", "\n", "\r", "\u2028", "\u0085", "\v", "\f"} {
				for field, text := range map[string]string{
					"name": "Ann" + gap + bcc, "email": "ann@example.com" + gap + bcc, "locale": "en" + gap + bcc,
				} {
					a := w.API.Want(ask(map[string]any{field: text}), 422, "validation_failed")
					if faults := a.List("errors"); len(faults) != 1 || apitest.At(faults[0], "pointer") != "/"+field {
						t.Errorf("%q: %s", text, a.Body)
					}
				}
				for _, text := range []string{
					"ann" + gap + "@example.com", "ann@example" + gap + ".com", gap + "ann@example.com", "ann@example.com" + gap,
					"ann@example.com," + gap + "victim@evil.example", "<ann@example.com>" + gap,
				} {
					w.API.Want(ask(map[string]any{"email": text}), 422, "validation_failed")
				}
			}
			for _, field := range []string{"name", "email", "locale"} {
				w.API.Want(ask(map[string]any{field: "ann@example.com\x00" + bcc}), 400, "malformed_body")
			}
			for _, text := range []string{"a@example.com,b@example.com", "a@example.com b@example.com", "Ann <ann@example.com>", "ann@example.com?bcc=b@example.com"} {
				w.API.Want(ask(map[string]any{"email": text}), 422, "validation_failed")
			}
		})
		email := apitest.Address("good")
		w.API.Want(ask(map[string]any{"email": email}), 201, "")
		mailTo(t, sink, email)
		for _, got := range sink.Received() {
			if !slices.Equal(got.To, []string{email}) {
				t.Errorf("a mail went to %q", got.To)
			}
		}
	})
}

// mailTo waits for the mail to an address, and reads it.
func mailTo(t *testing.T, sink *smtpsink.Sink, email string) (*mail.Message, smtpsink.Received) {
	t.Helper()
	eventually(t, "a mail to "+email, func() bool { return len(sink.To(email)) > 0 })
	got := sink.To(email)[0]
	m, err := mail.ReadMessage(bytes.NewReader(got.Raw))
	if err != nil {
		t.Fatal(err)
	}
	return m, got
}

// headed gives the names of a mail's headers.
func headed(m *mail.Message) []string {
	var names []string
	for name, values := range m.Header {
		for range values {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// However somebody and their workspace are called, a mail of theirs has one recipient and the headers of any other.
func TestOddNamesChangeNoHeader(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		w := apitest.Start(t, d, "GATEHOUSE_SMTP_URL=smtp://"+sink.Addr+"?tls=none").Setup("Acme Fleet")
		send := func(name string) (*mail.Message, smtpsink.Received, string) {
			w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+w.Admin.UserID, w.Admin.Token, map[string]any{"name": name}), 200, "")
			w.Update(map[string]any{"name": name})
			email := apitest.Address("ann")
			w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
				"email": email, "name": name, "role_ids": []string{w.Role("Member")}, "message": name + "\n" + bcc + "\n\n.\n" + bcc,
			}), 201, "")
			m, got := mailTo(t, sink, email)
			return m, got, email
		}
		plain, _, _ := send("Acme Fleet")
		for _, name := range []string{
			`Ann "The Boss" <victim@evil.example>`, `victim@evil.example, "x`, encodedBcc, "ü " + encodedBcc, strings.Repeat("x", 60) + encodedBcc, bcc, `\r\n` + bcc, "%0d%0a" + bcc,
			"Ödön; ü:\\", "管理者 <b>", strings.Repeat("ä", 120), strings.Repeat("w", 120), "(comment) " + bcc, ".", "<!--", "{{.Link}}",
		} {
			m, got, email := send(name)
			if to, err := m.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != email || !slices.Equal(got.To, []string{email}) {
				t.Errorf("%q: to %q and %q", name, m.Header.Get("To"), got.To)
			}
			if from, err := m.Header.AddressList("From"); err != nil || len(from) != 1 || m.Header.Get("From") != plain.Header.Get("From") {
				t.Errorf("%q: from %q", name, m.Header.Get("From"))
			}
			if !slices.Equal(headed(m), headed(plain)) {
				t.Errorf("%q: headers %q, want %q", name, headed(m), headed(plain))
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			if err != nil || strings.ContainsAny(subject, "\r\n\x00") || !strings.Contains(subject, "invited you to") {
				t.Errorf("%q: the subject is %q", name, subject)
			}
			if strings.Contains(name, encodedBcc) && !strings.Contains(subject, "=?utf-8?q?=0D=0ABcc:_victim@evil") {
				t.Errorf("%q: the name was decoded: %q", name, subject)
			}
			if letter := apitest.LetterOf(m); letter.Token() == "" || strings.Count(letter.Text, "#token=") != 1 {
				t.Errorf("%q: %s", name, letter.Text)
			}
		}
	})
}
