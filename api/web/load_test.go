package web_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// crowded is a house with four places, of which two are for what writes.
type crowded struct {
	*house
	held    chan struct{} // closed, it lets those go who are held
	begun   atomic.Int64
	running sync.WaitGroup
	answers chan answer
}

func newCrowded(t *testing.T, d testkit.Database) *crowded {
	t.Helper()
	c := &crowded{held: make(chan struct{}), answers: make(chan answer, 1000)}
	nothing := func(c echo.Context) error { return web.None(c) }
	hold := func(e echo.Context) error {
		c.begun.Add(1)
		<-c.held
		return web.None(e)
	}
	c.house = open(t, d, func(*house) door {
		return door{options: web.Options{Slots: 4, NoRateLimits: true}, operations: []web.Operation{
			visit(http.MethodPost, "/held", hold),
			visit(http.MethodGet, "/usual", nothing),
			visit(http.MethodGet, "/vital", nothing).Vital(),
			visit(http.MethodPost, "/sign-in", nothing).Hashing(),
			visit(http.MethodGet, "/alive", nothing).Light(),
			visit(http.MethodPost, "/told", nothing),
		}}
	})
	t.Cleanup(func() {
		c.release()
		c.running.Wait()
	})
	return c
}

func (c *crowded) release() {
	select {
	case <-c.held:
	default:
		close(c.held)
	}
}

// fill holds all places, lets more wait, and gives a request that was refused.
func (c *crowded) fill(headers ...string) (refused answer) {
	c.Helper()
	for {
		for range 20 {
			c.running.Go(func() { c.answers <- c.ask(http.MethodPost, "/held", "", headers...) })
		}
		select {
		case refused = <-c.answers:
			return refused
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func TestWhatIsTooMuchIsTurnedAway(t *testing.T) {
	c := newCrowded(t, testkit.NewSQLite(t))
	refused := c.fill()
	if refused.status != 503 || refused.code(t) != "overloaded" || !strings.Contains("1 2 3", refused.header.Get("Retry-After")) {
		t.Errorf("got %d %s %v", refused.status, refused.text, refused.header)
	}
	for _, op := range [][2]string{{"GET", "/vital"}, {"POST", "/sign-in"}, {"GET", "/alive"}} {
		if got := c.ask(op[0], op[1], ""); got.status != 204 {
			t.Errorf("%v: %d %s, want 204", op, got.status, got.text)
		}
	}
	if got := c.begun.Load(); got != 2 {
		t.Errorf("%d are being worked at, want 2", got)
	}
	c.release()
	c.running.Wait()
	for range 10 {
		if got := c.ask(http.MethodGet, "/usual", ""); got.status != 204 {
			t.Errorf("afterwards: %d %s", got.status, got.text)
		}
	}
	close(c.answers)
	done, turned := int64(0), 1
	for one := range c.answers {
		if one.status == 204 {
			done++
		} else if turned++; one.code(t) != "overloaded" {
			t.Errorf("got %d %s", one.status, one.text)
		}
	}
	if done != c.begun.Load() {
		t.Errorf("%d were carried out and %d answered so", c.begun.Load(), done)
	}
	c.counted(turned)
}

// counted looks for the number of those who were turned away, and that nobody is left.
func (c *crowded) counted(turned int) {
	c.Helper()
	shown := &strings.Builder{}
	c.frame.Metrics().Handler().ServeHTTP(sheet{shown}, nil)
	for _, want := range []string{
		fmt.Sprintf("gatehouse_load_shed_total{lane=\"usual\"} %d\n", turned), "gatehouse_load_shed_total{lane=\"vital\"} 0\n",
		"gatehouse_load_running{lane=\"usual\"} 0\n", "gatehouse_load_waiting{lane=\"usual\"} 0\n", "gatehouse_load_wait_seconds_count{lane=\"usual\"} ",
	} {
		if !strings.Contains(shown.String(), want) {
			c.Errorf("%q is not there:\n%s", want, shown)
		}
	}
	if strings.Contains(c.log.String(), "overloaded") || strings.Contains(c.log.String(), "status=503") {
		c.Errorf("refusals were logged:\n%s", c.log)
	}
}

// sheet is an answer of which only the text counts.
type sheet struct{ *strings.Builder }

func (sheet) Header() http.Header { return http.Header{} }

func (sheet) WriteHeader(int) {}

func TestARefusalUsesNoKey(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		c := newCrowded(t, d)
		c.fill()
		refused := c.ask(http.MethodPost, "/told", `{"a":1}`, "Idempotency-Key", "k")
		c.release()
		c.running.Wait()
		again := c.ask(http.MethodPost, "/told", `{"a":1}`, "Idempotency-Key", "k")
		if refused.code(t) != "overloaded" || again.status != 204 || again.header.Get("Idempotency-Replayed") != "" {
			t.Errorf("first %d %s, then %d %v", refused.status, refused.text, again.status, again.header)
		}
	})
}

// Who sends a body slowly holds no place with it.
func TestWhoOnlyTalksHoldsNoPlace(t *testing.T) {
	c := newCrowded(t, testkit.NewSQLite(t))
	var slow []net.Conn
	for range 20 {
		conn, err := net.Dial("tcp", c.server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		_, _ = fmt.Fprint(conn, "POST /told HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\"")
		slow = append(slow, conn)
	}
	for range 20 {
		if got := c.ask(http.MethodPost, "/told", `{"a":1}`); got.status != 204 {
			t.Fatalf("beside slow ones: %d %s", got.status, got.text)
		}
	}
	_, _ = fmt.Fprint(slow[0], ":1}")
	got, err := http.ReadResponse(bufio.NewReader(slow[0]), nil)
	if err != nil || got.StatusCode != 204 {
		t.Errorf("the slow one: %v %v", got, err)
	}
}

// What passwords may have is lent by what nobody else asks for.
func TestItIsQuietWhileOnlyPasswordsAreAskedAbout(t *testing.T) {
	c := newCrowded(t, testkit.NewSQLite(t))
	c.ask(http.MethodPost, "/sign-in", "")
	c.ask(http.MethodGet, "/alive", "")
	if !c.frame.Quiet() {
		t.Error("signing in and signs of life are no work for others")
	}
	for _, path := range []string{"/usual", "/vital"} {
		c.ask(http.MethodGet, path, "")
		if c.frame.Quiet() {
			t.Errorf("%s was asked for", path)
		}
		for deadline := time.Now().Add(5 * time.Second); !c.frame.Quiet(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("it never gets quiet again")
			}
		}
	}
}
