// Command openapi turns the Swagger 2.0 document that swag reads from the handlers' annotations into the OpenAPI 3.1
// document that clients get.
//
// The conversion is kin-openapi's; what it and swag leave out or get wrong is set right here, one rule per file:
// names.go, nullable.go, security.go, responses.go, oneof.go, formats.go, requests.go, examples.go.
// The same input always gives the same bytes.
//
//	openapi [-source DIR]... [-reasons DIR]... SWAGGER.json OPENAPI.json
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

// order is what the command line asks for.
type order struct {
	in, out string
	sources list
	reasons list
}

func main() {
	var o order
	flag.Var(&o.sources, "source", "a `folder` of Go files whose struct tags complete the schemas (may be repeated)")
	flag.Var(&o.reasons, "reasons", "a `folder` below which Go files say in a sentence what a problem code means (may be repeated)")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: openapi [-source DIR]... [-reasons DIR]... SWAGGER.json OPENAPI.json")
		os.Exit(2)
	}
	o.in, o.out = flag.Arg(0), flag.Arg(1)
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}

func (o order) run() error {
	doc, err := convert(o.in)
	if err != nil {
		return err
	}
	said, err := readReasons(o.reasons)
	if err != nil {
		return err
	}
	if err := patch(doc, o.sources, said); err != nil {
		return err
	}
	text, err := render(doc)
	if err != nil {
		return err
	}
	if err := validate(text); err != nil {
		return err
	}
	return os.WriteFile(o.out, text, 0o644)
}

// patch applies the rules. Their order matters: names first, since the others look schemas up by them; examples last,
// since they are made from all the rest.
func patch(doc object, sources []string, said reasons) error {
	doc["openapi"] = "3.1.1"
	dropNoise(doc)
	if err := shortenNames(doc); err != nil {
		return err
	}
	if err := addFormats(doc, sources); err != nil {
		return err
	}
	if err := uniteAlternatives(doc); err != nil {
		return err
	}
	repairSecurity(doc)
	separateProblems(doc)
	closeRequests(doc)
	eachSchema(doc, modernize)
	return addExamples(doc, said)
}

// convert reads Swagger 2.0 and returns OpenAPI 3.0 as plain maps, which are easier to change than typed ones.
func convert(path string) (object, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var two openapi2.T
	if err := json.Unmarshal(text, &two); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	three, err := openapi2conv.ToV3(&two)
	if err != nil {
		return nil, fmt.Errorf("convert %s: %w", path, err)
	}
	if text, err = json.Marshal(three); err != nil {
		return nil, fmt.Errorf("convert %s: %w", path, err)
	}
	var doc object
	return doc, json.Unmarshal(text, &doc)
}

// validate reads the finished document as a client would.
func validate(text []byte) error {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(text)
	if err != nil {
		return fmt.Errorf("the result does not load: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return fmt.Errorf("the result is not valid: %w", err)
	}
	return nil
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return fmt.Sprint(*l) }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}
