package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// SMTPTimes bound one delivery. Talk is for everything up to the end of the message; Answer for the server's last
// word, for which RFC 5321 (4.5.3.2.6) asks for patience, because giving up there makes a second copy.
type SMTPTimes struct {
	Dial, Talk, Answer time.Duration
}

// DefaultSMTPTimes let a tarpit hold one slot for 20 seconds.
func DefaultSMTPTimes() SMTPTimes {
	return SMTPTimes{Dial: 10 * time.Second, Talk: 20 * time.Second, Answer: time.Minute}
}

// SMTP sends through one server, with a connection per message, so that no message waits for another one's.
type SMTP struct {
	host, port string
	from       string
	options    []mail.Option
	wrap       *tls.Config // encrypts from the first byte; nil where STARTTLS does, or nothing
	times      SMTPTimes
}

// NewSMTP reads the server's address: smtp://user:pass@host:587 asks for STARTTLS and goes nowhere without it,
// ?tls=none switches encryption off, smtps://… encrypts from the first byte. from is the sender's address. The
// error says which part cannot be used, without the password.
func NewSMTP(address, from string, roots *x509.CertPool, times SMTPTimes) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, errors.New("the SMTP address is not of the form smtp://user:pass@host:587 or smtps://…")
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("the sender is not an address such as Gatehouse <gatehouse@example.com>: %w", err)
	}
	plain := u.Query().Get("tls") == "none"
	if mode := u.Query().Get("tls"); mode != "" && mode != "none" {
		return nil, errors.New("the SMTP address knows tls=none alone")
	}
	s := &SMTP{host: u.Hostname(), port: u.Port(), from: sender.Address, times: times}
	secure := &tls.Config{ServerName: s.host, RootCAs: roots, MinVersion: tls.VersionTLS12}
	s.options = []mail.Option{
		mail.WithTLSConfig(secure),
		mail.WithTimeout(times.Talk),
	}
	switch {
	case u.Scheme == "smtps":
		s.wrap = secure
		s.options = append(s.options, mail.WithTLSPolicy(mail.NoTLS))
	case plain:
		s.options = append(s.options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.port == "" {
		s.port = map[string]string{"smtp": "587", "smtps": "465"}[u.Scheme]
	}
	if u.User != nil && u.User.Username() != "" {
		s.options = append(s.options, credentials(u.User, plain)...)
	}
	return s, nil
}

// credentials prefers what does not show the password; in clear text it goes only where tls=none was asked for.
func credentials(user *url.Userinfo, plain bool) []mail.Option {
	password, _ := user.Password()
	ways := []mail.SMTPAuthType{mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthCramMD5}
	if plain {
		ways = []mail.SMTPAuthType{
			mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthCramMD5, mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc,
		}
	}
	return []mail.Option{
		mail.WithUsername(user.Username()), mail.WithPassword(password), mail.WithOpportunisticSMTPAuth(ways...),
	}
}

// Send makes one try. Whatever happens before the server was asked to take this message, wrong credentials
// included, is our fault or the network's, and may pass.
func (s *SMTP) Send(ctx context.Context, e Envelope) error {
	l := &line{}
	defer l.hangUp()
	refusal := s.deliver(ctx, l, e)
	switch {
	case refusal == nil:
		return nil
	case !refusal.Permanent && l.late.Load():
		refusal.Problem = ProblemTimeout
	}
	return refusal
}

func (s *SMTP) deliver(ctx context.Context, l *line, e Envelope) *Refusal {
	talk, cancel := context.WithTimeout(ctx, s.times.Talk)
	defer cancel()
	client, err := s.connect(talk, l)
	if err != nil {
		return opening(err)
	}
	release := context.AfterFunc(ctx, l.hangUp)
	defer release()
	if err := client.Mail("<" + s.from + ">"); err != nil {
		return answered(err, stageSender)
	}
	if err := client.Rcpt("<" + e.To + ">"); err != nil {
		return answered(err, stageRecipient)
	}
	body, err := client.Data()
	if err != nil {
		return answered(err, stageBody)
	}
	if _, err := body.Write(e.Raw); err != nil {
		return answered(err, stageBody)
	}
	answer, stop := context.WithTimeout(ctx, s.times.Answer)
	defer stop()
	l.until(answer)
	if err := body.Close(); err != nil {
		return answered(err, stageBody)
	}
	bye, done := context.WithTimeout(ctx, time.Second)
	defer done()
	l.until(bye)
	_ = client.Quit() // it was taken; how the good-bye goes is no matter
	return nil
}

func (s *SMTP) connect(ctx context.Context, l *line) (*smtp.Client, error) {
	port, err := strconv.Atoi(s.port)
	if err != nil {
		return nil, fmt.Errorf("read the SMTP port: %w", err)
	}
	client, err := mail.NewClient(s.host, append(s.options, mail.WithPort(port), mail.WithDialContextFunc(s.dialer(l)))...)
	if err != nil {
		return nil, fmt.Errorf("make the SMTP client: %w", err)
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// dialer opens the connection under the line's own deadlines, which the library cannot move.
func (s *SMTP) dialer(l *line) mail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		d := &net.Dialer{Timeout: s.times.Dial}
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		l.Conn = conn
		l.until(ctx)
		if s.wrap == nil {
			return l, nil
		}
		secured := tls.Client(l, s.wrap)
		if err := secured.HandshakeContext(ctx); err != nil {
			l.hangUp()
			return nil, err
		}
		return secured, nil
	}
}
