package main

import "slices"

// modernize brings one schema from 3.0 to 3.1: null becomes a type of its own, a schema has examples, and an exclusive
// bound is a number.
func modernize(schema object) {
	if example, ok := schema["example"]; ok {
		schema["examples"] = array{example}
		delete(schema, "example")
	}
	exclusiveBound(schema, "minimum", "exclusiveMinimum")
	exclusiveBound(schema, "maximum", "exclusiveMaximum")
	unwrapSingle(schema)
	admitAnything(schema)

	nullable := schema["nullable"] == true || schema["x-nullable"] == true
	delete(schema, "nullable")
	delete(schema, "x-nullable")
	if nullable {
		admitNull(schema)
	}
}

func exclusiveBound(schema object, bound, exclusive string) {
	if schema[exclusive] == true {
		schema[exclusive] = schema[bound]
		delete(schema, bound)
	} else if schema[exclusive] == false {
		delete(schema, exclusive)
	}
}

// unwrapSingle undoes `allOf` around one reference, which 3.0 needed to put a description beside it.
func unwrapSingle(schema object) {
	all, _ := schema["allOf"].(array)
	if len(all) != 1 {
		return
	}
	if only, ok := all[0].(object); ok && len(only) == 1 && only["$ref"] != nil {
		schema["$ref"] = only["$ref"]
		delete(schema, "allOf")
	}
}

// admitAnything gives every type to a value that is marked so: what is in it depends on where it stands.
func admitAnything(schema object) {
	if schema["x-anything"] == true {
		schema["type"] = array{"string", "number", "boolean", "array", "object"}
		schema["items"] = object{}
	}
	delete(schema, "x-anything")
}

func admitNull(schema object) {
	if ref, ok := schema["$ref"]; ok {
		delete(schema, "$ref")
		schema["anyOf"] = array{object{"$ref": ref}, object{"type": "null"}}
		return
	}
	switch kind := schema["type"].(type) {
	case string:
		schema["type"] = array{kind, "null"}
	case array:
		if !slices.Contains(kind, any("null")) {
			schema["type"] = append(kind, "null")
		}
	}
	if enum, ok := schema["enum"].(array); ok && !slices.Contains(enum, nil) {
		schema["enum"] = append(enum, nil)
	}
}
