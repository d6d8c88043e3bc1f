package apitest_test

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// insideSpellings are addresses that mean a place inside, in forms that hide it, each beside a twin outside.
var insideSpellings = []struct{ refused, accepted string }{
	{"https://127.0.0.1/", "https://8.8.8.8/"},
	{"https://10.1.2.3/", "https://11.1.2.3/"},
	{"https://169.254.169.254/latest/meta-data/", "https://169.253.169.254/latest/meta-data/"},
	{"https://2130706433/", "https://n2130706433.example.com/"},
	{"https://0177.0.0.1/", "https://177.0.0.1/"},
	{"https://0x7f000001/", "https://x7f000001.example.com/"},
	{"https://127.1/", "https://127.1.example.com/"},
	{"https://[::1]/", "https://[2606:4700:4700::1111]/"},
	{"https://[::ffff:7f00:1]/", "https://[2a00:1450:4001::2]/"},
	{"https://[64:ff9b::7f00:1]/", "https://[2a00:1450:4001::4]/"},
	{"https://[2002:7f00:1::]/", "https://[2003:7f00:1::]/"},
	{"https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[2001:200::1]/"},
	{"https://[fd00::1]/", "https://[2a00:1450:4001::9]/"},
	{"https://localhost/", "https://localhost.example.com/"},
	{"https://a.localhost/", "https://a.localhosts.com/"},
	{"https://metadata.google.internal/", "https://metadata.google.com/"},
}

// malformedSpellings are addresses that are none, or say more than where to.
var malformedSpellings = []struct{ refused, accepted string }{
	{"http://example.com/", "https://example.com/"},
	{"ftp://example.com/", "https://example.com/ftp"},
	{"file:///etc/passwd", "https://example.com/etc/passwd"},
	{"https://example.com@127.0.0.1/", "https://example.com/@127.0.0.1"},
	{"https://user:pass@example.com/", "https://example.com/?user:pass@"},
	{"https://example.com/#x", "https://example.com/%23x"},
	{`https://example.com\@127.0.0.1/`, "https://example.com/%5C@127.0.0.1"},
	{"https://example.com/\r\nx", "https://example.com/%0D%0Ax"},
	{"https://example.com:22/", "https://example.com:2222/"},
	{"https://127。0。0。1/", "https://xn--fiqs8s.example.com/"},
	{"https://[fe80::1%25eth0]/", "https://[2a00:1450:4001::7]/"},
}

// An address inside, in whatever spelling, is refused when a webhook is made and when it is changed; its twin is kept.
func TestWebhooksAreNotKeptForPlacesInside(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"making one", func(t *testing.T, w *apitest.Workspace) {
			refusedAndTwins(t, w, func(url string) apitest.Answer { return w.MakeHook(w.Admin.Token, url, "import.done") })
		}},
		{"changing one", func(t *testing.T, w *apitest.Workspace) {
			path := w.NewHook(nowhere, "import.done").Path // the only one: room is never made
			refusedAndTwins(t, w, func(url string) apitest.Answer { return patch(w, path, map[string]any{"url": url}) })
			kept := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "").Text("url")
			if last := malformedSpellings[len(malformedSpellings)-1].accepted; kept != last {
				t.Errorf("kept %q, want %q", kept, last)
			}
		}},
	})
}

func refusedAndTwins(t *testing.T, w *apitest.Workspace, save func(url string) apitest.Answer) {
	for n, c := range append(insideSpellings[:len(insideSpellings):len(insideSpellings)], malformedSpellings...) {
		makeRoom(w)
		w.API.ChangesNothing(func() {
			a := w.API.Want(save(c.refused), 422, "validation_failed")
			faults := a.List("errors")
			if len(faults) != 1 || apitest.At(faults[0], "pointer") != "/url" {
				t.Fatalf("%q: %s", c.refused, a.Body)
			}
			code := apitest.At(faults[0], "code")
			if n < len(insideSpellings) && code != "url_refused" || code != "url_refused" && code != "url_invalid" {
				t.Errorf("%q: %v", c.refused, code)
			}
		})
		if a := save(c.accepted); a.Status >= 300 || a.Text("url") != c.accepted {
			t.Errorf("its twin %q: %d %s", c.accepted, a.Status, a.Body)
		}
	}
}

// What a hostile endpoint does is a failed try with its reason in the log of deliveries; what an endpoint may do is not.
func TestHostileEndpointsAreFailedDeliveries(t *testing.T) {
	var followed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer elsewhere.Close()
	untrusted, _ := smtpsink.Certificate(t)
	apitest.OnBoth(t, []apitest.Case{
		{"one that sends elsewhere", problemOf(302, "redirected", http.RedirectHandler(elsewhere.URL, http.StatusFound).ServeHTTP)},
		{"one that sends elsewhere with the body", problemOf(307, "redirected", http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect).ServeHTTP)},
		{"one whose answer does not end", problemOf(200, "answer_too_long", endless)},
		{"one that hangs up", problemOf(0, "unreachable", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })},
		{"one that is not there", func(t *testing.T, w *apitest.Workspace) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			url := "http://" + l.Addr().String()
			_ = l.Close()
			failsWith(t, w, url, 0, "unreachable")
		}},
		{"one whose certificate nobody trusts", func(t *testing.T, w *apitest.Workspace) { failsWith(t, w, secured(t, untrusted), 0, "tls") }},
		{"one that speaks no TLS", func(t *testing.T, w *apitest.Workspace) {
			failsWith(t, w, strings.Replace(apitest.NewHookSink(t).URL, "http://", "https://", 1), 0, "unreachable")
		}},
		{"one that says much and ends is taken", problemOf(200, "", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(strings.Repeat("y", 40<<10)))
		})},
	}, inside)
	if n := followed.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

func endless(w http.ResponseWriter, _ *http.Request) {
	for {
		if _, err := w.Write([]byte(strings.Repeat("z", 8192))); err != nil {
			return
		}
	}
}

// secured is an endpoint by TLS alone.
func secured(t *testing.T, c *tls.Config) string {
	s := httptest.NewUnstartedServer(apitest.Answering(204))
	s.TLS = c
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

func problemOf(status int, problem string, how http.HandlerFunc) func(*testing.T, *apitest.Workspace) {
	return func(t *testing.T, w *apitest.Workspace) {
		sink := apitest.NewHookSink(t)
		sink.Answer(how)
		failsWith(t, w, sink.URL, status, problem)
	}
}

// failsWith makes a webhook for an address, has it tried, and looks at what the log of deliveries says of it.
func failsWith(t *testing.T, w *apitest.Workspace, url string, status int, problem string) {
	t.Helper()
	path := w.Tried(w.NewHook(url, "import.done"))
	state := map[bool]string{true: "delivered", false: "retrying"}[problem == ""]
	d := stateOf(t, w, path, state)
	got, _ := d.JSON["answer_status"].(float64)
	if d.Text("problem") != problem || int(got) != status || len(d.List("tries")) != 1 {
		t.Errorf("%s", d.Body)
	}
	if answer := d.Text("answer_body"); len(answer) > 4<<10 {
		t.Errorf("%d bytes of the answer are kept", len(answer))
	}
}
