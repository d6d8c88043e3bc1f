package web_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// asked is the database, which counts how often it is asked for a key.
type asked struct {
	authz.Standings
	keys atomic.Int64
}

func (a *asked) StandingOfKey(ctx context.Context, k authz.KeyName) (authz.Standing, bool, error) {
	a.keys.Add(1)
	return a.Standings.StandingOfKey(ctx, k)
}

// What is refused for having tried too much costs no question to the database.
func TestWhoTriesTooMuchAsksTheDatabaseNoMore(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		var a *asked
		h := open(t, d, func(h *house) door {
			a = &asked{Standings: h.app.DB}
			return door{gate: authz.NewGate(a, h.clock), operations: []web.Operation{
				web.InWorkspace("read", http.MethodGet, "/w/{workspace_id}", "", func(c echo.Context, p authz.Pass) error { return web.None(c) }),
			}}
		})
		h.found()
		h.clock.Stop()
		for _, c := range []struct {
			what, key string // the same one each time; "": another one each time
			most      int64
		}{{"one key over and over", secret.NewKey().Reveal(), 120}, {"ever new keys", "", 299}} {
			a.keys.Store(0)
			var last answer
			for range 400 {
				key := c.key
				if key == "" {
					key = secret.NewKey().Reveal()
				}
				last = h.ask(http.MethodGet, "/w/"+h.workspace, "", "Authorization", "Bearer "+key)
			}
			if last.status != 429 || last.code(t) != "rate_limited" || a.keys.Load() != c.most {
				t.Errorf("%s: %d after %d questions, want %d", c.what, last.status, a.keys.Load(), c.most)
			}
		}
		if got := h.ask(http.MethodGet, "/w/"+h.workspace, "", "Authorization", "Bearer "+h.token); got.status != 204 {
			t.Errorf("who is signed in at the same address: %d %s", got.status, got.text)
		}
	})
}
