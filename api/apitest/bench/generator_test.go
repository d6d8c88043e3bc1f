package bench_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// generatorVariable makes this program the one that asks: its plan is on its input, what it saw on its output.
const generatorVariable = "GATEHOUSE_BENCH_GENERATOR"

const (
	asIfNew  = "#########"      // in a request: nine digits that no other request has
	useful   = time.Second      // an answer after more than that is nobody's any more
	patience = 10 * time.Second // of a connection
)

// stream is a kind of clients. With a rate they ask so often in a second, whatever comes of it, as many strangers do; without
// one, each asks again once it is answered.
type stream struct {
	Name    string
	Rate    float64
	Clients int   // connections
	First   int64 // number of the first request
	Asks    []wire
}

// wire is a request as it goes over the wire, and the status that counts.
type wire struct {
	Text  string
	Wants int
}

// seen is what came of a stream.
type seen struct {
	Offered, Good, Late, Shed, Failed, Unsent int64
	Seconds                                   float64
	GoodTimes, ShedTimes                      percentiles
	Fault                                     string
}

// percentiles are in milliseconds.
type percentiles struct{ P50, P99, Most float64 }

func (s seen) perSecond(n int64) float64 { return float64(n) / s.Seconds }

type plannedLoad struct {
	Address string
	Seconds float64
	Streams []stream
}

// generate lets a program of its own ask, so that its processor time is not the server's. It has the same claim on the
// processors: where it had less, it would come to ask in bursts on a busy machine, and the server would rest between them.
func generate(t *testing.T, p plannedLoad) map[string]seen {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this program
	command.Env = append(os.Environ(), generatorVariable+"=yes")
	command.Stdin, command.Stderr = bytes.NewReader(encoded(p)), os.Stderr
	text, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]seen
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return all
}

// runGenerator is the other program.
func runGenerator() error {
	var p plannedLoad
	if err := json.NewDecoder(os.Stdin).Decode(&p); err != nil {
		return err
	}
	all, span := map[string]seen{}, time.Duration(p.Seconds*float64(time.Second))
	var mu sync.Mutex
	var running sync.WaitGroup
	for _, s := range p.Streams {
		running.Go(func() {
			one := s.run(p.Address, span)
			mu.Lock()
			defer mu.Unlock()
			all[s.Name] = one
		})
	}
	running.Wait()
	return json.NewEncoder(os.Stdout).Encode(all)
}

// client is one client: its connection, and what it saw.
type client struct {
	address     string
	conn        net.Conn
	reader      *bufio.Reader
	seen        seen
	good, sheds []time.Duration
}

func (s stream) run(address string, span time.Duration) seen {
	arrivals := make(chan time.Time) // nobody waits for a connection: there are others who ask
	clients := make([]*client, s.Clients)
	begun := time.Now()
	var count, unsent, offered atomic.Int64
	count.Store(s.First)
	var running sync.WaitGroup
	for i := range clients {
		clients[i] = &client{address: address}
		running.Go(func() {
			for s.Rate == 0 && time.Since(begun) < span {
				offered.Add(1)
				clients[i].ask(s.Asks, count.Add(1)-1, time.Now())
			}
			for at := range arrivals {
				clients[i].ask(s.Asks, count.Add(1)-1, at)
			}
		})
	}
	for next := begun; s.Rate > 0 && next.Sub(begun) < span; {
		time.Sleep(time.Until(next))
		offered.Add(1)
		select {
		case arrivals <- next:
		default:
			unsent.Add(1)
		}
		next = next.Add(time.Duration(rand.ExpFloat64() / s.Rate * float64(time.Second)))
	}
	close(arrivals)
	running.Wait()
	sum := seen{Offered: offered.Load(), Unsent: unsent.Load(), Seconds: time.Since(begun).Seconds()}
	if s.Rate > 0 {
		sum.Seconds = span.Seconds()
	}
	return sum.of(clients)
}

func (s seen) of(clients []*client) seen {
	var good, sheds []time.Duration
	for _, a := range clients {
		s.Good, s.Late, s.Shed, s.Failed = s.Good+a.seen.Good, s.Late+a.seen.Late, s.Shed+a.seen.Shed, s.Failed+a.seen.Failed
		good, sheds = append(good, a.good...), append(sheds, a.sheds...)
		if a.seen.Fault != "" {
			s.Fault = a.seen.Fault
		}
		if a.conn != nil {
			_ = a.conn.Close()
		}
	}
	s.GoodTimes, s.ShedTimes = percentilesOf(good), percentilesOf(sheds)
	return s
}

func percentilesOf(all []time.Duration) percentiles {
	if len(all) == 0 {
		return percentiles{}
	}
	slices.Sort(all)
	return percentiles{ms(all[len(all)/2]), ms(all[len(all)*99/100]), ms(all[len(all)-1])}
}

// ask sends a request, and judges its answer: how long it took since somebody wanted it, and a refusal since it was sent.
func (a *client) ask(asks []wire, n int64, wanted time.Time) {
	one := asks[int(n)%len(asks)]
	sent := time.Now()
	status, text, err := a.exchange(strings.ReplaceAll(one.Text, asIfNew, fmt.Sprintf("%09d", n)))
	now := time.Now()
	switch {
	case err != nil:
		a.seen.Failed++
		a.seen.Fault = err.Error()
		if a.conn != nil {
			_ = a.conn.Close()
			a.conn = nil
		}
	case status == one.Wants && now.Sub(wanted) <= useful:
		a.seen.Good++
		a.good = append(a.good, now.Sub(wanted))
	case status == one.Wants:
		a.seen.Late++
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		a.seen.Shed++
		a.sheds = append(a.sheds, now.Sub(sent))
	default:
		a.seen.Failed++
		a.seen.Fault = fmt.Sprintf("%d %s", status, text)
	}
}

func (a *client) exchange(request string) (int, string, error) {
	if a.conn == nil {
		conn, err := net.DialTimeout("tcp", a.address, patience)
		if err != nil {
			return 0, "", err
		}
		a.conn, a.reader = conn, bufio.NewReader(conn)
	}
	_ = a.conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(a.conn, request); err != nil {
		return 0, "", err
	}
	answer, err := http.ReadResponse(a.reader, nil)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= 400 {
		text, err := io.ReadAll(answer.Body)
		return answer.StatusCode, string(text[:min(len(text), 300)]), err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, "", err
}

// wired writes a request as it goes over the wire.
func wired(a ask) wire {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: gatehouse\r\n", a.method, a.path)
	if a.token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", a.token)
	}
	if len(a.body) > 0 {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(a.body))
	}
	return wire{Text: b.String() + "\r\n" + string(a.body), Wants: a.wants}
}
