package main

import "strings"

// repairSecurity says what Swagger 2.0 cannot: a key in the Authorization header is HTTP bearer authentication.
func repairSecurity(doc object) {
	schemes := child(child(doc, "components"), "securitySchemes")
	for _, name := range sorted(schemes) {
		scheme := child(schemes, name)
		header, _ := scheme["name"].(string)
		if scheme["type"] != "apiKey" || scheme["in"] != "header" || !strings.EqualFold(header, "Authorization") {
			continue
		}
		delete(scheme, "in")
		delete(scheme, "name")
		scheme["type"] = "http"
		scheme["scheme"] = "bearer"
		if format, ok := scheme["x-bearer-format"]; ok {
			scheme["bearerFormat"] = format
			delete(scheme, "x-bearer-format")
		}
	}
	declarePublic(doc)
}

// declarePublic says aloud that an operation needs no credential: without the empty list a reader cannot tell whether it
// was forgotten.
func declarePublic(doc object) {
	eachOperation(doc, func(_, _ string, op object) {
		if _, ok := op["security"]; !ok {
			op["security"] = array{}
		}
	})
}
