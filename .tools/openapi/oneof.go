package main

import "fmt"

// uniteAlternatives reads the annotation for a body that has one of several shapes, which Swagger 2.0 cannot say:
//
//	@x-oneof {"200": {"property": "status", "active": "Joined", "pending_approval": "Waiting"}}
//
// The shapes are told apart by a property (`kind`, where none is named); each value of it names a schema. The schemas have
// to be known to the document, for instance by an @Success line of each.
func uniteAlternatives(doc object) error {
	var fault error
	eachOperation(doc, func(path, method string, op object) {
		alternatives := child(op, "x-oneof")
		delete(op, "x-oneof")
		for _, status := range sorted(alternatives) {
			schema, err := alternative(doc, child(alternatives, status))
			if err != nil {
				fault = fmt.Errorf("%s %s, @x-oneof of %s: %w", method, path, status, err)
				return
			}
			content := child(child(child(op, "responses"), status), "content")
			for _, media := range sorted(content) {
				child(content, media)["schema"] = schema
			}
		}
	})
	return fault
}

func alternative(doc, choice object) (object, error) {
	property := "kind"
	if named, ok := choice["property"].(string); ok {
		property = named
	}
	mapping, refs := object{}, array{}
	for _, value := range sorted(choice) {
		if value == "property" {
			continue
		}
		name, _ := choice[value].(string)
		if _, known := schemasOf(doc)[name]; !known {
			return nil, fmt.Errorf("there is no schema %q", name)
		}
		mapping[value] = schemaRef + name
		refs = append(refs, object{"$ref": schemaRef + name})
	}
	return object{
		"oneOf":         refs,
		"discriminator": object{"propertyName": property, "mapping": mapping},
	}, nil
}
