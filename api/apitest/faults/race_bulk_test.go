package faults_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func inBulk(w *apitest.Workspace, verb string, by apitest.Person, body map[string]any, people ...apitest.Person) apitest.Shot {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.UserID
	}
	sent := map[string]any{"user_ids": ids}
	for name, value := range body {
		sent[name] = value
	}
	return apitest.Post(w.Path+"/users/bulk/"+verb, by.Token, sent)
}

// demoting takes a role in bulk, and gives Member.
func demoting(w *apitest.Workspace, role string, by apitest.Person, people ...apitest.Person) apitest.Shot {
	return inBulk(w, "update", by, map[string]any{"remove_role_ids": []string{role}, "add_role_ids": []string{w.Role("Member")}}, people...)
}

// doneTo counts the bulk answers that say that something was done to a person.
func doneTo(answers []apitest.Answer, p apitest.Person) int {
	n := 0
	for _, a := range answers {
		for _, one := range a.List("results") {
			if apitest.At(one, "id") == p.UserID && apitest.At(one, "status") == float64(200) {
				n++
			}
		}
	}
	return n
}

// J03: three Admins suspend, remove and demote each other and themselves, in bulk and one by one. One stays.
func TestOneAdminStaysWhateverIsDoneInBulk(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, first *apitest.Workspace) {
		w := first.API.Found("Race")
		second, third := w.Holder("Second"), w.Holder("Third")
		w.SetRole(second, "Admin")
		w.SetRole(third, "Admin")
		all, admin := []apitest.Person{w.Admin, second, third}, w.Role("Admin")
		answers := apitest.Together(t, replicas,
			demoting(w, admin, w.Admin, all...), demoting(w, admin, second, all...), demoting(w, admin, third, all...),
			inBulk(w, "suspend", w.Admin, nil, all...), inBulk(w, "suspend", second, nil, all...),
			inBulk(w, "remove", third, nil, all...), inBulk(w, "remove", w.Admin, nil, all...),
			apitest.Post(w.Path+"/users/"+second.UserID+"/suspend", third.Token, nil),
			apitest.Post(w.Path+"/users/"+third.UserID+"/leave", third.Token, nil),
			patching(w.Path+"/users/"+w.Admin.UserID, second.Token, map[string]any{"role_ids": []string{w.Role("Member")}}))
		apitest.OnlyThese(t, answers, "200", "204", "404 not_found", "403 permission_denied", "403 above_own", "409 last_admin",
			"409 conflict", "422 validation_failed", "401 unauthenticated")
		left := w.API.Count("users u JOIN user_roles h ON h.workspace_id = u.workspace_id AND h.user_id = u.id",
			"u.workspace_id = ? AND u.status = 'active' AND h.role_id = ?", w.ID, admin)
		if left < 1 {
			t.Fatalf("no Admin is left: %v", apitest.Tally(answers))
		}
		w.API.CheckInvariants()
	})
}

// People are suspended, edited and removed, in bulk and one by one: each is removed once, and is gone.
func TestWhatIsDoneInBulkAndOneByOneHasOneEnd(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		ann, bob, cem := w.Holder(apitest.Address("ann")), w.Holder(apitest.Address("bob")), w.Holder(apitest.Address("cem"))
		all := []apitest.Person{ann, bob, cem}
		give := map[string]any{"add_role_ids": []string{w.Role("Member")}}
		answers := apitest.Together(t, replicas,
			inBulk(w, "remove", w.Admin, nil, ann, bob), inBulk(w, "remove", w.Admin, nil, bob, ann), removing(w, ann), removing(w, bob),
			inBulk(w, "suspend", w.Admin, nil, all...), suspending(w, cem), suspending(w, ann),
			inBulk(w, "update", w.Admin, give, all...), inBulk(w, "update", w.Admin, give, cem, bob, ann))
		apitest.OnlyThese(t, answers, "200", "204", "404 not_found", "409 conflict", "422 validation_failed")
		for i, p := range []apitest.Person{ann, bob} {
			once := doneTo(answers[:2], p)
			if answers[2+i].Status == 204 {
				once++
			}
			if got := statusOf(w, p); once != 1 || got != "gone" {
				t.Fatalf("%s was removed %d times, and is %s", p.Name, once, got)
			}
		}
		once := doneTo(answers[4:5], cem)
		if answers[5].Status == 200 {
			once++
		}
		if got := statusOf(w, cem); once != 1 || got != "suspended" {
			t.Fatalf("%s was suspended %d times, and is %s", cem.Name, once, got)
		}
		given := min(1, doneTo(answers[7:], cem)) // a list that names somebody who is gone by then is refused whole
		if n := w.API.Count("user_roles", "user_id = ? AND role_id = ?", cem.UserID, w.Role("Member")); n != given {
			t.Fatalf("%s holds what was given in bulk %d times, want %d", cem.Name, n, given)
		}
	})
}

// J05: somebody acts while their right is taken away, by each way there is. What they still could do stands in the
// audit log before the entry that took it.
func TestNobodyActsBehindTheLossOfTheRight(t *testing.T) {
	ways := map[string]func(w *apitest.Workspace, role string, p apitest.Person) apitest.Shot{
		"suspended in bulk": func(w *apitest.Workspace, _ string, p apitest.Person) apitest.Shot {
			return inBulk(w, "suspend", w.Admin, nil, p)
		},
		"removed in bulk": func(w *apitest.Workspace, _ string, p apitest.Person) apitest.Shot {
			return inBulk(w, "remove", w.Admin, nil, p)
		},
		"demoted in bulk": func(w *apitest.Workspace, role string, p apitest.Person) apitest.Shot {
			return demoting(w, role, w.Admin, p)
		},
		"by an edit of the role": func(w *apitest.Workspace, role string, _ apitest.Person) apitest.Shot {
			return patching(rolePath(w, role), w.Admin.Token, map[string]any{"permissions": []string{}})
		},
	}
	for name, take := range ways {
		t.Run(name, func(t *testing.T) {
			races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
				ann, name := w.Holder(apitest.Address("ann"), domain.UsersInvite, domain.ApprovalsDecide), apitest.Address("nothing")
				nothing := w.NewRole(name)
				shots := []apitest.Shot{deciding(w, w.Pending("Will Wait", name), "approve", map[string]any{})}
				shots[0].Token = ann.Token
				for range 5 {
					shots = append(shots, apitest.Post(w.Path+"/invitations", ann.Token, map[string]any{
						"email": apitest.Address("bo"), "name": "Bo", "role_ids": []string{nothing}, "deliver": "link",
					}))
				}
				shots = append(shots, take(w, w.Role(ann.Name), ann))
				answers := apitest.Together(t, replicas, shots...)
				apitest.OnlyThese(t, answers[:6], "200", "201", "403 permission_denied", "404 not_found", "401 unauthenticated")
				apitest.OnlyThese(t, answers[6:], "200")
				late := w.API.Count("audit_events acts JOIN audit_events loss ON loss.for_workspace = acts.for_workspace AND loss.sequence < acts.sequence",
					"acts.for_workspace = ? AND acts.actor_id = ? AND acts.type IN ('user.invited', 'approval.approved')"+
						" AND loss.type IN ('user.suspended', 'user.removed', 'user.updated', 'role.updated') AND loss.target_id IN (?, ?)",
					w.ID, ann.UserID, ann.UserID, w.Role(ann.Name))
				if late != 0 {
					t.Fatalf("%d acts stand behind the loss of the right: %v", late, apitest.Tally(answers))
				}
			})
		})
	}
}
