package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/golang-jwt/jwt/v5"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// maxToken bounds what is parsed at all, so that a huge token costs nothing.
const maxToken = 2048

// minter makes and reads one kind of token: JWT (RFC 7519) signed by HMAC-SHA-256, each kind with its own key,
// typ and audience, so that one can never pass for another.
type minter struct {
	typ    string
	head   string // of each token, as it is written
	issuer string
	key    []byte
	clock  clock.Clock
	parser *jwt.Parser
	rules  *jwt.Validator // of whom, for what, and for now
	seen   *seenTokens
}

func newMinter(typ, issuer string, keys *secret.Keys, c clock.Clock) minter {
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"` + typ + `"}`))
	return minter{
		typ: typ, head: head, issuer: issuer, key: keys.Derive("jwt/" + typ), clock: c,
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation()),
		rules:  jwt.NewValidator(jwt.WithIssuer(issuer), jwt.WithAudience(typ), jwt.WithExpirationRequired(), jwt.WithTimeFunc(c.Now)),
		seen:   &seenTokens{known: map[[sha256.Size]byte]claims{}},
	}
}

// claims carry identity only: the account, and the session or nothing. Never a right.
type claims struct {
	Session string `json:"sid,omitempty"`
	Version int64  `json:"ver,omitempty"` // of the account, where the token dies with it
	jwt.RegisteredClaims
}

func (m minter) mint(account id.Account, session id.Session, version int64, life time.Duration) (string, error) {
	now := m.clock.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		Session: string(session),
		Version: version,
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: m.issuer, Audience: jwt.ClaimStrings{m.typ}, Subject: string(account),
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(life)),
		},
	})
	t.Header["typ"] = m.typ
	return t.SignedString(m.key)
}

// read gives the claims of a token, whose subject is the id of an account. It answers only ErrSignIn, or ErrOver, which
// reads the same: why a token is refused is nobody's business.
func (m minter) read(token string) (claims, error) {
	if len(token) > maxToken {
		return claims{}, authz.ErrSignIn()
	}
	c, signed := m.signed(token)
	if !signed {
		return claims{}, authz.ErrSignIn()
	}
	switch err := m.rules.Validate(c); {
	case errors.Is(err, jwt.ErrTokenExpired):
		return claims{}, authz.ErrOver()
	case err != nil:
		return claims{}, authz.ErrSignIn()
	}
	return c, nil
}

// signed gives the claims of a token that was made here and signed with the key, whoever it is for and however old. That a
// token is so depends on it and on the key alone, so it is found out once.
func (m minter) signed(token string) (claims, bool) {
	sum := sha256.Sum256([]byte(token))
	if c, ok := m.seen.recall(sum); ok {
		return c, true
	}
	if !m.madeHere(token) {
		return claims{}, false
	}
	var c claims // fresh for every token: a reused one defeats the demand for exp
	parsed, err := m.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return m.key, nil })
	if err != nil || !parsed.Valid {
		return claims{}, false
	}
	if _, err := id.Parse[id.Account](c.Subject); err != nil {
		return claims{}, false
	}
	m.seen.keep(sum, c)
	return c, true
}

// seenTokens are the claims of tokens by their SHA-256, so that nobody finds a token there.
type seenTokens struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]claims
}

// seenAtMost is how many are kept, half a kilobyte each; all are let go at once then.
const seenAtMost = 2_000

func (s *seenTokens) recall(sum [sha256.Size]byte) (claims, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.known[sum]
	return c, ok
}

func (s *seenTokens) keep(sum [sha256.Size]byte, c claims) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= seenAtMost {
		clear(s.known)
	}
	s.known[sum] = c
}

// madeHere tells whether a token has the form of those that are minted here, whoever signed it. Its head is theirs to the
// byte: so it names no key, no certificate and no place to get one, and nothing in it is critical, compressed or wrapped
// (RFC 8725, 3.10). Its claims are known ones, each given once, and dates are numbers, which the library would also read
// from texts.
func (m minter) madeHere(token string) bool {
	head, rest, _ := strings.Cut(token, ".")
	body, signature, _ := strings.Cut(rest, ".")
	// Base64 would read over line breaks, and then one token had several spellings.
	if head != m.head || strings.ContainsAny(body+signature, "\r\n") {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	var known struct {
		Iss jsontext.Value `json:"iss"`
		Aud jsontext.Value `json:"aud"`
		Sub jsontext.Value `json:"sub"`
		Sid jsontext.Value `json:"sid"`
		Ver jsontext.Value `json:"ver"`
		Exp float64        `json:"exp"`
		Nbf float64        `json:"nbf"`
		Iat float64        `json:"iat"`
	}
	return err == nil && json.Unmarshal(text, &known, json.RejectUnknownMembers(true)) == nil
}
