package main

import "strings"

// closeRequests says in the document what the server does: a field that a request does not know is refused. Schemas that
// also stand in answers stay open, since answers may grow.
func closeRequests(doc object) {
	asked, answered := map[string]bool{}, map[string]bool{}
	eachOperation(doc, func(_, _ string, op object) {
		reach(doc, op["requestBody"], asked)
		reach(doc, op["responses"], answered)
	})
	for _, name := range sorted(schemasOf(doc)) {
		schema := child(schemasOf(doc), name)
		_, open := schema["additionalProperties"]
		if asked[name] && !answered[name] && schema["type"] == "object" && !open {
			schema["additionalProperties"] = false
		}
	}
}

// reach collects the names of the schemas that a part of the document refers to, directly or not.
func reach(doc object, node any, names map[string]bool) {
	eachObject(node, func(o object) {
		ref, _ := o["$ref"].(string)
		name, ok := strings.CutPrefix(ref, schemaRef)
		if ok && !names[name] {
			names[name] = true
			reach(doc, schemasOf(doc)[name], names)
		}
	})
}
