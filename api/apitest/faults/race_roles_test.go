package faults_test

import (
	"fmt"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func rolePath(w *apitest.Workspace, id string) string { return w.Path + "/roles/" + id }

func patching(path, token string, body any, headers ...string) apitest.Shot {
	return apitest.Shot{Method: "PATCH", Path: path, Token: token, Body: body, Headers: headers}
}

func deletingRole(w *apitest.Workspace, id, replacement string) apitest.Shot {
	path := rolePath(w, id)
	if replacement != "" {
		path += "?replace_with=" + replacement
	}
	return apitest.Shot{Method: "DELETE", Path: path, Token: w.Admin.Token}
}

// Roles are cut, moved to locations and deleted, and people are demoted and suspended, all at once: two who may
// approve stay, and an Admin.
func TestChangingRolesAtOnceKeepsFourEyesAndAnAdmin(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, first *apitest.Workspace) {
		w := first.API.Found("Race")
		one, two := w.Holder("First", domain.ApprovalsDecide), w.Holder("Second", domain.ApprovalsDecide, domain.UsersRead)
		second := w.Holder("Third")
		w.SetRole(second, "Admin")
		w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, map[string]any{"four_eyes": true}), 200, "")
		member := w.Role("Member")
		demoted := map[string]any{"role_ids": []string{member}}
		cut, local := map[string]any{"permissions": []string{}}, map[string]any{"scope": "locations"}
		shots := []apitest.Shot{
			patching(rolePath(w, w.Role("First")), w.Admin.Token, cut), patching(rolePath(w, w.Role("Second")), second.Token, local),
			deletingRole(w, w.Role("First"), member), deletingRole(w, w.Role("Second"), w.Role("First")),
			patching(w.Path+"/users/"+second.UserID, w.Admin.Token, demoted), patching(w.Path+"/users/"+w.Admin.UserID, second.Token, demoted),
			suspending(w, one), suspending(w, two), removing(w, second), patching(rolePath(w, w.Role("Second")), second.Token, cut),
			patching(w.Path+"/users/"+one.UserID, second.Token, demoted), patching(w.Path+"/users/"+w.Admin.UserID, w.Admin.Token, demoted),
		}
		answers := apitest.Together(t, replicas, shots...)
		apitest.OnlyThese(t, answers, "200", "204", "409 four_eyes_needs_two", "409 last_admin", "404 not_found", "422 validation_failed",
			"403 permission_denied", "403 above_own", "409 conflict", "409 role_in_use", "403 role_above_own",
			"401 unauthenticated") // of whoever was removed, and their account with them
		left := w.API.Count("users u JOIN user_roles h ON h.workspace_id = u.workspace_id AND h.user_id = u.id",
			"u.workspace_id = ? AND u.status = 'active' AND h.role_id = ?", w.ID, w.Role("Admin"))
		if left < 1 {
			t.Fatalf("no Admin is left: %v", apitest.Tally(answers))
		}
		deciding := w.API.Count("users u", fmt.Sprintf(`u.workspace_id = ? AND u.status = 'active' AND EXISTS (SELECT 1 FROM user_roles h
			JOIN roles r ON r.workspace_id = h.workspace_id AND r.id = h.role_id WHERE h.workspace_id = u.workspace_id AND h.user_id = u.id
			AND r.scope = 'workspace' AND CAST(r.permissions AS text) LIKE '%%"%s"%%')`, domain.ApprovalsDecide), w.ID)
		if deciding < 2 {
			t.Fatalf("%d are left who may approve: %v", deciding, apitest.Tally(answers))
		}
		w.API.CheckInvariants()
	})
}

// While a role is deleted it is given away: whoever got it has the replacement, and nobody holds what is gone.
func TestGivingARoleWhileItIsReplacedLeavesNobodyWithNothing(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		name := apitest.Address("fleet")
		fleet, member := w.NewRole(name, domain.UsersRead), w.Role("Member")
		p := w.Holder(apitest.Address("hal"))
		email := apitest.Address("ina")
		inviting := apitest.Post(w.Path+"/invitations", w.Admin.Token, map[string]any{"email": email, "name": "Ina", "role_ids": []string{fleet}, "deliver": "link"})
		giving := patching(w.Path+"/users/"+p.UserID, w.Admin.Token, map[string]any{"role_ids": []string{fleet}})
		answers := apitest.Together(t, replicas, inviting, deletingRole(w, fleet, member), giving, deletingRole(w, fleet, member))
		apitest.OnlyThese(t, []apitest.Answer{answers[0]}, "201", "422 validation_failed")
		apitest.OnlyThese(t, []apitest.Answer{answers[2]}, "200", "422 validation_failed")
		if tally := apitest.OnlyThese(t, []apitest.Answer{answers[1], answers[3]}, "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one deletion counts; the answers were %v", tally)
		}
		if n := w.API.Count("user_roles", "role_id = ?", fleet); n != 0 {
			t.Fatalf("%d still hold it", n)
		}
		if n := w.API.Count("invitations", "CAST(role_ids AS text) LIKE ?", "%"+fleet+"%"); n != 0 {
			t.Fatalf("%d invitations still offer it", n)
		}
		if answers[0].Status == 201 && w.API.Count("user_roles h JOIN users u ON u.id = h.user_id", "u.email = ? AND h.role_id = ?", email, member) != 1 {
			t.Fatal("the invited person has not got the replacement")
		}
	})
}

// Two roles that replace each other at the same time: one goes, and everybody holds the other.
func TestTwoRolesThatReplaceEachOtherLeaveOne(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		a, b := w.Holder(apitest.Address("ann")), w.Holder(apitest.Address("bob"))
		roleA, roleB := w.Role(a.Name), w.Role(b.Name)
		answers := apitest.Together(t, replicas, deletingRole(w, roleA, roleB), deletingRole(w, roleB, roleA))
		tally := apitest.OnlyThese(t, answers, "204", "404 not_found", "422 validation_failed")
		if tally["204"] != 1 {
			t.Fatalf("one deletion counts; the answers were %v", tally)
		}
		if n := w.API.Count("user_roles", "user_id IN (?, ?)", a.UserID, b.UserID); n != 2 {
			t.Fatalf("two people have %d roles", n)
		}
	})
}

// Of edits with one ETag one counts, and the others are told; nothing is lost.
func TestEditingARoleAtOnceLosesNothing(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		path := rolePath(w, w.NewRole(apitest.Address("fleet")))
		tag := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "").Header.Get("ETag")
		var shots []apitest.Shot
		for i := range 12 {
			shots = append(shots, patching(path, w.Admin.Token, map[string]any{"description": fmt.Sprint("Version ", i)}, "If-Match", tag))
		}
		if tally := apitest.OnlyThese(t, apitest.Together(t, replicas, shots...), "200", "412 precondition_failed"); tally["200"] != 1 {
			t.Fatalf("one edit counts; the answers were %v", tally)
		}
		name := apitest.Address("twin")
		making := apitest.Post(w.Path+"/roles", w.Admin.Token, map[string]any{"name": name, "permissions": []string{}})
		if tally := apitest.OnlyThese(t, apitest.Together(t, replicas, apitest.Times(8, making)...), "201", "409 name_taken"); tally["201"] != 1 {
			t.Fatalf("a name is there once; the answers were %v", tally)
		}
	})
}
