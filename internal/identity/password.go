package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// The bounds of a password in characters: NIST SP 800-63B-4, 3.1.1.2, for one that is the only factor.
const (
	MinPassword = 15
	MaxPassword = 256
)

// Argon2id (RFC 9106) with the second of OWASP's recommended settings; a rise here re-hashes at sign-in.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32
	remainder    = 6 // how many characters must be left when common and context words are taken out
)

//go:embed common.txt
var commonWords string

// CheckPassword refuses a password that is too short, too long or common: one that consists of common words
// and of words of its context, such as the person's own name. It returns nil or the field error, with code
// password_too_short, password_too_long or password_common.
func CheckPassword(pointer string, password secret.Text, context ...string) *errs.Field {
	text := norm.NFC.String(password.Reveal())
	switch n := utf8.RuneCountInString(text); {
	case n < MinPassword:
		return &errs.Field{
			Pointer: pointer, Code: "password_too_short",
			Detail: "Use at least 15 characters. A few words that you can remember make a good password.",
		}
	case n > MaxPassword:
		return &errs.Field{Pointer: pointer, Code: "password_too_long", Detail: "Use at most 256 characters."}
	}
	if guessable(text, context) {
		return &errs.Field{
			Pointer: pointer, Code: "password_common",
			Detail: "This password is too easy to guess. Avoid common words, repetitions and your own names.",
		}
	}
	return nil
}

func guessable(text string, context []string) bool {
	left := domain.Fold(text)
	words := make([]string, 0, 4*len(context))
	for _, phrase := range context { // first as a whole: an address leaves enough of itself between its words
		words = append(words, domain.Fold(phrase))
	}
	for _, phrase := range context {
		words = append(words, strings.FieldsFunc(domain.Fold(phrase), notLetter)...)
	}
	for _, word := range words {
		if utf8.RuneCountInString(word) >= 4 {
			left = strings.ReplaceAll(left, word, "")
		}
	}
	for word := range strings.FieldsSeq(commonWords) {
		left = strings.ReplaceAll(left, word, "")
	}
	distinct := map[rune]bool{}
	for _, r := range left {
		distinct[r] = true
	}
	return utf8.RuneCountInString(left) < remainder || len(distinct) < 4
}

func notLetter(r rune) bool { return strings.ContainsRune(" .@-_+'", r) }

// hash gives the PHC string of a password.
func (s *Service) hash(ctx context.Context, password secret.Text) (string, error) {
	var salt [argonSalt]byte
	_, _ = rand.Read(salt[:]) // never fails
	var key []byte
	err := s.gate.run(ctx, func() {
		key = argon2.IDKey(normal(password), salt[:], argonTime, argonMemory, argonThreads, argonKey)
	})
	if err != nil {
		return "", err
	}
	return phc(salt[:], key), nil
}

// phc writes a hash down in the PHC format, with today's settings.
func phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// newDecoy gives what looks like the hash of a password that nobody has. It is not hashed: whoever is held against it pays
// for the hash then, and a start neither waits for one nor takes its memory.
func newDecoy() string {
	var salt [argonSalt]byte
	var key [argonKey]byte
	_, _ = rand.Read(salt[:]) // never fails
	_, _ = rand.Read(key[:])
	return phc(salt[:], key[:])
}

// verify tells whether the password belongs to the PHC string that is kept, and whether the string is of older settings.
// For an empty string it does the same work and says no, so that time tells nothing.
func (s *Service) verify(ctx context.Context, kept string, password secret.Text) (ok, outdated bool, err error) {
	known := kept != ""
	if !known {
		kept = s.decoy
	}
	var version, memory, rounds, threads int
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, errors.New("read a password hash: not of Argon2id")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &rounds, &threads); err != nil {
		return false, false, fmt.Errorf("read a password hash: %w", err)
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	want, wantErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || wantErr != nil || len(want) == 0 || version != argon2.Version || rounds < 1 || threads < 1 || memory < 1 {
		return false, false, errors.New("read a password hash: its figures are out of range")
	}
	var got []byte
	err = s.gate.run(ctx, func() {
		got = argon2.IDKey(normal(password), salt, uint32(rounds), uint32(memory), uint8(threads), uint32(len(want))) //nolint:gosec // our own figures
	})
	if err != nil {
		return false, false, err
	}
	match := subtle.ConstantTimeCompare(got, want) == 1
	return match && known, memory != argonMemory || rounds != argonTime || threads != argonThreads, nil
}

func normal(p secret.Text) []byte { return norm.NFC.Bytes([]byte(p.Reveal())) }
