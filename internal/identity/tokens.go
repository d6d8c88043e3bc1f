package identity

import (
	"encoding/base64"
	"errors"
	"strings"
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
}

func newMinter(typ, issuer string, keys *secret.Keys, c clock.Clock) minter {
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"` + typ + `"}`))
	return minter{typ: typ, head: head, issuer: issuer, key: keys.Derive("jwt/" + typ), clock: c}
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
	if len(token) > maxToken || !m.madeHere(token) {
		return claims{}, authz.ErrSignIn()
	}
	var c claims // fresh for every token: a reused one defeats the demand for exp
	parsed, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return m.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(m.issuer), jwt.WithAudience(m.typ),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(m.clock.Now), jwt.WithStrictDecoding())
	if errors.Is(err, jwt.ErrTokenExpired) { // which is looked at where the signature is right
		return claims{}, authz.ErrOver()
	}
	if err != nil || !parsed.Valid {
		return claims{}, authz.ErrSignIn()
	}
	if _, err := id.Parse[id.Account](c.Subject); err != nil {
		return claims{}, authz.ErrSignIn()
	}
	return c, nil
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
