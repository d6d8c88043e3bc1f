package apitest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Nobody makes, changes or deletes a role beyond what they hold themselves: C02, C04, C10 and C12.
func TestNobodyMakesARoleAboveThemselves(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"a permission that one lacks goes into no role", func(t *testing.T, w *apitest.Workspace) {
			under := w.Holder("Una Under", domain.RolesWrite, domain.RolesRead, domain.UsersRead)
			fleet := makeRole(w, "Fleet", domain.UsersRead)
			more := []domain.Permission{domain.UsersRead, domain.AuditRead}
			w.API.ChangesNothing(func() {
				a := w.API.Want(w.API.Call("POST", w.Path+"/roles", under.Token, newRole("New", more...)), 403, "role_above_own")
				if a.Text("permission") != "audit:read" {
					t.Errorf("the permission is %q", a.Text("permission"))
				}
				w.API.Want(w.API.Call("PATCH", role(w, fleet), under.Token, map[string]any{"permissions": more}), 403, "role_above_own")
			})
			w.API.Want(w.API.Call("POST", w.Path+"/roles", under.Token, newRole("New", domain.UsersRead, domain.RolesWrite)), 201, "")
			w.API.Want(w.API.Call("PATCH", role(w, fleet), under.Token, map[string]any{"permissions": []string{"users:read", "roles:read"}}), 200, "")
		}},
		{"one's own role does not grow by one's own hand", func(t *testing.T, w *apitest.Workspace) {
			under := w.Holder("Una Under", domain.RolesWrite)
			all := map[string]any{"permissions": domain.AllPermissions()}
			w.API.Want(w.API.Call("PATCH", role(w, w.Role("Una Under")), under.Token, all), 403, "role_above_own")
			w.API.Want(w.API.Call("PATCH", role(w, w.Role("Una Under")), w.Admin.Token, all), 200, "")
		}},
		{"a role that holds more than oneself is left alone", func(t *testing.T, w *apitest.Workspace) {
			under := w.Holder("Una Under", domain.RolesWrite, domain.UsersRead)
			above, equal := makeRole(w, "Above", domain.UsersRead, domain.AuditRead), makeRole(w, "Equal", domain.UsersRead)
			less := map[string]any{"permissions": []string{}}
			w.API.ChangesNothing(func() {
				for _, body := range []map[string]any{less, {"name": "Renamed"}, {"scope": "locations"}} {
					w.API.Want(w.API.Call("PATCH", role(w, above), under.Token, body), 403, "above_own")
				}
				w.API.Want(w.API.Call("DELETE", role(w, above), under.Token, nil), 403, "above_own")
				w.API.Want(w.API.Call("PATCH", role(w, w.Role("Admin")), under.Token, less), 403, "built_in_role")
			})
			w.API.Want(w.API.Call("PATCH", role(w, equal), under.Token, less), 200, "")
			w.API.Want(w.API.Call("DELETE", role(w, equal), under.Token, nil), 204, "")
			w.API.Want(w.API.Call("DELETE", role(w, above), w.Admin.Token, nil), 204, "")
		}},
		{"what one holds at locations alone gives no role", func(t *testing.T, w *apitest.Workspace) {
			under := w.Holder("Una Under", domain.RolesWrite)
			local := makeRole(w, "Local", domain.AuditRead)
			w.API.Want(w.API.Call("PATCH", role(w, local), w.Admin.Token, map[string]any{"scope": "locations"}), 200, "")
			w.API.Exec("INSERT INTO user_roles (workspace_id, user_id, role_id) VALUES (?, ?, ?)", w.ID, under.UserID, local)
			w.API.Want(w.API.Call("POST", w.Path+"/roles", under.Token, merged(newRole("New", domain.AuditRead), map[string]any{"scope": "locations"})), 403, "role_above_own")
			w.API.Want(w.API.Call("PATCH", role(w, local), under.Token, map[string]any{"scope": "workspace"}), 403, "above_own")
			w.API.Want(w.API.Call("PATCH", role(w, local), w.Admin.Token, map[string]any{"scope": "workspace"}), 200, "")
			w.API.Want(w.API.Call("POST", w.Path+"/roles", under.Token, newRole("New", domain.AuditRead)), 201, "")
		}},
		{"nobody is lifted by a replacement", func(t *testing.T, w *apitest.Workspace) {
			under := w.Holder("Una Under", domain.RolesWrite, domain.UsersRead)
			w.Holder("Hal Holder", domain.UsersRead)
			old, above, equal := role(w, w.Role("Hal Holder")), makeRole(w, "Above", domain.AuditRead), makeRole(w, "Equal", domain.UsersRead)
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("DELETE", old+"?replace_with="+above, under.Token, nil), 403, "role_above_own")
				w.API.Want(w.API.Call("DELETE", old+"?replace_with="+w.Role("Admin"), under.Token, nil), 403, "role_above_own")
			})
			w.API.Want(w.API.Call("DELETE", old+"?replace_with="+equal, under.Token, nil), 204, "")
			w.API.Want(w.API.Call("DELETE", role(w, equal)+"?replace_with="+w.Role("Admin"), w.Admin.Token, nil), 204, "")
		}},
		{"who loses the right to change roles, also by their own hand, has lost it at the next request", func(t *testing.T, w *apitest.Workspace) {
			own := w.Holder("Olga Own", domain.RolesWrite, domain.RolesRead)
			path := role(w, w.Role("Olga Own"))
			if p := w.API.Want(w.API.Call("POST", path+"/preview", own.Token, map[string]any{"permissions": []string{"roles:read"}}), 200, ""); apitest.At(p.JSON, "own_loss") != true {
				t.Errorf("the preview: %s", p.Body)
			}
			w.API.Want(w.API.Call("PATCH", path, own.Token, map[string]any{"permissions": []string{"roles:read"}}), 200, "")
			w.API.Want(w.API.Call("PATCH", path, own.Token, map[string]any{"name": "Again"}), 403, "permission_denied")
			w.API.Want(w.API.Call("GET", path, own.Token, nil), 200, "")
		}},
	})
}

// A change of a role holds at the next request of whoever holds it, also between two pages and on a stream: C09.
func TestAChangedRoleHoldsAtTheNextRequest(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"between two pages", func(_ *testing.T, w *apitest.Workspace) {
			reader := w.Holder("Rae Reader", domain.UsersRead)
			path := role(w, w.Role("Rae Reader"))
			next := w.API.Want(w.API.Call("GET", w.Path+"/users?limit=1", reader.Token, nil), 200, "").Text("next_cursor")
			w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"permissions": []string{}}), 200, "")
			w.API.Want(w.API.Call("GET", w.Path+"/users?limit=1&cursor="+next, reader.Token, nil), 403, "permission_denied")
			w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"permissions": []string{"users:read"}}), 200, "")
			w.API.Want(w.API.Call("GET", w.Path+"/users?limit=1&cursor="+next, reader.Token, nil), 200, "")
			w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"scope": "locations"}), 200, "")
			w.API.Want(w.API.Call("GET", w.Path+"/roles", reader.Token, nil), 403, "permission_denied")
		}},
		{"no role, no rights", func(_ *testing.T, w *apitest.Workspace) {
			bare := w.Holder("Bea Bare", domain.UsersRead)
			w.API.Exec("DELETE FROM user_roles WHERE user_id = ?", bare.UserID)
			w.API.Want(w.API.Call("GET", w.Path+"/users", bare.Token, nil), 403, "permission_denied")
			w.API.Want(w.API.Call("GET", w.Path, bare.Token, nil), 200, "")
		}},
		{"an open stream tells that a role changed, without saying how", func(t *testing.T, w *apitest.Workspace) {
			bare := w.Holder("Bea Bare")
			stream := apitest.OpenStream(t, w.API, w.Path+"/events", bare.Token)
			made := makeRole(w, "Fleet", domain.UsersRead)
			stream.Await(10*time.Second, "role.created", made)
			w.API.Want(w.API.Call("PATCH", role(w, made), w.Admin.Token, map[string]any{"name": "Secret plans"}), 200, "")
			stream.Await(10*time.Second, "role.updated", made)
			w.API.Want(w.API.Call("DELETE", role(w, made), w.Admin.Token, nil), 204, "")
			stream.Await(10*time.Second, "role.deleted", made)
			if strings.Contains(stream.Raw(), "Secret plans") || !stream.Open() {
				t.Errorf("the stream, open %v, told: %s", stream.Open(), stream.Raw())
			}
		}},
	})
}

// With four eyes two people keep the right to approve, whatever becomes of roles.
func TestFourEyesSurviveTheirRoles(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"by edit, by scope and by replacement", func(_ *testing.T, w *apitest.Workspace) {
			w.Member("Ann Approver", "Approver")
			w.Update(map[string]any{"four_eyes": true})
			approver := role(w, w.Role("Approver"))
			w.API.ChangesNothing(func() {
				for _, body := range []map[string]any{{"permissions": []string{"users:read"}}, {"scope": "locations"}} {
					w.API.Want(w.API.Call("PATCH", approver, w.Admin.Token, body), 409, "four_eyes_needs_two")
				}
				w.API.Want(w.API.Call("DELETE", approver+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 409, "four_eyes_needs_two")
			})
			w.API.Want(w.API.Call("PATCH", approver, w.Admin.Token, map[string]any{"name": "Deciders"}), 200, "")
			deciding := makeRole(w, "Also deciding", domain.ApprovalsDecide)
			w.API.Want(w.API.Call("DELETE", approver+"?replace_with="+deciding, w.Admin.Token, nil), 204, "")
			w.API.Want(w.API.Call("PATCH", role(w, deciding), w.Admin.Token, map[string]any{"permissions": []string{}}), 409, "four_eyes_needs_two")
			w.Holder("Dan Decider", domain.ApprovalsDecide)
			w.API.Want(w.API.Call("PATCH", role(w, deciding), w.Admin.Token, map[string]any{"permissions": []string{}}), 200, "")
		}},
	})
}
