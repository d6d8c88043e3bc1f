// Package smtpsink is a real SMTP server for tests: it takes messages over the wire and keeps them, and refuses,
// stalls or breaks off where a test's script says so.
package smtpsink

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Received is one message as it came over the wire.
type Received struct {
	From string
	To   []string
	Raw  []byte
	TLS  bool
	User string
	At   time.Time
}

// Script says what the server does at each step. A nil answer takes it; an error of type *smtp.SMTPError is sent as
// it is. try counts the tries for one recipient, from 1.
type Script struct {
	Rcpt  func(to string, try int) error
	Data  func(to string, try int) error
	Drip  func(to string) bool // at RCPT, send one byte per second and never come to an end
	Stall func(to string) time.Duration
	After func(to string, try int) bool // take the message, then break off without a word
}

// Options shape a server. TLS offers STARTTLS, or encrypts from the first byte where Wrapped is set. Auth asks
// for that user and password.
type Options struct {
	Script         Script
	TLS            *tls.Config
	Wrapped        bool
	User, Password string
	Addr           string // "" picks a free port
}

// Sink is a running server.
type Sink struct {
	Addr   string
	server *smtp.Server
	socket net.Listener
	o      Options
	mu     sync.Mutex
	got    []Received
	tries  map[string]int
	open   int // connections now
	most   int // connections at once
}

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Sink {
	t.Helper()
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		t.Fatalf("smtpsink: %v", err)
	}
	s := &Sink{Addr: listener.Addr().String(), socket: listener, o: o, tries: map[string]int{}}
	s.server = smtp.NewServer(smtp.BackendFunc(s.session))
	s.server.Domain = "sink.example"
	s.server.AllowInsecureAuth = true
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	s.server.MaxMessageBytes = 10 << 20
	if o.TLS != nil {
		if o.Wrapped {
			listener = tls.NewListener(listener, o.TLS)
		} else {
			s.server.TLSConfig = o.TLS
		}
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.server.Serve(listener) }()
	t.Cleanup(func() { s.Close(); <-done })
	return s
}

// Close ends the server and its connections.
func (s *Sink) Close() {
	_ = s.socket.Close() // the server does not know of it before its first Accept
	_ = s.server.Close()
}

// Received gives all messages taken so far.
func (s *Sink) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// To gives the messages taken for one recipient.
func (s *Sink) To(address string) []Received {
	var out []Received
	for _, r := range s.Received() {
		if slices.Contains(r.To, address) {
			out = append(out, r)
		}
	}
	return out
}

// Tries tells how often a recipient was named.
func (s *Sink) Tries(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries[address]
}

// Await waits until ok holds of the messages taken, and fails the test where it does not within the time.
func (s *Sink) Await(t testing.TB, within time.Duration, what string, ok func([]Received) bool) []Received {
	t.Helper()
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		got := s.Received()
		if ok(got) {
			return got
		}
		if time.Now().After(end) {
			t.Fatalf("smtpsink: after %s, %d messages: still not %s", within, len(got), what)
		}
	}
}

func (s *Sink) session(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open++
	s.most = max(s.most, s.open)
	return &session{sink: s, conn: c}, nil
}

type session struct {
	sink *Sink
	conn *smtp.Conn
	user string
	now  Received
}

func (n *session) AuthMechanisms() []string {
	if n.sink.o.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (n *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != n.sink.o.User || password != n.sink.o.Password {
			return smtp.ErrAuthFailed
		}
		n.user = user
		return nil
	}), nil
}

func (n *session) Mail(from string, _ *smtp.MailOptions) error {
	if n.sink.o.User != "" && n.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	_, secured := n.conn.TLSConnectionState()
	n.now = Received{From: from, TLS: secured, User: n.user}
	return nil
}

func (n *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	n.sink.mu.Lock()
	n.sink.tries[to]++
	try := n.sink.tries[to]
	n.sink.mu.Unlock()
	script := n.sink.o.Script
	if script.Drip != nil && script.Drip(to) {
		return n.drip()
	}
	if script.Stall != nil {
		time.Sleep(script.Stall(to))
	}
	if script.Rcpt != nil {
		if err := script.Rcpt(to, try); err != nil {
			return err
		}
	}
	n.now.To = append(n.now.To, to)
	return nil
}

// drip sends an answer that never ends, a byte per second, until the other side hangs up.
func (n *session) drip() error {
	answer := strings.Repeat("250-please hold the line\r\n", 20)
	for i := range len(answer) {
		if _, err := n.conn.Conn().Write([]byte{answer[i]}); err != nil {
			break
		}
		time.Sleep(time.Second)
	}
	return smtp.ErrDataReset
}

func (n *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	to := strings.Join(n.now.To, ",")
	try := n.sink.Tries(to)
	script := n.sink.o.Script
	if script.Data != nil {
		if err := script.Data(to, try); err != nil {
			return err
		}
	}
	n.now.Raw, n.now.At = raw, time.Now()
	n.sink.mu.Lock()
	n.sink.got = append(n.sink.got, n.now)
	n.sink.mu.Unlock()
	if script.After != nil && script.After(to, try) {
		_ = n.conn.Conn().Close()
	}
	return nil
}

func (n *session) Reset() { n.now = Received{} }

func (n *session) Logout() error {
	n.sink.mu.Lock()
	defer n.sink.mu.Unlock()
	n.sink.open--
	return nil
}

// Most tells how many connections were open at once.
func (s *Sink) Most() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

// Refuse makes the answer of a script.
func Refuse(code, class, subject, detail int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: "No: " + "<somebody@private.example>"}
}
