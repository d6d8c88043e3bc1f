package main

import (
	"fmt"
	"strings"
	"unicode"
)

// dropNoise removes what the conversion leaves behind for its way back.
func dropNoise(doc object) {
	eachObject(doc, func(o object) {
		delete(o, "x-originalParamName")
		delete(o, "x-formData-name")
		delete(o, "x-order")
	})
	if info := child(doc, "info"); len(child(info, "contact")) == 0 {
		delete(info, "contact")
	}
}

// shortenNames takes the package off the names of schemas: rest.newInvitation becomes NewInvitation. Two schemas that
// would get the same name are an error, since one of them would vanish.
func shortenNames(doc object) error {
	old := schemasOf(doc)
	renamed := object{}
	from := map[string]string{}
	for _, name := range sorted(old) {
		short := shortName(name)
		if other, taken := from[short]; taken {
			return fmt.Errorf("the schemas %s and %s would both be called %s: give one of them another name with `// @name`", other, name, short)
		}
		from[short] = name
		renamed[short] = old[name]
	}
	if len(renamed) > 0 {
		child(doc, "components")["schemas"] = renamed
	}
	eachObject(doc, func(o object) {
		if ref, ok := o["$ref"].(string); ok && strings.HasPrefix(ref, schemaRef) {
			o["$ref"] = schemaRef + shortName(strings.TrimPrefix(ref, schemaRef))
		}
	})
	return nil
}

// shortName shortens each part of a name: a generic type's arguments stand behind hyphens.
func shortName(name string) string {
	parts := strings.Split(name, "-")
	for i, part := range parts {
		part = part[strings.LastIndexAny(part, "./")+1:]
		if i > 0 {
			part = part[strings.LastIndex(part, "_")+1:]
		}
		letters := []rune(part)
		if len(letters) > 0 {
			letters[0] = unicode.ToUpper(letters[0])
		}
		parts[i] = string(letters)
	}
	return strings.Join(parts, "")
}
