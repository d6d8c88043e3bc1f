package apitest_test

import (
	"fmt"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// told is a preview as one line: people, gains, loses, own loss, approvers left.
func told(w *apitest.Workspace, by apitest.Person, id string, body map[string]any) string {
	a := w.API.Want(w.API.Call("POST", role(w, id)+"/preview", by.Token, body), 200, "")
	shifts := func(name string) string {
		text := ""
		for _, s := range a.List(name) {
			text += fmt.Sprintf(" %v %v", apitest.At(s, "permission"), apitest.At(s, "users"))
		}
		return text
	}
	return fmt.Sprintf("%v |%s |%s | %v %v", apitest.At(a.JSON, "user_count"), shifts("gains"), shifts("loses"), apitest.At(a.JSON, "own_loss"), apitest.At(a.JSON, "approvers_left"))
}

func TestAChangeOfARoleIsSeenBeforehand(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"counted over all who hold it, but for those whose other roles give the same", func(t *testing.T, w *apitest.Workspace) {
			fleet := makeRole(w, "Fleet", domain.UsersRead, domain.RolesRead)
			w.Knows("Fleet", fleet)
			w.Member("Ada Active", "Fleet")
			w.Member("Bo Both", "Fleet", "Member") // which gives users:read and roles:read
			w.Invite("Ina Invited", "Fleet", "Approver")
			w.SetStatus(w.Member("Sue Suspended", "Fleet"), domain.StatusSuspended)
			w.API.ChangesNothing(func() {
				for body, want := range map[string]struct {
					body map[string]any
					want string
				}{
					"nothing":              {map[string]any{}, "4 | | | false 1"},
					"one less":             {map[string]any{"permissions": []string{"users:read"}}, "4 | | roles:read 2 | false 1"},
					"both less":            {map[string]any{"permissions": []string{}}, "4 | | roles:read 2 users:read 2 | false 1"},
					"one more":             {map[string]any{"permissions": []string{"users:read", "roles:read", "approvals:decide"}}, "4 | approvals:decide 3 | | false 3"},
					"only at locations":    {map[string]any{"scope": "locations"}, "4 | | roles:read 2 users:read 2 | false 1"},
					"replaced by Member":   {map[string]any{"replace_with": w.Role("Member")}, "4 | locations:read 2 | | false 1"},
					"replaced by Approver": {map[string]any{"replace_with": w.Role("Approver")}, "4 | approvals:decide 3 approvals:read 3 locations:read 2 | | false 3"},
				} {
					if got := told(w, w.Admin, fleet, want.body); got != want.want {
						t.Errorf("%s: %s, want %s", body, got, want.want)
					}
				}
			})
		}},
		{"and where one's own right to change roles goes, it says so", func(t *testing.T, w *apitest.Workspace) {
			own := w.Holder("Olga Own", domain.RolesWrite, domain.RolesRead)
			id, local := w.Role("Olga Own"), map[string]any{"scope": "locations"}
			if got := told(w, own, id, local); got != "1 | | roles:read 1 roles:write 1 | true 1" {
				t.Errorf("her own: %s", got)
			}
			if got := told(w, w.Admin, id, local); got != "1 | | roles:read 1 roles:write 1 | false 1" {
				t.Errorf("not the Admin's: %s", got)
			}
			w.API.Exec("INSERT INTO user_roles (workspace_id, user_id, role_id) VALUES (?, ?, ?)", w.ID, own.UserID, w.Role("Admin"))
			if got := told(w, own, id, local); got != "1 | | | false 2" {
				t.Errorf("an Admin's: %s", got)
			}
		}},
		{"by whoever sees roles, about roles of this workspace that can be changed", func(t *testing.T, w *apitest.Workspace) {
			reader, blind := w.Holder("Rae Reader", domain.RolesRead), w.Holder("Bea Blind")
			ask := func(p apitest.Person, id string, body map[string]any) apitest.Answer {
				return w.API.Call("POST", role(w, id)+"/preview", p.Token, body)
			}
			w.API.Want(ask(blind, w.Role("Member"), map[string]any{}), 403, "permission_denied")
			w.API.Want(ask(reader, w.Role("Member"), map[string]any{}), 200, "")
			w.API.Want(ask(reader, w.Role("Admin"), map[string]any{}), 403, "built_in_role")
			w.API.Want(ask(reader, w.API.Found("Elsewhere").Role("Member"), map[string]any{}), 404, "not_found")
			for _, body := range []map[string]any{
				{"permissions": []string{"fleet:dispatch"}},
				{"scope": "moon"},
				{"replace_with": unknownID},
				{"replace_with": w.Role("Member")},
				{"replace_with": w.Role("Admin"), "scope": "locations"},
				{"replace_with": "x"},
			} {
				w.API.Want(ask(reader, w.Role("Member"), body), 422, "validation_failed")
			}
		}},
	})
}

func TestAccessIsExplained(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"by every grant, or by what is missing", func(t *testing.T, w *apitest.Workspace) {
			ownPermission(w, "fleet:dispatch")
			sydney, perth := depot(w, "Sydney"), depot(w, "Perth")
			driver := w.Holder("Dora Driver", "fleet:dispatch")
			ask := func(by, about apitest.Person, query string) apitest.Answer {
				return w.API.Call("GET", user(w, about)+"/access?permission="+query, by.Token, nil)
			}
			line := func(a apitest.Answer) string {
				w.API.Want(a, 200, "")
				text := fmt.Sprint(apitest.At(a.JSON, "allowed"))
				for _, g := range a.List("grants") {
					text += fmt.Sprintf(" %v/%v%v", apitest.At(g, "role", "name"), apitest.At(g, "scope"), apitest.At(g, "locations"))
				}
				for _, m := range a.List("missing") {
					text += fmt.Sprint(" ", apitest.At(m, "code"))
				}
				return text
			}
			check := func(about apitest.Person, query, want string) {
				t.Helper()
				if got := line(ask(w.Admin, about, query)); got != want {
					t.Errorf("%s of %s: %s, want %s", query, about.Name, got, want)
				}
			}
			check(w.Admin, "fleet:dispatch", "true Admin/workspace[]")
			check(driver, "fleet%3Adispatch&location_id="+perth, "true Dora Driver/workspace[]")
			check(driver, "users:read", "false no_role_with_permission")
			w.API.Want(w.API.Call("PATCH", role(w, w.Role("Dora Driver")), w.Admin.Token, map[string]any{"scope": "locations"}), 200, "")
			check(driver, "fleet:dispatch&location_id="+sydney, "false no_locations")
			w.API.Want(w.API.Call("PATCH", user(w, driver), w.Admin.Token, map[string]any{"location_ids": []string{sydney}}), 200, "")
			check(driver, "fleet:dispatch&location_id="+sydney, "true Dora Driver/locations[map[id:"+sydney+" name:Sydney]]")
			check(driver, "fleet:dispatch&location_id="+perth, "false not_at_location")
			check(driver, "fleet:dispatch", "false only_at_locations")
			shown := ask(w.Admin, driver, "fleet:dispatch&location_id="+perth)
			if shown.Text("location", "name") != "Perth" || shown.Text("user", "status") != "active" || shown.Text("permission") != "fleet:dispatch" {
				t.Errorf("the answer: %s", shown.Body)
			}
			w.API.Want(ask(driver, driver, "users:read"), 200, "") // oneself
			w.API.Want(ask(driver, w.Admin, "users:read"), 403, "permission_denied")
			w.SetStatus(driver, domain.StatusSuspended)
			check(driver, "fleet:dispatch&location_id="+sydney, "false Dora Driver/locations[map[id:"+sydney+" name:Sydney]] not_active")
		}},
		{"to whoever sees people at a location, about those alone", func(_ *testing.T, w *apitest.Workspace) {
			sydney, perth := depot(w, "Sydney"), depot(w, "Perth")
			manager, near, far := w.Holder("Mia Manager", domain.UsersRead), w.Holder("Ned Near"), w.Holder("Fay Far")
			w.API.Want(w.API.Call("PATCH", role(w, w.Role("Mia Manager")), w.Admin.Token, map[string]any{"scope": "locations"}), 200, "")
			for p, at := range map[apitest.Person]string{manager: sydney, near: sydney, far: perth} {
				w.API.Want(w.API.Call("PATCH", user(w, p), w.Admin.Token, map[string]any{"location_ids": []string{at}}), 200, "")
			}
			w.API.Want(w.API.Call("GET", user(w, near)+"/access?permission=users:read", manager.Token, nil), 200, "")
			w.API.Want(w.API.Call("GET", user(w, far)+"/access?permission=users:read", manager.Token, nil), 404, "not_found")
			w.API.Want(w.API.Call("GET", user(w, far)+"/access?permission=users:read", w.Admin.Token, nil), 200, "")
		}},
		{"of permissions and locations that the workspace knows", func(t *testing.T, w *apitest.Workspace) {
			other := w.API.Found("Elsewhere")
			ownPermission(other, "fleet:dispatch")
			for query, code := range map[string]string{
				"": "permission_unknown", "?permission=fleet:dispatch": "permission_unknown", "?permission=users:dance": "permission_unknown",
				"?permission=users:read&location_id=" + depot(other, "Sydney"): "location_unknown", "?permission=users:read&location_id=x": "id_invalid",
			} {
				a := w.API.Want(w.API.Call("GET", user(w, w.Admin)+"/access"+query, w.Admin.Token, nil), 422, "validation_failed")
				if apitest.At(a.List("errors")[0], "code") != code {
					t.Errorf("%s: %s", query, a.Body)
				}
			}
			w.API.Want(w.API.Call("GET", user(w, w.Admin)+"/access?permission=users:read", w.Admin.Token, nil), 200, "")
			w.API.Want(w.API.Call("GET", w.Path+"/users/"+other.Admin.UserID+"/access?permission=users:read", w.Admin.Token, nil), 404, "not_found")
		}},
	})
}
