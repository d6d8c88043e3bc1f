package outbound

import (
	"bytes"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"

	"github.com/wneessen/go-mail"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

//go:embed templates
var templates embed.FS

const maxSubject = 200

// Letters writes messages. Every link in them begins with the configured public URL, never with what a request said.
type Letters struct {
	base string
	host string
	from netmail.Address
	html *template.Template
	text *texttemplate.Template
}

// NewLetters takes the public URL and the sender. The error says which of them cannot be used.
func NewLetters(publicURL, from string) (*Letters, error) {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("the public URL is not of the form https://gatehouse.example.com")
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("the sender is not an address such as Gatehouse <gatehouse@example.com>: %w", err)
	}
	l := &Letters{base: strings.TrimRight(publicURL, "/"), host: u.Hostname(), from: *sender}
	if l.html, err = template.ParseFS(templates, "templates/letter.html"); err != nil {
		return nil, fmt.Errorf("read the HTML template: %w", err)
	}
	lines := texttemplate.FuncMap{"lines": func(s string) []string { return strings.Split(s, "\n") }}
	l.text, err = texttemplate.New("letter.txt").Funcs(lines).ParseFS(templates, "templates/letter.txt")
	if err != nil {
		return nil, fmt.Errorf("read the text template: %w", err)
	}
	return l, nil
}

// Host is what Message-IDs end in.
func (l *Letters) Host() string { return l.host }

// Base is what every link begins with.
func (l *Letters) Base() string { return l.base }

// Write renders a mail. The same mail gives the same bytes each time: its date and its boundary are its own. The
// error says that it cannot be written at all.
func (l *Letters) Write(m domain.Mail, d domain.MailData) (Envelope, error) {
	one, err := compose(m.Kind, tame(d))
	if err != nil {
		return Envelope{}, err
	}
	if one.Button != "" {
		if one.Link, err = l.link(d.Link); err != nil {
			return Envelope{}, err
		}
	}
	e := Envelope{ID: string(m.ID), To: string(m.Recipient), Subject: bound(strings.ReplaceAll(one.Subject, gap, ""), maxSubject)}
	view := struct {
		letter
		Base string
	}{one, l.base}
	var text, html bytes.Buffer
	if err := l.text.Execute(&text, view); err != nil {
		return Envelope{}, fmt.Errorf("write the text part: %w", err)
	}
	if err := l.html.Execute(&html, view); err != nil {
		return Envelope{}, fmt.Errorf("write the HTML part: %w", err)
	}
	e.Text, e.HTML = text.String(), html.String()
	e.Raw, err = l.encode(m, e)
	return e, err
}

// link puts the public URL before a path of ours. Anything else is a fault, and must not go out.
func (l *Letters) link(path string) (string, error) {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n \"<>") {
		return "", errors.New("the message has no usable link")
	}
	return l.base + path, nil
}

func (l *Letters) encode(m domain.Mail, e Envelope) ([]byte, error) {
	msg := mail.NewMsg(mail.WithBoundary("part-"+string(m.ID)), mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	if err := msg.FromFormat(l.from.Name, l.from.Address); err != nil {
		return nil, fmt.Errorf("set the sender: %w", err)
	}
	if err := msg.To(e.To); err != nil {
		return nil, fmt.Errorf("set the recipient: %w", errors.New("not an address"))
	}
	msg.Subject(subjectLine(e.Subject))
	msg.SetDateWithValue(m.CreatedAt)
	msg.SetMessageIDWithValue(strings.Trim(m.MessageID, "<>"))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetBodyString(mail.TypeTextPlain, e.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, e.HTML)
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("encode the message: %w", err)
	}
	return raw.Bytes(), nil
}

const wordBytes = 45 // in one encoded word of a header, which is at most 75 characters (RFC 2047, 2)

// subjectLine writes a subject as encoded words where what people typed into it would be read as one: plain ASCII is sent
// as it is, and a name of this form would be shown as another text than the name.
func subjectLine(s string) string {
	if !strings.Contains(s, "=?") || strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) { // the latter is encoded anyway
		return s
	}
	var words []string
	for part := range slices.Chunk([]byte(s), wordBytes) {
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString(part)+"?=")
	}
	return strings.Join(words, " ")
}
