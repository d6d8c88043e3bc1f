package apitest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// edit is a change of everything that an operation can change, by whom, of what can be read at a path.
type edit struct {
	path string
	body map[string]any
	by   string // the access token
	read string // where it is read, if not at the path
}

// edits has one for every operation that changes what is there already; one that is missing fails the test.
var edits = map[string]func(*testing.T, *apitest.Workspace) edit{
	"updateWorkspace": func(_ *testing.T, w *apitest.Workspace) edit {
		w.Holder("Bea", apitest.Without()...)
		return edit{path: w.Path, by: w.Admin.Token, body: map[string]any{
			"name": "Another", "slug": "another-" + w.ID[len(w.ID)-6:], "access_requests": "domains", "approval_policy": "outside_domains",
			"approval_ttl_hours": 48, "invitation_ttl_hours": 72, "four_eyes": true, "own_domains": []string{"example.org"},
		}}
	},
	"updateUser": func(_ *testing.T, w *apitest.Workspace) edit {
		p := w.Holder("Nora")
		return edit{path: user(w, p), by: w.Admin.Token, body: map[string]any{
			"name": "Nora Other", "role_ids": []string{w.Role("Member"), w.Role("Approver")}, "location_ids": []string{w.NewLocation("Perth")},
		}}
	},
	"updateMe": func(_ *testing.T, w *apitest.Workspace) edit {
		return edit{path: "/api/v1/me", by: w.Holder("Olga").Token, body: map[string]any{"name": "Olga Other", "locale": "de"}}
	},
	"updateRole": func(_ *testing.T, w *apitest.Workspace) edit {
		return edit{path: w.Path + "/roles/" + w.NewRole("Spare", domain.UsersRead), by: w.Admin.Token, body: map[string]any{
			"name": "Fleet", "description": "Drives.", "scope": "locations", "permissions": []string{"users:read", "users:suspend"},
		}}
	},
	"putPermission": func(_ *testing.T, w *apitest.Workspace) edit {
		p := newPermission()
		ownPermission(w, p)
		return edit{path: w.Path + "/permissions/" + p, by: w.Admin.Token, read: w.Path + "/permissions", body: map[string]any{"description": "Send two cars."}}
	},
	"updateLocation": func(_ *testing.T, w *apitest.Workspace) edit {
		return edit{path: w.Path + "/locations/" + w.NewLocation("Depot"), by: w.Admin.Token, body: map[string]any{
			"name": "Depot West", "address": "12 Harbour Road", "timezone": "Australia/Perth", "archived": true,
		}}
	},
	"updateAPIKey": func(_ *testing.T, w *apitest.Workspace) edit {
		return edit{path: w.Path + "/api-keys/" + w.NewKey(domain.UsersRead).ID, by: w.Admin.Token, body: map[string]any{
			"name": "Fleet app", "permissions": []string{"roles:read"}, "expires_at": "2035-01-31T15:04:05Z",
		}}
	},
	"updateWebhook": func(_ *testing.T, w *apitest.Workspace) edit { // by another, for whom it works from then on
		other := w.Holder("Otto", domain.WebhooksManage, domain.AuditRead)
		return edit{path: w.NewHook(nowhere, "import.done").Path, by: other.Token, body: map[string]any{
			"url": "https://other.example/hooks", "description": "Fleet app", "event_types": []string{"user.*"}, "enabled": false,
		}}
	},
	"updateImport": func(_ *testing.T, w *apitest.Workspace) edit {
		made := w.API.Want(w.API.Call("POST", w.Path+"/imports", w.Admin.Token,
			"a,b,c,d,e\nnina@example.com,Nina,Member,Perth,Hi\n", "Content-Type", "text/csv"), 201, "").Text("id")
		work(w, made)
		return edit{path: w.Path + "/imports/" + made, by: w.Admin.Token, body: map[string]any{
			"mapping": map[string]any{"email": "a", "name": "b", "role": "c", "location": "d", "message": "e"},
			"defaults": map[string]any{
				"role_ids": []string{w.Role("Member")}, "location_ids": []string{w.NewLocation("Sydney")}, "locale": "de", "message": "Hi",
			},
		}}
	},
}

// rewritten are the operations whose before and after are told in a test of their own.
var rewritten = map[string]bool{"updateImportRow": true}

// What an operation that changes something leaves in the log is each value that differs, before and after, as reading
// showed them then: nothing less, and nothing that stayed as it was (H10).
func TestTheLogHasEachChangedValueBeforeAndAfter(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		for _, op := range api.Operations {
			if op.Method != http.MethodPatch && op.Method != http.MethodPut || rewritten[op.ID] {
				continue
			}
			recipe, known := edits[op.ID]
			if !known {
				t.Errorf("%s changes something and is not among the edits of this test", op.ID)
				continue
			}
			w := placeFor(api)
			e := recipe(t, w)
			namesEverything(t, op.Method, e)
			saysWhatChanged(t, w, op.ID, op.Method, e)
		}
	})
}

// placeFor is a workspace for one operation: the first one is the set-up's.
func placeFor(api *apitest.API) *apitest.Workspace {
	if api.Count("workspaces", "1 = 1") == 0 {
		return api.Setup("Acme Fleet")
	}
	return api.Found("Another Fleet")
}

// namesEverything fails where the API document knows a member of the body that the edit does not change.
func namesEverything(t *testing.T, method string, e edit) {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	for name := range contract.Find(method, e.path).Operation.RequestBody.Value.Content.Get("application/json").Schema.Value.Properties {
		if _, named := e.body[name]; !named {
			t.Errorf("%s %s: the edit leaves %s as it is", method, e.path, name)
		}
	}
}

func saysWhatChanged(t *testing.T, w *apitest.Workspace, op, method string, e edit) {
	t.Helper()
	read := func() map[string]any {
		path := e.path
		if e.read != "" {
			path = e.read
		}
		answer := w.API.Want(w.API.Call("GET", path, e.by, nil), 200, "")
		if e.read != "" {
			return named(answer.List("data"), e.path[strings.LastIndex(e.path, "/")+1:])
		}
		return flat(answer.JSON)
	}
	before := read()
	trace := "edit-" + op
	w.API.Want(w.API.Call(method, e.path, e.by, e.body, "X-Request-Id", trace), 200, "")
	after := read()
	want := map[string]domain.Change{}
	for name, to := range after {
		if !reflect.DeepEqual(before[name], to) {
			want[name] = domain.Change{From: before[name], To: to}
		}
	}
	for name := range flat(e.body) {
		if _, changed := want[name]; !changed && name != "archived" {
			t.Errorf("%s: %s was to change and stays %v", op, name, after[name])
		}
	}
	if got := changesOf(t, w, trace); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: the log says\n%v\nand what changed is\n%v", op, got, want)
	}
	w.API.Want(w.API.Call(method, e.path, e.by, e.body, "X-Request-Id", "again-"+op), 200, "")
	if more := w.API.Count("audit_events", "request_id = ?", "again-"+op); more > 0 {
		t.Errorf("%s: asked for what is so already, %d entries tell of it", op, more)
	}
}

// changesOf puts together the changes of the entries of a request, as the log's readers compare them.
func changesOf(t *testing.T, w *apitest.Workspace, trace string) map[string]domain.Change {
	t.Helper()
	out := map[string]domain.Change{}
	for n := range w.API.Count("audit_events", "request_id = ?", trace) {
		if e := changesAt(t, w, trace, n); e.kind != "webhook.secret_rotated" { // says why, and changes nothing that can be read
			for name, c := range e.changes {
				out[name] = domain.Change{From: plainly(c.From), To: plainly(c.To)}
			}
		}
	}
	return out
}

// said is an entry with its changes.
type said struct {
	kind    string
	changes map[string]domain.Change
}

func changesAt(t *testing.T, w *apitest.Workspace, trace string, n int) said {
	t.Helper()
	const from = " FROM audit_events WHERE request_id = ? ORDER BY id LIMIT 1 OFFSET ?"
	e := said{kind: apitest.Look[string](w.API, "SELECT type"+from, trace, n)}
	if err := json.Unmarshal([]byte(apitest.Look[string](w.API, "SELECT changes"+from, trace, n)), &e.changes); err != nil {
		t.Fatal(err)
	}
	return e
}

// derived are the members of answers that follow from others, or tell of something else than the thing itself.
var derived = []string{
	"updated_at", "archived_at", "user_count", "state", "disabled_reason", "counts", "checked_rows", "problems", "unusable_permissions", "status",
	"last_active_at", "secret", "previous_secret_until",
}

// flat gives the members of an answer as the log names them: what is nested by itself, what has an id by that.
func flat(answer map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range answer {
		object, nested := value.(map[string]any)
		switch {
		case slices.Contains(derived, name):
		case name == "defaults":
			maps.Copy(out, flat(object))
		case name == "roles" || name == "locations":
			out[strings.TrimSuffix(name, "s")+"_ids"] = plainly(value)
		case nested && object["id"] != nil:
			out[name+"_id"] = object["id"]
		default:
			out[name] = plainly(value)
		}
	}
	return out
}

// named finds the member of a list that has a name.
func named(list []any, name string) map[string]any {
	for _, one := range list {
		if object := one.(map[string]any); object["permission"] == name || object["name"] == name {
			return flat(object)
		}
	}
	return nil
}

// plainly makes values comparable: no difference between null and empty, lists by the ids in them and without an order.
func plainly(value any) any {
	switch v := value.(type) {
	case nil:
		return ""
	case []string:
		return strings.Join(slices.Sorted(slices.Values(v)), " ")
	case []any:
		texts := []string{}
		for _, one := range v {
			if object, ok := one.(map[string]any); ok && object["id"] != nil {
				one = object["id"]
			}
			texts = append(texts, fmt.Sprint(one))
		}
		return plainly(texts)
	}
	return value
}

// The log outlives the lines of a file: of a mended line it keeps what names nobody, and fingerprints of the rest.
func TestTheLogSaysWhichCellsOfALineWereMended(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "every cell", Run: func(t *testing.T, w *apitest.Workspace) {
		made := w.API.Want(w.API.Call("POST", w.Path+"/imports", w.Admin.Token,
			"email,name,role,location,message\nnina@example.com,Nina,Member,,Hi\n", "Content-Type", "text/csv"), 201, "").Text("id")
		work(w, made)
		w.NewLocation("Perth")
		w.API.Want(w.API.Call("PATCH", w.Path+"/imports/"+made+"/rows/1", w.Admin.Token, map[string]any{
			"email": "nora@example.com", "name": "Nora", "role": "Approver", "location": "Perth", "message": "Hi",
		}, "X-Request-Id", "mended"), 200, "")
		print := func(text string) any { return secret.Hash(text)[:domain.FingerprintLength] }
		want := map[string]domain.Change{
			"row": {From: 1.0, To: 1.0}, "role": {From: "Member", To: "Approver"}, "location": {From: "", To: "Perth"},
			"email": {From: print("nina@example.com"), To: print("nora@example.com")}, "name": {From: print("Nina"), To: print("Nora")},
		}
		if got := changesOf(t, w, "mended"); !reflect.DeepEqual(got, want) {
			t.Errorf("the log says %v, want %v", got, want)
		}
	}}})
}
