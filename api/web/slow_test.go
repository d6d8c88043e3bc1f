package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const patience = time.Minute // of the tests, where something is to happen at all

// listening is the server of a house as the command makes it, on a real socket.
type listening struct {
	*house
	address string
	mu      sync.Mutex
	states  map[string]http.ConnState // of connections, by the client's address
}

func listen(t *testing.T, o web.Options) *listening {
	t.Helper()
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	l := &listening{states: map[string]http.ConnState{}}
	l.house = open(t, testkit.NewSQLite(t), func(*house) door {
		return door{options: o, operations: []web.Operation{
			web.InWorkspace("read", http.MethodGet, "/w/{workspace_id}", "", func(c echo.Context, _ authz.Pass) error { return web.None(c) }),
			visit(http.MethodPost, "/say", func(c echo.Context) error {
				if _, err := web.Body[struct {
					Word string `json:"word"`
				}](c); err != nil {
					return err
				}
				return web.None(c)
			}).Unlimited(),
			visit(http.MethodGet, "/large", func(c echo.Context) error { return c.Blob(http.StatusOK, "text/plain", large) }).Unlimited(),
			visit(http.MethodGet, "/quick", func(c echo.Context) error { return web.None(c) }).Unlimited(),
		}}
	})
	l.found()
	s := l.frame.Server("", l.server.Config.Handler)
	watch := s.ConnState
	s.ConnState = func(c net.Conn, state http.ConnState) {
		l.mu.Lock()
		l.states[c.RemoteAddr().String()] = state
		l.mu.Unlock()
		watch(c, state)
	}
	socket, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.address = socket.Addr().String()
	go func() { _ = s.Serve(socket) }()
	t.Cleanup(func() { _ = s.Close() })
	return l
}

// dial opens a connection that takes little at once, and writes the beginning of a request.
func (l *listening) dial(text string) net.Conn {
	l.Helper()
	c, err := net.Dial("tcp", l.address) //nolint:noctx // on this machine
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = c.Close() })
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4096)
	}
	_, _ = io.WriteString(c, text) // an error says that it was closed already
	return c
}

// open counts the connections of a list that the server has not closed.
func (l *listening) open(list []net.Conn) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range list {
		if l.states[c.LocalAddr().String()] != http.StateClosed {
			n++
		}
	}
	return n
}

// served makes a request that needs the database, as an honest client does.
func (l *listening) served() int {
	l.Helper()
	status, _ := l.get("/w/" + l.workspace)
	return status
}

// get reads an answer, whole, on a connection of its own.
func (l *listening) get(path string) (status int, length int64) {
	l.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+l.address+path, nil)
	if err != nil {
		l.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+l.token)
	client := &http.Transport{DisableKeepAlives: true}
	res, err := client.RoundTrip(r)
	if err != nil {
		l.Error(err)
		return 0, 0
	}
	defer func() { _ = res.Body.Close() }()
	if length, err = io.Copy(io.Discard, res.Body); err != nil {
		l.Errorf("half an answer: %v", err)
	}
	return res.StatusCode, length
}

// answerOn reads an answer, and gives its status.
func answerOn(t *testing.T, c net.Conn) int {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(patience))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Errorf("no answer: %v", err)
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// Clients who are slow in any way, 400 at once, keep nobody out while they last, and do not last.
func TestTheSlowKeepNobodyOut(t *testing.T) {
	t.Parallel()
	const each = 100
	l := listen(t, web.Options{Waits: web.Waits{Head: 3 * time.Second, Read: 3 * time.Second, Write: 3 * time.Second, Idle: 3 * time.Second}})
	beginnings := map[string]string{ // and what then comes, a byte at a time
		"the head":   "GET /quick HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
		"the body":   "POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{\"word\":\"",
		"the answer": "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"nothing":    "GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n", // it is idle afterwards
	}
	slow, all := map[string][]net.Conn{}, []net.Conn{}
	for what, text := range beginnings {
		for range each {
			c := l.dial(text)
			slow[what], all = append(slow[what], c), append(all, c)
		}
	}
	trickle := map[string]bool{"the head": true, "the body": true}
	served := 0
	for end := time.Now().Add(patience); l.open(all) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			for what, list := range slow {
				t.Errorf("slow with %s: %d are open still", what, l.open(list))
			}
			break
		}
		for what, list := range slow {
			for _, c := range list {
				if trickle[what] {
					_, _ = io.WriteString(c, "a")
				}
			}
		}
		if status := l.served(); status != http.StatusNoContent {
			t.Fatalf("beside %d slow ones: %d", l.open(all), status)
		}
		served++
	}
	if served == 0 {
		t.Error("nobody was served beside them")
	}
	l = listen(t, web.Options{}) // with the usual waits
	honest := l.dial("POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"word\":")
	_, _ = io.WriteString(honest, `"ab"}`)
	if status := answerOn(t, honest); status != http.StatusNoContent {
		t.Errorf("a body in two parts: %d", status)
	}
	if status, n := l.get("/large"); status != http.StatusOK || n != 16<<20 {
		t.Errorf("the large answer, read: %d, %d bytes", status, n)
	}
}

// Connections are not endless: one more than may be closes the one that has waited longest, and none with a request at work.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	const most, more = 40, 200
	l := listen(t, web.Options{MaxConnections: most})
	body := `{"word":"` + strings.Repeat("a", 200) + `"}`
	half := l.dial(fmt.Sprintf("POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:20]))
	kept := l.dial("GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if status := answerOn(t, kept); status != http.StatusNoContent {
		t.Errorf("before: %d", status)
	}
	awaitState(l, half, http.StateActive)
	awaitState(l, kept, http.StateIdle)
	var waiting []net.Conn
	for n := range more {
		waiting = append(waiting, l.dial("GET /quick HTTP/1.1\r\nX-Slow: "))
		if n%20 == 0 {
			if status := l.served(); status != http.StatusNoContent {
				t.Fatalf("beside %d others: %d", n, status)
			}
		}
	}
	awaitState(l, kept, http.StateClosed)
	if _, err := half.Write([]byte(body[20:])); err != nil {
		t.Error(err)
	}
	if status := answerOn(t, half); status != http.StatusNoContent {
		t.Errorf("the request at work: %d", status)
	}
	for end := time.Now().Add(patience); l.open(waiting) > most; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d are open, more than %d", l.open(waiting), most)
		}
	}
	newest := waiting[len(waiting)-1]
	_, _ = io.WriteString(newest, "no more\r\nHost: localhost\r\n\r\n")
	if status := answerOn(t, newest); status != http.StatusNoContent {
		t.Errorf("the newest: %d", status)
	}
	for range 3 * most { // those that come and go leave nothing behind that would count
		if status := l.served(); status != http.StatusNoContent {
			t.Fatalf("afterwards: %d", status)
		}
	}
}

// Where all connections are at work, a new one is closed, and there is room again once one has ended.
func TestNoConnectionAtWorkIsClosedForAnother(t *testing.T) {
	t.Parallel()
	const most = 5
	l := listen(t, web.Options{MaxConnections: most})
	begin := "POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n"
	var busy []net.Conn
	for range most {
		c := l.dial(begin)
		awaitState(l, c, http.StateActive)
		busy = append(busy, c)
	}
	over := l.dial("GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n")
	awaitState(l, over, http.StateClosed)
	for _, c := range busy {
		_, _ = io.WriteString(c, `{"word":"ab"}`)
		if status := answerOn(t, c); status != http.StatusNoContent {
			t.Errorf("at work: %d", status)
		}
	}
	if status := l.served(); status != http.StatusNoContent {
		t.Errorf("afterwards: %d", status)
	}
}

func awaitState(l *listening, c net.Conn, want http.ConnState) {
	l.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		l.mu.Lock()
		state, known := l.states[c.LocalAddr().String()]
		l.mu.Unlock()
		if known && state == want {
			return
		}
		if time.Now().After(end) {
			l.Fatalf("the connection is %v, want %v", state, want)
		}
	}
}
