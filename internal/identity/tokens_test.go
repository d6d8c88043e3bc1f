package identity_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	issuer      = "https://gatehouse.example"
	accessType  = "gatehouse-access+jwt"
	pendingType = "gatehouse-pending+jwt"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func keysOf(t testing.TB, root string) *secret.Keys {
	t.Helper()
	keys, err := secret.NewKeys([]byte(root))
	must(t, err)
	return keys
}

func service(t testing.TB, c *testkit.Clock) *identity.Service {
	t.Helper()
	return identity.New(keysOf(t, testkit.Secret), issuer, c)
}

// forge makes a token of any head and claims, signed with any key.
func forge(t testing.TB, method jwt.SigningMethod, key any, head, claims map[string]any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, jwt.MapClaims(claims))
	maps.Copy(token.Header, head)
	text, err := token.SignedString(key)
	must(t, err)
	return text
}

func with(m map[string]any, changes ...any) map[string]any {
	out := maps.Clone(m)
	for i := 0; i < len(changes); i += 2 {
		if changes[i+1] == nil {
			delete(out, changes[i].(string))
		} else {
			out[changes[i].(string)] = changes[i+1]
		}
	}
	return out
}

// A token that was not made here, for this, and for now, names nobody; each is refused beside the real one.
func TestOnlyARealAccessTokenNamesSomebody(t *testing.T) {
	c := &testkit.Clock{}
	s, now := service(t, c), c.Now()
	key := keysOf(t, testkit.Secret).Derive("jwt/" + accessType)
	account, session := string(id.New[id.Account]()), string(id.New[id.Session]())
	head := map[string]any{"typ": accessType}
	real := map[string]any{
		"iss": issuer, "aud": accessType, "sub": account, "sid": session,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}
	hs := jwt.SigningMethodHS256
	good := forge(t, hs, key, head, real)
	p, err := s.Authenticate(context.Background(), good)
	if err != nil || string(p.Account) != account || string(p.Session) != session {
		t.Fatalf("the real one: %+v, %v", p, err)
	}
	parts := strings.Split(good, ".")
	encode := func(v any) string {
		text, err := json.Marshal(v)
		must(t, err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	refused := map[string]string{
		"nothing": "", "a word": "token", "two parts": parts[0] + "." + parts[1], "four parts": good + ".x",
		"no signature":          parts[0] + "." + parts[1] + ".",
		"alg none":              forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, head, real),
		"alg none, signed":      encode(map[string]any{"alg": "none", "typ": accessType}) + "." + parts[1] + "." + parts[2],
		"alg None":              encode(map[string]any{"alg": "None", "typ": accessType}) + "." + parts[1] + ".",
		"HS384":                 forge(t, jwt.SigningMethodHS384, key, head, real),
		"HS512":                 forge(t, jwt.SigningMethodHS512, key, head, real),
		"another key":           forge(t, hs, []byte("another key, as long as a key has to be"), head, real),
		"no key":                forge(t, hs, []byte{}, head, real),
		"another installation":  forge(t, hs, keysOf(t, "another secret, as long as one has to be").Derive("jwt/"+accessType), head, real),
		"the pending key":       forge(t, hs, keysOf(t, testkit.Secret).Derive("jwt/"+pendingType), head, real),
		"typ JWT":               forge(t, hs, key, map[string]any{"typ": "JWT"}, real),
		"typ of another kind":   forge(t, hs, key, map[string]any{"typ": pendingType}, real),
		"typ in capitals":       forge(t, hs, key, map[string]any{"typ": strings.ToUpper(accessType)}, real),
		"typ as a list":         forge(t, hs, key, map[string]any{"typ": []string{accessType}}, real),
		"no exp":                forge(t, hs, key, head, with(real, "exp", nil)),
		"exp now":               forge(t, hs, key, head, with(real, "exp", now.Unix())),
		"exp past":              forge(t, hs, key, head, with(real, "exp", now.Add(-time.Hour).Unix())),
		"exp as text":           forge(t, hs, key, head, with(real, "exp", "9999999999")),
		"exp zero":              forge(t, hs, key, head, with(real, "exp", 0)),
		"exp negative":          forge(t, hs, key, head, with(real, "exp", -1)),
		"nbf far":               forge(t, hs, key, head, with(real, "nbf", now.Add(time.Hour).Unix())),
		"no iss":                forge(t, hs, key, head, with(real, "iss", nil)),
		"another iss":           forge(t, hs, key, head, with(real, "iss", issuer+".evil.example")),
		"no aud":                forge(t, hs, key, head, with(real, "aud", nil)),
		"another aud":           forge(t, hs, key, head, with(real, "aud", pendingType)),
		"no sub":                forge(t, hs, key, head, with(real, "sub", nil)),
		"a sub that is no id":   forge(t, hs, key, head, with(real, "sub", "ann")),
		"a sub that is a query": forge(t, hs, key, head, with(real, "sub", "' OR 1=1 --")),
		"no sid":                forge(t, hs, key, head, with(real, "sid", nil)),
		"a sid that is no id":   forge(t, hs, key, head, with(real, "sid", "1")),
		"a sid in capitals":     forge(t, hs, key, head, with(real, "sid", strings.ToUpper(session))),
		"other claims":          parts[0] + "." + encode(with(real, "sub", string(id.New[id.Account]()))) + "." + parts[2],
		"padded":                good + "=",
		"white space":           good + "\n",
		"white space inside":    parts[0] + "\n." + parts[1] + "." + parts[2],
		"huge":                  forge(t, hs, key, head, with(real, "x", strings.Repeat("a", 4096))),
		"many dots":             strings.Repeat(".", 2000),
	}
	for _, name := range []string{"kid", "jku", "x5u"} { // no key is ever fetched or chosen by the token
		refused[name] = forge(t, hs, []byte("the attacker's key, at the attacker's"), with(head, name, "https://evil.example/../../dev/null"), real)
	}
	refused["jwk"] = forge(t, hs, []byte("0123456789abcdef0123456789abcdef"), with(head, "jwk", map[string]any{"kty": "oct", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}), real)
	for what, token := range refused {
		for try := range 2 { // a token that was seen before is no better
			p, err := s.Authenticate(context.Background(), token)
			if errs.Of(err) == nil || errs.Of(err).Code != "unauthenticated" || p != (authz.Principal{}) {
				t.Errorf("%s, try %d: got %+v, %v", what, try+1, p, err)
			}
		}
	}
	if again, err := s.Authenticate(context.Background(), good); err != nil || again != p {
		t.Errorf("the real one again: %+v, %v", again, err)
	}
	for i := range good { // each character
		changed := []byte(good)
		changed[i] ^= 1
		if p, err := s.Authenticate(context.Background(), string(changed)); err == nil {
			t.Fatalf("changed at %d, and still %+v", i, p)
		}
	}
	c.Advance(2 * time.Minute)
	if _, err := s.Authenticate(context.Background(), good); err == nil {
		t.Error("the real one outlived its end")
	}
}

// However many tokens come, each is told from the others.
func TestManyTokensAreToldApart(t *testing.T) {
	c := &testkit.Clock{}
	s, now := service(t, c), c.Now()
	key := keysOf(t, testkit.Secret).Derive("jwt/" + accessType)
	tokens := map[string]string{}
	for range 2_100 { // a few more than are remembered
		session := string(id.New[id.Session]())
		tokens[session] = forge(t, jwt.SigningMethodHS256, key, map[string]any{"typ": accessType}, map[string]any{
			"iss": issuer, "aud": accessType, "sub": string(id.New[id.Account]()), "sid": session, "exp": now.Add(time.Minute).Unix(),
		})
	}
	for range 2 {
		for session, token := range tokens {
			if p, err := s.Authenticate(context.Background(), token); err != nil || string(p.Session) != session {
				t.Fatalf("that of %s: %+v, %v", session, p, err)
			}
		}
	}
}

// The two kinds of token never pass for one another, and a pending token carries the account's version.
func TestKindsOfTokenAreNotInterchangeable(t *testing.T) {
	c := &testkit.Clock{}
	s := service(t, c)
	a := domain.Account{ID: id.New[id.Account](), Version: 7}
	pending, err := s.PendingToken(a)
	must(t, err)
	account, version, err := s.AuthenticatePending(pending)
	if err != nil || account != a.ID || version != 7 {
		t.Errorf("pending: %s, %d, %v", account, version, err)
	}
	if p, err := s.Authenticate(context.Background(), pending); err == nil {
		t.Errorf("a pending token passed for an access token: %+v", p)
	}
	key := keysOf(t, testkit.Secret).Derive("jwt/" + accessType)
	access := forge(t, jwt.SigningMethodHS256, key, map[string]any{"typ": accessType}, map[string]any{
		"iss": issuer, "aud": accessType, "sub": string(a.ID), "sid": string(id.New[id.Session]()), "exp": c.Now().Add(time.Minute).Unix(),
	})
	if _, err := s.Authenticate(context.Background(), access); err != nil {
		t.Errorf("the access token itself: %v", err)
	}
	if account, _, err := s.AuthenticatePending(access); err == nil {
		t.Errorf("an access token passed for a pending token: %s", account)
	}
	c.Advance(domain.PendingLife)
	if _, _, err := s.AuthenticatePending(pending); err == nil {
		t.Error("the pending token outlived its end")
	}
}
