package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// The golden file is read in review: it is what the rules make of a document that has a case of each.
func TestConvertedDocumentIsGolden(t *testing.T) {
	const golden = "testdata/openapi.golden"
	out := filepath.Join(t.TempDir(), "openapi.json")
	if err := (order{in: "testdata/swagger.json", out: out, sources: list{"testdata/source"}, reasons: list{"testdata/source"}}).run(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the document changed; look at it with `go test ./openapi -update` and git diff\n%s", got)
	}
}

func TestTwoSchemasOfOneNameAreRefused(t *testing.T) {
	doc := read(t, `{"components": {"schemas": {"rest.User": {}, "web.user": {}}}}`)
	err := shortenNames(doc)
	if err == nil || !strings.Contains(err.Error(), "rest.User and web.user") {
		t.Errorf("got %v, want an error that names both", err)
	}
}

func TestUnknownAlternativeIsRefused(t *testing.T) {
	doc := read(t, `{"paths": {"/a": {"get": {"x-oneof": {"200": {"active": "Nobody"}}, "responses": {"200": {}}}}}}`)
	err := uniteAlternatives(doc)
	if err == nil || !strings.Contains(err.Error(), `get /a, @x-oneof of 200: there is no schema "Nobody"`) {
		t.Errorf("got %v, want an error that names operation and schema", err)
	}
}

func TestTextWithoutExampleIsRefused(t *testing.T) {
	doc := read(t, `{"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
		{"$ref": "#/components/schemas/User"}}}}}}}},
		"components": {"schemas": {"User": {"type": "object", "properties": {"name": {"type": "string"}}}}}}`)
	err := addExamples(doc, nil)
	if err == nil || err.Error() != "User.name has no example" {
		t.Errorf("got %v, want an error that names the field", err)
	}
}

func read(t *testing.T, text string) object {
	t.Helper()
	var doc object
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}
