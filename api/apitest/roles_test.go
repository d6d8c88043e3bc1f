package apitest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func role(w *apitest.Workspace, id string) string { return w.Path + "/roles/" + id }

func makeRole(w *apitest.Workspace, name string, permissions ...domain.Permission) string {
	return w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, newRole(name, permissions...)), 201, "").Text("id")
}

func TestRoles(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{"a role is made, read, changed and deleted", func(t *testing.T, w *apitest.Workspace) {
			kinds := w.Recorded(func() {
				made := w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{
					"name": "Fleet", "description": "Drives.", "scope": "locations", "permissions": []string{"users:read", "locations:read", "users:read"},
				}), 201, "")
				path := made.Header.Get("Location")
				read := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "")
				if string(read.Body) != string(made.Body) || read.Header.Get("ETag") != made.Header.Get("ETag") || read.Text("scope") != "locations" {
					t.Errorf("made %s, read %s", made.Body, read.Body)
				}
				if got := fmt.Sprint(read.List("permissions")); got != "[locations:read users:read]" {
					t.Errorf("the permissions are %s", got)
				}
				tag := read.Header.Get("ETag")
				w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"name": "Fleet", "description": "Drives."}, "If-Match", tag), 200, "")
				w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"name": "fleet two", "scope": "workspace"}, "If-Match", tag), 200, "")
				w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"name": "Lost"}, "If-Match", tag), 412, "precondition_failed")
				w.API.Want(w.API.Call("DELETE", path, w.Admin.Token, nil, "If-Match", tag), 412, "precondition_failed")
				w.API.Want(w.API.Call("DELETE", path, w.Admin.Token, nil), 204, "")
				w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 404, "not_found")
			})
			if !slices.Equal(kinds, []string{"role.created", "role.updated", "role.deleted"}) {
				t.Errorf("recorded %v", kinds)
			}
		}},
		{"each role says how many people hold it, whatever their status", func(t *testing.T, w *apitest.Workspace) {
			w.Invite("Ina Invited", "Member")
			w.SetStatus(w.Member("Sue Suspended", "Member", "Approver"), domain.StatusSuspended)
			got := map[string]any{}
			for _, r := range w.API.Want(w.API.Call("GET", w.Path+"/roles", w.Admin.Token, nil), 200, "").List("data") {
				got[apitest.At(r, "name").(string)] = apitest.At(r, "user_count")
			}
			if want := map[string]any{"Admin": 1.0, "Approver": 1.0, "Member": 2.0}; fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
			one := w.API.Want(w.API.Call("GET", role(w, w.Role("Member")), w.Admin.Token, nil), 200, "")
			if !strings.Contains(string(one.Body), `"user_count":2`) {
				t.Errorf("one role: %s", one.Body)
			}
		}},
		{"a name is taken in any case and width", func(t *testing.T, w *apitest.Workspace) {
			fleet, other := makeRole(w, "Fleet"), makeRole(w, "Other")
			for _, twin := range []string{"fleet", "FLEET", "Ｆleet", " Fleet ", "Fl\u00ADeet", "member"} {
				want, code := 409, "name_taken"
				if strings.Contains(twin, "\u00AD") {
					want, code = 422, "validation_failed" // invisible
				}
				w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, newRole(twin)), want, code)
				w.API.Want(w.API.Call("PATCH", role(w, other), w.Admin.Token, map[string]any{"name": twin}), want, code)
			}
			w.API.Want(w.API.Call("PATCH", role(w, fleet), w.Admin.Token, map[string]any{"name": "FLEET"}), 200, "") // its own
			w.API.Want(w.API.Call("DELETE", role(w, fleet), w.Admin.Token, nil), 204, "")
			makeRole(w, "fleet")
		}},
		{"names, texts and permissions that cannot be used are named all at once", func(t *testing.T, w *apitest.Workspace) {
			spare := makeRole(w, "Spare")
			for _, c := range []struct {
				field string
				value any
				want  string
			}{
				{"name", strings.Repeat("x", 10_000), "/name too_long"},
				{"name", "a\x07b", "/name name_invalid"},
				{"name", "a\nb", "/name name_invalid"},
				{"name", "\u202Eevil", "/name name_invalid"},
				{"name", "  ", "/name required"},
				{"description", strings.Repeat("x", 501), "/description too_long"},
				{"description", "a\x07b", "/description text_invalid"},
				{"scope", "everywhere", "/scope one_of"},
				{"permissions", []string{"users:read", "fleet:dispatch"}, "/permissions/1 permission_unknown"},
				{"permissions", []string{"USERS:read"}, "/permissions/0 permission_unknown"},
				{"permissions", slices.Repeat([]string{"users:read"}, 601), "/permissions too_many"},
			} {
				body := merged(newRole("Good"), map[string]any{c.field: c.value})
				w.API.ChangesNothing(func() {
					for _, a := range []apitest.Answer{
						w.API.Call("POST", w.Path+"/roles", w.Admin.Token, body),
						w.API.Call("PATCH", role(w, spare), w.Admin.Token, map[string]any{c.field: c.value}),
					} {
						w.API.Want(a, 422, "validation_failed")
						first := a.List("errors")[0]
						if got := fmt.Sprintf("%v %v", apitest.At(first, "pointer"), apitest.At(first, "code")); got != c.want {
							t.Errorf("%s: %s, want %s", c.field, got, c.want)
						}
					}
				})
			}
			w.API.Want(w.API.Call("PATCH", role(w, spare), w.Admin.Token, map[string]any{"name": strings.Repeat("é", 120), "description": strings.Repeat("x", 500)}), 200, "")
		}},
		{"there are at most 500", func(t *testing.T, w *apitest.Workspace) {
			for n := range domain.MaxRoles - 4 { // Admin, Approver, Member, and one more by the API
				w.NewRole(fmt.Sprintf("Role %d", n))
			}
			last := makeRole(w, "The last one")
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, newRole("One too many")), 409, "limit_reached")
			})
			w.API.Want(w.API.Call("DELETE", role(w, last), w.Admin.Token, nil), 204, "")
			makeRole(w, "One in its place")
		}},
		{"Admin stays as it is", func(t *testing.T, w *apitest.Workspace) {
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("PATCH", role(w, w.Role("Admin")), w.Admin.Token, map[string]any{"name": "Boss"}), 403, "built_in_role")
				w.API.Want(w.API.Call("DELETE", role(w, w.Role("Admin"))+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 403, "built_in_role")
			})
			w.API.Want(w.API.Call("PATCH", role(w, w.Role("Member")), w.Admin.Token, map[string]any{"name": "Staff"}), 200, "")
		}},
	})
}
