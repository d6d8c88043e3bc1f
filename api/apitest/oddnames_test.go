package apitest_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/sheet"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// odd are names that a database, a spreadsheet, JSON or the cells of a file could take for something else.
var odd = []string{
	`=HYPERLINK("http://evil.example","x")`, "+61 2 9374", "-2+3", "@SUM(A1:A9)", "＝1+1", "＋2", "－3", "＠x", "−4", "\u200d=5", "'=kept", "''quoted'", "=A|=B",
	`"`, `a "quoted", name`, "semi;colon", "pipe|pipe", "|", `back\|pipe`, `ends with \`, `ends with |\`, "cmd|' /C calc'!A0", "sep=;", "#REF!", "0123", "TRUE",
	"' OR 1=1 --", "'; DROP TABLE roles; --", `"; DROP TABLE users; --`, `%_\`, `{"a":["b"]}`, "NULL", "$1 ? :name %s", "\\u003cb\\u003e", "<b>&amp;</b>", "🦊", "李伟, 王芳",
}

// oddPlaces are a role, a location and a person of each of those names, and where they were made.
type oddPlaces struct {
	w                *apitest.Workspace
	roles, locations []string
}

func oddWorkspace(w *apitest.Workspace) oddPlaces {
	p := oddPlaces{w: w}
	for _, name := range odd {
		role := w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{"name": name, "description": name, "permissions": []string{"users:read"}}), 201, "").Text("id")
		w.Knows(name, role)
		p.roles, p.locations = append(p.roles, role), append(p.locations, w.NewLocation(name))
	}
	return p
}

// invite offers a place to somebody of each name, who has two of the roles and two of the locations.
func (p oddPlaces) invite() []string {
	emails := make([]string, len(odd))
	for i, name := range odd {
		other := (i + 7) % len(odd)
		emails[i] = apitest.Address(fmt.Sprint("odd", i))
		p.w.API.Want(p.w.API.Call("POST", p.w.Path+"/invitations", p.w.Admin.Token, map[string]any{
			"email": emails[i], "name": name, "message": name + "\n" + name, "deliver": "link",
			"role_ids": []string{p.roles[i], p.roles[other]}, "location_ids": []string{p.locations[i], p.locations[other]},
		}), 201, "")
	}
	return emails
}

// What a name says stays a name, in whatever is done with it later: G12.
func TestOddNamesAreNamesInEveryLaterUse(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Roles, locations and people are found, changed and replaced", Run: oddLater},
		{Name: "Workspaces, keys, webhooks, files and reasons keep them", Run: oddElsewhere},
	})
}

func oddLater(t *testing.T, w *apitest.Workspace) {
	p := oddWorkspace(w)
	emails := p.invite()
	for i, name := range odd {
		found := w.API.Want(w.API.Call("GET", w.Path+"/users?q="+url.QueryEscape(emails[i])+"&role_id="+p.roles[i]+"&location_id="+p.locations[i], w.Admin.Token, nil), 200, "").List("data")
		if len(found) != 1 || apitest.At(found[0], "name") != name {
			t.Fatalf("%q is found as %v", name, found)
		}
		for list, of := range map[string]string{"roles": p.roles[i], "locations": p.locations[i]} {
			path := w.Path + "/" + list + "/" + of
			if got := w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "").Text("name"); got != name {
				t.Errorf("%s: %q is %q", list, name, got)
			}
			twin := map[string]any{"name": name}
			if list == "roles" {
				twin["permissions"] = []string{}
			}
			w.API.Want(w.API.Call("POST", w.Path+"/"+list, w.Admin.Token, twin), 409, "name_taken")
			w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"name": name + " 2"}), 200, "")
			w.API.Want(w.API.Call("PATCH", path, w.Admin.Token, map[string]any{"name": name}), 200, "")
		}
	}
	// What is deleted is replaced where it is held, and nowhere else.
	roles, locations := w.API.Count("roles", "workspace_id = ?", w.ID), w.API.Count("locations", "workspace_id = ?", w.ID)
	for _, at := range []int{1, 27, 28} {
		w.API.Want(w.API.Call("DELETE", w.Path+"/roles/"+p.roles[at]+"?replace_with="+w.Role("Member"), w.Admin.Token, nil), 204, "")
		w.API.Want(w.API.Call("DELETE", w.Path+"/locations/"+p.locations[at]+"?replace_with="+p.locations[0], w.Admin.Token, nil), 204, "")
	}
	if r, l := w.API.Count("roles", "workspace_id = ?", w.ID), w.API.Count("locations", "workspace_id = ?", w.ID); r != roles-3 || l != locations-3 {
		t.Errorf("%d roles and %d locations are left of %d and %d", r, l, roles, locations)
	}
	w.API.CheckInvariants(w)
}

func oddElsewhere(t *testing.T, w *apitest.Workspace) {
	same := func(a apitest.Answer, name string, path ...string) {
		t.Helper()
		if a.Text(path...) != name {
			t.Errorf("%q is %q at %v", name, a.Text(path...), path)
		}
	}
	again := func(path string) apitest.Answer {
		return w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 200, "")
	}
	hook := w.NewHook(nowhere, "import.done")
	for _, name := range odd {
		w.Update(map[string]any{"name": name})
		same(again(w.Path), name, "name")
		key := w.API.Want(w.MakeKey(w.Admin.Token, name), 201, "").Text("id")
		same(again(w.Path+"/api-keys/"+key), name, "name")
		w.API.Want(w.API.Call("PATCH", hook.Path, w.Admin.Token, map[string]any{"description": name}), 200, "")
		same(again(hook.Path), name, "description")
		file := w.API.Want(w.API.Call("POST", w.Path+"/imports?file_name="+url.QueryEscape(name), w.Admin.Token, fileOf(w), "Content-Type", "text/csv"), 201, "").Text("id")
		same(again(w.Path+"/imports/"+file), name, "file_name")
		p, _ := w.Invite("Pia", "Member")
		to := w.ApprovalOf(p)
		w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+to+"/approve", w.Admin.Token, map[string]any{"note": name}), 200, "")
		same(again(w.Path+"/approvals/"+to), name, "decision", "note")
		entry := again(w.Path + "/audit-events?action=workspace.updated&limit=1").List("data")[0]
		if apitest.At(entry, "changes", "name", "to") != name || apitest.At(entry, "target", "label") != name {
			t.Errorf("%q is in the log as %v", name, entry)
		}
	}
	if events := w.API.Want(w.API.Call(http.MethodGet, w.Path+"/audit-events/export?format=ndjson", w.Admin.Token, nil), 200, ""); !json.Valid([]byte("[" + strings.Join(strings.Split(strings.TrimSpace(string(events.Body)), "\n"), ",") + "]")) {
		t.Error("the log is no list of objects")
	}
	w.API.CheckInvariants(w)
}

// No cell of a file that leaves is a formula, and what it says can be had back: H12. The exports are found in the document.
func TestNoCellOfAnExportIsAFormula(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		for _, name := range []string{"=Ada Admin", "@Ada"} { // the name of who acts, in each entry of the log
			api.Want(api.Call("PATCH", w.Path+"/users/"+w.Admin.UserID, w.Admin.Token, map[string]any{"name": name}, "User-Agent", "=cmd|' /C calc'!A0", "X-Request-Id", "-1.1"), 200, "")
		}
		p := oddWorkspace(w)
		p.invite()
		one := p.file(t)
		for _, op := range api.Operations {
			path := strings.NewReplacer("{workspace_id}", w.ID, "{import_id}", one).Replace(op.Path)
			for _, mark := range []string{"", "&bom=true"} {
				if isExport(t, op.Path) {
					t.Run(op.ID+mark, func(t *testing.T) { harmless(t, w.For(t), path, mark) })
				}
			}
		}
	})
}

// file uploads people of each name, mends some of them, and gives the id of the import.
func (p oddPlaces) file(t *testing.T) string {
	t.Helper()
	w := p.w
	rows := [][]string{{"email", "name", "role", "location", "message"}}
	for i, name := range odd {
		rows = append(rows, []string{fmt.Sprintf("row%d@example.com", i), sheet.Harmless(name), sheet.Harmless(sheet.JoinNames([]string{name})), sheet.Harmless(sheet.JoinNames([]string{name, odd[0]})), sheet.Harmless(name)})
	}
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(append(rows, []string{"=not an address", "+x", "@no such role", "-no such place", "=1"})); err != nil {
		t.Fatal(err)
	}
	one := w.API.Want(upload(w, w.Admin, text.String()), 201, "").Text("id")
	work(w, one)
	for i, message := range []string{"\t=1+1", "\r=1+1", "\n=1+1", "\r\n+1", "two\nlines", "'=typed", "'typed'"} {
		w.API.Want(w.API.Call("PATCH", fmt.Sprint(w.Path, "/imports/", one, "/rows/", i+1), w.Admin.Token, map[string]any{"message": message}), 200, "")
	}
	return one
}

func isExport(t *testing.T, path string) bool {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	of := contract.Find(http.MethodGet, path)
	return of != nil && of.Operation.Responses.Status(200) != nil && of.Operation.Responses.Status(200).Value.Content.Get("text/csv") != nil && strings.HasSuffix(path, "/export")
}

// harmless holds a file with formulas in it against the same rows as NDJSON.
func harmless(t *testing.T, w *apitest.Workspace, path, mark string) {
	t.Helper()
	file := w.API.Want(w.API.Call(http.MethodGet, path+"?format=csv"+mark, w.Admin.Token, nil), 200, "")
	plain := w.API.Want(w.API.Call(http.MethodGet, path+"?format=ndjson", w.Admin.Token, nil), 200, "")
	if begins := strings.HasPrefix(string(file.Body), "\ufeff"); begins != (mark != "") {
		t.Errorf("the file begins with a mark: %v", begins)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.Body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	objects := strings.Split(strings.TrimSpace(string(plain.Body)), "\n")
	if len(rows) != len(objects)+1 || len(objects) < len(odd) {
		t.Fatalf("%d lines, and %d objects", len(rows), len(objects))
	}
	shown, prefixed := map[string]bool{}, 0
	for i, row := range rows[1:] {
		var object any
		if err := json.Unmarshal([]byte(objects[i]), &object); err != nil {
			t.Fatal(err)
		}
		texts := textsIn(object, nil)
		for at, cell := range row {
			if begins(cell) {
				t.Errorf("%s: a cell is %q", rows[0][at], cell)
			}
			meant := sheet.Plain(cell)
			if meant != cell {
				prefixed++
			}
			if column := rows[0][at]; slices.Contains([]string{"name", "email", "message", "actor", "user_agent", "request_id"}, column) && !slices.Contains(texts, unbroken(meant)) {
				t.Errorf("%s: %q is not in %v", column, meant, texts)
			}
			shown[meant] = true
		}
	}
	if prefixed < 9 {
		t.Errorf("only %d cells were made harmless", prefixed)
	}
	for _, name := range odd {
		if !shown[name] && !strings.Contains(path, "audit") { // where the names of invited people are in the changes
			t.Errorf("%q is nowhere", name)
		}
	}
}

// begins tells what a spreadsheet takes for a formula, or for the end of a cell, in its own way to be sure.
func begins(cell string) bool {
	seen := strings.TrimLeftFunc(norm.NFKC.String(cell), func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) })
	return seen != "" && strings.ContainsAny(seen[:1], "=+-@") || strings.HasPrefix(seen, "−") || cell != "" && strings.ContainsAny(cell[:1], "\t\r\n")
}

// textsIn gives all texts of a value.
func textsIn(value any, all []string) []string {
	switch v := value.(type) {
	case string:
		all = append(all, unbroken(v))
	case []any:
		for _, item := range v {
			all = textsIn(item, all)
		}
	case map[string]any:
		for _, item := range v {
			all = textsIn(item, all)
		}
	}
	return all
}

// unbroken is a text with the one line break that readers of such files leave.
func unbroken(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// What one workspace exports, another one imports, and nothing is lost on the way: H13.
func TestAnExportedWorkspaceComesIn(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d, "GATEHOUSE_BULK_MAIL_RATE=1000")
		w := api.Setup("Acme Fleet")
		p := oddWorkspace(w)
		emails := p.invite()
		file := api.Want(api.Call(http.MethodGet, w.Path+"/users/export?status=invited&sort=email", w.Admin.Token, nil), 200, "")
		other := api.Found("Other Fleet")
		oddWorkspace(other)
		i := checked(t, other, other.Admin, string(file.Body))
		wantState(t, i, "ready", map[string]int{"total": len(odd), "valid": len(odd)})

		rows := api.Want(api.Call(http.MethodGet, other.Path+"/imports/"+i.Text("id")+"/rows/export", other.Admin.Token, nil), 200, "")
		again := checked(t, other, other.Admin, string(rows.Body)) // a file that is mended is uploaded again
		wantState(t, ran(t, other, other.Admin, again), "done", map[string]int{"done_rows": len(odd)})

		back := api.Want(api.Call(http.MethodGet, other.Path+"/users/export?status=invited&sort=email", other.Admin.Token, nil), 200, "")
		for _, name := range []string{"email", "name", "role", "location"} {
			if here, there := column(t, file, name), column(t, back, name); !slices.Equal(here, there) || len(here) != len(emails) {
				t.Errorf("%s was\n%q and is\n%q", name, here, there)
			}
		}
		for _, row := range api.Want(api.Call(http.MethodGet, other.Path+"/users?status=invited&limit=200", other.Admin.Token, nil), 200, "").List("data") {
			at := slices.Index(emails, apitest.At(row, "email").(string))
			if at < 0 || apitest.At(row, "name") != odd[at] {
				t.Errorf("%v came in as %v", apitest.At(row, "email"), apitest.At(row, "name"))
			}
		}
		api.CheckInvariants(other)
	})
}
