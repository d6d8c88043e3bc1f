// Package secret makes, hashes, seals and hides secrets. It stores nothing. Every use of the installation's
// one secret has a key of its own, derived by HKDF (RFC 5869), so that no key serves two purposes.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

const tokenBytes = 32 // 256 random bits

// Text is a secret in memory: it prints as [redacted] wherever it is formatted, logged or encoded.
type Text string

// String hides the secret.
func (Text) String() string { return "[redacted]" }

// Format hides the secret from every verb, also from those that are not for texts.
func (Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[redacted]") }

// LogValue hides the secret from logs.
func (Text) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText hides the secret from encoders; whoever must send it calls Reveal.
func (Text) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Reveal gives the secret itself.
func (t Text) Reveal() string { return string(t) }

// NewToken makes an unguessable token of 256 random bits in URL-safe base64.
func NewToken() Text {
	var b [tokenBytes]byte
	_, _ = rand.Read(b[:]) // never fails: the runtime ends the process instead
	return Text(base64.RawURLEncoding.EncodeToString(b[:]))
}

// Hash gives what is stored of a token: SHA-256 in hex. Enough for 256 random bits; passwords use Argon2id.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Keys derives purpose-bound keys from the installation's secret.
type Keys struct{ root []byte }

// ErrWeak says that the installation's secret is shorter than 32 bytes.
var ErrWeak = errors.New("the secret must have 32 bytes or more")

// NewKeys takes the installation's secret; ErrWeak where it is too short.
func NewKeys(root []byte) (*Keys, error) {
	if len(root) < tokenBytes {
		return nil, ErrWeak
	}
	return &Keys{root: append([]byte(nil), root...)}, nil
}

// Derive gives the 32-byte key of one purpose.
func (k *Keys) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, k.root, nil, "gatehouse/"+purpose, tokenBytes)
	if err != nil {
		panic(err) //nolint:forbidigo // only for lengths beyond 255 hashes; 32 bytes never are
	}
	return key
}

// Sealer encrypts what must be stored and read again (AES-256-GCM), bound to a context.
type Sealer struct{ aead cipher.AEAD }

// NewSealer makes the sealer of one purpose.
func NewSealer(keys *Keys, purpose string) (*Sealer, error) {
	block, err := aes.NewCipher(keys.Derive(purpose))
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make aead: %w", err)
	}
	return &Sealer{aead: aead}, nil
}

// Seal encrypts plain for one context, such as the id of the row that will hold it.
func (s *Sealer) Seal(plain []byte, context string) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(context))
}

// Open decrypts; it fails where text or context were changed.
func (s *Sealer) Open(sealed []byte, context string) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("open sealed text: %w", err)
	}
	return plain, nil
}
