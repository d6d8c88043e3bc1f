package faults_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// rotate-keys runs beside a server, which publishes and signs by what it did from the next request on; too early it
// changes nothing.
func TestRotateKeysBesideAServer(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		published := func() (kids []string) {
			for _, key := range api.Call("GET", "/.well-known/jwks.json", "", nil).List("keys") {
				kids = append(kids, apitest.At(key, "kid").(string))
			}
			return kids
		}
		first := published()
		early := apitest.Command(t, d, []string{"rotate-keys"})
		if early.Code != 1 || !strings.HasPrefix(early.Err, "gatehouse: nothing was changed: the next signing key was published too short a while ago: it may sign from 2") {
			t.Errorf("too early: %+v", early)
		}
		next := apitest.Look[string](api, "SELECT cast(id AS text) FROM signing_keys WHERE state = 'next'")
		api.Exec("UPDATE signing_keys SET published_at = '2026-01-01 00:00:00+00:00'")
		done := apitest.Command(t, d, []string{"rotate-keys"})
		if done.Code != 0 || !strings.HasPrefix(done.Out, "The key "+next+" signs from now on") {
			t.Errorf("in time: %+v", done)
		}
		second := published()
		if len(first) != 2 || len(second) != 3 {
			t.Errorf("published %v, then %v", first, second)
		}
		gone := apitest.Command(t, d, []string{"rotate-keys", "--compromised"})
		third := published()
		if gone.Code != 0 || len(third) != 2 || third[0] == second[2] || third[1] == second[2] {
			t.Errorf("%+v: published %v, then %v", gone, second, third)
		}
	})
}
