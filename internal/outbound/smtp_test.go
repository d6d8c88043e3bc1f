package outbound_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

var hasty = outbound.SMTPTimes{Dial: time.Second, Talk: 2 * time.Second, Answer: 2 * time.Second}

func sendBy(t testing.TB, address string, roots *x509.CertPool, to string) error {
	t.Helper()
	m, err := outbound.NewSMTP(address, "Gatehouse <mail@gatehouse.example>", roots, hasty)
	must(t, err)
	return m.Send(context.Background(), outbound.Envelope{To: to, Raw: []byte("Subject: x\r\n\r\nhello\r\n")})
}

func expect(t testing.TB, err error, problem string, permanent bool) {
	t.Helper()
	var r *outbound.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want the refusal %s", err, problem)
	}
	if r.Problem != problem || r.Permanent != permanent {
		t.Errorf("got %s (permanent: %v, because %v), want %s (%v)", r.Problem, r.Permanent, errors.Unwrap(r), problem, permanent)
	}
	if strings.Contains(r.Error(), "@") {
		t.Errorf("the error tells an address: %s", r)
	}
}

func TestMailGoesNowhereWithoutEncryption(t *testing.T) {
	t.Parallel()
	clear := smtpsink.Start(t, smtpsink.Options{})
	expect(t, sendBy(t, "smtp://"+clear.Addr, nil, "ann@example.com"), outbound.ProblemTLS, false)
	if n := clear.Tries("ann@example.com"); n != 0 {
		t.Errorf("the server was told the recipient %d times", n)
	}
	must(t, sendBy(t, "smtp://"+clear.Addr+"?tls=none", nil, "ann@example.com"))

	server, roots := smtpsink.Certificate(t)
	upgrading := smtpsink.Start(t, smtpsink.Options{TLS: server})
	expect(t, sendBy(t, "smtp://"+upgrading.Addr, x509.NewCertPool(), "ann@example.com"), outbound.ProblemTLS, false)
	must(t, sendBy(t, "smtp://"+upgrading.Addr, roots, "ann@example.com"))

	wrapped := smtpsink.Start(t, smtpsink.Options{TLS: server, Wrapped: true})
	expect(t, sendBy(t, "smtps://"+wrapped.Addr, x509.NewCertPool(), "ann@example.com"), outbound.ProblemTLS, false)
	must(t, sendBy(t, "smtps://"+wrapped.Addr, roots, "ann@example.com"))
	for _, s := range []*smtpsink.Sink{upgrading, wrapped} {
		if all := s.Received(); len(all) != 1 || !all[0].TLS {
			t.Errorf("received %+v, want one message over TLS", all)
		}
	}
}

func TestCredentialsAreShownAndTheirRefusalIsOurFault(t *testing.T) {
	t.Parallel()
	server, roots := smtpsink.Certificate(t)
	for name, o := range map[string]struct {
		scheme, query string
		options       smtpsink.Options
	}{
		"STARTTLS": {"smtp", "", smtpsink.Options{TLS: server, User: "house", Password: "p@ss word"}},
		"wrapped":  {"smtps", "", smtpsink.Options{TLS: server, Wrapped: true, User: "house", Password: "p@ss word"}},
		"none":     {"smtp", "?tls=none", smtpsink.Options{User: "house", Password: "p@ss word"}},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtpsink.Start(t, o.options)
			right := url.UserPassword("house", "p@ss word").String()
			must(t, sendBy(t, o.scheme+"://"+right+"@"+sink.Addr+o.query, roots, "ann@example.com"))
			if all := sink.Received(); len(all) != 1 || all[0].User != "house" {
				t.Errorf("received %+v, want one message of the user house", all)
			}
			expect(t, sendBy(t, o.scheme+"://house:wrong@"+sink.Addr+o.query, roots, "ann@example.com"), outbound.ProblemAuth, false)
			expect(t, sendBy(t, o.scheme+"://"+sink.Addr+o.query, roots, "ann@example.com"), outbound.ProblemAuth, false)
		})
	}
}

func TestAnswersHaveTheirClass(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		atBody    bool
		err       error
		problem   string
		permanent bool
	}{
		"unknown@x.example":  {false, smtpsink.Refuse(550, 5, 1, 1), outbound.ProblemMailbox, true},
		"policy@x.example":   {false, smtpsink.Refuse(550, 5, 7, 1), outbound.ProblemRejected, true},
		"full@x.example":     {false, smtpsink.Refuse(552, 5, 2, 2), outbound.ProblemFull, true},
		"fullnow@x.example":  {false, smtpsink.Refuse(452, 4, 2, 2), outbound.ProblemFull, false},
		"grey@x.example":     {false, smtpsink.Refuse(450, 4, 7, 1), outbound.ProblemBusy, false},
		"local@x.example":    {false, smtpsink.Refuse(451, 4, 3, 0), outbound.ProblemBusy, false},
		"closing@x.example":  {false, smtpsink.Refuse(421, 4, 3, 2), outbound.ProblemBusy, false},
		"odd@x.example":      {false, smtpsink.Refuse(535, 5, 7, 8), outbound.ProblemRejected, true},
		"spam@x.example":     {true, smtpsink.Refuse(554, 5, 7, 1), outbound.ProblemRejected, true},
		"large@x.example":    {true, smtpsink.Refuse(552, 5, 3, 4), outbound.ProblemTooLarge, true},
		"bodybusy@x.example": {true, smtpsink.Refuse(451, 4, 3, 0), outbound.ProblemBusy, false},
	}
	script := smtpsink.Script{
		Rcpt: func(to string, _ int) error {
			if a, ok := answers[to]; ok && !a.atBody {
				return a.err
			}
			return nil
		},
		Data: func(to string, _ int) error {
			if a, ok := answers[to]; ok && a.atBody {
				return a.err
			}
			return nil
		},
	}
	sink := smtpsink.Start(t, smtpsink.Options{Script: script})
	for to, a := range answers {
		t.Run(to, func(t *testing.T) {
			expect(t, sendBy(t, "smtp://"+sink.Addr+"?tls=none", nil, to), a.problem, a.permanent)
		})
	}
	must(t, sendBy(t, "smtp://"+sink.Addr+"?tls=none", nil, "ann@x.example"))
}

func TestNobodyIsWaitedForWithoutEnd(t *testing.T) {
	t.Parallel()
	sink := smtpsink.Start(t, smtpsink.Options{Script: smtpsink.Script{
		Drip: func(to string) bool { return strings.HasPrefix(to, "drip") },
		Stall: func(to string) time.Duration {
			return map[bool]time.Duration{true: 4 * time.Second}[strings.HasPrefix(to, "stall")]
		},
	}})
	for _, to := range []string{"drip@x.example", "stall@x.example"} {
		began := time.Now()
		expect(t, sendBy(t, "smtp://"+sink.Addr+"?tls=none", nil, to), outbound.ProblemTimeout, false)
		if took := time.Since(began); took > hasty.Talk+500*time.Millisecond {
			t.Errorf("%s was waited for %s", to, took)
		}
	}
	expect(t, sendBy(t, "smtp://127.0.0.1:1?tls=none", nil, "ann@x.example"), outbound.ProblemUnreachable, false)
	expect(t, sendBy(t, "smtp://no-such-host.invalid:25?tls=none", nil, "ann@x.example"), outbound.ProblemUnreachable, false)
}
