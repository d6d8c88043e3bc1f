package apitest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// A batch that cannot be withdrawn as a whole never looks as if it were: what was withdrawn is, whatever was not is named
// and can be asked for again.
func TestARevocationThatCannotBeDoneIsSaid(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A fault that passes costs nothing", Run: revokeFaultPasses},
		{Name: "The invitations that cannot be revoked are named, and no others", Run: revokeFaultOfRows},
		{Name: "Where none can be revoked, it ends", Run: revokeFaultOfAll},
		{Name: "Where not even the rows can be written, it ends", Run: revokeFaultOfNotes},
		{Name: "Whoever asked for it and lost the right ends it, and somebody else goes on", Run: revokerLost},
	})
}

// toRevoke runs an import to its end.
func toRevoke(t *testing.T, w *apitest.Workspace, by apitest.Person, lines []string) apitest.Answer {
	t.Helper()
	i := ran(t, w, by, checked(t, w, by, table(lines...)))
	wantState(t, i, "done", map[string]int{"done_rows": len(lines), "failed_rows": 0})
	return i
}

// open counts the invitations that can still be accepted.
func open(w *apitest.Workspace) int {
	return w.API.Count("invitations", "workspace_id = '"+w.ID+"' AND status = 'pending'")
}

// revokedAll asks again, once nothing is broken any more: every invitation is gone, and nothing is left to be said.
func revokedAll(t *testing.T, w *apitest.Workspace, i apitest.Answer, lines []string) {
	t.Helper()
	w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
	i, _ = worked(t, w, i)
	wantState(t, i, "revoked", map[string]int{"done_rows": len(lines), "revoked_rows": len(lines)})
	if i.JSON["stop_reason"] != nil || apitest.At(i.JSON, "problems", "revoke_failed") != nil {
		t.Errorf("something is left to be said: %s", i.Body)
	}
	wantRows(t, rowsOf(w, i, "?problem=revoke_failed"))
	if n := open(w); n != 0 {
		t.Errorf("%d invitations are open after the end", n)
	}
	w.API.CheckInvariants(w)
}

func revokeFaultPasses(t *testing.T, w *apitest.Workspace) {
	lines := many(40)
	i := toRevoke(t, w, w.Admin, lines)
	mend := breakingOn(w, "UPDATE", "invitations", "NEW.workspace_id = '"+w.ID+"'")
	w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
	for range 3 {
		if _, err := w.API.App.Admission.WorkAtImport(t.Context(), authz.NewJob("test"), id.Workspace(w.ID), id.Import(i.Text("id"))); err == nil {
			t.Error("a fault is not told to the queue")
		}
	}
	mend()
	revokedAll(t, w, i, lines) // asking again while it goes on changes nothing
}

func revokeFaultOfRows(t *testing.T, w *apitest.Workspace) {
	lines := many(60)
	i := toRevoke(t, w, w.Admin, lines)
	bad := []int{3, 4, 52}
	var names, want []string
	for _, at := range bad {
		email, _, _ := strings.Cut(lines[at], ",")
		names = append(names, "'"+email+"'")
		want = append(want, fmt.Sprint(at+1, " valid invited row/revoke_failed"))
	}
	mend := breakingOn(w, "UPDATE", "invitations", "NEW.email IN ("+strings.Join(names, ", ")+")")
	w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
	var last apitest.Answer
	got := w.Recorded(func() { last, _ = worked(t, w, i) })
	mend()
	wantState(t, last, "stopped", map[string]int{"done_rows": len(lines), "revoked_rows": len(lines) - len(bad)})
	if last.Text("stop_reason") != "revoke_failed" || fmt.Sprint(apitest.At(last.JSON, "problems", "revoke_failed")) != fmt.Sprint(len(bad)) {
		t.Errorf("it says %s", last.Body)
	}
	if got[len(got)-1] != "import.stopped" {
		t.Errorf("recorded %v", got)
	}
	wantRows(t, rowsOf(w, i, "?problem=revoke_failed"), want...)
	wantRows(t, rowsOf(w, i, "?outcome=invited"), want...)
	if n := open(w); n != len(bad) {
		t.Errorf("%d invitations are open, want %d", n, len(bad))
	}
	w.API.CheckInvariants(w)
	revokedAll(t, w, i, lines)
}

func revokeFaultOfAll(t *testing.T, w *apitest.Workspace) {
	lines := many(60)
	i := toRevoke(t, w, w.Admin, lines)
	mend := breakingOn(w, "UPDATE", "invitations", "NEW.workspace_id = '"+w.ID+"'")
	for range 2 { // it can be asked for again while the fault persists, and counts from the beginning
		w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
		last, tries := worked(t, w, i)
		wantState(t, last, "stopped", map[string]int{"done_rows": len(lines), "revoked_rows": 0})
		if last.Text("stop_reason") != "revoke_failed" || last.Text("finished_at") == "" || tries > 20 {
			t.Errorf("after %d tries: %s", tries, last.Body)
		}
		if n := apitest.At(last.JSON, "problems", "revoke_failed"); fmt.Sprint(n) != "9" {
			t.Errorf("%v rows say that they could not be revoked", n)
		}
		if n := open(w); n != len(lines) {
			t.Errorf("%d invitations are open, want all %d", n, len(lines))
		}
	}
	mend()
	revokedAll(t, w, i, lines)
}

func revokeFaultOfNotes(t *testing.T, w *apitest.Workspace) {
	lines := many(30)
	i := toRevoke(t, w, w.Admin, lines)
	mend := breakingOn(w, "UPDATE", "import_rows", "NEW.workspace_id = '"+w.ID+"'")
	w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
	last, tries := worked(t, w, i)
	mend()
	wantState(t, last, "stopped", map[string]int{"done_rows": len(lines), "revoked_rows": 0})
	if last.Text("stop_reason") != "revoke_failed" || tries > 20 || open(w) != len(lines) {
		t.Errorf("after %d tries, with %d open: %s", tries, open(w), last.Body)
	}
	revokedAll(t, w, i, lines)
}

func revokerLost(t *testing.T, w *apitest.Workspace) {
	s, lines := newStarter(w, false), many(30)
	i := toRevoke(t, w, w.Admin, lines)
	mend := breakingOn(w, "UPDATE", "invitations", "NEW.workspace_id = '"+w.ID+"'") // so that it is not done before the loss
	w.API.Want(act(w, s.by, i, "revoke"), 200, "")
	demote(w, s)
	last, _ := worked(t, w, i)
	mend()
	wantState(t, last, "stopped", map[string]int{"done_rows": len(lines), "revoked_rows": 0})
	if last.Text("stop_reason") != "revoker_lost_access" || open(w) != len(lines) {
		t.Errorf("with %d open: %s", open(w), last.Body)
	}
	w.API.Want(act(w, s.by, i, "revoke"), 403, "permission_denied")
	revokedAll(t, w, i, lines)
}
