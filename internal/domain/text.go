package domain

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// The bounds of what people type, in characters.
const (
	MaxName        = 120
	MaxMessage     = 1000
	MaxDescription = 500
	MaxEmail       = 254 // RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
	maxLocal       = 64  // RFC 5321, 4.5.3.1.1
)

// Email is an address in its one canonical form: lower-case ASCII, the domain as IDNA A-labels (RFC 5891).
// Only ParseEmail makes one.
type Email string

// Domain is the part after the @.
func (e Email) Domain() string {
	_, d, _ := strings.Cut(string(e), "@")
	return d
}

// ParseEmail reads an address under a strict grammar: a dot-atom of ASCII (RFC 5322, 3.2.3), one @, a domain
// of two labels or more. Quoted local parts, comments, names and address literals are refused, because mail
// systems disagree about them. The error is a field error with code email_invalid.
func ParseEmail(pointer, text string) (Email, *errs.Field) {
	bad := &errs.Field{
		Pointer: pointer, Code: "email_invalid",
		Detail: "Enter an e-mail address such as name@example.com.",
	}
	local, host, found := strings.Cut(strings.Trim(text, " "), "@")
	if !found || !utf8.ValidString(host) || len(local) == 0 || len(local) > maxLocal || !isDotAtom(local) {
		return "", bad
	}
	ascii, err := idna.Lookup.ToASCII(norm.NFC.String(host))
	if err != nil || !isHost(ascii) {
		return "", bad
	}
	whole := strings.ToLower(local) + "@" + strings.ToLower(ascii)
	if len(whole) > MaxEmail {
		return "", bad
	}
	return Email(whole), nil
}

func isDotAtom(s string) bool {
	if s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", rune(c)) {
			return false
		}
	}
	return true
}

func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return false
	}
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for i := range len(l) {
			c := l[i]
			if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
				return false
			}
		}
	}
	// The last label is a top-level domain, which begins with a letter; 127.1 and 0x7f.1 are addresses in disguise.
	last := labels[len(labels)-1]
	return len(labels) >= 2 && (last[0] >= 'a' && last[0] <= 'z' || last[0] >= 'A' && last[0] <= 'Z')
}

// ParseName reads the name of a person or thing: NFC, trimmed, 1 to 120 characters, none of them a control or
// direction-override character or invisible, so that no two names look the same and differ. The error is a field error with code required, too_long or name_invalid.
func ParseName(pointer, text string) (string, *errs.Field) {
	name := strings.TrimSpace(norm.NFC.String(text))
	if Fold(name) == "" {
		return "", &errs.Field{Pointer: pointer, Code: "required", Detail: "Enter a name."}
	}
	if utf8.RuneCountInString(name) > MaxName {
		return "", &errs.Field{Pointer: pointer, Code: "too_long", Detail: "Use at most 120 characters."}
	}
	if !clean(name, false) {
		return "", &errs.Field{
			Pointer: pointer, Code: "name_invalid",
			Detail: "Names cannot contain line breaks or invisible control characters.",
		}
	}
	return name, nil
}

// ParseFileName reads the name of a file that was uploaded; whatever has none gets one. The error is a field error with
// code too_long or name_invalid.
func ParseFileName(pointer, text string) (string, *errs.Field) {
	name := strings.TrimSpace(norm.NFC.String(text))
	switch {
	case name == "":
		return "people.csv", nil
	case utf8.RuneCountInString(name) > MaxFileName:
		return "", &errs.Field{Pointer: pointer, Code: "too_long", Detail: "Use a shorter name for the file."}
	case !clean(name, false):
		return "", &errs.Field{Pointer: pointer, Code: "name_invalid", Detail: "The name of the file contains invisible control characters."}
	}
	return name, nil
}

// ParseMessage reads a note of up to max characters that may have several lines; "" is fine.
func ParseMessage(pointer, text string, limit int) (string, *errs.Field) {
	msg := strings.TrimSpace(norm.NFC.String(text))
	if utf8.RuneCountInString(msg) > limit {
		return "", &errs.Field{Pointer: pointer, Code: "too_long", Detail: fmt.Sprintf("Use at most %d characters.", limit)}
	}
	if !clean(msg, true) {
		return "", &errs.Field{
			Pointer: pointer, Code: "text_invalid",
			Detail: "This text contains invisible control characters.",
		}
	}
	return msg, nil
}

func clean(s string, lines bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if lines && (r == '\n' || r == '\t' || r == '\r') {
			continue
		}
		if unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029' || isBidi(r) {
			return false
		}
		if !lines && isInvisible(r) {
			return false
		}
	}
	return true
}

// isBidi tells the characters that turn text around without being seen (Unicode TR36, 2.3).
func isBidi(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// isInvisible tells the characters that show nothing. The two joiners stay: scripts and emoji need them.
func isInvisible(r rune) bool {
	switch r {
	case '\u200C', '\u200D':
		return false
	case '\u115F', '\u1160', '\u3164', '\uFFA0', '\u2800': // letters and a symbol by their class, and yet blank
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// Fold gives the form by which names are compared and searched: NFKC, lower case, without what shows nothing.
func Fold(text string) string {
	seen := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || isInvisible(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
	return norm.NFKC.String(strings.ToLower(seen))
}

// SlugOf makes a slug of a name: lower-case ASCII letters, digits and single hyphens, 1 to 48 long.
func SlugOf(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the accent that NFKD split off
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 48 {
			break
		}
	}
	if slug := strings.Trim(b.String(), "-"); slug != "" {
		return slug
	}
	return "workspace"
}
