package apitest_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Roles at locations are enforced in one place: this walks every operation as somebody who holds its permission at
// Sydney alone. Whatever the operation does to people is refused, or leaves them out, while they are in Perth or
// nowhere, is refused by naming the permission while they are in both, and succeeds once all of them are in Sydney.
// An operation about things that belong to no location stays closed.
func TestARightAtALocationOpensEveryOperationThereAlone(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
		for _, op := range api.Operations {
			if op.Entry != web.EntryInWorkspace || op.Permission == "" {
				continue
			}
			if op.ID == "check" || op.ID == "checkMany" { // a question, which is answered with no for whoever is out of reach
				continue
			}
			if op.ID == "listInvitations" {
				w.Invite("Ines Invited", "Member")
			}
			manager := w.LocalHolder("Manager", sydney, op.Permission)
			c := goodCall(w, t, op)
			if c.token != "" {
				t.Fatalf("%s: a recipe with a credential of its own says nothing here", op.ID)
			}
			if !op.Permission.OfPeople() || op.Everywhere {
				denied(w, func() { api.Want(c.by(api, manager.Token), 403, "permission_denied") })
				continue
			}
			walkLocations(t, w, c, manager, sydney, perth)
		}
	})
}

// denied is a refusal at the gate, which the audit log notes and nothing else.
func denied(w *apitest.Workspace, fn func()) {
	w.Records(fn, "entry.denied")
}

func walkLocations(t *testing.T, w *apitest.Workspace, c call, manager apitest.Person, sydney, perth string) {
	t.Helper()
	if c.op.ID == "createInvitation" {
		invitingAt(t, w, c, manager, sydney, perth)
		return
	}
	for _, at := range [][]string{nil, {perth}, {sydney, perth}} {
		w.MoveAll(manager, at...)
		var answer apitest.Answer
		w.API.ChangesNothing(func() { answer = c.by(w.API, manager.Token) })
		both := len(at) == 2
		switch {
		case answer.Status == 200 && leaks(w, answer, manager) && !both:
			t.Errorf("%s shows people of %v to somebody of Sydney: %s", c.op.ID, at, answer.Body)
		case answer.Status == 200 && c.op.Method != "GET" && !refusesEach(answer):
			t.Errorf("%s changes people of %v for somebody of Sydney: %s", c.op.ID, at, answer.Body)
		case answer.Status == 422 && !both && (strings.Contains(c.path, "/bulk/") || strings.HasSuffix(c.path, "/decide")): // the whole list is refused, as with an unknown id
		case answer.Status == 404 && !both, answer.Status == 403 && both && answer.Text("permission") == string(c.op.Permission), answer.Status == 200:
		default:
			t.Errorf("%s on people of %v by somebody of Sydney: %d %s", c.op.ID, at, answer.Status, answer.Body)
		}
	}
	w.MoveAll(manager, sydney)
	answer := c.by(w.API, manager.Token)
	if answer.Status != c.status || refusesEach(answer) {
		t.Errorf("%s on people of Sydney by somebody of Sydney: %d %s, want %d", c.op.ID, answer.Status, answer.Body, c.status)
	}
	if list := strings.HasPrefix(c.op.ID, "list"); list && !leaks(w, answer, manager) {
		t.Errorf("%s does not show people of Sydney to somebody of Sydney: %s", c.op.ID, answer.Body)
	}
}

func invitingAt(t *testing.T, w *apitest.Workspace, c call, manager apitest.Person, sydney, perth string) {
	t.Helper()
	body := c.body.(map[string]any)
	for _, at := range [][]string{nil, {perth}, {sydney, perth}} {
		body["location_ids"] = at
		if at == nil {
			delete(body, "location_ids")
		}
		w.API.ChangesNothing(func() { w.API.Want(c.by(w.API, manager.Token), 403, "permission_denied") })
	}
	body["location_ids"] = []string{sydney}
	w.API.Want(c.by(w.API, manager.Token), 201, "")
}

// refusesEach tells an answer that carries an outcome for each person, and none of them done.
func refusesEach(a apitest.Answer) bool {
	done, bulk := apitest.At(a.JSON, "done").(float64)
	return bulk && done == 0
}

// leaks tells whether the answer names anybody but the caller.
func leaks(w *apitest.Workspace, a apitest.Answer, caller apitest.Person) bool {
	for _, u := range w.API.Users(w.ID) {
		if u != caller.UserID && strings.Contains(string(a.Body), u) {
			return true
		}
	}
	return false
}

// The rest of what product.md says of roles at locations.
func TestRolesAtLocations(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Moving somebody takes the right at the old and at the new place", Run: movingPeople},
		{Name: "Nobody gives at a location what they do not hold there", Run: grantingAtLocations},
		{Name: "Nobody widens their own locations", Run: wideningOneself},
		{Name: "Counts and the badge are those of one's own locations", Run: countingAtLocations},
		{Name: "A right at a location ends with the location, at the next request", Run: leavingALocation},
		{Name: "Whoever decides at the location is told, and named to the person who waits", Run: tellingLocalApprovers},
		{Name: "What one holds at locations is told apart in one's own account", Run: meAtLocations},
	})
}

func movingPeople(_ *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	manager := w.LocalHolder("Manager", sydney, domain.UsersRead, domain.UsersUpdate)
	wide := w.Holder("Wide", domain.UsersRead, domain.UsersUpdate)
	ann := w.Holder("Ann")
	path := w.Path + "/users/" + ann.UserID
	to := func(at ...string) map[string]any { return map[string]any{"location_ids": append([]string{}, at...)} }
	w.Move(ann, sydney)
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("PATCH", path, manager.Token, to(perth)), 403, "permission_denied")
		w.API.Want(w.API.Call("PATCH", path, manager.Token, to(sydney, perth)), 403, "permission_denied")
		w.API.Want(w.API.Call("PATCH", path, manager.Token, to()), 403, "permission_denied")
	})
	w.API.Want(w.API.Call("PATCH", path, manager.Token, map[string]any{"name": "Anna", "location_ids": []string{sydney}}), 200, "")
	w.API.Want(w.API.Call("PATCH", path, wide.Token, to(perth)), 200, "")
	w.API.Want(w.API.Call("PATCH", path, manager.Token, to(sydney)), 404, "not_found")
}

func grantingAtLocations(_ *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	foreman := w.NewLocalRole("Foreman", domain.UsersRead)
	reader := w.NewRole("Reader", domain.UsersRead)
	manager := w.LocalHolder("Manager", sydney, domain.UsersRead, domain.UsersUpdate, domain.UsersInvite)
	ann := w.Holder("Ann")
	w.Move(ann, sydney)
	path := w.Path + "/users/" + ann.UserID
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("PATCH", path, manager.Token, map[string]any{"role_ids": []string{reader}}), 403, "role_above_own")
	})
	w.API.Want(w.API.Call("PATCH", path, manager.Token, map[string]any{"role_ids": []string{foreman}}), 200, "")
	wide := w.Holder("Wide", domain.UsersUpdate)
	w.API.ChangesNothing(func() { // a Foreman who is moved to Perth is one there: that, too, is giving
		w.API.Want(w.API.Call("PATCH", path, wide.Token, map[string]any{"location_ids": []string{perth}}), 403, "above_own")
	})
	bob := w.Holder("Bob")
	w.SetRole(bob, "Foreman")
	w.API.ChangesNothing(func() { // a Foreman without a place holds nothing yet, and gets it by the move
		w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+bob.UserID, wide.Token, map[string]any{"location_ids": []string{perth}}), 403, "role_above_own")
	})
	w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+bob.UserID, w.Admin.Token, map[string]any{"location_ids": []string{perth}}), 200, "")
}

func wideningOneself(_ *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	manager := w.LocalHolder("Manager", sydney, domain.UsersRead, domain.UsersUpdate)
	path := w.Path + "/users/" + manager.UserID
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("PATCH", path, manager.Token, map[string]any{"location_ids": []string{sydney, perth}}), 403, "permission_denied")
	})
	w.API.Want(w.API.Call("PATCH", path, manager.Token, map[string]any{"name": "Still At Sydney"}), 200, "")
	w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"location_ids": []string{sydney, perth}}), 200, "")
}

func countingAtLocations(t *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	manager := w.LocalHolder("Manager", sydney, domain.UsersRead, domain.ApprovalsRead, domain.ApprovalsDecide)
	here, both, there := w.Pending("Here", "Member"), w.Pending("Both", "Member"), w.Pending("There", "Member")
	w.Move(here, sydney)
	w.Move(both, sydney, perth)
	w.Move(there, perth)
	summary := w.API.Want(w.API.Call("GET", w.Path+"/users/summary", manager.Token, nil), 200, "")
	if got := apitest.At(summary.JSON, "pending_approvals"); got != float64(1) {
		t.Errorf("the badge shows %v, want the one who may be decided: %s", got, summary.Body)
	}
	if got := apitest.At(summary.JSON, "counts", "pending_approval"); got != float64(2) {
		t.Errorf("%v wait in sight, want those with a location in common: %s", got, summary.Body)
	}
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+here.UserID, manager.Token, nil), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+both.UserID, manager.Token, nil), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+there.UserID, manager.Token, nil), 404, "not_found")
}

func leavingALocation(_ *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	manager := w.LocalHolder("Manager", sydney, domain.UsersRead)
	ann := w.Holder("Ann")
	w.Move(ann, sydney)
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, manager.Token, nil), 200, "")
	w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+manager.UserID, w.Admin.Token, map[string]any{"location_ids": []string{perth}}), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, manager.Token, nil), 404, "not_found")
	w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+manager.UserID, w.Admin.Token, map[string]any{"location_ids": []string{}}), 200, "")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+ann.UserID, manager.Token, nil), 403, "permission_denied")
}

func tellingLocalApprovers(t *testing.T, w *apitest.Workspace) {
	sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
	near := w.LocalHolder("Near", sydney, domain.ApprovalsRead, domain.ApprovalsDecide)
	far := w.LocalHolder("Far", perth, domain.ApprovalsRead, domain.ApprovalsDecide)
	role := w.NewRole("Nothing at all")
	email := apitest.Address("ann")
	w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": email, "name": "Ann", "role_ids": []string{role}, "location_ids": []string{sydney}, "deliver": "link",
	}), 201, "")
	w.API.AwaitLetters(near.Email, "is waiting for approval", 1)
	if got := w.API.LettersOn(far.Email, "is waiting for approval"); len(got) != 0 {
		t.Errorf("somebody who may not decide was told: %v", got)
	}
}

func meAtLocations(t *testing.T, w *apitest.Workspace) {
	manager := w.LocalHolder("Manager", w.NewLocation("Sydney"), domain.UsersRead, domain.UsersUpdate)
	me := w.API.Want(w.API.Call("GET", "/api/v1/me", manager.Token, nil), 200, "")
	place := me.List("workspaces")[0]
	if len(apitest.At(place, "permissions").([]any)) != 0 || len(apitest.At(place, "location_permissions").([]any)) != 2 {
		t.Errorf("permissions %v, at locations %v", apitest.At(place, "permissions"), apitest.At(place, "location_permissions"))
	}
}
