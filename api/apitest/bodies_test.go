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

// spoilt is a body that no operation may take, with the refusals that it may get.
type spoilt struct {
	name  string
	body  string
	kind  string // the content type, where it is not JSON
	codes []string
}

// Every write, with every way in which a body can be wrong: refused in the house's own words, and nothing happened.
func TestNoWriteTakesASpoiltBody(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		for _, op := range api.Operations {
			if op.Method == http.MethodGet || op.Method == http.MethodDelete || op.ID == "createImport" { // takes a file: see importRefused
				continue
			}
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				c := goodCall(w, t, op)
				w.API.ChangesNothing(func() {
					for _, s := range spoil(c) {
						refuses(t, w, c, s)
					}
				})
				if answer := c.good(w); answer.Status != c.status {
					t.Errorf("the good body is answered %d %s", answer.Status, answer.Body)
				}
			})
		}
	})
}

const parts = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n"

func refuses(t *testing.T, w *apitest.Workspace, c call, s spoilt) {
	t.Helper()
	headers := []string{}
	if s.kind != "" {
		headers = append(headers, "Content-Type", s.kind)
	}
	answer := c.with(w.API, c.credential(w), s.body, headers...)
	if answer.Status < 400 || answer.Status >= 500 || !slices.Contains(s.codes, answer.Code()) {
		t.Errorf("%s: %d %q, want one of %v", s.name, answer.Status, answer.Code(), s.codes)
	}
}

func spoil(c call) []spoilt {
	good, _ := c.body.(map[string]any)
	plain, _ := json.Marshal(good)
	text := string(plain)
	if good == nil {
		text = "{}"
	}
	malformed := []string{"malformed_body"}
	list := []spoilt{
		{name: "an unknown field", body: with(text, `"is_admin":true`), codes: []string{"unknown_field"}},
		{name: "the id of another", body: with(text, `"id":"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e","workspace_id":"x"`), codes: []string{"unknown_field"}},
		{name: "trailing data", body: text + `{}`, codes: malformed},
		{name: "a trailing word", body: text + ` x`, codes: malformed},
		{name: "an array", body: "[" + text + "]", codes: []string{"wrong_type"}},
		{name: "null", body: "null", codes: []string{"wrong_type"}},
		{name: "a number", body: "7", codes: []string{"wrong_type"}},
		{name: "a text", body: `"text"`, codes: []string{"wrong_type"}},
		{name: "half an object", body: strings.TrimSuffix(text, "}"), codes: malformed},
		{name: "deep nesting", body: with(text, `"deep":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)), codes: append(malformed, "unknown_field")},
		{name: "more than 1 MiB", body: with(text, `"deep":"`+strings.Repeat("x", 1<<20)+`"`), codes: []string{"body_too_large"}},
		{name: "invalid UTF-8", body: with(text, "\"bad\":\"\xff\xfe\""), codes: malformed},
		{name: "a NUL", body: with(text, `"nul":"a\u0000b"`), codes: append(malformed, "unknown_field")},
		{name: "a byte order mark", body: "\ufeff" + text, codes: malformed},
		{name: "a form", body: "a=b", kind: "application/x-www-form-urlencoded", codes: []string{"unsupported_media_type"}},
		{name: "a form with parts", body: parts, kind: "multipart/form-data; boundary=x", codes: []string{"unsupported_media_type"}},
		{name: "JSON called a form with parts", body: text, kind: "multipart/form-data; boundary=x", codes: []string{"unsupported_media_type"}},
		{name: "JSON called text", body: text, kind: "text/plain", codes: []string{"unsupported_media_type"}},
		{name: "JSON in UTF-16", body: text, kind: "application/json; charset=utf-16", codes: []string{"unsupported_media_type"}},
		{name: "no content type", body: text, kind: " ", codes: []string{"unsupported_media_type"}},
	}
	return append(list, spoilFields(good)...)
}

// spoilFields spoils each field that the good body has.
func spoilFields(good map[string]any) []spoilt {
	var list []spoilt
	for _, name := range slices.Sorted(maps.Keys(good)) {
		value, _ := json.Marshal(good[name])
		rest := maps.Clone(good)
		delete(rest, name)
		others, _ := json.Marshal(rest)
		say := func(what, member string, codes ...string) {
			list = append(list, spoilt{name: name + " " + what, body: with(string(others), member), codes: codes})
		}
		say("twice", fmt.Sprintf(`%q:%s,%q:%s`, name, value, name, value), "duplicate_field")
		say("in capitals", fmt.Sprintf(`%q:%s`, strings.ToUpper(name), value), "unknown_field", "validation_failed")
		say("with a long s", fmt.Sprintf(`"%s\u017f":%s`, strings.TrimSuffix(name, "s"), value), "unknown_field")
		say("as an object", fmt.Sprintf(`%q:{"a":1}`, name), "wrong_type", "unknown_field")
		say("as a number", fmt.Sprintf(`%q:-1e400`, name), "wrong_type", "malformed_body")
		say("as lists in a list", fmt.Sprintf(`%q:[[]]`, name), "wrong_type")
		if _, isText := good[name].(string); isText {
			say("with a NUL", fmt.Sprintf(`%q:"a\u0000b"`, name), "malformed_body")
			say("with half a surrogate", fmt.Sprintf(`%q:"\ud800"`, name), "malformed_body")
			say("of 100,000 characters", fmt.Sprintf(`%q:%q`, name, strings.Repeat("x", 100_000)), "validation_failed")
			say("as a list", fmt.Sprintf(`%q:[%s]`, name, value), "wrong_type")
		}
	}
	return list
}

// with adds members to the text of an object.
func with(object, members string) string {
	if object == "{}" {
		return "{" + members + "}"
	}
	return strings.TrimSuffix(object, "}") + "," + members + "}"
}

// What a body leaves out, or says with null, is a named fault, never a crash and never a default that nobody chose.
func TestEveryRequiredFieldIsAskedForByName(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range api.Operations {
		body := contract.Find(op.Method, op.Path).Operation.RequestBody
		if body == nil || body.Value.Content.Get("application/json") == nil {
			continue
		}
		t.Run(op.ID, func(t *testing.T) {
			w := w.For(t)
			schema := body.Value.Content.Get("application/json").Schema.Value
			c := goodCall(w, t, op)
			w.API.ChangesNothing(func() {
				asksFor(t, w, c, op, schema.Required)
				refusesNothing(t, w, c, schema)
			})
		})
	}
}

func asksFor(t *testing.T, w *apitest.Workspace, c call, op web.Operation, required []string) {
	t.Helper()
	if len(required) == 0 {
		return
	}
	answer := w.API.Want(c.with(w.API, c.credential(w), "{}"), 422, "validation_failed")
	var named []string
	for _, e := range answer.List("errors") {
		if pointer, ok := apitest.At(e, "pointer").(string); ok && apitest.At(e, "code") == "required" {
			named = append(named, strings.TrimPrefix(pointer, "/"))
		}
	}
	slices.Sort(named)
	if !slices.Equal(named, slices.Sorted(slices.Values(required))) {
		t.Errorf("%s asks for %v, the document for %v", op.ID, named, required)
	}
}

// refusesNothing holds null, and "" where it is no value, against each field.
func refusesNothing(t *testing.T, w *apitest.Workspace, c call, schema *openapi3.Schema) {
	t.Helper()
	body, _ := c.body.(map[string]any)
	refused := func(name string, nothing any) {
		t.Helper()
		with := maps.Clone(body)
		if with == nil {
			with = map[string]any{}
		}
		with[name] = nothing
		if a := c.with(w.API, c.credential(w), with); a.Status != 400 && a.Status != 422 {
			t.Errorf("%s as %#v: %d %s", name, nothing, a.Status, a.Body)
		}
	}
	for name, p := range schema.Properties {
		if !p.Value.Type.Includes("null") { // this is how it is cleared
			refused(name, nil)
		}
		if f := p.Value.Format; f == "uuid" || f == "date-time" || f == "email" || len(p.Value.Enum) > 0 {
			refused(name, "")
		}
	}
}
