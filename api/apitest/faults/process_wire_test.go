package faults_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// wire speaks to a real server byte by byte.
type wire struct {
	t           *testing.T
	p           *apitest.Process
	path, token string
}

func newWire(t *testing.T) wire {
	t.Helper()
	p := apitest.Serve(t, testkit.NewSQLite(t), "GATEHOUSE_RATE_LIMITS=off")
	s := p.Want(p.Call("POST", "/api/v1/setup", "", map[string]any{
		"token": apitest.SetupToken, "name": "Ada", "email": "ada@example.com", "password": apitest.Password, "workspace_name": "Acme",
	}), 201, "")
	return wire{t: t, p: p, path: "/api/v1/workspaces/" + s.Text("workspace", "id") + "/locations", token: s.Text("access_token")}
}

// post is a whole request that makes a location, with more lines in its head and what is to follow it as its body.
func (w wire) post(lines, body string) string {
	return "POST " + w.path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + w.token + "\r\nContent-Type: application/json\r\n" + lines + "\r\n" + body
}

func (w wire) makes(name string) string {
	body := fmt.Sprintf(`{"name":%q}`, name)
	return w.post(fmt.Sprintf("Content-Length: %d\r\n", len(body)), body)
}

// says writes a text on a new connection, and gives the statuses of all answers until the server closes it, or has nothing
// more to say for a while. Whether that was so is not told: a server may do either.
func (w wire) says(text string) (statuses []int) {
	w.t.Helper()
	c := w.open()
	defer func() { _ = c.Close() }()
	go func() { _, _ = io.WriteString(c, text) }() // an error says that it was refused meanwhile: the answer tells
	r := bufio.NewReader(c)
	for patience := time.Minute; ; patience = 400 * time.Millisecond {
		_ = c.SetReadDeadline(time.Now().Add(patience))
		a, err := http.ReadResponse(r, nil)
		if err != nil {
			return statuses
		}
		_, _ = io.Copy(io.Discard, a.Body)
		_ = a.Body.Close()
		statuses = append(statuses, a.StatusCode)
	}
}

func (w wire) open() net.Conn {
	w.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(w.p.URL, "http://")) //nolint:noctx // on this machine
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w wire) made(name string) int {
	return w.p.Count("locations", "name = ?", name)
}

// A request that hides in the body of another, or behind a length that two servers could read in two ways, is not carried
// out. Beside each stands what is honest: the same request, alone and behind a whole one.
func TestNoRequestHidesInAnother(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	hidden := w.makes("hidden")
	length := fmt.Sprintf("Content-Length: %d\r\n", len(hidden))
	chunked := "Transfer-Encoding: chunked\r\n"
	empty := "0\r\n\r\n"
	for name, text := range map[string]string{
		"in the body of a GET":              "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n" + hidden,
		"in the body of nobody":             "POST /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n" + hidden,
		"in a refused body":                 w.post(length, hidden),
		"in a refused body of another kind": strings.Replace(w.post(length, hidden), "application/json", "text/plain", 1),
		"in chunks":                         w.post(chunked, fmt.Sprintf("%x\r\n%s\r\n%s", len(hidden), hidden, empty)),
		"length and chunks":                 w.post("Content-Length: 5\r\n"+chunked, empty+hidden),
		"chunks and length":                 w.post(chunked+length, empty+hidden),
		"two lengths":                       w.post("Content-Length: 0\r\n"+length, hidden),
		"two lengths, the longer first":     w.post(length+"Content-Length: 0\r\n", hidden),
		"two lengths in one line":           w.post("Content-Length: 0, 5\r\n", hidden),
		"a signed length":                   w.post("Content-Length: +0\r\n", hidden),
		"a negative length":                 w.post("Content-Length: -1\r\n", hidden),
		"a hexadecimal length":              w.post("Content-Length: 0x0\r\n", hidden),
		"a length with a space":             w.post("Content-Length : 0\r\n", hidden),
		"an unknown coding":                 w.post("Transfer-Encoding: xchunked\r\n", empty+hidden),
		"two codings":                       w.post("Transfer-Encoding: identity, chunked\r\n"+length, empty+hidden),
		"two lines of codings":              w.post(chunked+"Transfer-Encoding: identity\r\n"+length, empty+hidden),
		"a coding with a tab before it":     w.post("Transfer-Encoding:\x0bchunked\r\n"+length, empty+hidden),
		"a coding with a space":             w.post("Transfer-Encoding : chunked\r\n"+length, empty+hidden),
		"a folded coding":                   w.post("Transfer-Encoding:\r\n chunked\r\n"+length, empty+hidden),
		"a coding in a folded line":         w.post("X-Fold: a\r\n Transfer-Encoding: chunked\r\n"+length, hidden),
		"a line feed alone":                 w.post("X-Feed: a\nTransfer-Encoding: chunked\r\n"+length, empty+hidden),
		"a carriage return alone":           w.post("X-Return: a\rTransfer-Encoding: chunked\r\n"+length, hidden),
		"a NUL":                             w.post("X-Nul: a\x00b\r\n"+length, hidden),
		"a line without a name":             w.post(": a\r\n"+length, hidden),
		"two hosts":                         w.post("Host: evil.example\r\nContent-Length: 0\r\n", hidden),
		"a size of a chunk with a sign":     w.post(chunked, "+0\r\n\r\n"+hidden),
		"a size of a chunk in another base": w.post(chunked, "0x0\r\n\r\n"+hidden),
		"a size of a chunk that overflows":  w.post(chunked, "10000000000000000\r\n"+hidden),
		"a chunk longer than it says":       w.post(chunked, "1\r\n{}\r\n"+empty+hidden),
	} {
		statuses := w.says(text)
		if len(statuses) == 0 || slices.ContainsFunc(statuses, func(s int) bool { return s == http.StatusCreated || s >= 500 && s != http.StatusNotImplemented }) {
			t.Errorf("%s: %v", name, statuses)
		}
		if len(statuses) > 1 && strings.Contains(name, "length") {
			t.Errorf("%s: the connection goes on: %v", name, statuses)
		}
		if n := w.made("hidden"); n != 0 {
			t.Errorf("%s: the hidden request was carried out: %v", name, statuses)
			w.p.Exec("DELETE FROM locations WHERE name = 'hidden'")
		}
	}
	if got := w.says(w.makes("first") + w.makes("second")); !slices.Equal(got, []int{201, 201}) || w.made("first")+w.made("second") != 2 {
		t.Errorf("two whole requests on one connection: %v", got)
	}
	if got := w.says(hidden); !slices.Equal(got, []int{201}) || w.made("hidden") != 1 {
		t.Errorf("alone: %v", got)
	}
	body := `{"name":"in chunks"}`
	if got := w.says(w.post(chunked, fmt.Sprintf("%x\r\n%s\r\n%s", len(body), body, empty))); !slices.Equal(got, []int{201}) || w.made("in chunks") != 1 {
		t.Errorf("in chunks: %v", got)
	}
}

// What does not end is cut off where it is longer than anything honest: heads with 431, bodies with 413.
func TestHeadsAndBodiesHaveAnEnd(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	get := func(lines string) string { return "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n" }
	for _, c := range []struct {
		name, text string
		status     int
	}{
		{"a long line", get("X-Long: " + strings.Repeat("a", 40<<10) + "\r\n"), 431},
		{"a line that fits", get("X-Long: " + strings.Repeat("a", 16<<10) + "\r\n"), 200},
		{"many lines", get(strings.Repeat("X-Many: a\r\n", 10_000)), 431},
		{"some lines", get(strings.Repeat("X-Many: a\r\n", 100)), 200},
		{"a long name", get(strings.Repeat("a", 40<<10) + ": a\r\n"), 431},
		{"a line without an end", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: " + strings.Repeat("a", 4<<20), 431},
		{"an address without an end", "GET /" + strings.Repeat("a", 4<<20), 431},
		{"a token without an end", get("Authorization: Bearer " + strings.Repeat("a.", 20<<10) + "\r\n"), 431},
		{"a body said to be long", w.post("Content-Length: 2000000\r\n", "{"), 413},
		{"chunks without an end", w.post("Transfer-Encoding: chunked\r\n", strings.Repeat("8000\r\n"+strings.Repeat("a", 0x8000)+"\r\n", 100)), 413},
		{"one chunk without an end", w.post("Transfer-Encoding: chunked\r\n", "7fffffffffffffff\r\n"+strings.Repeat("a", 4<<20)), 413},
		{"chunks of one byte", w.post("Transfer-Encoding: chunked\r\n", strings.Repeat("1\r\na\r\n", 1<<20+1)), 413},
		{"an unknown expectation", w.post("Expect: a-miracle\r\nContent-Length: 15\r\n", `{"name":"never"}`), 417},
	} {
		if got := w.says(c.text); len(got) == 0 || got[0] != c.status {
			t.Errorf("%s: %v, want %d", c.name, got, c.status)
		}
	}
	if n := w.made("never"); n != 0 {
		t.Error("what expects a miracle was carried out")
	}
	w.p.Want(w.p.Call("GET", "/readyz", "", nil), 200, "")
}

// Who asks before they send is told to go on where the request may be taken, and the refusal where not.
func TestWhoAsksBeforeSendingIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	body := `{"name":"expected"}`
	asks := func(length int) string {
		return w.post(fmt.Sprintf("Expect: 100-continue\r\nContent-Length: %d\r\n", length), "")
	}
	for _, c := range []struct {
		text     string
		statuses []int
	}{
		{asks(2_000_000), []int{413}},
		{strings.Replace(asks(len(body)), w.path, "/api/v1/nothing", 1), []int{404}},
		{asks(len(body)), []int{100, 201}},
	} {
		if got, err := w.asks(c.text, body); err != nil || !slices.Equal(got, c.statuses) {
			t.Errorf("%.60q: %v %v, want %v", c.text, got, err, c.statuses)
		}
	}
	if n := w.made("expected"); n != 1 {
		t.Errorf("%d locations were made", n)
	}
}

// asks sends a head, and the body where it is told to go on.
func (w wire) asks(head, body string) (statuses []int, err error) {
	w.t.Helper()
	c := w.open()
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second)) // before the server's own patience with a body ends: it is not to wait for one
	if _, err := io.WriteString(c, head); err != nil {
		return nil, err
	}
	for r := bufio.NewReader(c); ; {
		a, err := http.ReadResponse(r, nil)
		if err != nil {
			return statuses, err
		}
		statuses = append(statuses, a.StatusCode)
		if a.StatusCode != http.StatusContinue {
			return statuses, errors.Join(err, a.Body.Close())
		}
		if _, err := io.WriteString(c, body); err != nil {
			return statuses, err
		}
	}
}
