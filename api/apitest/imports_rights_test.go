package apitest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// starter is who uploads and starts an import: a person, or a key of theirs.
type starter struct {
	person apitest.Person
	key    apitest.Key
	by     apitest.Person // whose token asks
}

// losses are the ways by which a starter can lose the right to invite, and how the start is refused to them from then on.
var losses = []struct {
	name    string
	byKey   bool
	lose    func(w *apitest.Workspace, s starter)
	refused string
}{
	{"is demoted", false, demote, "403 permission_denied"},
	{"is suspended", false, suspend, "404 not_found"},
	{"is removed", false, remove, "401 unauthenticated"},
	{"is a key whose maker is demoted", true, demote, "403 permission_denied"},
	{"is a key whose maker is suspended", true, suspend, "401 unauthenticated"},
	{"is a key whose maker is removed", true, remove, "401 unauthenticated"},
	{"is a key that is revoked", true, func(w *apitest.Workspace, s starter) {
		w.API.Want(w.API.Call("DELETE", keyPath(w, s.key), w.Admin.Token, nil), 204, "")
	}, "401 unauthenticated"},
	{"is a key that may less from now on", true, func(w *apitest.Workspace, s starter) {
		w.API.Want(w.API.Call("PATCH", keyPath(w, s.key), w.Admin.Token, map[string]any{"permissions": []string{"users:read"}}), 200, "")
	}, "403 permission_denied"},
}

func demote(w *apitest.Workspace, s starter) {
	w.NewRole("Nothing")
	w.API.Want(w.API.Call("PATCH", w.Path+"/users/"+s.person.UserID, w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Nothing")}}), 200, "")
}

func suspend(w *apitest.Workspace, s starter) {
	w.API.Want(w.API.Call("POST", w.Path+"/users/"+s.person.UserID+"/suspend", w.Admin.Token, nil), 200, "")
}

func remove(w *apitest.Workspace, s starter) {
	w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+s.person.UserID, w.Admin.Token, nil), 204, "")
}

func newStarter(w *apitest.Workspace, byKey bool) starter {
	rights := []domain.Permission{domain.UsersInvite, domain.UsersRead, domain.RolesRead, domain.LocationsRead}
	s := starter{person: w.Holder("Bo", append(rights, domain.APIKeysManage)...)}
	s.by = s.person
	if byKey {
		s.key = w.KeyOf(s.person, rights...)
		s.by = apitest.Person{Name: "App", Token: s.key.Secret}
	}
	return s
}

// Whoever loses the right to invite, in whichever way, invites nobody from then on: before the start it is refused to them,
// and a run of theirs ends, with its reason. What was done stays, once, and somebody else goes on with the rest.
func TestAnImportStopsWithTheRightsOfItsStarter(t *testing.T) {
	var cases []apitest.Case
	for _, l := range losses {
		cases = append(cases,
			apitest.Case{Name: "Before the start, who " + l.name, Run: func(t *testing.T, w *apitest.Workspace) {
				lostBefore(t, w, newStarter(w, l.byKey), l.lose, l.refused)
			}},
			apitest.Case{Name: "In the middle of the run, who " + l.name, Run: func(t *testing.T, w *apitest.Workspace) {
				lostMeanwhile(t, w, newStarter(w, l.byKey), l.lose)
			}})
	}
	for _, byKey := range []bool{false, true} {
		cases = append(cases, apitest.Case{Name: fmt.Sprint("Who keeps them invites everybody; by key: ", byKey), Run: func(t *testing.T, w *apitest.Workspace) {
			s, lines := newStarter(w, byKey), many(150)
			i := ran(t, w, s.by, checked(t, w, s.by, table(lines...)))
			wantState(t, i, "done", map[string]int{"done_rows": len(lines), "failed_rows": 0})
			onceEach(t, w, lines)
			actor := []any{s.person.UserID, s.key.ID}[map[bool]int{true: 1}[byKey]]
			entry := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?action=user.invited&limit=1", w.Admin.Token, nil), 200, "").List("data")[0]
			if apitest.At(entry, "actor", "id") != actor {
				t.Errorf("the entry names %v, want %v", apitest.At(entry, "actor"), actor)
			}
		}})
	}
	apitest.OnBoth(t, cases)
}

func lostBefore(t *testing.T, w *apitest.Workspace, s starter, lose func(*apitest.Workspace, starter), refused string) {
	lines := many(5)
	i := checked(t, w, s.by, table(lines...))
	wantState(t, i, "ready", map[string]int{"valid": len(lines)})
	lose(w, s)
	a := act(w, s.by, i, "start")
	if got := fmt.Sprint(a.Status, " ", a.Code()); got != refused {
		t.Errorf("the start was answered %s, want %s", got, refused)
	}
	i = settled(t, w, w.Admin, i.Text("id"))
	wantState(t, i, "ready", map[string]int{"valid": len(lines), "done_rows": 0})
	i = ran(t, w, w.Admin, i)
	wantState(t, i, "done", map[string]int{"done_rows": len(lines), "failed_rows": 0})
	onceEach(t, w, lines)
}

func lostMeanwhile(t *testing.T, w *apitest.Workspace, s starter, lose func(*apitest.Workspace, starter)) {
	lines := many(900) // so many that the loss comes long before the end
	invited := func() int { return w.API.Count("invitations", "workspace_id = '"+w.ID+"'") }
	i := checked(t, w, s.by, table(lines...))
	w.API.Want(act(w, s.by, i, "start"), 200, "")
	apitest.Eventually(t, 20*time.Second, "some are invited", func() bool { return invited() > 0 })
	lose(w, s)
	i = settled(t, w, w.Admin, i.Text("id"))
	done := invited()
	wantState(t, i, "stopped", map[string]int{"done_rows": done, "failed_rows": 0})
	if i.Text("stop_reason") != "starter_lost_access" || i.Text("finished_at") == "" || done == len(lines) {
		t.Errorf("after %d people: %s", done, i.Body)
	}
	if n := w.API.Count("import_rows", "import_id = '"+i.Text("id")+"' AND outcome = 'invited'"); n != done {
		t.Errorf("%d rows say that they were invited, want %d", n, done)
	}
	w.API.Want(act(w, w.Admin, i, "start"), 200, "") // changes nothing: what has ended does not begin again
	if again := settled(t, w, w.Admin, i.Text("id")); again.Text("state") != "stopped" || invited() != done {
		t.Errorf("after its end: %s", again.Body)
	}
	rest := checked(t, w, w.Admin, table(lines...))
	wantState(t, rest, "ready", map[string]int{"valid": len(lines) - done, "already_invited": done})
	rest = ran(t, w, w.Admin, rest)
	wantState(t, rest, "done", map[string]int{"done_rows": len(lines) - done, "failed_rows": 0})
	onceEach(t, w, lines)
	w.API.CheckInvariants(w)
}

// onceEach: the people of these lines, and nobody else, were invited, each by one invitation and one mail.
func onceEach(t *testing.T, w *apitest.Workspace, lines []string) {
	t.Helper()
	for table, where := range map[string]string{
		"invitations": "workspace_id = '" + w.ID + "'", "mails": "for_workspace = '" + w.ID + "' AND invitation_id IS NOT NULL",
		"users": "workspace_id = '" + w.ID + "' AND status = 'invited'",
	} {
		if n := w.API.Count(table, where); n != len(lines) {
			t.Errorf("%d %s, want %d", n, table, len(lines))
		}
	}
	for _, line := range []string{lines[0], lines[len(lines)-1]} {
		email, _, _ := strings.Cut(line, ",")
		if n := w.API.Count("invitations", "workspace_id = '"+w.ID+"' AND email = ?", email); n != 1 {
			t.Errorf("%s has %d invitations", email, n)
		}
	}
}

// A key does in bulk what it was given, and no more: J11.
func TestImportsByKey(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "within what it was given", Run: func(t *testing.T, w *apitest.Workspace) {
			maker := w.Holder("Mia Maker", append(apitest.Without(domain.UsersSuspend), domain.APIKeysManage)...)
			small, wide := w.KeyOf(maker, domain.UsersRead, domain.RolesRead), w.KeyOf(maker, domain.UsersInvite, domain.UsersRead, domain.RolesRead, domain.LocationsRead, domain.ApprovalsDecide)
			as := func(k apitest.Key) apitest.Person { return apitest.Person{Token: k.Secret} }
			text := table(apitest.Address("ana")+",Ana,Member,,", apitest.Address("ben")+",Ben,Admin,,")
			w.API.Want(upload(w, as(small), text), 403, "permission_denied")
			if n := w.API.Count("imports", "workspace_id = '"+w.ID+"'"); n != 0 {
				t.Errorf("%d imports are there after the refusal", n)
			}
			i := checked(t, w, as(wide), text)
			wantRows(t, rowsOf(w, i, ""), "1 valid", "2 invalid role/role_above_own")
			for _, verb := range []string{"start", "cancel", "revoke"} {
				w.API.Want(act(w, as(small), i, verb), 403, "permission_denied")
			}
			w.API.Want(w.API.Call("GET", w.Path+"/imports/"+i.Text("id"), small.Secret, nil), 403, "permission_denied")
			wantState(t, settled(t, w, w.Admin, i.Text("id")), "ready", map[string]int{"valid": 1})
			i = ran(t, w, as(wide), i)
			wantState(t, i, "done", map[string]int{"done_rows": 1, "failed_rows": 0})
			if apitest.At(i.JSON, "started_by", "id") != maker.UserID {
				t.Errorf("started by %v, want the key's maker", i.JSON["started_by"])
			}
			w.API.Want(act(w, as(wide), i, "revoke"), 200, "")
			wantState(t, settled(t, w, as(wide), i.Text("id")), "revoked", map[string]int{"revoked_rows": 1})
			w.API.CheckInvariants(w)
		}},
	})
}
