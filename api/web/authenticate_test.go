package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func guarded(t *testing.T) *house {
	t.Helper()
	h := open(t, testkit.NewSQLite(t), func(*house) door {
		return door{operations: []web.Operation{
			web.SignedIn("me", http.MethodGet, "/me", func(c echo.Context, caller authz.Caller) error {
				return web.OK(c, string(caller.Account().Email))
			}),
			web.InWorkspace("read", http.MethodGet, "/w/{workspace_id}", domain.UsersRead, func(c echo.Context, p authz.Pass) error {
				return web.OK(c, string(p.Workspace()))
			}),
			web.InWorkspace("own", http.MethodGet, "/own/{workspace_id}", "fleet:dispatch", func(c echo.Context, _ authz.Pass) error {
				return web.None(c)
			}),
		}}
	})
	h.found()
	return h
}

func TestNobodyEntersWithoutAGoodCredential(t *testing.T) {
	h := guarded(t)
	parts := strings.Split(h.token, ".")
	for _, credential := range []string{
		"", "Bearer", "Bearer ", "Basic " + h.token, h.token, "Bearer x", "Bearer " + h.token + "x", "Bearer " + strings.Repeat("x", 10_000),
		"Bearer " + parts[0] + "." + parts[1] + ".", "Bearer eyJhbGciOiJub25lIn0." + parts[1] + ".", "Bearer " + strings.Repeat(".", 3000),
	} {
		for _, path := range []string{"/me", "/w/" + h.workspace, "/w/x", "/own/" + h.workspace} {
			if got := h.ask(http.MethodGet, path, "", "Authorization", credential); got.status != 401 || got.code(t) != "unauthenticated" {
				t.Errorf("%s with %.40q: got %d %s", path, credential, got.status, got.text)
			}
		}
	}
}

func TestWhoIsSignedInEntersTheirOwnPlacesAlone(t *testing.T) {
	h := guarded(t)
	bearer := []string{"Authorization", "bearer " + h.token}
	if got := h.ask(http.MethodGet, "/me", "", bearer...); got.status != 200 || got.text != `"ana@example.com"` {
		t.Errorf("/me: got %d %s", got.status, got.text)
	}
	if got := h.ask(http.MethodGet, "/w/"+h.workspace, "", bearer...); got.status != 200 || got.text != `"`+h.workspace+`"` {
		t.Errorf("own workspace: got %d %s", got.status, got.text)
	}
	missing := h.ask(http.MethodGet, "/w/0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e", "", bearer...).problem(t)["detail"]
	for _, other := range []string{"x", "%2e%2e", strings.ToUpper(h.workspace), "{" + h.workspace + "}", h.workspace + "%00", "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"} {
		got := h.ask(http.MethodGet, "/w/"+other, "", bearer...)
		if got.status != 404 || got.code(t) != "not_found" || got.problem(t)["detail"] != missing {
			t.Errorf("%s: got %d %s", other, got.status, got.text)
		}
	}
}

// The founder is an Admin, who holds the app's own permissions too; as a mere Member she lacks them.
func TestMissingPermissionIsNamed(t *testing.T) {
	h := guarded(t)
	own := func() answer {
		return h.ask(http.MethodGet, "/own/"+h.workspace, "", "Authorization", "Bearer "+h.token)
	}
	if got := own(); got.status != 204 {
		t.Errorf("an Admin: got %d %s", got.status, got.text)
	}
	err := h.app.DB.Maintain(t.Context(), authz.NewJob("test").In(id.Workspace(h.workspace)), func(tx *store.Tx) error {
		founder, err := tx.UserByEmail("ana@example.com")
		if err != nil {
			return err
		}
		roles, err := tx.Roles()
		if err != nil {
			return err
		}
		return tx.SetRoles(founder.ID, []id.Role{roles[2].ID}) // Admin, Approver, Member
	})
	if err != nil {
		t.Fatal(err)
	}
	got := own()
	if got.status != 403 || got.code(t) != "permission_denied" || got.problem(t)["permission"] != "fleet:dispatch" {
		t.Errorf("got %d %s", got.status, got.text)
	}
}
