package outbound

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// gap is seen by nobody and ends what a mail program takes for an address or a link (U+200B).
const gap = "\u200b"

// A scheme is any word before a colon with something behind it, such as mailto or tel. A dot parts the names of a host: also in
// full width, and whatever is before it, because scripts end words in signs that are no letters.
var (
	schemes = regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*)(:)(//|\S)`)
	dots    = regexp.MustCompile(`([^\s.\x{200b}])([.。．｡․])([^\s.])`)
)

// inert makes what people typed harmless in a message: one line, bounded, no control or direction characters, and
// nothing that a mail program turns into a link. A message has one link, and that is ours.
func inert(s string, limit int) string { return unlink(bound(oneLine(s), limit)) }

// inertLines is inert for text of several lines.
func inertLines(s string, limit int) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(bound(s, limit), "\n")
	for i, l := range lines {
		lines[i] = unlink(oneLine(l))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))), " ")
}

func bound(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + "…"
}

func unlink(s string) string {
	s = schemes.ReplaceAllString(s, "$1"+gap+"$2"+gap+"$3")
	s = dots.ReplaceAllString(s, "$1"+gap+"$2$3")
	return dots.ReplaceAllString(s, "$1"+gap+"$2$3") // a.b.c: matches do not overlap
}

const listed = 50 // entries kept of a list

// tame gives the data of a message with everything in it that people typed made harmless.
func tame(d domain.MailData) domain.MailData {
	d.Name = inert(d.Name, domain.MaxName)
	d.Email = inert(d.Email, domain.MaxEmail)
	d.WorkspaceName = inert(d.WorkspaceName, domain.MaxName)
	d.InviterName = inert(d.InviterName, domain.MaxName)
	d.Webhook = inert(d.Webhook, domain.MaxName)
	d.Device = inert(d.Device, domain.MaxName)
	d.Message = inertLines(d.Message, domain.MaxMessage)
	d.Roles = tameAll(d.Roles)
	d.People = tameAll(d.People)
	d.Changes = slices.Clone(d.Changes[max(0, len(d.Changes)-listed):])
	for i, c := range d.Changes {
		d.Changes[i].By, d.Changes[i].Now = inert(c.By, domain.MaxName), tameAll(c.Now)
	}
	return d
}

func tameAll(all []string) []string {
	out := make([]string, 0, min(len(all), listed))
	for _, one := range all {
		if len(out) < listed {
			out = append(out, inert(one, domain.MaxName))
		}
	}
	return out
}
