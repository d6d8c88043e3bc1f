package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
)

// formats are the rules of a `validate` tag that say how a text is written, and their names in JSON Schema. swag reads
// bounds and choices from that tag, but not these.
var formats = map[string]string{
	"email":    "email",
	"uuid":     "uuid",
	"http_url": "uri",
	"url":      "uri",
	"ip":       "ip",
	"cidr":     "cidr",
	"hostname": "hostname",
}

// addFormats completes the schemas from the Go structs of the same name: the format of a text, and of a time.
func addFormats(doc object, folders []string) error {
	for _, folder := range folders {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return err
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return fmt.Errorf("read %s: %w", path, err)
			}
			ast.Inspect(file, func(node ast.Node) bool {
				if spec, ok := node.(*ast.TypeSpec); ok {
					formatFields(child(schemasOf(doc), shortName(spec.Name.Name)), spec)
				}
				return true
			})
		}
	}
	return nil
}

func formatFields(schema object, spec *ast.TypeSpec) {
	fields, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range fields.Fields.List {
		if field.Tag == nil {
			continue
		}
		tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`"))
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		property, known := child(schema, "properties")[name].(object)
		if !known || property["type"] != "string" || property["format"] != nil {
			continue
		}
		if format := formatOf(field.Type, tag); format != "" {
			property["format"] = format
		}
	}
}

func formatOf(kind ast.Expr, tag reflect.StructTag) string {
	if pointer, ok := kind.(*ast.StarExpr); ok {
		kind = pointer.X
	}
	if named, ok := kind.(*ast.SelectorExpr); ok && named.Sel.Name == "Time" {
		return "date-time"
	}
	for rule := range strings.SplitSeq(tag.Get("validate"), ",") {
		if format, ok := formats[rule]; ok {
			return format
		}
	}
	return ""
}
