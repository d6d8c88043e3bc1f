package identity

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

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
	issuer string
	key    []byte
	clock  clock.Clock
}

func newMinter(typ, issuer string, keys *secret.Keys, c clock.Clock) minter {
	return minter{typ: typ, issuer: issuer, key: keys.Derive("jwt/" + typ), clock: c}
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

// read gives the claims of a token, whose subject is the id of an account. It answers only ErrSignIn: why a
// token is refused is nobody's business.
func (m minter) read(token string) (claims, error) {
	// Base64 would read over line breaks, and then one token had several spellings.
	if len(token) > maxToken || strings.ContainsAny(token, "\r\n") {
		return claims{}, authz.ErrSignIn()
	}
	var c claims // fresh for every token: a reused one defeats the demand for exp
	parsed, err := jwt.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != m.typ {
			return nil, jwt.ErrTokenUnverifiable
		}
		return m.key, nil
	}, jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(m.issuer), jwt.WithAudience(m.typ),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(m.clock.Now), jwt.WithStrictDecoding())
	if err != nil || !parsed.Valid || !datesAreNumbers(token) {
		return claims{}, authz.ErrSignIn()
	}
	if _, err := id.Parse[id.Account](c.Subject); err != nil {
		return claims{}, authz.ErrSignIn()
	}
	return c, nil
}

// datesAreNumbers refuses dates in quotes, which the library reads as numbers and RFC 7519, 2 does not.
func datesAreNumbers(token string) bool {
	_, rest, _ := strings.Cut(token, ".")
	body, _, _ := strings.Cut(rest, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	var dates struct {
		Exp float64 `json:"exp"`
		Nbf float64 `json:"nbf"`
		Iat float64 `json:"iat"`
	}
	return err == nil && json.Unmarshal(text, &dates) == nil
}
