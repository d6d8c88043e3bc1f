package apitest_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

const day = 24 * time.Hour

func keysOf(t *testing.T, api *apitest.API) jose.JSONWebKeySet {
	t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(api.Want(api.Call("GET", keySet, "", nil), 200, "").Body, &set); err != nil {
		t.Fatal(err)
	}
	return set
}

// verified tells whether a token is signed by a key of a set, by another library than the one that signed it.
func verified(set jose.JSONWebKeySet, token string) bool {
	parsed, err := jose.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return false
	}
	for _, key := range set.Key(parsed.Signatures[0].Header.KeyID) {
		if _, err := parsed.Verify(key); err == nil {
			return true
		}
	}
	return false
}

func tend(t *testing.T, api *apitest.API) {
	t.Helper()
	if err := api.App.Keyring.Tend(context.Background(), authz.NewJob("test")); err != nil {
		t.Fatal(err)
	}
}

// What everybody may keep says for how long, and can be read by pages of other sites; nothing of a private key is in it.
func TestTheKeySetCanBeKept(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		set := keysOf(t, api)
		if len(set.Keys) != 2 || !set.Keys[0].IsPublic() || !set.Keys[0].Valid() || set.Keys[0].Algorithm != "ES256" || set.Keys[0].Use != "sig" {
			t.Fatalf("the keys are %+v", set.Keys)
		}
		answer := api.Call("GET", keySet, "", nil, "Origin", "https://fleet.example.com")
		for name, want := range map[string]string{
			"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
			"Content-Type": "application/json", "X-Content-Type-Options": "nosniff",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		for _, key := range answer.List("keys") {
			if apitest.At(key, "d") != nil || len(key.(map[string]any)) != 7 {
				t.Errorf("published: %v", key)
			}
		}
		again := api.Want(api.Call("GET", keySet, "", nil, "If-None-Match", answer.Header.Get("ETag")), 304, "")
		if again.Header.Get("Cache-Control") != "public, max-age=3600" {
			t.Errorf("not modified, and %v", again.Header)
		}
		w := api.Setup("Acme Fleet")
		api.Exec("DELETE FROM signing_keys")
		none := api.Want(api.Call("GET", keySet, "", nil), 200, "")
		if none.Header.Get("Cache-Control") != "no-store" || len(none.List("keys")) != 0 {
			t.Errorf("without keys: %v, %s", none.Header, none.Body)
		}
		api.Want(tellFleet(w, w.Admin.Token), 503, "unavailable")
		tend(t, api)
		if token := identityOf(w, w.Admin); !verified(keysOf(t, api), token) {
			t.Error("the new keys verify nothing")
		}
	})
}

// Over two rotations, in steps of ten minutes, every token is verified by whoever read the keys at any time within the
// hour before it was made, and, until it ends, by whoever reads them now.
func TestARotationBreaksNobody(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		kids := map[any]bool{}
		for range 2 {
			api.Clock.Advance(90*day - time.Hour)
			w.Admin.Token = api.PlantSession(w.Admin.Email)
			var kept []jose.JSONWebKeySet
			before := ""
			for step := range 18 {
				tend(t, api)
				now := keysOf(t, api)
				kept = append(kept[max(0, len(kept)-6):], now) // what was read up to an hour ago
				if step%6 == 0 {
					w.Admin.Token = api.PlantSession(w.Admin.Email)
				}
				token := w.API.Want(tellFleet(w, api.PlantSession(w.Admin.Email)), 200, "").Text("token")
				kids[part(t, token, 0)["kid"]] = true
				for i, set := range kept {
					if !verified(set, token) {
						t.Fatalf("step %d: keys read %d steps before do not verify", step, len(kept)-1-i)
					}
				}
				if before != "" && !verified(now, before) {
					t.Fatalf("step %d: the token of the step before is not verified", step)
				}
				before = token
				api.Clock.Advance(10 * time.Minute)
			}
			tend(t, api)
			if set := keysOf(t, api); len(set.Keys) != 2 {
				t.Errorf("long after the rotation %d keys are published", len(set.Keys))
			}
		}
		if len(kids) != 3 {
			t.Errorf("%d keys have signed, want 3", len(kids))
		}
	})
}

// Between a rotation and the end of its tokens the old key is published, and cannot sign any more.
func TestARetiredKeyOnlyVerifies(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		old := identityOf(w, w.Admin)
		ctx, operator := context.Background(), authz.NewOperator()
		if _, err := api.App.Keyring.Rotate(ctx, operator); !errors.Is(err, identity.ErrTooEarly) {
			t.Fatalf("at once: %v", err)
		}
		if again := identityOf(w, w.Admin); part(t, again, 0)["kid"] != part(t, old, 0)["kid"] {
			t.Error("a refused rotation rotated")
		}
		api.Clock.Advance(domain.KeySetLife + 5*time.Minute)
		w.Admin.Token = api.PlantSession(w.Admin.Email)
		stale := keysOf(t, api)
		now, err := api.App.Keyring.Rotate(ctx, operator)
		if err != nil {
			t.Fatal(err)
		}
		fresh := identityOf(w, w.Admin)
		if part(t, fresh, 0)["kid"] != string(now.ID) || !verified(stale, fresh) || !verified(keysOf(t, api), old) {
			t.Error("the rotation broke somebody")
		}
		if n := api.Count("signing_keys", "state = 'retired' AND sealed IS NULL AND retired_at IS NOT NULL"); n != 1 {
			t.Errorf("%d keys are retired and cannot sign", n)
		}
		if n := api.Count("audit_events", "type = 'signing_key.rotated' AND actor_kind = 'operator' AND for_workspace IS NULL"); n != 1 {
			t.Errorf("%d entries tell of it", n)
		}
	})
}

// Withdrawing is at once: what was signed is good no more for whoever reads the keys, and all is made anew.
func TestCompromisedKeysAreWithdrawn(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		old, before := identityOf(w, w.Admin), keysOf(t, api)
		if err := api.App.Keyring.Replace(context.Background(), authz.NewOperator()); err != nil {
			t.Fatal(err)
		}
		after := keysOf(t, api)
		fresh := identityOf(w, w.Admin)
		if verified(after, old) || !verified(after, fresh) || verified(before, fresh) || len(after.Keys) != 2 {
			t.Errorf("old ones %v, new ones %v", before, after)
		}
	})
}

// Processes that rotate, or begin, at once do it once.
func TestManyRotateOnce(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		at := func(times int, act func(*identity.Keyring) error) (failed int) {
			var all sync.WaitGroup
			errs := make([]error, times)
			for i := range times {
				all.Go(func() { errs[i] = act(replicas[i%len(replicas)].App.Keyring) })
			}
			all.Wait()
			for _, err := range errs {
				if err != nil {
					failed++
				}
			}
			return failed
		}
		tending := func(k *identity.Keyring) error { return k.Tend(context.Background(), authz.NewJob("test")) }
		states := func() [3]int {
			return [3]int{
				replicas[0].Count("signing_keys", "state = 'next'"), replicas[0].Count("signing_keys", "state = 'current'"),
				replicas[0].Count("signing_keys", "state = 'retired'"),
			}
		}
		replicas[0].Exec("DELETE FROM signing_keys")
		if failed := at(8, tending); failed > 0 || states() != [3]int{1, 1, 0} {
			t.Errorf("begun: %d failed, %v", failed, states())
		}
		for _, api := range replicas {
			api.Clock.Advance(90 * day)
		}
		if failed := at(8, tending); failed > 0 || states() != [3]int{1, 1, 1} {
			t.Errorf("tended: %d failed, %v", failed, states())
		}
		for _, api := range replicas {
			api.Clock.Advance(2 * time.Hour)
		}
		rotating := func(k *identity.Keyring) error {
			_, err := k.Rotate(context.Background(), authz.NewOperator())
			return err
		}
		if failed := at(8, rotating); failed != 7 || states() != [3]int{1, 1, 2} {
			t.Errorf("rotated: %d failed, %v", failed, states())
		}
		first := keysOf(t, replicas[0]).Keys
		for _, api := range replicas {
			same := slices.EqualFunc(first, keysOf(t, api).Keys, func(a, b jose.JSONWebKey) bool { return a.KeyID == b.KeyID })
			if !same {
				t.Error("processes publish different keys")
			}
		}
	})
}
