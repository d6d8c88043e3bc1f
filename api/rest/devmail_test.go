package rest_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/rest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const mailID = "01a1f000-0000-7000-8000-000000000001"

// outbox is the router of the local outbox's pages, with one message in it.
func outbox(t testing.TB) http.Handler {
	t.Helper()
	db := testkit.NewSQLite(t).Open(t, clock.System{})
	box := outbound.NewLocalOutbox(db, authz.NewJob("test"), "http://localhost:8080")
	err := box.Send(context.Background(), outbound.Envelope{
		ID: mailID, To: "ann@example.com", Subject: "Hello <b>Ann</b>",
		Text: "Open:\nhttp://localhost:8080/invite#token=T0KEN\n", HTML: `<p title="x">Hi</p><script>alert(1)</script>`,
	})
	if err != nil {
		t.Fatal(err)
	}
	operations, err := rest.DevMailOperations(box)
	if err != nil {
		t.Fatal(err)
	}
	gate := authz.NewGate(db, clock.System{})
	frame := web.NewFrame(web.Rooms{Gate: gate, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}, web.Options{})
	return frame.Mount(operations, nil)
}

func ask(h http.Handler, path, from, host string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr, r.Host = from, host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestTheLocalOutboxIsForThisMachineAlone(t *testing.T) {
	t.Parallel()
	h := outbox(t)
	for _, c := range []struct {
		from, host string
		want       int
	}{
		{"127.0.0.1:50000", "localhost:8080", http.StatusOK},
		{"127.0.0.1:50000", "127.0.0.1:8080", http.StatusOK},
		{"[::1]:50000", "[::1]:8080", http.StatusOK},
		{"192.0.2.7:50000", "localhost:8080", http.StatusNotFound},
		{"127.0.0.1:50000", "rebound.example:8080", http.StatusNotFound},
		{"127.0.0.1:50000", "localhost.evil.example", http.StatusNotFound},
	} {
		for _, path := range []string{"/dev/mail", "/dev/mail.json", "/dev/mail/" + mailID} {
			if got := ask(h, path, c.from, c.host).Code; got != c.want {
				t.Errorf("%s from %s at %s: %d, want %d", path, c.from, c.host, got, c.want)
			}
		}
	}
}

func TestMessagesAreShownWithoutTheirScripts(t *testing.T) {
	t.Parallel()
	h := outbox(t)
	w := ask(h, "/dev/mail/"+mailID, "127.0.0.1:50000", "localhost:8080")
	page := w.Body.String()
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the policy is %q", w.Header().Get("Content-Security-Policy"))
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "<b>Ann") || !strings.Contains(page, "Hello &lt;b&gt;Ann&lt;/b&gt;") {
		t.Errorf("the page holds markup of the message:\n%s", page)
	}
	if !strings.Contains(page, `sandbox="allow-popups allow-popups-to-escape-sandbox"`) || strings.Contains(page, "allow-scripts") {
		t.Error("the message's frame is not sandboxed")
	}
	if !strings.Contains(page, `href="http://localhost:8080/invite#token=T0KEN"`) {
		t.Error("the link cannot be clicked")
	}
	if got := ask(h, "/dev/mail/not-an-id", "127.0.0.1:50000", "localhost:8080").Code; got != http.StatusNotFound {
		t.Errorf("an unknown message gives %d", got)
	}
}

func TestScriptsReadTheOutboxByRecipient(t *testing.T) {
	t.Parallel()
	h := outbox(t)
	for to, want := range map[string]int{"": 1, "?to=Ann@Example.com": 1, "?to=bob@example.com": 0} {
		w := ask(h, "/dev/mail.json"+to, "127.0.0.1:50000", "localhost:8080")
		var answer struct {
			Data []rest.DevMessage `json:"data"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Data) != want {
			t.Errorf("%q lists %d messages, want %d", to, len(answer.Data), want)
		}
		for _, m := range answer.Data {
			if m.Link != "http://localhost:8080/invite#token=T0KEN" || m.To != "ann@example.com" || time.Since(m.CreatedAt) > time.Minute {
				t.Errorf("a script reads %+v", m)
			}
		}
	}
}
