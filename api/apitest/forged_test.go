package apitest_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// smith makes tokens of one kind, as somebody who has the true token and the source, and, where it says so, the very key.
type smith struct {
	t            *testing.T
	typ          string
	key          []byte
	head, claims map[string]any
	parts        []string // of the true token
}

func newSmith(t *testing.T, typ, token string) smith {
	t.Helper()
	keys, err := secret.NewKeys([]byte(testkit.Secret))
	if err != nil {
		t.Fatal(err)
	}
	return smith{t: t, typ: typ, key: keys.Derive("jwt/" + typ), head: part(t, token, 0), claims: part(t, token, 1), parts: strings.Split(token, ".")}
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func asJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// changed gives a map with some members set, or left out where their value is nil.
func changed(m map[string]any, changes ...any) map[string]any {
	out := maps.Clone(m)
	for i := 0; i < len(changes); i += 2 {
		name, _ := changes[i].(string)
		out[name] = changes[i+1]
		if changes[i+1] == nil {
			delete(out, name)
		}
	}
	return out
}

// signs writes a token of any head and claims and signs it with a key that the method takes.
func (s smith) signs(method jwt.SigningMethod, key any, head, claims string) string {
	s.t.Helper()
	text := encoded(head) + "." + encoded(claims)
	signature, err := method.Sign(text, key)
	if err != nil {
		s.t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// truly signs with the installation's own key.
func (s smith) truly(head, claims string) string {
	return s.signs(jwt.SigningMethodHS256, s.key, head, claims)
}

// headed are tokens with something in their heads by which careless readers choose another key, another algorithm or
// another meaning, all signed with the true key: what refuses them is the head.
func (s smith) headed() map[string]string {
	claims := asJSON(s.claims)
	out := map[string]string{
		"alg twice":            s.truly(`{"alg":"none","alg":"HS256","typ":"`+s.typ+`"}`, claims),
		"alg in capitals, too": s.truly(`{"ALG":"none","alg":"HS256","typ":"`+s.typ+`"}`, claims),
		"typ twice":            s.truly(`{"alg":"HS256","typ":"JWT","typ":"`+s.typ+`"}`, claims),
		"a head with spaces":   s.truly(`{"alg": "HS256", "typ": "`+s.typ+`"}`, claims),
		"an empty head":        s.truly(`{}`, claims),
		"a head of null":       s.truly(`null`, claims),
		"a head of a list":     s.truly(`[{"alg":"HS256"}]`, claims),
		"an unencoded body":    encoded(asJSON(changed(s.head, "b64", false, "crit", []string{"b64"}))) + "." + claims + ".x",
	}
	for what, more := range map[string][]any{
		"no typ": {"typ", nil}, "typ JWT": {"typ", "JWT"}, "another typ": {"typ", "gatehouse-id+jwt"}, "typ with application": {"typ", "application/" + s.typ},
		"typ in capitals": {"typ", strings.ToUpper(s.typ)}, "typ in a list": {"typ", []string{s.typ}}, "no alg": {"alg", nil}, "alg null": {"alg", json.RawMessage("null")},
		"alg in small letters": {"alg", "hs256"}, "alg in a list": {"alg", []string{"HS256"}},
		"crit unknown": {"crit", []string{"exp"}, "exp", 1}, "crit empty": {"crit", []string{}}, "crit b64": {"crit", []string{"b64"}, "b64", true},
		"b64": {"b64", false}, "zip": {"zip", "DEF"}, "cty": {"cty", "JWT"}, "enc": {"enc", "A128GCM"}, "an unknown member": {"x", 1},
		"kid a path": {"kid", "../../../../dev/null"}, "kid SQL": {"kid", "x' UNION SELECT 'k' --"}, "kid a command": {"kid", "|whoami"}, "kid a list": {"kid", []string{"a"}},
		"jku": {"jku", "https://evil.example/keys"}, "x5u": {"x5u", "https://evil.example/cert"}, "x5t": {"x5t", "AAAA"},
	} {
		out[what] = s.truly(asJSON(changed(s.head, more...)), claims)
	}
	return out
}

// claimed are tokens with wrong claims, all signed with the true key.
func (s smith) claimed(now time.Time) map[string]string {
	head := asJSON(s.head)
	body := strings.TrimSuffix(asJSON(s.claims), "}")
	out := map[string]string{
		"sub twice": s.truly(head, body+fmt.Sprintf(`,"sub":%q}`, s.claims["sub"])), "exp twice": s.truly(head, body+`,"exp":99999999999}`),
		"sub in capitals": s.truly(head, body+`,"SUB":"x"}`), "an unknown claim": s.truly(head, body+`,"roles":["Admin"]}`),
		"exp beyond all numbers": s.truly(head, strings.Replace(body, `"exp":`, `"exp":1e999,"x":`, 1)+"}"),
		"claims in a list":       s.truly(head, "["+body+"}]"), "claims of null": s.truly(head, "null"), "no claims": s.truly(head, ""),
		"something behind the claims": s.truly(head, body+"} {}"), "claims of half": s.truly(head, body), "claims in UTF-16": s.truly(head, "\xfe\xff\x00{\x00}"),
	}
	for what, more := range map[string][]any{
		"no exp": {"exp", nil}, "exp as text": {"exp", "99999999999"}, "exp null": {"exp", json.RawMessage("null")}, "exp in a list": {"exp", []int{1 << 40}},
		"exp now": {"exp", now.Unix()}, "exp past": {"exp", now.Add(-time.Hour).Unix()}, "exp 0": {"exp", 0}, "exp -1": {"exp", -1}, "exp true": {"exp", true},
		"nbf far": {"nbf", now.Add(time.Hour).Unix()}, "nbf as text": {"nbf", "1"}, "iat as text": {"iat", "1"}, "nbf very far": {"nbf", 1e15},
		"no iss": {"iss", nil}, "another iss": {"iss", "https://evil.example"}, "iss with a slash": {"iss", fmt.Sprint(s.claims["iss"]) + "/"}, "iss in a list": {"iss", []any{s.claims["iss"]}},
		"no aud": {"aud", nil}, "another aud": {"aud", "gatehouse-id+jwt"}, "aud empty": {"aud", []string{}}, "aud a number": {"aud", 1}, "aud an object": {"aud", map[string]any{s.typ: true}},
		"no sub": {"sub", nil}, "sub a number": {"sub", 1}, "sub SQL": {"sub", "' OR 1=1 --"}, "sub a list": {"sub", []any{s.claims["sub"]}}, "sub in capitals, alone": {"sub", strings.ToUpper(fmt.Sprint(s.claims["sub"]))},
	} {
		out[what] = s.truly(head, asJSON(changed(s.claims, more...)))
	}
	return out
}

// resigned are tokens with the true claims that somebody else signed, or nobody.
func (s smith) resigned() map[string]string {
	claims := asJSON(s.claims)
	out := map[string]string{}
	for _, alg := range []string{"none", "None", "NONE", "nOnE", ""} {
		head := asJSON(changed(s.head, "alg", alg))
		out["alg "+alg] = encoded(head) + "." + encoded(claims) + "."
		out["alg "+alg+", signed"] = encoded(head) + "." + encoded(claims) + "." + s.parts[2]
	}
	for what, key := range map[string]string{
		"no key": "", "NUL": "\x00", "the word secret": "secret", "the typ": s.typ, "the issuer": fmt.Sprint(s.claims["iss"]), "the installation's secret itself": testkit.Secret,
	} {
		out["HS256 by "+what] = s.signs(jwt.SigningMethodHS256, []byte(key), asJSON(s.head), claims)
	}
	for _, m := range []jwt.SigningMethod{jwt.SigningMethodHS384, jwt.SigningMethodHS512} {
		out[m.Alg()+" by the true key"] = s.signs(m, s.key, asJSON(changed(s.head, "alg", m.Alg())), claims)
		out[m.Alg()+" called HS256"] = s.signs(m, s.key, asJSON(s.head), claims)
	}
	maps.Copy(out, s.embedded())
	return out
}

// embedded are tokens that an attacker signed and that bring, or name, the attacker's key.
func (s smith) embedded() map[string]string {
	s.t.Helper()
	claims, out := asJSON(s.claims), map[string]string{}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		s.t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	hs := []byte("the attacker's own key, of 32 bytes and more")
	for _, k := range []struct {
		method  jwt.SigningMethod
		private any
		public  any
	}{
		{jwt.SigningMethodES256, ec, ec.Public()},
		{jwt.SigningMethodRS256, rs, rs.Public()},
		{jwt.SigningMethodPS256, rs, rs.Public()},
		{jwt.SigningMethodEdDSA, ed, ed.Public()},
		{jwt.SigningMethodHS256, hs, hs},
	} {
		alg := k.method.Alg()
		own := asJSON(jose.JSONWebKey{Key: k.public, KeyID: "evil", Algorithm: alg, Use: "sig"})
		for name, value := range map[string]any{
			"nothing": nil, "jwk": json.RawMessage(own), "jku": "https://evil.example/keys.json", "kid": "evil", "x5u": "https://evil.example/cert.pem", "x5c": s.certificate(ec),
			"kid, a path": "../../../../proc/self/environ", "kid, SQL": "x' UNION SELECT 'evil' --",
		} {
			member, _, _ := strings.Cut(name, ",")
			head := changed(s.head, "alg", alg, member, value)
			out[alg+" with "+name] = s.signs(k.method, k.private, asJSON(head), claims)
		}
		if der, err := x509.MarshalPKIXPublicKey(k.public); err == nil { // the public key of anybody is no secret
			text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
			out["HS256 by the public key of "+alg] = s.signs(jwt.SigningMethodHS256, text, asJSON(s.head), claims)
		}
	}
	return out
}

func (s smith) certificate(key *ecdsa.PrivateKey) []string {
	s.t.Helper()
	plain := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, plain, plain, key.Public(), key)
	if err != nil {
		s.t.Fatal(err)
	}
	return []string{base64.StdEncoding.EncodeToString(der)}
}

// mangled are the true token in other forms. The names are those of Wycheproof's tests of JSON Web Signature.
func (s smith) mangled() map[string]string {
	h, c, sig := s.parts[0], s.parts[1], s.parts[2]
	flipped := func(text string, at int) string {
		letter := map[bool]string{true: "B", false: "A"}[text[at] == 'A']
		return text[:at] + letter + text[at+1:]
	}
	bytes, _ := base64.RawURLEncoding.DecodeString(sig)
	own := base64.RawURLEncoding.EncodeToString
	out := map[string]string{
		"ModifiedSignature": h + "." + c + "." + flipped(sig, 0), "MissingSignature": h + "." + c + ".", "MissingSignatureAndSeparator": h + "." + c,
		"ModifiedPayload": h + "." + flipped(c, 20) + "." + sig, "MissingPayload": h + ".." + sig, "MissingPayloadAndSeparator": h + "." + sig,
		"ModifiedHeader": flipped(h, 12) + "." + c + "." + sig, "MissingHeader": "." + c + "." + sig, "MissingHeaderAndSeparator": c + "." + sig,
		"MissingHeaderAndSignature": "." + c + ".", "MissingHeaderSignatureAndSeparators": c, "ExtraEmptyComponent": h + "." + c + "." + sig + ".",
		"ExtraComponent": h + "." + c + "." + sig + ".foo", "OnlySeparators": "..", "TruncatedSignature": h + "." + c + "." + own(bytes[:len(bytes)-1]),
		"HalfASignature": h + "." + c + "." + own(bytes[:16]), "LongerSignature": h + "." + c + "." + own(append(slices.Clone(bytes), 0)), "SignatureOfZeros": h + "." + c + "." + own(make([]byte, 32)),
		"Padded": h + "." + c + "." + sig + "=", "PaddedInTheMiddle": h + "=." + c + "." + sig, "OtherTrailingBits": h + "." + c + "." + sig[:len(sig)-1] + next(sig[len(sig)-1]),
		"StandardAlphabet": h + "." + c + "." + base64.RawStdEncoding.EncodeToString(bytes) + "+/", "Spaces": h + ". " + c + "." + sig, "Escaped": h + "%2e" + c + "%2e" + sig,
		"JsonSerialization":     fmt.Sprintf(`{"protected":%q,"payload":%q,"signature":%q}`, h, c, sig),
		"JsonSerializationMany": fmt.Sprintf(`{"payload":%q,"signatures":[{"protected":%q,"signature":%q}]}`, c, h, sig),
		"Nested":                s.truly(asJSON(changed(s.head, "cty", "JWT")), h+"."+c+"."+sig), "Twice": h + "." + c + "." + sig + "," + h + "." + c + "." + sig,
	}
	for what, e := range map[string]struct {
		alg jose.KeyAlgorithm
		key any
	}{"JWE, direct": {jose.DIRECT, s.key}, "JWE, wrapped": {jose.A256KW, s.key}, "JWE by a password": {jose.PBES2_HS256_A128KW, testkit.Secret}} {
		crypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: e.alg, Key: e.key}, (&jose.EncrypterOptions{}).WithType(jose.ContentType(s.typ)))
		if err != nil {
			s.t.Fatal(err)
		}
		sealed, err := crypter.Encrypt([]byte(asJSON(s.claims)))
		if err != nil {
			s.t.Fatal(err)
		}
		out[what], _ = sealed.CompactSerialize()
	}
	return out
}

// next is the letter after one of base64, which carries the same bits where the last two say nothing.
func next(letter byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[(strings.IndexByte(alphabet, letter)+1)%len(alphabet)])
}

// No token but one that was made here opens anything, and of those only in the very form that they have: at a read, at a
// write, and where the waiting look. Beside each stands the true one, and the one that the test signs as the house does.
func TestNoForgedTokenOpensAnything(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		waiting := w.Pending("Will Wait", "Member")
		for _, kind := range []struct {
			typ, token string
			calls      [][2]string
		}{
			{"gatehouse-access+jwt", w.Admin.Token, [][2]string{{"GET", "/api/v1/me"}, {"GET", w.Path}, {"POST", w.Path + "/locations"}, {"DELETE", w.Path}}},
			{"gatehouse-pending+jwt", waiting.PendingToken, [][2]string{{"GET", "/api/v1/auth/pending"}, {"POST", "/api/v1/auth/pending/exchange"}, {"DELETE", "/api/v1/auth/pending"}}},
		} {
			s := newSmith(t, kind.typ, kind.token)
			tries := map[string]string{}
			for _, list := range []map[string]string{s.headed(), s.claimed(api.Clock.Now()), s.resigned(), s.mangled()} {
				maps.Copy(tries, list)
			}
			if len(tries) < 150 {
				t.Errorf("only %d", len(tries))
			}
			api.ChangesNothing(func() {
				for what, forged := range tries {
					for _, c := range kind.calls {
						a := api.Call(c[0], c[1], forged, nil)
						if a.Status != 401 || a.Code() != "unauthenticated" || !strings.Contains(a.Header.Get("WWW-Authenticate"), `error="invalid_token"`) {
							t.Errorf("%s %s by %s, %s: %d %s", c[0], c[1], kind.typ, what, a.Status, a.Body)
						}
					}
				}
			})
			for _, good := range []string{kind.token, s.truly(asJSON(s.head), asJSON(s.claims))} {
				api.Want(api.Call("GET", kind.calls[0][1], good, nil), 200, "")
			}
		}
	})
}
