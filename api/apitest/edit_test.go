package apitest_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func user(w *apitest.Workspace, p apitest.Person) string { return w.Path + "/users/" + p.UserID }

func TestEditingHoldsAtTheNextRequest(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member")
		w.API.Want(w.API.Call("GET", w.Path+"/approvals", bo.Token, nil), 403, "permission_denied")
		edited := w.API.Want(w.API.Call("PATCH", user(w, bo), w.Admin.Token, map[string]any{
			"name": "Bo B. Brown", "role_ids": []string{w.Role("Approver")},
		}), 200, "")
		if edited.Text("name") != "Bo B. Brown" || apitest.At(edited.List("roles")[0], "name") != "Approver" {
			t.Errorf("the answer does not show the change: %s", edited.Body)
		}
		w.API.Want(w.API.Call("GET", w.Path+"/approvals", bo.Token, nil), 200, "")
		w.API.Want(w.API.Call("PATCH", user(w, bo), w.Admin.Token, map[string]any{"email": "x@example.com"}), 400, "unknown_field")
		w.API.Want(w.API.Call("PATCH", user(w, bo), w.Admin.Token, map[string]any{"name": "X"}, "If-Match", `"v1"`), 412, "precondition_failed")
		if !slices.Contains(w.API.Events(), "user.updated") {
			t.Error("the audit log holds no user.updated")
		}
	})
}

func TestSuspensionHoldsAtTheNextRequestAndEndsWithReactivation(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member")
		w.API.Want(w.API.Call("POST", user(w, bo)+"/suspend", w.Admin.Token, nil), 200, "")
		w.API.Want(w.API.Call("GET", w.Path+"/users", bo.Token, nil), 404, "not_found")
		w.API.Want(w.API.Call("POST", user(w, bo)+"/suspend", w.Admin.Token, nil), 409, "conflict")
		w.API.Want(w.API.Call("POST", user(w, bo)+"/reactivate", w.Admin.Token, nil), 200, "")
		w.API.Want(w.API.Call("GET", w.Path+"/users", bo.Token, nil), 200, "")
		w.API.Want(w.API.Call("POST", user(w, bo)+"/reactivate", w.Admin.Token, nil), 409, "conflict")
	})
}

func TestRemovingLeavesNothingButTheAuditLog(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member")
		w.API.Want(w.API.Call("DELETE", user(w, w.Admin), w.Admin.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("DELETE", user(w, bo), w.Admin.Token, nil), 204, "")
		w.API.Want(w.API.Call("GET", user(w, bo), w.Admin.Token, nil), 404, "not_found")
		w.API.Want(w.API.Call("GET", "/api/v1/me", bo.Token, nil), 401, "unauthenticated")
		for _, table := range []string{"accounts", "users", "invitations"} {
			if n := w.API.Count(table, "email = ?", bo.Email); n != 0 {
				t.Errorf("%d rows of %s still hold the address", n, table)
			}
		}
		w.API.Want(w.Offer(w.Admin, bo.Email, "Bo Again", "Member"), 201, "")
	})
}

func TestNobodyChangesSomebodyAboveThem(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		all := []domain.Permission{domain.UsersRead, domain.UsersUpdate, domain.UsersSuspend, domain.UsersRemove}
		under := w.Holder("Una Under", all...)
		over := w.Holder("Ova Over", append(slices.Clone(all), domain.AuditRead)...)
		equal := w.Holder("Eka Equal", all...)
		name := map[string]any{"name": "Renamed"}
		for _, target := range []apitest.Person{w.Admin, over} {
			w.API.Want(w.API.Call("PATCH", user(w, target), under.Token, name), 403, "above_own")
			w.API.Want(w.API.Call("POST", user(w, target)+"/suspend", under.Token, nil), 403, "above_own")
			w.API.Want(w.API.Call("DELETE", user(w, target), under.Token, nil), 403, "above_own")
		}
		w.API.Want(w.API.Call("PATCH", user(w, equal), under.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 403, "role_above_own")
		w.API.Want(w.API.Call("PATCH", user(w, under), under.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 403, "role_above_own")
		w.API.Want(w.API.Call("PATCH", user(w, equal), under.Token, name), 200, "")
		w.API.Want(w.API.Call("POST", user(w, equal)+"/suspend", under.Token, nil), 200, "")
		w.API.Want(w.API.Call("DELETE", user(w, equal), under.Token, nil), 204, "")
	})
}

func TestTheLastAdminStays(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		member := map[string]any{"role_ids": []string{w.Role("Member")}}
		w.API.Want(w.API.Call("PATCH", user(w, w.Admin), w.Admin.Token, member), 409, "last_admin")
		w.API.Want(w.API.Call("POST", user(w, w.Admin)+"/leave", w.Admin.Token, nil), 409, "last_admin")
		second := w.Member("Second Admin", "Admin")
		w.API.Want(w.API.Call("POST", user(w, w.Admin)+"/leave", second.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("POST", user(w, w.Admin)+"/leave", w.Admin.Token, nil), 204, "")
		w.API.Want(w.API.Call("PATCH", user(w, second), second.Token, member), 409, "last_admin")
	})
}

// Two to eight Admins demote, suspend, remove each other and leave, all at once: one stays.
func TestAdminsWhoGoAllAtOnceLeaveOne(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		api.Setup("Acme Fleet")
		for round := range 4 {
			w := api.Found("Race")
			admins := []apitest.Person{w.Admin}
			for range 2 + 2*round {
				admins = append(admins, w.Member("Also Admin", "Admin"))
			}
			var all sync.WaitGroup
			for i, a := range admins {
				next := admins[(i+1)%len(admins)]
				all.Go(func() {
					switch (i + round) % 4 {
					case 0:
						_, _ = api.Try("POST", user(w, a)+"/leave", a.Token, nil)
					case 1:
						_, _ = api.Try("DELETE", user(w, next), a.Token, nil)
					case 2:
						_, _ = api.Try("POST", user(w, next)+"/suspend", a.Token, nil)
					default:
						_, _ = api.Try("PATCH", user(w, next), a.Token, map[string]any{"role_ids": []string{w.Role("Member")}})
					}
				})
			}
			all.Wait()
			left := api.Count("users u JOIN user_roles r ON r.workspace_id = u.workspace_id AND r.user_id = u.id",
				"u.workspace_id = ? AND u.status = 'active' AND r.role_id = ?", w.ID, w.Role("Admin"))
			if left < 1 {
				t.Fatalf("round %d: %d Admins went at once and %d are left", round, len(admins), left)
			}
		}
	})
}

func TestAnInvitedPersonsRolesChangeWithANewLink(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		p, token := w.Invite("Ina Invited", "Member")
		w.API.Want(w.API.Call("PATCH", user(w, p), w.Admin.Token, map[string]any{"name": "Ina I."}), 200, "")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 200, "")
		w.API.Want(w.API.Call("PATCH", user(w, p), w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Approver")}}), 200, "")
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": token}), 410, "invitation_superseded")
	})
}

func TestFurtherWorkspacesAreFoundedUnlessTheInstallationForbids(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		closed := apitest.Start(t, d, "GATEHOUSE_WORKSPACE_CREATION=setup")
		w := closed.Setup("Acme Fleet")
		name := map[string]any{"name": "Acme Two"}
		closed.Want(closed.Call("POST", "/api/v1/workspaces", w.Admin.Token, name), 403, "workspace_creation_closed")
		open := apitest.Start(t, d)
		made := open.Want(open.Call("POST", "/api/v1/workspaces", w.Admin.Token, name), 201, "")
		open.Want(open.Call("GET", made.Header.Get("Location")+"/users", w.Admin.Token, nil), 200, "")
	})
}
