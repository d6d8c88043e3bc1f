package apitest_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// What becomes of events whose endpoint was away, in the window and after it; and of an endpoint that comes back.
func TestWebhooksThatComeBack(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"an endpoint that was down and is back in time gets what it missed", backInTime},
		{"an endpoint that was down too long gets it when somebody asks, and what happens from then on", backTooLate},
		{"an endpoint that said it was gone is told again when somebody turns it on", backFromGone},
	}, inside)
}

// port is an address at which somebody listens now and then.
type port struct {
	t       *testing.T
	address string
	server  *httptest.Server
	mu      sync.Mutex
	ids     []string
}

func newPort(t *testing.T) *port {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &port{t: t, address: l.Addr().String()}
	_ = l.Close()
	t.Cleanup(p.down)
	return p
}

func (p *port) up() {
	p.t.Helper()
	var l net.Listener
	eventually(p.t, "the port is free", func() bool {
		var err error
		l, err = net.Listen("tcp", p.address)
		return err == nil
	})
	p.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.ids = append(p.ids, r.Header.Get("webhook-id"))
		w.WriteHeader(http.StatusNoContent)
	}))
	_ = p.server.Listener.Close()
	p.server.Listener = l
	p.server.Start()
}

func (p *port) down() {
	if p.server != nil {
		p.server.CloseClientConnections()
		p.server.Close()
		p.server = nil
	}
}

func (p *port) came(n int) []string {
	p.t.Helper()
	eventually(p.t, "what was missed", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.ids) >= n
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.ids)
}

// eventOf gives the id of the newest event of a type.
func eventOf(w *apitest.Workspace, kind string) string {
	return apitest.Look[string](w.API, "SELECT id FROM audit_events WHERE for_workspace = ? AND type = ? ORDER BY id DESC LIMIT 1", w.ID, kind)
}

// later lets time pass, and gives a credential of then.
func afterwards(w *apitest.Workspace, d time.Duration) (token string, back func()) {
	w.API.Clock.Advance(d)
	return w.API.PlantSession(w.Admin.Email), func() { w.API.Clock.Advance(-d) }
}

func backInTime(t *testing.T, w *apitest.Workspace) {
	p := newPort(t)
	hook := w.NewHook("http://"+p.address, "role.created")
	addRole(w, "Fleet")
	event := eventOf(w, "role.created")
	path := onlyDelivery(t, w, hook)
	if d := stateOf(t, w, path, "retrying"); d.Text("problem") != "unreachable" || d.List("tries") == nil {
		t.Errorf("%s", d.Body)
	}
	token, back := afterwards(w, domain.DeliveryWindow-time.Hour)
	defer back()
	p.up()
	w.API.WakeHooks()
	if ids := p.came(1); len(ids) != 1 || ids[0] != event {
		t.Errorf("came %v, want %s once", ids, event)
	}
	eventually(t, "the note", func() bool {
		d := w.API.Want(w.API.Call("GET", path, token, nil), 200, "")
		return d.Text("state") == "delivered" && d.Text("problem") == "" && len(d.List("tries")) == 2
	})
	if h := w.API.Want(w.API.Call("GET", hook.Path, token, nil), 200, ""); apitest.At(h.JSON, "enabled") != true {
		t.Errorf("%s", h.Body)
	}
}

func backTooLate(t *testing.T, w *apitest.Workspace) {
	p := newPort(t)
	hook := w.NewHook("http://"+p.address, "role.created")
	addRole(w, "Fleet")
	missed, path := eventOf(w, "role.created"), onlyDelivery(t, w, hook)
	stateOf(t, w, path, "retrying")
	token, back := afterwards(w, domain.DeliveryWindow+time.Hour)
	defer back()
	w.API.WakeHooks()
	eventually(t, "the end", func() bool {
		return w.API.Want(w.API.Call("GET", hook.Path, token, nil), 200, "").Text("disabled_reason") == "failing"
	})
	post := func(path string, body any, status int, code string) apitest.Answer {
		return w.API.Want(w.API.Call("POST", path, token, body), status, code)
	}
	w.API.ChangesNothing(func() { post(path+"/redeliver", nil, 409, "webhook_disabled") })
	newRole := func(name string) {
		post(w.Path+"/roles", map[string]any{"name": name, "permissions": []string{}}, 201, "")
	}
	newRole("Nobody hears") // while it is off
	p.up()
	on := w.API.Want(w.API.Call("PATCH", hook.Path, token, map[string]any{"enabled": true}), 200, "")
	if on.Text("disabled_reason") != "" || on.Text("state") == "disabled" {
		t.Errorf("%s", on.Body)
	}
	post(path+"/redeliver", nil, 200, "")
	p.came(1)
	newRole("Depot")
	if ids, want := p.came(2), []string{missed, eventOf(w, "role.created")}; !slices.Equal(ids, want) {
		t.Errorf("came %v, want what was missed and what is new: %v", ids, want)
	}
	eventually(t, "the note", func() bool {
		return w.API.Want(w.API.Call("GET", path, token, nil), 200, "").Text("state") == "delivered"
	})
}

func backFromGone(t *testing.T, w *apitest.Workspace) {
	sink := apitest.NewHookSink(t)
	sink.Answer(apitest.Answering(http.StatusGone))
	hook := w.NewHook(sink.URL, "role.created")
	addRole(w, "Fleet")
	stateOf(t, w, onlyDelivery(t, w, hook), "failed")
	eventually(t, "the end", func() bool {
		return w.API.Want(w.API.Call("GET", hook.Path, w.Admin.Token, nil), 200, "").Text("disabled_reason") == "gone"
	})
	sink.Answer(apitest.Answering(http.StatusOK))
	path := onlyDelivery(t, w, hook)
	w.API.Want(w.API.Call("PATCH", hook.Path, w.Admin.Token, map[string]any{"enabled": true}), 200, "")
	w.API.Want(w.API.Call("POST", path+"/redeliver", w.Admin.Token, nil), 200, "")
	addRole(w, "Depot")
	calls := came(t, sink, 3)
	ids := map[string]int{}
	for _, c := range calls {
		ids[c.Header.Get("webhook-id")]++
	}
	if len(calls) != 3 || len(ids) != 2 || ids[calls[0].Header.Get("webhook-id")] != 2 {
		t.Errorf("came %v", ids)
	}
}

// enemy is an address with what the log of deliveries says of it.
type enemy struct {
	url    string
	says   string
	status float64
}

// enemies are endpoints of every kind that is none to be told of.
func enemies(t *testing.T) map[string]enemy {
	untrusted, _ := smtpsink.Certificate(t)
	answering := func(how http.HandlerFunc) string {
		sink := apitest.NewHookSink(t)
		sink.Answer(how)
		return sink.URL
	}
	hanging := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	trickling := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("."))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(100 * time.Millisecond)
		}
	}
	circle := apitest.NewHookSink(t)
	circle.Answer(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, circle.URL, http.StatusTemporaryRedirect)
	})
	later := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1800")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	return map[string]enemy{
		"an endless body":      {answering(endless), "answer_too_long", 200},
		"a body that trickles": {answering(trickling), "timeout", 200},
		"a redirect loop":      {circle.URL, "redirected", 307},
		"a reset":              {answering(reset), "unreachable", 0},
		"bad TLS":              {secured(t, untrusted), "tls", 0},
		"gone":                 {answering(apitest.Answering(http.StatusGone)), "not_taken", 410},
		"not now":              {answering(later), "not_taken", 429},
		"no answer":            {answering(hanging), "timeout", 0},
		"a broken server":      {answering(apitest.Answering(http.StatusInternalServerError)), "not_taken", 500},
		"nobody there":         {"http://" + newPort(t).address, "unreachable", 0},
	}
}

// reset ends the connection with a reset instead of an answer.
func reset(w http.ResponseWriter, _ *http.Request) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// Of all hostile endpoints at once each has its reason in the log of deliveries, and a good one beside them hears of
// everything while they hang.
func TestHostileEndpointsHoldUpNoOther(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "all at once", Run: func(t *testing.T, w *apitest.Workspace) {
		paths := map[string]string{}
		rows := enemies(t)
		for name, row := range rows {
			paths[name] = w.NewHook(row.url, "role.created").Path
		}
		good := apitest.NewHookSink(t)
		w.NewHook(good.URL, "role.created")
		for n := range 5 {
			addRole(w, string(rune('A'+n)))
		}
		came(t, good, 5)
		for name, row := range rows {
			var tried []any
			eventually(t, name+" is tried", func() bool {
				tried = nil
				for _, d := range w.API.Want(w.API.Call("GET", paths[name]+"/deliveries", w.Admin.Token, nil), 200, "").List("data") {
					if apitest.At(d, "attempts") != 0.0 {
						tried = append(tried, d)
					}
				}
				return len(tried) > 0
			})
			for _, d := range tried {
				status, _ := apitest.At(d, "answer_status").(float64)
				if apitest.At(d, "problem") != row.says || status != row.status {
					t.Errorf("%s: %v %v, want %s %v", name, apitest.At(d, "problem"), status, row.says, row.status)
				}
			}
		}
	}}}, inside)
}

// Where the way leads is looked at when the connection is made, not only when the address is saved: an endpoint that was
// let in by a setting, or by its name then, is refused now, with the reason, while others are told.
func TestAnAddressInsideIsRefusedWhenItIsCalled(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "with its reason", Run: func(t *testing.T, w *apitest.Workspace) {
		sink := apitest.NewHookSink(t)
		hook := w.NewHook(nowhere, "role.created")
		w.API.Exec("UPDATE webhooks SET url = ? WHERE id = ?", sink.URL, hook.ID)
		addRole(w, "Fleet")
		if d := stateOf(t, w, onlyDelivery(t, w, hook), "retrying"); d.Text("problem") != "address_refused" || apitest.At(d.JSON, "answer_status") != nil {
			t.Errorf("%s", d.Body)
		}
		if n := len(sink.Calls()); n != 0 {
			t.Errorf("%d calls", n)
		}
	}}})
}
