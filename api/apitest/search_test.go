package apitest_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Searching and narrowing mean the same on both engines, and nothing that is typed is more than text.
func TestSearching(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Any part of name or address is found, whatever its case and script", Run: searchFinds},
		{Name: "Wildcards, quotes and backslashes are only themselves", Run: searchIsLiteral},
		{Name: "Status, role and location narrow a list, several statuses mean any of them", Run: narrows},
		{Name: "Sorting goes both ways", Run: sorts},
	})
}

func namesIn(w *apitest.Workspace, path string) []string {
	names := []string{}
	for _, row := range w.API.Want(w.API.Call("GET", w.Path+path, w.Admin.Token, nil), 200, "").List("data") {
		names = append(names, apitest.At(row, "name").(string))
	}
	return names
}

// finds holds both lists to the same names for a search.
func finds(t *testing.T, w *apitest.Workspace, q string, want ...string) {
	t.Helper()
	for _, list := range []string{"/users", "/invitations"} {
		got := namesIn(w, list+"?q="+url.QueryEscape(q))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q finds %q, want %q", list, q, got, want)
		}
	}
}

func searchFinds(t *testing.T, w *apitest.Workspace) {
	for _, name := range []string{"Zoë Ångström", "ÖZGÜR Çelik", "李伟", "Жанна Ильина", "Ann Lee"} {
		w.Invite(name, "Member")
	}
	for q, want := range map[string]string{
		"zoë": "Zoë Ångström", "ZOË": "Zoë Ångström", "ångs": "Zoë Ångström", "özgür": "ÖZGÜR Çelik", "Özgür": "ÖZGÜR Çelik", "çelik": "ÖZGÜR Çelik",
		"伟": "李伟", "жанна": "Жанна Ильина", "ИЛЬИНА": "Жанна Ильина", "nn le": "Ann Lee", "ann-lee.": "Ann Lee", "ANN-LEE": "Ann Lee", "ａｎｎ": "Ann Lee",
	} {
		finds(t, w, q, want)
	}
	finds(t, w, "nobody")
}

func searchIsLiteral(t *testing.T, w *apitest.Workspace) {
	for _, name := range []string{"100% sure", `back\slash`, "under_score", "it's o'clock", "plain"} {
		p, _ := w.Invite("x", "Member")
		w.API.Exec("UPDATE users SET name = ?, name_key = ?, search = ? WHERE id = ?", name, name, name, p.UserID)
		w.API.Exec("UPDATE invitations SET name = ?, search = ? WHERE user_id = ?", name, name, p.UserID)
	}
	finds(t, w, "%", "100% sure")
	finds(t, w, `\`, `back\slash`)
	finds(t, w, "r_s", "under_score")
	finds(t, w, "'", "it's o'clock")
	finds(t, w, "' OR 1=1 --")
	finds(t, w, `\%`)
	finds(t, w, "pl_in")
}

func narrows(t *testing.T, w *apitest.Workspace) {
	perth := w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Perth"}), 201, "").Text("id")
	w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": apitest.Address("at"), "name": "At Perth", "role_ids": []string{w.Role("Approver")}, "location_ids": []string{perth}, "deliver": "link",
	}), 201, "")
	w.Invite("Ivo", "Member")
	w.Pending("Pia", "Member")
	w.SetStatus(w.Holder("Sue", "users:read"), "suspended")
	is := func(path string, want ...string) {
		t.Helper()
		got := namesIn(w, path)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s gives %q, want %q", path, got, want)
		}
	}
	is("/users?location_id="+perth, "At Perth")
	is("/users?role_id="+w.Role("Approver"), "At Perth")
	is("/users?role_id=" + unknownID)
	is("/users?status=suspended", "Sue")
	is("/users?status=suspended&status=pending_approval", "Pia", "Sue")
	is("/users?status=invited&q=at+p", "At Perth")
	is("/invitations?status=accepted", "Pia")
	is("/invitations?delivery=link&status=pending", "At Perth", "Ivo")
	is("/invitations?delivery=undeliverable")
	for _, bad := range []string{"/users?status=gone", "/users?role_id=x", "/users?location_id=", "/invitations?delivery=no", "/approvals?state=x", "/approvals?source=x"} {
		w.API.Want(w.API.Call("GET", w.Path+bad, w.Admin.Token, nil), 422, "validation_failed")
	}
}

func sorts(t *testing.T, w *apitest.Workspace) {
	for _, name := range []string{"bob", "Ann", "Émile", "Zed", "cleo"} {
		w.Invite(name, "Member")
	}
	up := namesIn(w, "/users?sort=name")
	down := namesIn(w, "/users?sort=-name")
	if slices.Reverse(down); !slices.Equal(up, down) || up[0] != "Ann" || up[1] != "bob" {
		t.Errorf("up %q, down turned %q", up, down)
	}
	newest := namesIn(w, "/users?sort=-created_at")
	if newest[0] != "cleo" || newest[len(newest)-1] != w.Admin.Name {
		t.Errorf("the newest first: %q", newest)
	}
}
