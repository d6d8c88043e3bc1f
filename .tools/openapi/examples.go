package main

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// addExamples shows what each operation takes and gives. An example is put together from the examples of the fields, so
// it cannot fall behind them; a text field that has none is an error, since "string" explains nothing.
func addExamples(doc object, said reasons) error {
	maker := maker{doc: doc, said: said, missing: map[string]bool{}}
	eachOperation(doc, func(_, _ string, op object) {
		maker.fill(child(child(op, "requestBody"), "content"))
		responses := child(op, "responses")
		for _, status := range sorted(responses) {
			response := child(responses, status)
			if failed(status) {
				maker.problems(status, response)
			} else {
				maker.fill(child(response, "content"))
			}
		}
	})
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(maker.missing)) {
		faults = append(faults, fmt.Errorf("%s has no example", name))
	}
	return errors.Join(faults...)
}

// maker makes examples from schemas and remembers which fields could not be shown.
type maker struct {
	doc     object
	said    reasons
	missing map[string]bool
}

func (m maker) fill(content object) {
	for _, name := range sorted(content) {
		media := child(content, name)
		schema, ok := media["schema"].(object)
		if !ok || media["example"] != nil || media["examples"] != nil {
			continue
		}
		if name == jsonType || name == eventStream || strings.HasSuffix(name, "+json") {
			media["example"] = m.sample(schema, "a body", 0)
		}
	}
}

// sample makes one value of a schema. where is what to call it in a complaint.
func (m maker) sample(schema object, where string, depth int) any {
	if ref, ok := schema["$ref"].(string); ok {
		where = strings.TrimPrefix(ref, schemaRef)
	}
	if shown, ok := given(schema); ok {
		return shown
	}
	schema = resolve(m.doc, schema)
	if shown, ok := given(schema); ok {
		return shown
	}
	for _, key := range []string{"oneOf", "anyOf", "allOf"} {
		if all, ok := schema[key].(array); ok && len(all) > 0 {
			first, _ := all[0].(object)
			return m.sample(first, where, depth)
		}
	}
	switch kind(schema) {
	case "object":
		return m.sampleObject(schema, where, depth)
	case "array":
		if items, ok := schema["items"].(object); ok && depth < 8 {
			return array{m.sample(items, where+"[]", depth+1)}
		}
		return array{}
	}
	return m.sampleScalar(schema, where)
}

// given returns the value that a schema itself shows.
func given(schema object) (any, bool) {
	for _, key := range []string{"examples", "enum"} {
		if all, ok := schema[key].(array); ok && len(all) > 0 {
			return all[0], true
		}
	}
	value, ok := schema["default"]
	return value, ok
}

func (m maker) sampleObject(schema object, where string, depth int) any {
	made := object{}
	properties := child(schema, "properties")
	for _, name := range sorted(properties) {
		if depth < 8 {
			made[name] = m.sample(child(properties, name), where+"."+name, depth+1)
		}
	}
	return made
}

func (m maker) sampleScalar(schema object, where string) any {
	switch kind(schema) {
	case "boolean":
		return false
	case "integer", "number":
		if least, ok := schema["minimum"]; ok {
			return least
		}
		return 1
	case "null":
		return nil
	}
	switch schema["format"] {
	case "uuid":
		return "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"
	case "date-time":
		return "2026-11-20T09:30:00Z"
	case "email":
		return "ana.souza@example.com"
	case "uri":
		return "https://app.example.com/"
	}
	m.missing[where] = true
	return ""
}

// kind is a schema's type, the first that is not null.
func kind(schema object) string {
	switch named := schema["type"].(type) {
	case string:
		return named
	case array:
		for _, one := range named {
			if text, ok := one.(string); ok && text != "null" {
				return text
			}
		}
		return "null"
	}
	if schema["properties"] != nil {
		return "object"
	}
	return ""
}

// code is a problem's code as a description names it: already_member, unauthenticated.
var code = regexp.MustCompile(`\b(?:[a-z]+(?:_[a-z]+)+|unauthenticated|conflict|unavailable|overloaded)\b`)

// usual is the code of a status whose description names none.
var usual = map[string]string{
	"401": "unauthenticated", "403": "permission_denied", "404": "not_found", "405": "method_not_allowed",
	"409": "conflict", "412": "precondition_failed", "422": "validation_failed", "429": "rate_limited", "503": "unavailable",
}

// problems shows a failure once for each code that its description names.
func (m maker) problems(status string, response object) {
	media := child(child(response, "content"), problemType)
	schema, ok := media["schema"].(object)
	if !ok || media["examples"] != nil {
		return
	}
	text, _ := response["description"].(string)
	codes := code.FindAllString(text, -1)
	if len(codes) == 0 && usual[status] != "" {
		codes = []string{usual[status]}
	}
	if len(codes) == 0 {
		return
	}
	examples := object{}
	for _, named := range codes {
		examples[named] = m.shared(named, status, m.problem(schema, status, named))
	}
	media["examples"] = examples
}

// typePrefix is where the pages of problems stand, as the example of the schema tells.
func typePrefix(schema object) string {
	shown, _ := given(schema)
	text, _ := shown.(string)
	return text[:strings.LastIndex(text, "#")+1]
}

// shared puts an example among the components, where all operations that fail in this way refer to it.
func (m maker) shared(code, status string, value any) object {
	components := child(m.doc, "components")
	if components["examples"] == nil {
		components["examples"] = object{}
	}
	name := code + "_" + status
	components["examples"].(object)[name] = object{"value": value}
	return object{"$ref": "#/components/examples/" + name}
}

// problem is the schema's own example with this failure's status and code put in. Field errors belong to 422 alone.
func (m maker) problem(schema object, status, code string) any {
	shape := child(resolve(m.doc, schema), "properties")
	number, _ := strconv.Atoi(status)
	shown := object{
		"type":       typePrefix(child(shape, "type")) + code,
		"title":      http.StatusText(number),
		"status":     number,
		"code":       code,
		"detail":     m.said.example(code),
		"request_id": "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e",
	}
	if errs, ok := shape["errors"].(object); ok && number == http.StatusUnprocessableEntity {
		shown["errors"] = m.sample(errs, "Problem.errors", 0)
	}
	for name := range shown {
		if _, known := shape[name]; !known {
			delete(shown, name)
		}
	}
	return shown
}
