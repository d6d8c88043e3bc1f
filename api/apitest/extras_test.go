package apitest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// wished are fields that whoever wants more than they have would try, whether or not anything is called so.
var wished = []string{
	"id", "ID", "_id", "workspace_id", "account_id", "user_id", "created_at", "created_by", "updated_at", "version", "status", "state", "is_admin", "admin",
	"is_owner", "permissions", "roles", "role", "role_ids", "password_hash", "email_verified", "token", "secret", "expires_at", "approved_by", "above",
	"__proto__", "constructor", "$where", "$set", "name[]", "name.x", "", " name", "name ", "NAME",
}

// Every write refuses each field that it does not know: those that its answer shows, those that other things have, invented
// ones, at the top and within; alone and beside a good body. Nothing happens.
func TestNoWriteTakesAFieldThatItDoesNotKnow(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	nested := 0
	for _, op := range api.Operations {
		if op.Method == http.MethodGet || op.ID == "createImport" { // whose body is a file
			continue
		}
		body := bodyOf(t, op)
		if op.Method == http.MethodDelete && body == nil {
			continue // see TestABodyWhereNoneIsTakenChangesNothing
		}
		t.Run(op.ID, func(t *testing.T) {
			w := w.For(t)
			c := goodCall(w, t, op)
			good, _ := c.body.(map[string]any)
			w.API.ChangesNothing(func() {
				for _, extra := range extras(t, op, body) {
					pointer := "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(extra)
					wantUnknown(w, c, changed(orEmpty(good), extra, "x"), pointer)
				}
				for place, object := range within(body, good) {
					nested++
					wantUnknown(w, c, object, place+"/is_admin")
				}
				wantUnknown(w, c, map[string]any{"invented": map[string]any{"deep": []any{map[string]any{"is_admin": true}}}}, "/invented")
			})
			if answer := c.good(w); answer.Status != c.status {
				t.Errorf("the good body is answered %d %s", answer.Status, answer.Body)
			}
		})
	}
	if nested < 4 {
		t.Errorf("only %d objects within bodies were tried", nested)
	}
}

// orEmpty gives a body that is never nil.
func orEmpty(body map[string]any) map[string]any {
	out := map[string]any{}
	maps.Copy(out, body)
	return out
}

func wantUnknown(w *apitest.Workspace, c call, body any, pointer string) {
	answer := w.API.Want(c.with(w.API, c.credential(w), body), 400, "unknown_field")
	if got := answer.Text("pointer"); got != pointer {
		w.API.Want(answer, 400, "unknown_field at "+pointer+", not at "+got)
	}
}

// bodyOf gives the documented body of an operation, or nil.
func bodyOf(t *testing.T, op web.Operation) *openapi3.Schema {
	t.Helper()
	body := documented(t, op).RequestBody
	if body == nil || body.Value.Content.Get("application/json") == nil {
		return nil
	}
	return body.Value.Content.Get("application/json").Schema.Value
}

// extras are the fields that an operation's body does not have and its answers have, and the wished ones.
func extras(t *testing.T, op web.Operation, body *openapi3.Schema) []string {
	t.Helper()
	names := slices.Clone(wished)
	for status, response := range documented(t, op).Responses.Map() {
		media := response.Value.Content.Get("application/json")
		if strings.HasPrefix(status, "2") && media != nil {
			names = slices.AppendSeq(names, maps.Keys(media.Schema.Value.Properties))
		}
	}
	if body != nil {
		names = slices.DeleteFunc(names, func(name string) bool { return body.Properties[name] != nil })
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// within gives, for each object that a body may hold, the body with one that has a field too many, and where it stands.
func within(body *openapi3.Schema, good map[string]any) map[string]any {
	out := map[string]any{}
	if body == nil {
		return out
	}
	for name, p := range body.Properties {
		evil := map[string]any{"is_admin": true}
		if p.Value.Type.Includes("array") && p.Value.Items != nil && len(p.Value.Items.Value.Properties) > 0 {
			list, _ := good[name].([]map[string]any)
			out["/"+name+fmt.Sprintf("/%d", len(list))] = changed(orEmpty(good), name, append(slices.Clone(list), evil))
		}
		if len(p.Value.Properties) > 0 || len(p.Value.AllOf) > 0 {
			out["/"+name] = changed(orEmpty(good), name, evil)
		}
	}
	return out
}

// What comes as a body with a GET, and with a DELETE that takes none, is not looked at: it neither names another thing nor
// changes what is done to the one in the path.
func TestABodyWhereNoneIsTakenChangesNothing(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		bo := w.Member("Bo", "Member")
		evil, _ := json.Marshal(map[string]any{
			"id": bo.UserID, "user_id": bo.UserID, "workspace_id": api.Found("Elsewhere").ID, "limit": 1, "cursor": "x", "_method": "DELETE", "status": "suspended",
		})
		for _, op := range api.Operations {
			if op.ID == "streamEvents" || op.Method != http.MethodGet && (op.Method != http.MethodDelete || bodyOf(t, op) != nil) {
				continue
			}
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				c := goodCall(w, t, op)
				if op.Method == http.MethodGet {
					w.API.ChangesNothing(func() { getsTheSame(t, w, c, string(evil)) })
					return
				}
				if answer := c.with(w.API, c.credential(w), string(evil), "Content-Encoding", "gzip"); answer.Status != c.status {
					t.Errorf("%d %s", answer.Status, answer.Body)
				}
			})
		}
		if a := api.Want(api.Call("GET", w.Path+"/users/"+bo.UserID, w.Admin.Token, nil), 200, ""); a.Text("status") != "active" {
			t.Errorf("whom no path named is %s", a.Body)
		}
	})
}

// getsTheSame reads twice, with a body and without, at a moment at which nothing else happens.
func getsTheSame(t *testing.T, w *apitest.Workspace, c call, body string) {
	t.Helper()
	with, without := c.with(w.API, c.credential(w), body, "Content-Encoding", "gzip"), c.good(w)
	changing := c.op.ID == "getMetrics" || c.op.ID == "listMySessions"
	if with.Status != c.status || !changing && string(with.Body) != string(without.Body) {
		t.Errorf("with a body: %d %.300s; without: %d %.300s", with.Status, with.Body, without.Status, without.Body)
	}
}
