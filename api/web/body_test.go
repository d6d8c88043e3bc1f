package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
)

type order struct {
	Email string   `json:"email" validate:"required,max=254,email"`
	Name  string   `json:"name" validate:"required,max=120,name"`
	Roles []string `json:"roles,omitempty" validate:"omitempty,max=2,unique,dive,uuid"`
	Kind  string   `json:"kind,omitempty" validate:"omitempty,oneof=email link"`
	Count int      `json:"count,omitempty"`
}

func readOrder(c echo.Context) error {
	in, err := web.Body[order](c)
	if err != nil {
		return err
	}
	return web.OK(c, in)
}

const good = `{"email":"ana@example.com","name":"Ana"}`

func TestBodyRefusesWhatItCannotTrust(t *testing.T) {
	h := on(t, visit(http.MethodPost, "/orders", readOrder))
	id := `"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	for _, test := range []struct {
		name, body string
		headers    []string
		status     int
		code       string
	}{
		{name: "no body", status: 400, code: "malformed_body"},
		{name: "no JSON", body: `hello`, status: 400, code: "malformed_body"},
		{name: "cut short", body: `{"email":"ana@example.com"`, status: 400, code: "malformed_body"},
		{name: "an array", body: `[` + good + `]`, status: 400, code: "wrong_type"},
		{name: "null", body: `null`, status: 400, code: "wrong_type"},
		{name: "something behind", body: good + good, status: 400, code: "malformed_body"},
		{name: "garbage behind", body: good + ` x`, status: 400, code: "malformed_body"},
		{name: "unknown field", body: `{"email":"ana@example.com","name":"Ana","admin":true}`, status: 400, code: "unknown_field"},
		{name: "unknown field of a path", body: `{"email":"ana@example.com","name":"Ana","workspace_id":"x"}`, status: 400, code: "unknown_field"},
		{name: "other case", body: `{"Email":"ana@example.com","name":"Ana"}`, status: 400, code: "unknown_field"},
		{name: "folded letter", body: `{"email":"ana@example.com","name":"Ana","roleſ":[]}`, status: 400, code: "unknown_field"},
		{name: "duplicate", body: `{"email":"ana@example.com","email":"b@example.com","name":"Ana"}`, status: 400, code: "duplicate_field"},
		{name: "duplicate by escape", body: `{"email":"ana@example.com","\u0065mail":"b@example.com","name":"Ana"}`, status: 400, code: "duplicate_field"},
		{name: "address as list", body: `{"email":["ana@example.com"],"name":"Ana"}`, status: 400, code: "wrong_type"},
		{name: "address as object", body: `{"email":{"$ne":""},"name":"Ana"}`, status: 400, code: "wrong_type"},
		{name: "address as number", body: `{"email":1,"name":"Ana"}`, status: 400, code: "wrong_type"},
		{name: "number too large", body: `{"email":"ana@example.com","name":"Ana","count":1e400}`, status: 400, code: "wrong_type"},
		{name: "NUL", body: `{"email":"ana@example.com","name":"A\u0000na"}`, status: 400, code: "malformed_body"},
		{name: "invalid UTF-8", body: "{\"email\":\"ana@example.com\",\"name\":\"\xff\"}", status: 400, code: "malformed_body"},
		{name: "half a surrogate", body: `{"email":"ana@example.com","name":"\ud800"}`, status: 400, code: "malformed_body"},
		{name: "depth", body: `{"a":` + strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000) + `}`, status: 400, code: "malformed_body"},
		{name: "too large", body: `{"name":"` + strings.Repeat("x", 2<<20) + `"}`, status: 413, code: "body_too_large"},
		{name: "form", body: good, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, code: "unsupported_media_type"},
		{name: "text", body: good, headers: []string{"Content-Type", "text/plain"}, status: 415, code: "unsupported_media_type"},
		{name: "no type", body: good, headers: []string{"Content-Type", ""}, status: 415, code: "unsupported_media_type"},
		{name: "other charset", body: good, headers: []string{"Content-Type", "application/json; charset=utf-16"}, status: 415, code: "unsupported_media_type"},
		{name: "merge patch on POST", body: good, headers: []string{"Content-Type", "application/merge-patch+json"}, status: 415, code: "unsupported_media_type"},
		{name: "compressed", body: good, headers: []string{"Content-Encoding", "gzip"}, status: 415, code: "unsupported_media_type"},
		{name: "null in place of a text", body: `{"email":null,"name":"Ana"}`, status: 400, code: "wrong_type"},
		{name: "no id", body: `{"email":"ana@example.com","name":"Ana","roles":["x"]}`, status: 422, code: "validation_failed"},
		{name: "id twice", body: `{"email":"ana@example.com","name":"Ana","roles":[` + id + `,` + id + `]}`, status: 422, code: "validation_failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := h.ask(http.MethodPost, "/orders", test.body, test.headers...)
			if got.status != test.status || got.code(t) != test.code {
				t.Errorf("got %d %s, want %d %s: %s", got.status, got.code(t), test.status, test.code, got.text)
			}
		})
	}
}

func TestBodyReadsWhatIsRight(t *testing.T) {
	h := on(t, visit(http.MethodPost, "/orders", readOrder))
	for _, kind := range []string{"application/json", "application/json; charset=utf-8", "APPLICATION/JSON"} {
		if got := h.ask(http.MethodPost, "/orders", " "+good+"\n", "Content-Type", kind); got.status != 200 || !strings.Contains(got.text, "ana@example.com") {
			t.Errorf("%s: got %d %s", kind, got.status, got.text)
		}
	}
}

func TestBodyTellsAllWrongFieldsAtOnce(t *testing.T) {
	h := on(t, visit(http.MethodPost, "/orders", readOrder))
	got := h.ask(http.MethodPost, "/orders", `{"email":"nope","name":"","roles":["x","y","z"],"kind":"pigeon"}`)
	want := map[string]string{"/email": "email_invalid", "/name": "required", "/roles": "too_many", "/kind": "one_of"}
	found, _ := got.problem(t)["errors"].([]any)
	if len(found) != len(want) {
		t.Errorf("got %d wrong fields, want %d: %s", len(found), len(want), got.text)
	}
	for _, one := range found {
		field, _ := one.(map[string]any)
		pointer, _ := field["pointer"].(string)
		if want[pointer] != field["code"] || field["detail"] == "" {
			t.Errorf("unexpected field: %v", field)
		}
	}
}

type patch struct {
	Name web.Optional[string] `json:"name,omitzero" validate:"omitempty,name"`
	On   web.Optional[bool]   `json:"on,omitzero"`
	Kind web.Optional[string] `json:"kind,omitzero" validate:"omitempty,oneof=a b"`
}

func TestMergePatchKnowsThreeStates(t *testing.T) {
	h := on(t, visit(http.MethodPatch, "/things", func(c echo.Context) error {
		in, err := web.Body[patch](c)
		if err != nil {
			return err
		}
		return web.OK(c, map[string]bool{"name": in.Name.Pointer() != nil, "on": in.On.Pointer() != nil, "kind": in.Kind.Pointer() != nil})
	}))
	for body, want := range map[string]string{
		`{}`:                       `{"kind":false,"name":false,"on":false}`,
		`{"on":false}`:             `{"kind":false,"name":false,"on":true}`,
		`{"name":"x","kind":"a"}`:  `{"kind":true,"name":true,"on":false}`,
		`{"name":null}`:            `/name required`,
		`{"name":"a\nb"}`:          `/name name_invalid`,
		`{"kind":"c","on":null}`:   `/on required /kind one_of`,
		`{"on":"false"}`:           `wrong_type`,
		`{"name":{"Value":"sly"}}`: `wrong_type`,
	} {
		got := h.ask(http.MethodPatch, "/things", body, "Content-Type", "application/merge-patch+json")
		if said := sayPatch(t, got); said != want {
			t.Errorf("%s: got %s, want %s", body, said, want)
		}
	}
}

func sayPatch(t *testing.T, got answer) string {
	t.Helper()
	switch got.status {
	case http.StatusOK:
		return got.text
	case http.StatusUnprocessableEntity:
		var said []string
		fields, _ := got.problem(t)["errors"].([]any)
		for _, one := range fields {
			field, _ := one.(map[string]any)
			pointer, _ := field["pointer"].(string)
			code, _ := field["code"].(string)
			said = append(said, pointer+" "+code)
		}
		return strings.Join(said, " ")
	}
	return got.code(t)
}
