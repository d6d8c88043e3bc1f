package apitest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const (
	perAddress    = 300 // different credentials that open nothing, in a minute
	perCredential = 120
)

// limited is a workspace behind a proxy that tells whose address a request came from, at a clock that stands.
func limited(t *testing.T, d testkit.Database) *apitest.Workspace {
	t.Helper()
	api := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on", "GATEHOUSE_TRUSTED_PROXIES=127.0.0.0/8")
	w := api.Setup("Acme Fleet")
	api.Clock.Stop()
	return w
}

// from reads the roles with a credential, as a client at an address.
func from(w *apitest.Workspace, address, token string) apitest.Answer {
	return w.API.Call("GET", w.Path+"/roles", token, nil, "X-Forwarded-For", address)
}

// left gives how much an answer says is left of a limit, as it stands there.
func left(a apitest.Answer, limit string) string {
	for _, one := range a.Header.Values("RateLimit") {
		if said, ok := strings.CutPrefix(one, fmt.Sprintf("%q;r=", limit)); ok {
			said, _, _ = strings.Cut(said, ";")
			return said
		}
	}
	return "nothing said"
}

// tryKeys shows an address trying keys that may have been given out and were not, until it is refused.
func tryKeys(w *apitest.Workspace, address string) apitest.Answer {
	for n := range perAddress {
		a := w.API.Want(from(w, address, secret.NewKey().Reveal()), 401, "unauthenticated")
		if n%50 == 0 && left(a, "strangers") != fmt.Sprint(perAddress-1-n) {
			w.API.Want(a, 0, "says that "+left(a, "strangers")+" are left")
		}
	}
	return w.API.Want(from(w, address, secret.NewKey().Reveal()), 429, "rate_limited")
}

// An address that tries one key after the other is refused in the end, and keeps nobody out who works behind it: neither
// who is signed in nor a key that was seen working. Elsewhere nothing has changed.
func TestAnAddressThatTriesKeysIsRefused(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := limited(t, d)
		seen, fresh, elsewhere := w.NewKey(domain.RolesRead), w.NewKey(domain.RolesRead), w.NewKey(domain.RolesRead)
		const office, other = "203.0.113.7", "203.0.113.8"
		w.API.Want(from(w, office, seen.Secret), 200, "")
		refused := tryKeys(w, office)
		if left(refused, "strangers") != "0" || refused.Header.Get("Retry-After") != "1" {
			t.Errorf("the refusal says %v", refused.Header)
		}
		for _, good := range []string{seen.Secret, w.Admin.Token} {
			w.API.Want(from(w, office, good), 200, "")
		}
		w.API.Want(from(w, other, elsewhere.Secret), 200, "")
		w.API.Want(from(w, office, fresh.Secret), 429, "rate_limited") // nobody knows yet that it is one
		w.API.Want(from(w, office, "a wrong word"), 429, "rate_limited")
		nothing := w.API.Want(from(w, office, ""), 401, "unauthenticated")
		if left(nothing, "strangers") != "0" {
			t.Errorf("who brings nothing is told %v", nothing.Header)
		}
		w.API.Clock.Advance(time.Second)
		w.API.Want(from(w, office, fresh.Secret), 200, "")
		tryKeysAgain(w, office)
		w.API.Want(from(w, office, fresh.Secret), 200, "")
	})
}

// tryKeysAgain takes what came back meanwhile.
func tryKeysAgain(w *apitest.Workspace, address string) {
	for from(w, address, secret.NewKey().Reveal()).Status != 429 {
		continue
	}
}

// A program that goes on with a key that was deleted is refused by itself, and counts as one: the new key of the same
// program, at the same address, works from its first request on.
func TestADeadKeyHoldsNobodyUp(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := limited(t, d)
		dead := w.NewKey(domain.RolesRead)
		const cluster = "203.0.113.7"
		w.API.Want(from(w, cluster, dead.Secret), 200, "")
		w.API.Want(w.API.Call("DELETE", w.Path+"/api-keys/"+dead.ID, w.Admin.Token, nil), 204, "")
		for range perCredential {
			a := w.API.Want(from(w, cluster, dead.Secret), 401, "unauthenticated")
			if left(a, "strangers") != fmt.Sprint(perAddress-1) {
				t.Fatalf("%s are left", left(a, "strangers"))
			}
		}
		a := w.API.Want(from(w, cluster, dead.Secret), 429, "rate_limited")
		if left(a, "repeated") != "0" {
			t.Errorf("the refusal says %v", a.Header)
		}
		w.API.Want(from(w, "198.51.100.4", dead.Secret), 429, "rate_limited") // wherever it comes from
		w.API.Want(from(w, cluster, w.NewKey(domain.RolesRead).Secret), 200, "")
	})
}

// What was ours and has ended is told so, so that a browser renews it, however many browsers share an address.
func TestWhatHasEndedIsNoStranger(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := limited(t, d)
		const office = "203.0.113.7"
		var ended []string
		for range 5 {
			ended = append(ended, w.Member("Bo", "Member").Token)
		}
		w.API.Want(w.API.Call("DELETE", "/api/v1/me/sessions", w.Admin.Token, nil), 204, "")
		w.API.Want(from(w, office, w.Admin.Token), 200, "")
		w.API.Exec("UPDATE sessions SET revoked_at = created_at")
		ended = append(ended, w.Admin.Token)
		for _, expired := range []bool{false, true} {
			for _, token := range ended {
				for range 20 {
					if a := w.API.Want(from(w, office, token), 401, "unauthenticated"); left(a, "strangers") != fmt.Sprint(perAddress) {
						t.Fatalf("expired %t: %s are left", expired, left(a, "strangers"))
					}
				}
			}
			w.API.Clock.Advance(domain.AccessLife)
		}
		if a := w.API.Want(from(w, office, "a wrong word"), 401, "unauthenticated"); left(a, "strangers") != fmt.Sprint(perAddress-1) {
			t.Errorf("the twin that counts: %s", left(a, "strangers"))
		}
	})
}

// One machine has all addresses of an IPv6 network of 64 bits; so they count together.
func TestAMachinesManyAddressesAreOne(t *testing.T) {
	w := limited(t, testkit.NewSQLite(t))
	for n, address := range []string{"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:DB8:1:2:0:0:0:3"} {
		a := w.API.Want(from(w, address, fmt.Sprint("wrong ", n)), 401, "unauthenticated")
		if now := left(a, "strangers"); now != fmt.Sprint(perAddress-1-n) {
			t.Errorf("%s: %s are left", address, now)
		}
	}
	for _, address := range []string{"2001:db8:1:3::1", "198.51.100.1", "198.51.100.2"} {
		if now := left(from(w, address, "wrong at "+address), "strangers"); now != fmt.Sprint(perAddress-1) {
			t.Errorf("%s: %s are left", address, now)
		}
	}
	if now := left(from(w, "::ffff:198.51.100.1", "wrong"), "strangers"); now != fmt.Sprint(perAddress-2) {
		t.Errorf("the same address, written as IPv6: %s are left", now)
	}
	public := func(address string) string {
		return left(w.API.Call("GET", "/api/v1/setup", "", nil, "X-Forwarded-For", address), "public")
	}
	if one, other := public("2001:db8:9::1"), public("2001:db8:9::2"); one != "299" || other != "298" {
		t.Errorf("public operations count %s, then %s", one, other)
	}
}

// Whoever is known is counted wherever they are refused, too.
func TestRefusalsCountForWhoeverIsKnown(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := limited(t, d)
		key, other := w.NewKey(domain.UsersRead), w.API.Found("Elsewhere")
		for _, c := range []struct {
			token, path, limit string
			status             int
		}{
			{key.Secret, w.Path + "/roles", "api-key", 403},
			{key.Secret, other.Path + "/roles", "api-key", 404},
			{key.Secret, "/api/v1/me", "api-key", 403},
			{other.Admin.Token, w.Path + "/roles", "account", 404},
			{w.Holder("No Rights").Token, w.Path + "/roles", "account", 403},
		} {
			var counts []string
			for range 2 {
				a := w.API.Call("GET", c.path, c.token, nil)
				if counts = append(counts, left(a, c.limit)); a.Status != c.status {
					t.Errorf("%s: %d, want %d", c.path, a.Status, c.status)
				}
			}
			var first, second int
			_, _ = fmt.Sscan(counts[0], &first)
			if _, err := fmt.Sscan(counts[1], &second); err != nil || second != first-1 {
				t.Errorf("%d at %s: %s says %v", c.status, c.path, c.limit, counts)
			}
		}
	})
}
