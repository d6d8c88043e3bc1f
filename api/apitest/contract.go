package apitest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/gatehouse-dev/gatehouse/docs/openapi"
)

// Contract is the API document, made strict: an answer may hold no member that it does not name.
type Contract struct {
	Doc    *openapi3.T
	routes []*routers.Route
}

// TheContract reads the document once.
var TheContract = sync.OnceValues(readContract) //nolint:gochecknoglobals // reading it takes a while

func readContract() (*Contract, error) {
	text, err := fs.ReadFile(openapi.Files(), "openapi.json")
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	for name, schema := range doc.Components.Schemas {
		if name != "Problem" && schema.Value.Type.Is("object") && schema.Value.AdditionalProperties.Schema == nil {
			no := false
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &no}
		}
	}
	c := &Contract{Doc: doc}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			c.routes = append(c.routes, &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op})
		}
	}
	return c, nil
}

// Find gives the operation that a request is for, or nil; a literal part of a path goes before a parameter.
func (c *Contract) Find(method, path string) *routers.Route {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	var best *routers.Route
	fewest := len(parts) + 1
	for _, r := range c.routes {
		if r.Method != method {
			continue
		}
		if n, ok := parameters(strings.Split(r.Path, "/"), parts); ok && n < fewest {
			best, fewest = r, n
		}
	}
	return best
}

func parameters(pattern, parts []string) (n int, ok bool) {
	if len(pattern) != len(parts) {
		return 0, false
	}
	for i, p := range pattern {
		if strings.HasPrefix(p, "{") {
			n++
		} else if p != parts[i] {
			return 0, false
		}
	}
	return n, true
}

// Check holds an answer against the document: status, media type, code and every member of the body.
func (c *Contract) Check(method, path string, a Answer) error {
	route := c.Find(method, path)
	if route == nil || method == http.MethodHead {
		return nil
	}
	response := route.Operation.Responses.Status(a.Status)
	if response == nil {
		return fmt.Errorf("%s answers %d %s, which the document does not name", route.Operation.OperationID, a.Status, a.Code())
	}
	if len(response.Value.Content) == 0 && len(a.Body) > 0 {
		return fmt.Errorf("%s answers %d with a body, and the document has none: %s", route.Operation.OperationID, a.Status, a.Body)
	}
	if err := checkCode(response.Value, a); err != nil {
		return fmt.Errorf("%s: %w", route.Operation.OperationID, err)
	}
	return c.checkBody(route, a)
}

func (c *Contract) checkBody(route *routers.Route, a Answer) error {
	request, err := http.NewRequestWithContext(context.Background(), route.Method, "http://api.test/", nil)
	if err != nil {
		return err
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: route},
		Status:                 a.Status, Header: a.Header,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, MultiError: true,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
		},
	}
	kind := a.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "text/") || kind == "application/x-ndjson" {
		if route.Operation.Responses.Status(a.Status).Value.Content.Get(kind) == nil {
			return fmt.Errorf("%s answers with %s", route.Operation.OperationID, kind)
		}
		return nil
	}
	in.SetBodyBytes(a.Body)
	if err := openapi3filter.ValidateResponse(request.Context(), in); err != nil {
		return fmt.Errorf("%s %d: %w: %s", route.Operation.OperationID, a.Status, err, a.Body)
	}
	return nil
}

// everywhere are the codes that any operation may give beside those that it names.
var everywhere = []string{"bad_request", "unknown_parameter", "idempotency_key_invalid"} //nolint:gochecknoglobals // a constant list

func checkCode(response *openapi3.Response, a Answer) error {
	media := response.Content.Get("application/problem+json")
	if media == nil {
		return nil
	}
	if _, named := media.Examples[a.Code()]; named || slices.Contains(everywhere, a.Code()) {
		return nil
	}
	if example, ok := media.Example.(map[string]any); ok && example["code"] == a.Code() {
		return nil
	}
	return fmt.Errorf("%d says %q, which the document does not name there", a.Status, a.Code())
}

// CheckProblem tells what a refusal lacks of RFC 9457 and of the house's own members.
func CheckProblem(a Answer) error {
	if kind := a.Header.Get("Content-Type"); kind != "application/problem+json" {
		return fmt.Errorf("media type %q", kind)
	}
	var p struct {
		Type, Title, Detail, Code string
		Status                    int
		RequestID                 string `json:"request_id"`
	}
	if err := json.Unmarshal(a.Body, &p); err != nil {
		return err
	}
	switch {
	case p.Status != a.Status:
		return fmt.Errorf("status member %d in an answer of %d", p.Status, a.Status)
	case p.Type != "/api/docs/problems#"+p.Code || p.Code == "":
		return fmt.Errorf("type %q with code %q", p.Type, p.Code)
	case p.Title == "" || p.Detail == "":
		return errors.New("no title or no detail")
	case p.RequestID == "" || p.RequestID != a.Header.Get("X-Request-Id") && a.Header.Get("Idempotency-Replayed") == "":
		return fmt.Errorf("request_id %q, header %q", p.RequestID, a.Header.Get("X-Request-Id"))
	}
	return nil
}
