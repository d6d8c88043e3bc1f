package apitest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func permission(w *apitest.Workspace, p string) string { return w.Path + "/permissions/" + p }

func says(text string) map[string]any { return map[string]any{"description": text} }

// catalogue gives each permission of a workspace's list with its origin and count.
func catalogue(w *apitest.Workspace) map[string]string {
	out := map[string]string{}
	for _, p := range w.API.Want(w.API.Call("GET", w.Path+"/permissions", w.Admin.Token, nil), 200, "").List("data") {
		out[apitest.At(p, "permission").(string)] = fmt.Sprint(apitest.At(p, "origin"), " ", apitest.At(p, "role_count"))
	}
	return out
}

func TestTheWorkspacesOwnPermissions(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"are added, described anew, used and deleted", func(t *testing.T, w *apitest.Workspace) {
			kinds := w.Recorded(func() {
				made := w.API.Want(w.API.Call("PUT", permission(w, "fleet:dispatch"), w.Admin.Token, says("Send a car.")), 201, "")
				tag := made.Header.Get("ETag")
				w.API.Want(w.API.Call("PUT", permission(w, "fleet:dispatch"), w.Admin.Token, says("Send a car.")), 200, "")
				changed := w.API.Want(w.API.Call("PUT", permission(w, "fleet%3Adispatch"), w.Admin.Token, says("Send any car."), "If-Match", tag), 200, "")
				if changed.Text("description") != "Send any car." || changed.Text("permission") != "fleet:dispatch" {
					t.Errorf("changed: %s", changed.Body)
				}
				w.API.Want(w.API.Call("PUT", permission(w, "fleet:dispatch"), w.Admin.Token, says("Lost"), "If-Match", tag), 412, "precondition_failed")
				w.API.Want(w.API.Call("PUT", permission(w, "fleet:other"), w.Admin.Token, says("Lost"), "If-Match", tag), 412, "precondition_failed")
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch"), w.Admin.Token, nil, "If-Match", tag), 412, "precondition_failed")
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch"), w.Admin.Token, nil), 204, "")
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch"), w.Admin.Token, nil), 404, "not_found")
			})
			if !slices.Equal(kinds, []string{"permission.created", "permission.updated", "permission.removed"}) {
				t.Errorf("recorded %v", kinds)
			}
		}},
		{"are listed behind Gatehouse's own, each with how many roles hold it", func(t *testing.T, w *apitest.Workspace) {
			ownPermission(w, "fleet:dispatch")
			ownPermission(w, "car:wash")
			makeRole(w, "Fleet", "fleet:dispatch", domain.UsersRead)
			got := catalogue(w)
			for p, want := range map[string]string{
				"fleet:dispatch": "workspace 2", "car:wash": "workspace 1", "users:read": "gatehouse 4", "workspace:delete": "gatehouse 1",
			} {
				if got[p] != want {
					t.Errorf("%s is %s, want %s", p, got[p], want)
				}
			}
			if len(got) != len(domain.Catalog())+2 {
				t.Errorf("%d permissions", len(got))
			}
			if other := catalogue(w.API.Found("Elsewhere")); other["fleet:dispatch"] != "" {
				t.Error("another workspace knows it too")
			}
		}},
		{"have names of one form, and none of Gatehouse's", func(t *testing.T, w *apitest.Workspace) {
			long := strings.Repeat("x", 41)
			w.API.ChangesNothing(func() {
				for _, bad := range []string{
					"fleet", "fleet:", ":dispatch", "Fleet:dispatch", "fleet:disp%20atch", "fleet:dispatch:more", "1fleet:go", "fleet:1go", "_f:go",
					"fl%C3%A9et:go", "ﬂeet:go", "fleet:go%00", "fleet:go%2F..", long + ":go", "fleet:" + long, "fleet-x:go", "*:*", "fleet:*",
				} {
					a := w.API.Call("PUT", permission(w, bad), w.Admin.Token, says("x"))
					if a.Status != 422 && a.Status != 400 && a.Status != 404 {
						t.Errorf("%s: %d %s", bad, a.Status, a.Body)
					}
					if a := w.API.Call("DELETE", permission(w, bad), w.Admin.Token, nil); a.Status != 404 && a.Status != 400 {
						t.Errorf("delete %s: %d %s", bad, a.Status, a.Body)
					}
				}
				for _, taken := range []string{"users:read", "users:dance", "workspace:x", "roles:x", "locations:x", "approvals:x", "api_keys:x", "webhooks:x", "audit:x", "invitations:x", "imports:x", "account:x"} {
					w.API.Want(w.API.Call("PUT", permission(w, taken), w.Admin.Token, says("x")), 403, "built_in_permission")
					w.API.Want(w.API.Call("DELETE", permission(w, taken), w.Admin.Token, nil), 403, "built_in_permission")
				}
				for _, text := range []string{"", "  ", "a\x07b", strings.Repeat("x", 501)} {
					w.API.Want(w.API.Call("PUT", permission(w, "fleet:go"), w.Admin.Token, says(text)), 422, "validation_failed")
				}
			})
			for _, good := range []string{"f:g", "fleet_2:go_2", strings.Repeat("x", 40) + ":" + strings.Repeat("y", 40), "user:read"} {
				w.API.Want(w.API.Call("PUT", permission(w, good), w.Admin.Token, says(strings.Repeat("é", 500))), 201, "")
			}
		}},
		{"are at most 500", func(_ *testing.T, w *apitest.Workspace) {
			for n := range domain.MaxOwnPermissions - 1 {
				w.API.Exec("INSERT INTO permissions (workspace_id, permission, description, version, created_at, updated_at) VALUES (?, ?, '', 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)", w.ID, fmt.Sprintf("app:p%d", n))
			}
			ownPermission(w, "app:last")
			w.API.Want(w.API.Call("PUT", permission(w, "app:more"), w.Admin.Token, says("x")), 409, "limit_reached")
			w.API.Want(w.API.Call("PUT", permission(w, "app:last"), w.Admin.Token, says("x")), 200, "")
			w.API.Want(w.API.Call("DELETE", permission(w, "app:last"), w.Admin.Token, nil), 204, "")
			ownPermission(w, "app:more")
		}},
		{"are every Admin's at once, and nobody's else", func(t *testing.T, w *apitest.Workspace) {
			writer := w.Holder("Wanda Writer", domain.RolesWrite, domain.UsersUpdate, domain.UsersRead)
			w.API.Want(w.API.Call("PUT", permission(w, "fleet:dispatch"), writer.Token, says("Send a car.")), 201, "")
			w.API.Want(w.API.Call("POST", w.Path+"/roles", writer.Token, newRole("Mine", "fleet:dispatch")), 403, "role_above_own")
			fleet := makeRole(w, "Fleet", "fleet:dispatch")
			w.API.Want(w.API.Call("PATCH", user(w, writer), writer.Token, map[string]any{"role_ids": []string{fleet}}), 403, "role_above_own")
			driver := w.Holder("Dora Driver", "fleet:dispatch")
			w.API.Want(w.API.Call("PATCH", user(w, driver), writer.Token, map[string]any{"name": "Renamed"}), 403, "above_own")
			w.API.Want(w.API.Call("PATCH", user(w, driver), w.Admin.Token, map[string]any{"name": "Renamed"}), 200, "")
			for who, want := range map[apitest.Person]bool{w.Admin: true, writer: false, driver: true} {
				places := w.API.Want(w.API.Call("GET", "/api/v1/me", who.Token, nil), 200, "").List("workspaces")
				if has := strings.Contains(fmt.Sprint(apitest.At(places[0], "permissions")), "fleet:dispatch"); has != want {
					t.Errorf("%s holds it: %v", who.Name, has)
				}
			}
			admin := w.API.Want(w.API.Call("GET", role(w, w.Role("Admin")), w.Admin.Token, nil), 200, "")
			if !slices.Contains(admin.List("permissions"), any("fleet:dispatch")) {
				t.Errorf("the role Admin: %s", admin.Body)
			}
			second := w.Member("Second Admin", "Admin")
			w.API.Want(w.API.Call("PATCH", user(w, w.Admin), second.Token, map[string]any{"name": "Renamed"}), 200, "")
		}},
		{"leave no role without being asked to", func(t *testing.T, w *apitest.Workspace) {
			ownPermission(w, "fleet:dispatch")
			above, fleet := makeRole(w, "Above", "fleet:dispatch", domain.AuditRead), makeRole(w, "Fleet", "fleet:dispatch", domain.UsersRead)
			under := w.Holder("Una Under", "fleet:dispatch", domain.RolesWrite, domain.UsersRead)
			a := w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch"), w.Admin.Token, nil), 409, "permission_in_use")
			if got := fmt.Sprint(a.List("roles")); got != "[Above Fleet Una Under]" {
				t.Errorf("in use by %s", got)
			}
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch")+"?remove_from_roles=true", under.Token, nil), 403, "above_own")
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch")+"?remove_from_roles=yes", w.Admin.Token, nil), 422, "validation_failed")
			})
			w.API.Want(w.API.Call("DELETE", role(w, above), w.Admin.Token, nil), 204, "")
			kinds := w.Recorded(func() {
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch")+"?remove_from_roles=true", under.Token, nil), 204, "")
			})
			if !slices.Equal(kinds, []string{"role.updated", "role.updated", "permission.removed"}) {
				t.Errorf("recorded %v", kinds)
			}
			left := w.API.Want(w.API.Call("GET", role(w, fleet), w.Admin.Token, nil), 200, "")
			if got := fmt.Sprint(left.List("permissions")); got != "[users:read]" {
				t.Errorf("the role keeps %s", got)
			}
			ownPermission(w, "fleet:dispatch") // anew, and in no role
			if got := catalogue(w)["fleet:dispatch"]; got != "workspace 1" {
				t.Errorf("anew it is %s", got)
			}
		}},
	})
}
