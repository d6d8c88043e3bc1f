package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// object is a JSON object, and array a JSON array, as encoding/json reads them.
type (
	object = map[string]any
	array  = []any
)

const schemaRef = "#/components/schemas/"

// methods of a path item, in the order in which operations are visited.
var methods = []string{"get", "post", "put", "patch", "delete", "head", "options"}

// sorted returns the keys of an object in a fixed order, so that the same input gives the same output.
func sorted(o object) []string { return slices.Sorted(maps.Keys(o)) }

// child returns a member that is an object, or an empty one.
func child(o object, key string) object {
	found, _ := o[key].(object)
	if found == nil {
		return object{}
	}
	return found
}

func schemasOf(doc object) object { return child(child(doc, "components"), "schemas") }

// resolve follows a reference to a named schema, as far as there is one.
func resolve(doc, schema object) object {
	for range 20 {
		ref, ok := schema["$ref"].(string)
		if !ok {
			return schema
		}
		schema = child(schemasOf(doc), strings.TrimPrefix(ref, schemaRef))
	}
	return object{}
}

// eachOperation visits the operations in the order of their paths.
func eachOperation(doc object, visit func(path, method string, op object)) {
	paths := child(doc, "paths")
	for _, path := range sorted(paths) {
		item := child(paths, path)
		for _, method := range methods {
			if op, ok := item[method].(object); ok {
				visit(path, method, op)
			}
		}
	}
}

// eachObject visits every object of the tree, parents after their members.
func eachObject(node any, visit func(object)) {
	switch node := node.(type) {
	case object:
		for _, key := range sorted(node) {
			eachObject(node[key], visit)
		}
		visit(node)
	case array:
		for _, item := range node {
			eachObject(item, visit)
		}
	}
}

// eachSchema visits every schema of the document, inner ones first. What merely looks like one (an example) is left alone.
func eachSchema(doc object, visit func(object)) {
	named := schemasOf(doc)
	for _, name := range sorted(named) {
		inside(child(named, name), visit)
	}
	eachObject(doc["paths"], func(o object) {
		if schema, ok := o["schema"].(object); ok {
			inside(schema, visit)
		}
	})
}

// inside visits a schema and the schemas that it is made of.
func inside(schema object, visit func(object)) {
	for _, name := range sorted(child(schema, "properties")) {
		inside(child(child(schema, "properties"), name), visit)
	}
	for _, key := range []string{"items", "additionalProperties", "not"} {
		if inner, ok := schema[key].(object); ok {
			inside(inner, visit)
		}
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		if all, ok := schema[key].(array); ok {
			for _, one := range all {
				if inner, ok := one.(object); ok {
					inside(inner, visit)
				}
			}
		}
	}
	visit(schema)
}

// render writes the document with its chapters in reading order; within a chapter keys are sorted.
func render(doc object) ([]byte, error) {
	chapters := []string{"openapi", "info", "servers", "tags", "security", "paths", "components"}
	for _, key := range sorted(doc) {
		if !slices.Contains(chapters, key) {
			chapters = append(chapters, key)
		}
	}
	var out bytes.Buffer
	out.WriteString("{")
	first := true
	for _, key := range chapters {
		value, ok := doc[key]
		if !ok {
			continue
		}
		if !first {
			out.WriteString(",")
		}
		first = false
		text, err := plain(value)
		if err != nil {
			return nil, err
		}
		out.WriteString(`"` + key + `":` + text)
	}
	out.WriteString("}")
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, out.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	pretty.WriteString("\n")
	return pretty.Bytes(), nil
}

// plain is JSON without the escapes for HTML: "<" stays readable.
func plain(value any) (string, error) {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(value)
	return out.String(), err
}
