package apitest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func importCancelled(t *testing.T, w *apitest.Workspace) {
	i := checked(t, w, w.Admin, table(many(1500)...))
	w.API.Want(act(w, w.Admin, i, "start"), 200, "")
	apitest.Eventually(t, 20*time.Second, "some are invited", func() bool { return w.API.Count("users", "workspace_id = '"+w.ID+"'") > 50 })
	ended := w.API.Want(act(w, w.Admin, i, "cancel"), 200, "")
	wantState(t, ended, "cancelled", nil)
	n := w.API.Count("users", "workspace_id = '"+w.ID+"'")
	w.API.Want(act(w, w.Admin, i, "cancel"), 200, "")
	w.API.Want(act(w, w.Admin, i, "start"), 200, "")
	time.Sleep(500 * time.Millisecond)
	now := settled(t, w, w.Admin, i.Text("id"))
	wantState(t, now, "cancelled", map[string]int{"done_rows": n - 1})
	if after := w.API.Count("users", "workspace_id = '"+w.ID+"'"); after != n || n >= 1501 {
		t.Errorf("%d people after the end, and %d at it", after, n)
	}
	left := w.API.Want(w.API.Call("GET", w.Path+"/imports/"+i.Text("id")+"/rows/export?verdict=valid&outcome=none", w.Admin.Token, nil), 200, "")
	rest := checked(t, w, w.Admin, string(left.Body)) // who had no turn is a file of their own
	wantState(t, rest, "ready", map[string]int{"total": 1501 - n, "valid": 1501 - n})
	early := checked(t, w, w.Admin, table(many(3)...))
	w.API.Want(act(w, w.Admin, early, "cancel"), 200, "")
	w.API.Want(act(w, w.Admin, early, "start"), 409, "import_ended")
	w.API.Want(act(w, w.Admin, early, "revoke"), 409, "nothing_to_revoke")
	w.API.CheckInvariants(w)
}

func importRevoked(t *testing.T, w *apitest.Workspace) {
	w.Update(map[string]any{"approval_policy": "never"})
	lines := many(60)
	i := checked(t, w, w.Admin, table(lines...))
	w.API.Want(act(w, w.Admin, i, "revoke"), 409, "import_not_ready")
	i = ran(t, w, w.Admin, i)
	stays, _, _ := strings.Cut(lines[7], ",")
	w.API.Want(w.API.Accept(w.API.AwaitLetters(stays, "invited", 1)[0].Token()), 200, "")
	w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
	i = settled(t, w, w.Admin, i.Text("id"))
	wantState(t, i, "revoked", map[string]int{"done_rows": 60, "revoked_rows": 59})
	users := w.API.Want(w.API.Call("GET", w.Path+"/users?sort=email", w.Admin.Token, nil), 200, "").List("data")
	if len(users) != 2 {
		t.Errorf("%d people are left, want the Admin and who accepted", len(users))
	}
	w.API.Want(act(w, w.Admin, i, "revoke"), 200, "")
	w.API.CheckInvariants(w)
}

func importOvertaken(t *testing.T, w *apitest.Workspace) {
	w.NewRole("Fleet")
	lines := many(3)
	email, _, _ := strings.Cut(lines[1], ",")
	lines[2] = strings.Replace(lines[2], "Member", "Fleet", 1)
	i := checked(t, w, w.Admin, table(lines...))
	wantState(t, i, "ready", map[string]int{"valid": 3})
	w.API.Want(w.Offer(w.Admin, email, "Was quicker", "Member"), 201, "")
	w.API.Want(w.API.Call("DELETE", w.Path+"/roles/"+w.Role("Fleet"), w.Admin.Token, nil), 204, "")
	i = ran(t, w, w.Admin, i)
	wantState(t, i, "done", map[string]int{"done_rows": 1, "failed_rows": 2})
	wantRows(t, rowsOf(w, i, "?outcome=failed"), "2 valid failed email/already_invited", "3 valid failed role/role_unknown")
	file := w.API.Want(w.API.Call("GET", w.Path+"/imports/"+i.Text("id")+"/rows/export?outcome=failed", w.Admin.Token, nil), 200, "")
	if !strings.Contains(string(file.Body), "Fleet") || strings.Count(string(file.Body), "\r\n") != 3 {
		t.Errorf("the file of what failed is %s", file.Body)
	}
}

func importCeiling(t *testing.T, w *apitest.Workspace) {
	bo := w.Holder("Bo", domain.UsersInvite, domain.UsersRead, domain.RolesRead, domain.LocationsRead)
	i := checked(t, w, bo, table(apitest.Address("ana")+",Ana,Member,,", apitest.Address("ben")+",Ben,Admin,,"))
	wantState(t, i, "ready", map[string]int{"valid": 1, "invalid": 1})
	wantRows(t, rowsOf(w, i, ""), "1 valid", "2 invalid role/role_above_own")
	path := w.Path + "/imports/" + i.Text("id")
	w.API.Want(w.API.Call("PATCH", path, bo.Token, map[string]any{"defaults": map[string]any{"role_ids": []string{w.Role("Admin")}}}), 403, "role_above_own")
	w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"defaults": map[string]any{"message": "Hi"}}), 200, "")
	i = settled(t, w, bo, i.Text("id"))
	wantState(t, i, "ready", map[string]int{"valid": 2}) // by the rights of whoever changed it last
	i = ran(t, w, bo, i)
	wantState(t, i, "done", map[string]int{"done_rows": 1, "failed_rows": 1}) // by the rights of whoever started it
	wantRows(t, rowsOf(w, i, "?outcome=failed"), "2 valid failed role/role_above_own")
	none := w.Holder("Cy", domain.UsersRead)
	w.API.Want(upload(w, none, table(many(1)...)), 403, "permission_denied")
	w.API.Want(w.API.Call("GET", path, none.Token, nil), 403, "permission_denied")
}

func importRoundTrip(t *testing.T, w *apitest.Workspace) {
	lines := []string{
		apitest.Address("ana") + ",\"Ana \"\"the\"\" Ö, 2\",Member,,\"=HYPERLINK(\"\"x\"\")\nsecond line\"",
		apitest.Address("bo") + ",＝Bo,Nope,,'quoted'",
		apitest.Address("cy") + ",'=Cy,Nope,,",
	}
	i := checked(t, w, w.Admin, table(lines...))
	out := func(one apitest.Answer) string {
		return string(w.API.Want(w.API.Call("GET", w.Path+"/imports/"+one.Text("id")+"/rows/export", w.Admin.Token, nil), 200, "").Body)
	}
	first := out(i)
	if !strings.Contains(first, "\"'=HYPERLINK") || !strings.Contains(first, "'＝Bo") {
		t.Errorf("a formula gets out: %s", first)
	}
	again := checked(t, w, w.Admin, first)
	if third := out(checked(t, w, w.Admin, out(again))); strings.Count(third, "'＝Bo") != 1 {
		t.Errorf("the file changes on its way: %s", third)
	}
	a, b := rowsOf(w, i, ""), rowsOf(w, again, "")
	wantRows(t, b, a...)
	ran(t, w, w.Admin, again)
	if sent := w.API.Want(w.API.Call("GET", w.Path+"/invitations", w.Admin.Token, nil), 200, "").List("data"); len(sent) != 1 ||
		apitest.At(sent[0], "message") != "=HYPERLINK(\"x\")\nsecond line" || apitest.At(sent[0], "name") != "Ana \"the\" Ö, 2" {
		t.Errorf("invited with %v", sent)
	}
}

func importTwice(t *testing.T, w *apitest.Workspace) {
	text := table(many(5)...)
	first := w.API.Want(upload(w, w.Admin, text, "Idempotency-Key", "one"), 201, "")
	again := w.API.Want(upload(w, w.Admin, text, "Idempotency-Key", "one"), 201, "")
	if again.Header.Get("Idempotency-Replayed") != "true" || again.Text("id") != first.Text("id") {
		t.Errorf("uploaded twice: %s", again.Body)
	}
	w.API.Want(upload(w, w.Admin, text+"x", "Idempotency-Key", "one"), 422, "idempotency_key_reused")
	i := settled(t, w, w.Admin, first.Text("id"))
	w.Records(func() {
		w.API.Want(act(w, w.Admin, i, "start"), 200, "")
		w.API.Want(act(w, w.Admin, i, "start"), 200, "")
		settled(t, w, w.Admin, i.Text("id"))
		w.API.Want(act(w, w.Admin, i, "start"), 200, "")
		w.API.Want(act(w, w.Admin, i, "cancel"), 409, "import_ended")
	}, strings.Fields("import.started"+strings.Repeat(" account.created", 5)+strings.Repeat(" user.invited", 5)+strings.Repeat(" approval.requested", 5)+" import.done")...)
	list := w.API.Want(w.API.Call("GET", w.Path+"/imports?count=true", w.Admin.Token, nil), 200, "")
	if len(list.List("data")) != 1 {
		t.Errorf("the list is %s", list.Body)
	}
}

func importForgets(t *testing.T, w *apitest.Workspace) {
	lines := many(3)
	i := ran(t, w, w.Admin, checked(t, w, w.Admin, table(lines...)))
	email, _, _ := strings.Cut(lines[1], ",")
	found := w.API.Want(w.API.Call("GET", w.Path+"/users?q="+email, w.Admin.Token, nil), 200, "").List("data")
	w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+fmt.Sprint(apitest.At(found[0], "id")), w.Admin.Token, nil), http.StatusNoContent, "")
	if n := w.API.Count("import_rows", "import_id = '"+i.Text("id")+"' AND (cells LIKE '%"+email+"%' OR email = '"+email+"')"); n != 0 {
		t.Error("whoever was removed is still in the rows")
	}
	w.API.Clock.Advance(31 * 24 * hour)
	if err := w.API.App.Admission.ForgetImports(t.Context(), authz.NewJob("test")); err != nil {
		t.Fatal(err)
	}
	if n := w.API.Count("import_rows", "import_id = '"+i.Text("id")+"'"); n != 0 {
		t.Errorf("%d rows are kept after a month", n)
	}
}
