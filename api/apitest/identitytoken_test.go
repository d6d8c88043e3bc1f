package apitest_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	fleet   = "https://fleet.example.com"
	keySet  = "/.well-known/jwks.json"
	forKeys = "gatehouse-access+jwt"
)

func tellFleet(w *apitest.Workspace, token string) apitest.Answer {
	return w.API.Call("POST", w.Path+"/identity-token", token, map[string]any{"audience": fleet})
}

// identityOf gives a person's identity token for the fleet app.
func identityOf(w *apitest.Workspace, p apitest.Person) string {
	return w.API.Want(tellFleet(w, p.Token), 200, "").Text("token")
}

// part decodes the head (0) or the claims (1) of a token.
func part(t *testing.T, token string, n int) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[n])
	out := map[string]any{}
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A program knows the person by what it can verify itself, and by nothing that gives rights.
func TestAnIdentityTokenIsVerifiedOffline(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		ana := w.Member("Ana Souza", "Member")
		answer := w.API.Want(tellFleet(w, ana.Token), 200, "")
		token := answer.Text("token")
		if answer.JSON["expires_in"] != float64(300) || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v, %v", answer.JSON, answer.Header)
		}
		head, claims := part(t, token, 0), part(t, token, 1)
		if head["alg"] != "ES256" || head["typ"] != "gatehouse-id+jwt" || head["kid"] == "" || len(head) != 3 {
			t.Errorf("the head is %v", head)
		}
		names := []string{"aud", "email", "exp", "iat", "iss", "jti", "name", "nbf", "sub", "workspace_id"}
		if got := slices.Sorted(maps.Keys(claims)); !slices.Equal(got, names) {
			t.Errorf("it says %v", got)
		}
		if claims["exp"].(float64)-claims["iat"].(float64) != 300 || claims["nbf"] != claims["iat"] || claims["jti"] == part(t, identityOf(w, ana), 1)["jti"] {
			t.Errorf("it says %v", claims)
		}
		own := servedAs(t, api, api.App.Config.PublicURL)
		got, err := personOf(own, verifierFor(own, api.App.Config.PublicURL, fleet), token)
		if want := (Person{ana.UserID, w.ID, ana.Name, ana.Email}); err != nil || got != want {
			t.Errorf("verified: %v, %v, want %v", got, err, want)
		}
	})
}

// servedAs lets a verifier reach the API under its public address, where nobody listens in a test.
func servedAs(t *testing.T, api *apitest.API, public string) context.Context {
	t.Helper()
	client := &http.Client{Transport: through(func(r *http.Request) (*http.Response, error) {
		if !strings.HasPrefix(r.URL.String(), public+"/") {
			t.Errorf("it asks %s", r.URL)
		}
		answer := httptest.NewRecorder()
		api.Handler.ServeHTTP(answer, r)
		return answer.Result(), nil
	})}
	return oidc.ClientContext(context.Background(), client)
}

type through func(*http.Request) (*http.Response, error)

func (f through) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// forgeries are tokens that pass for an identity token, or another one, only where somebody is careless; each is made of
// the true one.
func forgeries(t *testing.T, api *apitest.API, token, typ string) map[string]string {
	t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(api.Call("GET", keySet, "", nil).Body, &set); err != nil {
		t.Fatal(err)
	}
	head, claims := part(t, token, 0), part(t, token, 1)
	claims["aud"] = []any{fleet, forKeys}
	public := set.Key(head["kid"].(string))[0].Key.(*ecdsa.PublicKey)
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	point, err := public.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(m jwt.SigningMethod, key any) string {
		one := jwt.NewWithClaims(m, jwt.MapClaims(claims))
		one.Header["kid"], one.Header["typ"] = head["kid"], typ
		text, err := one.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	parts := strings.Split(token, ".")
	order := elliptic.P256().Params().N.FillBytes(make([]byte, 32))
	out := map[string]string{
		"alg none":                 sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"HS256 by the key's PEM":   sign(jwt.SigningMethodHS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
		"HS256 by the key's DER":   sign(jwt.SigningMethodHS256, der),
		"HS256 by the key's point": sign(jwt.SigningMethodHS256, point),
		"HS256 by the key's x":     sign(jwt.SigningMethodHS256, point[1:33]),
		"a stranger's key":         sign(jwt.SigningMethodES256, stranger),
		"no signature":             parts[0] + "." + parts[1] + ".",
		"a zero signature":         parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 64)),
		"a signature of the order": parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(append(order, order...)),
		"other claims":             parts[0] + "." + strings.Split(sign(jwt.SigningMethodES256, stranger), ".")[1] + "." + parts[2],
	}
	evil := smith{t: t, typ: typ, head: changed(head, "typ", typ), claims: claims, parts: parts}
	maps.Copy(out, evil.embedded())
	return out
}

// Whoever verifies as the docs say refuses what is not for them, not in time, not from here, or not signed here.
func TestOnlyARealIdentityTokenIsVerified(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		token, here := identityOf(w, w.Admin), api.App.Config.PublicURL
		own := servedAs(t, api, here)
		refused := func(what, token string, v *oidc.IDTokenVerifier) {
			if p, err := personOf(own, v, token); err == nil {
				t.Errorf("%s: taken for %v", what, p)
			}
		}
		if _, err := personOf(own, verifierFor(own, here, fleet), token); err != nil {
			t.Fatalf("the real one: %v", err)
		}
		for what, forged := range forgeries(t, api, token, "gatehouse-id+jwt") {
			refused(what, forged, verifierFor(own, here, fleet))
		}
		refused("an access token", w.Admin.Token, verifierFor(own, here, fleet))
		refused("an access token, by its own audience", w.Admin.Token, verifierFor(own, here, forKeys))
		refused("for another program", token, verifierFor(own, here, "https://fleet.example.com.evil.example"))
		keys := oidc.NewRemoteKeySet(own, here+keySet)
		refused("of another house", token, oidc.NewVerifier("https://other.example.com", keys, &oidc.Config{ClientID: fleet, SupportedSigningAlgs: []string{oidc.ES256}}))
		later := func() time.Time { return api.Clock.Now().Add(domain.IdentityTokenLife + time.Second) }
		refused("too late", token, oidc.NewVerifier(here, keys, &oidc.Config{ClientID: fleet, SupportedSigningAlgs: []string{oidc.ES256}, Now: later}))
	})
}

// An identity token opens nothing here, whatever is made of it; the access token beside it does.
func TestAnIdentityTokenIsNoAccessToken(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		token := identityOf(w, w.Admin)
		tries := forgeries(t, api, token, forKeys)
		maps.Copy(tries, map[string]string{"itself": token})
		for what, forged := range tries {
			for _, path := range []string{"/api/v1/me", w.Path, "/api/v1/auth/pending"} {
				if answer := api.Call("GET", path, forged, nil); answer.Status != 401 {
					t.Errorf("%s at %s: %d", what, path, answer.Status)
				}
			}
			if answer := tellFleet(w, forged); answer.Status != 401 {
				t.Errorf("%s makes another one: %d", what, answer.Status)
			}
		}
		api.Want(api.Call("GET", "/api/v1/me", w.Admin.Token, nil), 200, "")
		api.Want(api.Call("GET", w.Path, w.Admin.Token, nil), 200, "")
	})
}

// It is for people who are in, each for themselves; and for one program, which is named.
func TestWhoGetsAnIdentityToken(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		other := w.API.Found("Elsewhere")
		nobody := w.Holder("No Rights")
		if got := part(t, identityOf(w, nobody), 1)["sub"]; got != nobody.UserID {
			t.Errorf("it names %v", got)
		}
		w.API.Want(tellFleet(w, w.NewKey(apitest.Without()...).Secret), 403, "person_required")
		w.API.Want(tellFleet(w, other.Admin.Token), 404, "not_found")
		w.API.Want(tellFleet(w, ""), 401, "unauthenticated")
		w.SetStatus(nobody, domain.StatusSuspended)
		w.API.Want(tellFleet(w, nobody.Token), 404, "not_found")
		for _, bad := range []any{nil, "", " ", "two words", "ünlaut", strings.Repeat("a", 201), "a\n", []string{fleet}} {
			answer := w.API.Call("POST", w.Path+"/identity-token", w.Admin.Token, map[string]any{"audience": bad})
			if answer.Status != 422 && answer.Status != 400 {
				t.Errorf("%v: %d %s", bad, answer.Status, answer.Body)
			}
		}
		w.API.Want(w.API.Call("POST", w.Path+"/identity-token", w.Admin.Token, map[string]any{}), 422, "validation_failed")
		long := w.API.Want(w.API.Call("POST", w.Path+"/identity-token", w.Admin.Token, map[string]any{"audience": strings.Repeat("a", 200)}), 200, "")
		if got := part(t, long.Text("token"), 1)["aud"]; got.([]any)[0] != strings.Repeat("a", 200) {
			t.Errorf("it is for %v", got)
		}
	})
}
