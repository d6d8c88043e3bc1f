package apitest_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// lists are the operations that answer with pages, as the document tells: those that take a cursor.
func lists(t *testing.T, api *apitest.API) map[string]string {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, op := range api.Operations {
		for _, p := range contract.Find(op.Method, op.Path).Operation.Parameters {
			if p.Value.Name == "cursor" {
				found[op.ID] = op.Path
			}
		}
	}
	if len(found) < 5 {
		t.Fatalf("only %d lists found: %v", len(found), found)
	}
	return found
}

// sortsOf gives the orders that the document allows a list.
func sortsOf(t *testing.T, path string) []string {
	t.Helper()
	contract, _ := apitest.TheContract()
	sorts := []string{""}
	for _, p := range contract.Find(http.MethodGet, path).Operation.Parameters {
		if p.Value.Name == "sort" {
			for _, one := range p.Value.Schema.Value.Enum {
				sorts = append(sorts, fmt.Sprint(one))
			}
		}
	}
	return sorts
}

// crowd fills a workspace with rows of every kind, many of which share name and time.
func crowd(w *apitest.Workspace) {
	for i := range 7 {
		w.Invite("Same Name", "Member")
		w.Holder(fmt.Sprintf("Role %d", i), "users:read") // role and user
		w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": fmt.Sprintf("Depot %d", i%2) + strings.Repeat("!", i)}), 201, "")
	}
	for range 7 {
		w.NewKey(domain.UsersRead)
		w.API.Want(upload(w, w.Admin, table(many(7)...)), 201, "")
	}
	first := w.NewHook(nowhere, "import.stopped")
	for range 7 {
		w.NewHook(nowhere, "import.stopped")
		w.Tried(first)
	}
	w.API.Settle()
	w.API.Exec("UPDATE webhook_deliveries SET created_at = (SELECT min(created_at) FROM webhook_deliveries WHERE workspace_id = ?) WHERE workspace_id = ?", w.ID, w.ID)
	w.API.Exec("UPDATE imports SET created_at = (SELECT min(created_at) FROM imports WHERE workspace_id = ?) WHERE workspace_id = ?", w.ID, w.ID)
	w.API.Exec("UPDATE users SET name = 'Same Name', name_key = 'same name', created_at = (SELECT min(created_at) FROM users WHERE workspace_id = ?) WHERE workspace_id = ? AND id <> ?",
		w.ID, w.ID, w.Admin.UserID)
	w.API.Exec("UPDATE invitations SET created_at = (SELECT min(created_at) FROM invitations WHERE workspace_id = ?) WHERE workspace_id = ?", w.ID, w.ID)
	w.API.Exec("UPDATE approvals SET created_at = (SELECT min(created_at) FROM approvals WHERE workspace_id = ?) WHERE workspace_id = ?", w.ID, w.ID)
}

func TestPagesWalkThroughAllRowsExactlyOnce(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		crowd(w)
		for range 7 { // decided requests are a list of their own
			decided, _ := w.Invite("Dee Decided", "Member")
			api.Want(w.Approve(w.Admin, decided), 200, "")
		}
		crowd(api.Found("Other Tenant"))
		for op, path := range lists(t, api) {
			for _, sort := range sortsOf(t, path) {
				t.Run(op+" "+sort, func(t *testing.T) { walks(t, w.For(t), listOf(w, path), sort) })
			}
		}
	})
}

func walks(t *testing.T, w *apitest.Workspace, path, sort string) {
	t.Helper()
	query := "?"
	if sort != "" {
		query += "sort=" + sort + "&"
	}
	all := idsOf(w.API.Want(w.API.Call("GET", path+query+"limit=200&count=true", w.Admin.Token, nil), 200, ""))
	if len(all) < 7 {
		t.Fatalf("only %d rows", len(all))
	}
	for _, limit := range []int{1, 3, len(all)} {
		var seen []string
		cursor := ""
		for pages := 0; pages <= len(all); pages++ {
			page := w.API.Want(w.API.Call("GET", fmt.Sprintf("%s%slimit=%d&count=true%s", path, query, limit, cursor), w.Admin.Token, nil), 200, "")
			seen = append(seen, idsOf(page)...)
			if got := apitest.At(page.JSON, "total", "value"); got != float64(len(all)) {
				t.Errorf("total is %v, want %d", got, len(all))
			}
			if cursor = page.Text("next_cursor"); cursor == "" {
				break
			}
			cursor = "&cursor=" + cursor
		}
		if !slices.Equal(seen, all) {
			t.Errorf("in pages of %d: %v, want %v", limit, seen, all)
		}
	}
}

func idsOf(page apitest.Answer) []string {
	ids := []string{}
	for _, row := range page.List("data") {
		one := apitest.At(row, "id")
		if one == nil { // a row of a file
			one = apitest.At(row, "number")
		}
		ids = append(ids, fmt.Sprint(one))
	}
	return ids
}

// listOf names a list of a workspace, of its first import or webhook where it is of one.
func listOf(w *apitest.Workspace, path string) string {
	path = strings.Replace(path, "{workspace_id}", w.ID, 1)
	if strings.Contains(path, "{webhook_id}") {
		one := apitest.Look[string](w.API, "SELECT webhook_id FROM webhook_deliveries WHERE workspace_id = ? LIMIT 1", w.ID)
		return strings.Replace(path, "{webhook_id}", one, 1)
	}
	if !strings.Contains(path, "{import_id}") {
		return path
	}
	one := apitest.Look[string](w.API, "SELECT id FROM imports WHERE workspace_id = ? ORDER BY id LIMIT 1", w.ID)
	return strings.Replace(path, "{import_id}", one, 1)
}

func TestListsRefuseWhatTheyDoNotKnow(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		other := api.Found("Other Tenant")
		crowd(w)
		crowd(other)
		all := lists(t, api)
		for _, op := range slices.Sorted(maps.Keys(all)) {
			t.Run(op, func(t *testing.T) {
				w, other := w.For(t), other.For(t)
				path := listOf(w, all[op])
				refusesParameters(w, path)
				refusesCursors(w, path, listOf(other, all[op]), other.Admin.Token, otherList(all, op, w))
			})
		}
	})
}

func otherList(all map[string]string, not string, w *apitest.Workspace) string {
	for _, op := range slices.Sorted(maps.Keys(all)) {
		if op != not {
			return listOf(w, all[op])
		}
	}
	return ""
}

func refusesParameters(w *apitest.Workspace, path string) {
	ask := func(query string) apitest.Answer { return w.API.Call("GET", path+"?"+query, w.Admin.Token, nil) }
	for _, query := range []string{
		"limit=0", "limit=201", "limit=-1", "limit=1.5", "limit=ten", "limit=1e2", "limit=99999999999999999999", "limit=1&limit=2", "count=yes", "limit=%C2%B2",
	} {
		w.API.Want(ask(query), 422, "validation_failed")
	}
	for query, code := range map[string]string{
		"surprise=1": "unknown_parameter", "Limit=5": "unknown_parameter", "workspace_id=" + unknownID: "unknown_parameter",
		"limit=%": "bad_request", "q=%ff": "bad_request", "limit=%00": "bad_request", "a;b=1": "bad_request",
	} {
		w.API.Want(ask(query), 400, code)
	}
	if a := ask("sort=password_hash"); a.Status != 422 && a.Status != 400 {
		w.API.Want(a, 422, "validation_failed")
	}
	w.API.Want(ask("limit=1"), 200, "")
	w.API.Want(ask("limit=200"), 200, "")
}

func refusesCursors(w *apitest.Workspace, path, foreignList, foreignToken, otherList string) {
	next := func(path, token string) string {
		return w.API.Want(w.API.Call("GET", path, token, nil), 200, "").Text("next_cursor")
	}
	cursor := next(path+"?limit=1", w.Admin.Token)
	foreign := next(foreignList+"?limit=1", foreignToken)
	bad := []string{
		foreign, next(otherList+"?limit=1", w.Admin.Token), "x", "AAAA", cursor[1:], cursor + "A", strings.ToUpper(cursor), "%3D", "%00x",
		strings.Repeat("A", 1999),
	}
	for i := range cursor {
		if flipped := flip(cursor, i); i%7 == 0 && flipped != cursor {
			bad = append(bad, flipped)
		}
	}
	for _, one := range bad {
		a := w.API.Call("GET", path+"?limit=1&cursor="+one, w.Admin.Token, nil)
		if a.Status != 400 {
			w.API.Want(a, 400, "cursor_invalid")
		}
	}
	if a := w.API.Call("GET", path+"?limit=1&cursor="+strings.Repeat("A", 5000), w.Admin.Token, nil); a.Status != 400 && a.Status != 422 {
		w.API.Want(a, 400, "cursor_invalid")
	}
	w.API.Want(w.API.Call("GET", path+"?limit=2&cursor="+cursor, w.Admin.Token, nil), 200, "")
}

// flip changes one character of a text for another one of base64.
func flip(text string, at int) string {
	other := byte('A')
	if text[at] == other {
		other = 'Q'
	}
	return text[:at] + string(other) + text[at+1:]
}
