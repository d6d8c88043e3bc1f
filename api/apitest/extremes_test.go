package apitest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// place is where a request says a number or a time: a parameter of the query or the path, a field of the body, or the
// version in If-Match.
type place struct {
	where  string // query, path, header or body
	name   string
	kind   string // integer, time, cursor or version
	schema *openapi3.Schema
}

var (
	sevens = strings.Repeat("7", 400)

	// noIntegers are in no integer's range, or no integers. What a query says of them is text, what a body says is JSON.
	noIntegers = []string{
		"-1", "-9223372036854775808", "-9223372036854775809", "9223372036854775807", "9223372036854775808", "18446744073709551616", "4294967297",
		sevens, "-" + sevens, "0." + sevens, "1.5", "1e400", "-1e400", "1e-400", "1e18", "NaN", "nan", "Infinity", "-Infinity", "0x10", "1_0", "+5", "005", "--1",
	}
	onlyText = []string{"", " 5", "5 ", "5.0", "-0", "1e1", "٥", "５", "²", "five", "true", "5,6", "5;6", "[5]", "5\u00a0"}
	onlyJSON = []string{`"5"`, `""`, `true`, `[5]`, `{}`, `"NaN"`, `"1e400"`, "5.000001"}

	noTimes = []string{
		"", "now", "tomorrow", "0", "-1", "1735689600", "1735689600000", "9223372036854775808", "1e400", "NaN", "2030-01-01", "2030-01-01T00:00:00", "15:04:05Z",
		"0000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "-001-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "+2030-01-01T00:00:00Z",
		"10000-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "2030-00-01T00:00:00Z", "2030-13-01T00:00:00Z", "2030-01-00T00:00:00Z", "2030-01-32T00:00:00Z",
		"2030-02-29T00:00:00Z", "2032-02-30T00:00:00Z", "2030-01-01T24:00:00Z", "2030-01-01T23:60:00Z", "2016-12-31T23:59:60Z", "2030-06-30T23:59:61Z",
		"2030-01-01T00:00:00+24:00", "2030-01-01T00:00:00+23:60", "2030-01-01T00:00:00-99:99", "2030-01-01T00:00:00+0100", "2030-01-01T00:00:00UTC",
		"2030-01-01 00:00:00Z", "2030-01-01T0:00:00Z", "2030-1-1T00:00:00Z", "2030-01-01T00:00:00,5Z", "2030-01-01T00:00:00.Z", "2030-01-01T00:00Z",
		"２０３０-01-01T00:00:00Z", "2030-01-01T00:00:00Z ", " 2030-01-01T00:00:00Z", "2030-01-01T00:00:00ZZ", "2030-01-01T00:00:00." + sevens + "Z",
		// Their years are within four sevens only where they are said.
		"0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
	}

	noVersions = []string{
		`"v0"`, `"v-0"`, `"v-1"`, `"v+1"`, `"v01"`, `"v1.0"`, `"v1e400"`, `"vNaN"`, `"v9223372036854775807"`, `"v9223372036854775808"`, `"v18446744073709551617"`,
		`"v` + sevens + `"`, `"v"`, `"v 1"`, `"1"`, `"V1"`, `v1`, `1`, `W/"v1"`, `"v1", "v2"`, `""`, `"v٢"`,
	}
)

// Every number and time that a request can say, at its extremes and beyond: refused in the contract's form, and nothing
// happened. They are looked for in the API document, so that a new one is tried as well.
func TestNoNumberOrTimeIsTakenBeyondItsBounds(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		seen := map[string]int{}
		for _, op := range api.Operations {
			places := placesOf(t, op)
			if len(places) == 0 {
				continue
			}
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				c := goodCall(w, t, op)
				w.API.ChangesNothing(func() {
					for _, p := range places {
						seen[p.where+" "+p.kind]++
						sayTooMuch(t, w, c, p)
					}
				})
				if answer := c.good(w); answer.Status != c.status {
					t.Errorf("the good call is answered %d %s", answer.Status, answer.Body)
				}
			})
		}
		for _, kind := range []string{"query integer", "query time", "query cursor", "path integer", "body integer", "body time", "header version"} {
			if seen[kind] == 0 {
				t.Errorf("no operation has a %s: %v", kind, seen)
			}
		}
	})
}

// placesOf finds the numbers, times, versions and places in a list that an operation is told.
func placesOf(t *testing.T, op web.Operation) []place {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	of := contract.Find(op.Method, op.Path).Operation
	var list []place
	for _, p := range of.Parameters {
		one := place{where: p.Value.In, name: p.Value.Name, schema: p.Value.Schema.Value, kind: kindOf(p.Value.Schema.Value)}
		switch one.name {
		case "cursor", "after":
			one.kind = "cursor"
		case "If-Match":
			one.kind = "version"
		}
		if one.kind != "" {
			list = append(list, one)
		}
	}
	if of.RequestBody == nil || of.RequestBody.Value.Content.Get("application/json") == nil {
		return list
	}
	return append(list, fieldsOf(t, "", of.RequestBody.Value.Content.Get("application/json").Schema.Value)...)
}

// fieldsOf finds those of a body. Where one stands deeper, sayTooMuch has to learn how to get there.
func fieldsOf(t *testing.T, under string, s *openapi3.Schema) []place {
	t.Helper()
	var list []place
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		field := s.Properties[name].Value
		if kind := kindOf(field); kind != "" && under == "" {
			list = append(list, place{where: "body", name: name, kind: kind, schema: field})
		} else if kind != "" {
			t.Errorf("%s/%s is not tried: it stands in another field", under, name)
		}
		if field.Items != nil {
			list = append(list, fieldsOf(t, under+"/"+name, field.Items.Value)...)
		}
		list = append(list, fieldsOf(t, under+"/"+name, field)...)
	}
	return list
}

func kindOf(s *openapi3.Schema) string {
	switch {
	case s.Type.Includes("integer"), s.Type.Includes("number"):
		return "integer"
	case s.Format == "date-time", s.Format == "date", s.Format == "time", s.Format == "duration":
		return "time"
	}
	return ""
}

// sayTooMuch says in one place of a good call what it does not take.
func sayTooMuch(t *testing.T, w *apitest.Workspace, c call, p place) {
	t.Helper()
	switch p.where {
	case "query":
		for _, text := range textsOf(p) {
			c := c
			c.path = besides(c.path, p.name) + p.name + "=" + url.QueryEscape(text)
			refusedAt(t, p, text, c.good(w), 400, 422)
		}
	case "path":
		at := slices.Index(strings.Split(c.op.Path, "/"), "{"+p.name+"}")
		for _, text := range textsOf(p) {
			c, parts := c, strings.Split(c.path, "/")
			parts[at] = url.PathEscape(text)
			c.path = strings.Join(parts, "/")
			refusedAt(t, p, text, c.good(w), 400, 404, 405)
		}
	case "header":
		for _, text := range noVersions {
			statuses := []int{400, 412}
			if c.status >= 400 { // refused for another reason, before anybody asks which version it is about
				statuses = append(statuses, c.status)
			}
			refusedAt(t, p, text, c.good(w, p.name, text), statuses...)
		}
	case "body":
		for _, text := range jsonOf(p) {
			rest := map[string]any{}
			if body, ok := c.body.(map[string]any); ok {
				rest = maps.Clone(body)
			}
			delete(rest, p.name)
			others, _ := json.Marshal(rest)
			c := c
			c.body = with(string(others), fmt.Sprintf("%q:%s", p.name, text))
			refusedAt(t, p, text, c.good(w), 400, 422)
		}
	}
}

func refusedAt(t *testing.T, p place, text string, a apitest.Answer, statuses ...int) {
	t.Helper()
	if !slices.Contains(statuses, a.Status) {
		t.Errorf("%s in the %s as %.60q: %d %.200s", p.name, p.where, text, a.Status, a.Body)
	}
}

// besides gives a path with its query but for one parameter, ready for another one.
func besides(path, but string) string {
	path, query, _ := strings.Cut(path, "?")
	values, _ := url.ParseQuery(query)
	if values.Del(but); len(values) > 0 {
		return path + "?" + values.Encode() + "&"
	}
	return path + "?"
}

func textsOf(p place) []string {
	switch p.kind {
	case "time":
		return noTimes
	case "cursor":
		list := append(slices.Concat(noIntegers, noTimes), "first", "*", "%", strings.Repeat("A", 2001))
		return slices.DeleteFunc(list, func(text string) bool { return text == "" }) // which says nothing
	}
	return slices.Concat(noIntegers, onlyText, outside(p.schema))
}

func jsonOf(p place) []string {
	if p.kind == "integer" {
		return slices.Concat(noIntegers, onlyJSON, outside(p.schema))
	}
	list := []string{"0", "1735689600", "1e400", "-1", "true", "{}", "[]", "9999999999999999999999", "NaN"}
	for _, text := range noTimes {
		one, _ := json.Marshal(text)
		list = append(list, string(one))
	}
	// Those can be read, and are over or too far away.
	return append(list, `"1969-12-31T23:59:59Z"`, `"1970-01-01T00:00:00Z"`, `"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59.999999999Z"`, `"1900-02-28T23:59:59+23:59"`)
}

// outside gives what is just beyond the bounds that the document names.
func outside(s *openapi3.Schema) []string {
	var list []string
	if s.Min != nil {
		list = append(list, fmt.Sprintf("%.0f", *s.Min-1))
	}
	if s.Max != nil {
		list = append(list, fmt.Sprintf("%.0f", *s.Max+1))
	}
	return list
}
