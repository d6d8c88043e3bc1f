package apitest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// A fault of the house that does not pass ends: in the row that it is about, or with the import.
func TestAFaultThatDoesNotPassIsSaid(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "One that passes costs nothing", Run: faultPasses},
		{Name: "The rows that cannot be worked fail, and no others", Run: faultOfRows},
		{Name: "Where no row can be worked, the run ends", Run: faultOfRun},
		{Name: "Where no row can be checked, the check ends", Run: faultOfCheck},
		{Name: "Where not even the rows can be written, the run ends", Run: faultOfNotes},
	})
}

// breaking makes the database refuse some new rows of a table, as a fault of the house would, and gives what mends it.
func breaking(w *apitest.Workspace, table, when string) func() {
	return breakingOn(w, "INSERT", table, when)
}

// breakingOn is breaking for new rows (INSERT) or changed ones (UPDATE).
func breakingOn(w *apitest.Workspace, what, table, when string) func() {
	if w.API.Database.Engine == store.SQLite {
		w.API.Exec("CREATE TRIGGER broken BEFORE " + what + " ON " + table + " WHEN " + when + " BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END")
		return func() { w.API.Exec("DROP TRIGGER broken") }
	}
	w.API.Exec("CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken on purpose'; END $$")
	w.API.Exec("CREATE TRIGGER broken BEFORE " + what + " ON " + table + " FOR EACH ROW WHEN (" + when + ") EXECUTE FUNCTION broken()")
	return func() { w.API.Exec("DROP TRIGGER broken ON " + table) }
}

// worked does what the job queue would, without its pauses, until the import settles. It gives how many tries came to
// nothing.
func worked(t *testing.T, w *apitest.Workspace, i apitest.Answer) (apitest.Answer, int) {
	t.Helper()
	for faults := 0; faults < 100; {
		now := w.API.Want(w.API.Call("GET", w.Path+"/imports/"+i.Text("id"), w.Admin.Token, nil), 200, "")
		if s := now.Text("state"); s != "checking" && s != "running" && s != "revoking" {
			return now, faults
		}
		if _, err := w.API.App.Admission.WorkAtImport(t.Context(), authz.NewJob("test"), id.Workspace(w.ID), id.Import(i.Text("id"))); err != nil {
			if !strings.Contains(err.Error(), "broken on purpose") {
				t.Fatal(err)
			}
			faults++
		}
	}
	t.Fatal("the import never ends")
	return apitest.Answer{}, 0
}

func faultPasses(t *testing.T, w *apitest.Workspace) {
	lines := many(150)
	i := checked(t, w, w.Admin, table(lines...))
	mend := breaking(w, "users", "NEW.workspace_id = '"+w.ID+"'")
	w.API.Want(act(w, w.Admin, i, "start"), 200, "")
	for range 3 {
		if _, err := w.API.App.Admission.WorkAtImport(t.Context(), authz.NewJob("test"), id.Workspace(w.ID), id.Import(i.Text("id"))); err == nil {
			t.Error("a fault is not told to the queue")
		}
	}
	if now := w.API.Want(w.API.Call("GET", w.Path+"/imports/"+i.Text("id"), w.Admin.Token, nil), 200, ""); now.JSON["faults"] == float64(0) {
		t.Errorf("nobody can see that it is in trouble: %s", now.Body)
	}
	mend()
	i, _ = worked(t, w, i)
	wantState(t, i, "done", map[string]int{"done_rows": len(lines), "failed_rows": 0, "faults": 0})
	onceEach(t, w, lines)
}

func faultOfRows(t *testing.T, w *apitest.Workspace) {
	lines := many(130)
	bad := []int{3, 4, 129}
	var names []string
	for _, at := range bad {
		email, _, _ := strings.Cut(lines[at], ",")
		names = append(names, "'"+email+"'")
	}
	i := checked(t, w, w.Admin, table(lines...))
	mend := breaking(w, "users", "NEW.email IN ("+strings.Join(names, ", ")+")")
	defer mend()
	w.API.Want(act(w, w.Admin, i, "start"), 200, "")
	i, _ = worked(t, w, i)
	wantState(t, i, "done", map[string]int{"done_rows": len(lines) - len(bad), "failed_rows": len(bad)})
	var want []string
	var well []string
	for at, line := range lines {
		if len(want) < len(bad) && bad[len(want)] == at {
			want = append(want, fmt.Sprint(at+1, " valid failed row/internal_error"))
			continue
		}
		well = append(well, line)
	}
	wantRows(t, rowsOf(w, i, "?outcome=failed"), want...)
	onceEach(t, w, well)
	w.API.CheckInvariants(w)
}

func faultOfRun(t *testing.T, w *apitest.Workspace) {
	lines := many(150)
	i := checked(t, w, w.Admin, table(lines...))
	mend := breaking(w, "users", "NEW.workspace_id = '"+w.ID+"'")
	w.API.Want(act(w, w.Admin, i, "start"), 200, "")
	var tries int
	got := w.Recorded(func() { i, tries = worked(t, w, i) })
	mend()
	wantState(t, i, "stopped", map[string]int{"done_rows": 0, "failed_rows": 9})
	if i.Text("stop_reason") != "internal_error" || i.Text("finished_at") == "" || tries > 20 {
		t.Errorf("after %d tries: %s", tries, i.Body)
	}
	if strings.Join(got, " ") != "import.stopped" {
		t.Errorf("recorded %v", got)
	}
	again := ran(t, w, w.Admin, checked(t, w, w.Admin, table(lines...))) // nothing is lost: the same file goes in again
	wantState(t, again, "done", map[string]int{"done_rows": len(lines), "failed_rows": 0})
	onceEach(t, w, lines)
	w.API.CheckInvariants(w)
}

func faultOfCheck(t *testing.T, w *apitest.Workspace) {
	text := table(many(5)...)
	mend := breaking(w, "import_rows", "NEW.workspace_id = '"+w.ID+"'")
	i, tries := worked(t, w, w.API.Want(upload(w, w.Admin, text), 201, ""))
	mend()
	wantState(t, i, "stopped", map[string]int{"done_rows": 0})
	if i.Text("stop_reason") != "internal_error" || i.Text("started_at") != "" || tries > 10 {
		t.Errorf("after %d tries: %s", tries, i.Body)
	}
	wantState(t, checked(t, w, w.Admin, text), "ready", map[string]int{"valid": 5})
}

func faultOfNotes(t *testing.T, w *apitest.Workspace) {
	lines := many(30)
	i := checked(t, w, w.Admin, table(lines...))
	mend := breakingOn(w, "UPDATE", "import_rows", "NEW.workspace_id = '"+w.ID+"'")
	w.API.Want(act(w, w.Admin, i, "start"), 200, "")
	i, tries := worked(t, w, i)
	mend()
	wantState(t, i, "stopped", map[string]int{"done_rows": 0, "failed_rows": 0})
	if i.Text("stop_reason") != "internal_error" || tries > 20 {
		t.Errorf("after %d tries: %s", tries, i.Body)
	}
	again := ran(t, w, w.Admin, checked(t, w, w.Admin, table(lines...)))
	wantState(t, again, "done", map[string]int{"done_rows": len(lines), "failed_rows": 0})
	onceEach(t, w, lines)
}
