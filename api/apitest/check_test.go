package apitest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// question is the body of a check about a user.
func question(p apitest.Person, permissions ...string) map[string]any {
	return map[string]any{"user_id": p.UserID, "permissions": permissions}
}

// ask checks as whoever has the token, and gives the answer as Go writes it.
func ask(w *apitest.Workspace, token string, body map[string]any) string {
	a := w.API.Want(w.API.Call("POST", w.Path+"/check", token, body), 200, "")
	return fmt.Sprint(a.JSON["allowed"], " ", a.JSON["results"])
}

func answers(t *testing.T, w *apitest.Workspace, what, token string, body map[string]any, want string) {
	t.Helper()
	if got := ask(w, token, body); got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

const (
	mayRead    = "true map[users:read:true]"
	mayNotRead = "false map[users:read:false]"
)

func TestCheck(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "by id and by e-mail, many permissions at once", Run: func(t *testing.T, w *apitest.Workspace) {
			ownPermission(w, "fleet:dispatch")
			p, key := w.Holder("Fleur Fleet", "fleet:dispatch", domain.UsersRead), w.NewKey(domain.UsersRead).Secret
			w.API.ChangesNothing(func() {
				answers(t, w, "by id", key, question(p, "users:read", "fleet:dispatch"), "true map[fleet:dispatch:true users:read:true]")
				answers(t, w, "one of two", key, question(p, "fleet:dispatch", "roles:read"), "false map[fleet:dispatch:true roles:read:false]")
				for _, spelling := range []string{p.Email, strings.ToUpper(p.Email), " " + p.Email} {
					answers(t, w, spelling, key, map[string]any{"email": spelling, "permissions": []string{"fleet:dispatch"}}, "true map[fleet:dispatch:true]")
				}
				answers(t, w, "an Admin holds all", key, question(w.Admin, "fleet:dispatch", "workspace:delete"), "true map[fleet:dispatch:true workspace:delete:true]")
				answers(t, w, "by a person", w.Admin.Token, question(p, "users:read"), mayRead)
			})
		}},
		{Name: "about whoever is not here is a no, and no error", Run: func(t *testing.T, w *apitest.Workspace) {
			key, other := w.NewKey(domain.UsersRead).Secret, w.API.Found("Elsewhere")
			answers(t, w, "an unknown id", key, map[string]any{"user_id": unknownID, "permissions": []string{"users:read"}}, mayNotRead)
			answers(t, w, "another tenant's", key, question(other.Admin, "users:read"), mayNotRead)
			answers(t, w, "another tenant's address", key, map[string]any{"email": other.Admin.Email, "permissions": []string{"users:read"}}, mayNotRead)
			answers(t, w, "nobody's address", key, map[string]any{"email": "nobody@example.com", "permissions": []string{"users:read"}}, mayNotRead)
			answers(t, w, "one's own", key, question(w.Admin, "users:read"), mayRead)
		}},
		{Name: "about whoever is not active is a no", Run: func(t *testing.T, w *apitest.Workspace) {
			key := w.NewKey(domain.UsersRead).Secret
			invited, _ := w.Invite("Ivo Invited", "Member")
			answers(t, w, "invited", key, question(invited, "users:read"), mayNotRead)
			pending := w.Pending("Pia Pending", "Member")
			answers(t, w, "waiting", key, question(pending, "users:read"), mayNotRead)
			w.API.Want(w.Approve(w.Admin, pending), 200, "")
			answers(t, w, "approved", key, question(pending, "users:read"), mayRead)
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+pending.UserID+"/suspend", w.Admin.Token, nil), 200, "")
			answers(t, w, "suspended", key, question(pending, "users:read"), mayNotRead)
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+pending.UserID+"/reactivate", w.Admin.Token, nil), 200, "")
			answers(t, w, "reactivated", key, question(pending, "users:read"), mayRead)
			w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+pending.UserID, w.Admin.Token, nil), 204, "")
			answers(t, w, "removed", key, question(pending, "users:read"), mayNotRead)
		}},
		{Name: "at a location", Run: func(t *testing.T, w *apitest.Workspace) {
			ownPermission(w, "fleet:dispatch")
			sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
			p, key := w.LocalHolder("Lou Local", sydney, "fleet:dispatch", domain.UsersUpdate, domain.RolesWrite), w.NewKey(domain.UsersRead).Secret
			at := func(where string, body map[string]any) map[string]any {
				body["location_id"] = where
				return body
			}
			answers(t, w, "where they are", key, at(sydney, question(p, "fleet:dispatch", "users:update")), "true map[fleet:dispatch:true users:update:true]")
			answers(t, w, "where they are not", key, at(perth, question(p, "fleet:dispatch")), "false map[fleet:dispatch:false]")
			answers(t, w, "across the workspace", key, question(p, "fleet:dispatch"), "false map[fleet:dispatch:false]")
			answers(t, w, "what belongs to no location", key, at(sydney, question(p, "roles:write")), "false map[roles:write:false]")
			answers(t, w, "an Admin, anywhere", key, at(perth, question(w.Admin, "fleet:dispatch")), "true map[fleet:dispatch:true]")
		}},
		{Name: "by whoever sees people at locations alone", Run: func(t *testing.T, w *apitest.Workspace) {
			sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
			asker, near, far := w.LocalHolder("Lou Local", sydney, domain.UsersRead), w.Member("Nia Near", "Member"), w.Member("Fay Far", "Member")
			w.Move(near, sydney, perth)
			w.Move(far, perth)
			answers(t, w, "near", asker.Token, question(near, "users:read"), mayRead)
			answers(t, w, "far", asker.Token, question(far, "users:read"), mayNotRead)
			answers(t, w, "nobody", asker.Token, map[string]any{"user_id": unknownID, "permissions": []string{"users:read"}}, mayNotRead)
			answers(t, w, "far, by somebody who sees all", w.Admin.Token, question(far, "users:read"), mayRead)
		}},
		{Name: "with a question that makes no sense", Run: func(t *testing.T, w *apitest.Workspace) {
			key, there := w.NewKey(domain.UsersRead).Secret, w.API.Found("Elsewhere")
			foreign := there.NewLocation("Sydney")
			ownPermission(there, "fleet:dispatch")
			w.API.ChangesNothing(func() {
				for want, body := range map[string]map[string]any{
					"/permissions/1 permission_unknown": question(w.Admin, "users:read", "fleet:dispatch"),
					"/permissions/0 permission_unknown": question(w.Admin, "users:fly"),
					"/location_id location_unknown":     {"user_id": w.Admin.UserID, "permissions": []string{"users:read"}, "location_id": foreign},
					"/location_id id_invalid":           {"user_id": w.Admin.UserID, "permissions": []string{"users:read"}, "location_id": "x"},
					"/user_id invalid":                  {"permissions": []string{"users:read"}},
					"/user_id id_invalid":               {"user_id": "me", "permissions": []string{"users:read"}},
					"/email email_invalid":              {"email": "me", "permissions": []string{"users:read"}},
					"/permissions too_few":              question(w.Admin),
					"/permissions duplicate":            question(w.Admin, "users:read", "users:read"),
				} {
					if want == "/permissions too_few" {
						body["permissions"] = []string{}
					}
					if code := fieldCode(w.API.Want(w.API.Call("POST", w.Path+"/check", key, body), 422, "validation_failed")); code != want {
						t.Errorf("%v: %s, want %s", body, code, want)
					}
				}
				both := map[string]any{"user_id": w.Admin.UserID, "email": w.Admin.Email, "permissions": []string{"users:read"}}
				w.API.Want(w.API.Call("POST", w.Path+"/check", key, both), 422, "validation_failed")
			})
		}},
	})
}

func TestCheckMany(t *testing.T) {
	many := func(w *apitest.Workspace, users []map[string]any) apitest.Answer {
		return w.API.Call("POST", w.Path+"/check/batch", w.Admin.Token, map[string]any{"users": users, "permissions": []string{"users:read", "roles:write"}})
	}
	apitest.OnBoth(t, []apitest.Case{
		{Name: "in the order of the question, each for themselves", Run: func(t *testing.T, w *apitest.Workspace) {
			p := w.Holder("Hal Holder", domain.UsersRead)
			data := w.API.Want(many(w, []map[string]any{
				{"email": p.Email}, {"user_id": unknownID}, {"user_id": w.Admin.UserID}, {"user_id": p.UserID}, {"email": "nobody@example.com"}, {"email": p.Email},
			}), 200, "").List("data")
			var said []string
			for _, one := range data {
				said = append(said, fmt.Sprint(apitest.At(one, "allowed"), " ", apitest.At(one, "results", "users:read"), " ", apitest.At(one, "user_id") != nil, apitest.At(one, "email") != nil))
			}
			want := "[false true false true false false true false true true true false false true true false false false false true false true false true]"
			if fmt.Sprint(strings.Fields(strings.Join(said, " "))) != want {
				t.Errorf("said %v", said)
			}
			if apitest.At(data[0], "email") != p.Email || apitest.At(data[3], "user_id") != p.UserID {
				t.Errorf("named %v", data)
			}
		}},
		{Name: "up to 200", Run: func(t *testing.T, w *apitest.Workspace) {
			users := make([]map[string]any, 200)
			for i := range users {
				users[i] = map[string]any{"email": fmt.Sprintf("nobody.%d@example.com", i)}
			}
			users[199] = map[string]any{"user_id": w.Admin.UserID}
			data := w.API.Want(many(w, users), 200, "").List("data")
			if len(data) != 200 || apitest.At(data[199], "allowed") != true || apitest.At(data[198], "allowed") != false {
				t.Errorf("%d answers", len(data))
			}
			w.API.ChangesNothing(func() {
				w.API.Want(many(w, append(users, users[0])), 422, "validation_failed")
				w.API.Want(many(w, []map[string]any{}), 422, "validation_failed")
				if code := fieldCode(w.API.Want(many(w, []map[string]any{users[0], {}}), 422, "validation_failed")); code != "/users/1/user_id invalid" {
					t.Errorf("an empty one: %s", code)
				}
			})
		}},
	})
}

// A change of access shows in the very next answer, on every process.
func TestCheckAnswersFromThisMoment(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		one := apitest.Start(t, d)
		w := one.Setup("Acme Fleet")
		p, key := w.Holder("Hal Holder", domain.UsersRead), w.NewKey(domain.UsersRead)
		elsewhere := *w
		if d.Engine == store.Postgres { // SQLite is for one process
			elsewhere.API = apitest.Start(t, d)
		}
		answers(t, &elsewhere, "with the role", key.Secret, question(p, "users:read"), mayRead)
		w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+p.UserID, w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Approver")}}), 200, "")
		for range 20 {
			w.API.Want(w.API.Call("PATCH", w.Path+"/roles/"+w.Role("Approver"), w.Admin.Token, map[string]any{"permissions": []string{"approvals:read"}}), 200, "")
			answers(t, &elsewhere, "a role without it", key.Secret, question(p, "users:read"), mayNotRead)
			w.API.Want(w.API.Call("PATCH", w.Path+"/roles/"+w.Role("Approver"), w.Admin.Token, map[string]any{"permissions": []string{"users:read"}}), 200, "")
			answers(t, &elsewhere, "a role with it", key.Secret, question(p, "users:read"), mayRead)
		}
		w.API.Want(w.API.Call("DELETE", keyPath(w, key), w.Admin.Token, nil), 204, "")
		one.Want(elsewhere.API.Call("POST", w.Path+"/check", key.Secret, question(p, "users:read")), 401, "unauthenticated")
	})
}
