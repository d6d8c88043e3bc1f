package apitest_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/rest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// unlimited are the operations that may be asked as often as one likes, each with its reason.
var unlimited = map[string]string{
	"getHealth": "probes", "getReadiness": "probes", "getMetrics": "on loopback, or a door of its own",
}

var (
	limitSays  = regexp.MustCompile(`^"([a-z-]+)";r=\d+;t=\d+$`)
	policySays = regexp.MustCompile(`^"([a-z-]+)";q=[1-9]\d*;w=[1-9]\d*(, "[a-z-]+";q=[1-9]\d*;w=[1-9]\d*)*$`)
)

// Every operation says how much is left of which limit, also where it refuses, whomever; those that come later, too.
func TestEveryAnswerSaysWhatIsLeft(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w, other := api.Setup("Acme Fleet"), api.Found("Elsewhere")
	calls := map[string]call{}
	for _, op := range api.Operations {
		calls[op.ID] = goodCall(w, t, op)
	}
	door := apitest.Start(t, api.Database, "GATEHOUSE_RATE_LIMITS=on") // the same house, with limits
	for _, op := range api.Operations {
		t.Run(op.ID, func(t *testing.T) {
			c := calls[op.ID]
			answers := map[string]apitest.Answer{}
			if op.ID != "streamEvents" { // before the good one, which may be the end of the credential
				answers["refused"] = door.Call(op.Method, c.path+"?surprise=1", c.credential(w), "[")
			}
			if op.Entry != web.EntryPublic {
				answers["nobody"] = door.Call(op.Method, c.path, "", nil)
				answers["a stranger"] = door.Call(op.Method, c.path, "a wrong word", nil)
			}
			if op.Entry == web.EntryInWorkspace {
				answers["somebody else"] = door.Call(op.Method, c.path, other.Admin.Token, nil)
			}
			answers["good"] = c.with(door, c.credential(w), c.body)
			for kind, a := range answers {
				limit, policy := a.Header.Get("RateLimit"), a.Header.Get("RateLimit-Policy")
				if unlimited[op.ID] != "" {
					if limit != "" || policy != "" {
						t.Errorf("%s: a limit of what has none: %q %q", kind, limit, policy)
					}
					continue
				}
				if !limitSays.MatchString(limit) || !policySays.MatchString(policy) {
					t.Errorf("%s %d: RateLimit %q, RateLimit-Policy %q", kind, a.Status, limit, policy)
				}
			}
			said := documented(t, op).Responses.Status(http.StatusTooManyRequests) != nil
			if said != (unlimited[op.ID] == "") && strings.HasPrefix(op.Path, "/api/v1") {
				t.Errorf("the document names 429: %t", said)
			}
		})
	}
}

// The page that each problem's type leads to explains its code at the very place that the type names.
func TestTheTypeOfEveryProblemLeadsToItsExplanation(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	page := string(api.Want(api.Call("GET", "/api/docs/problems", "", nil), 200, "").Body)
	kinds := rest.ProblemKinds()
	if len(kinds) < 50 {
		t.Errorf("only %d codes", len(kinds))
	}
	for _, kind := range kinds {
		if strings.Count(page, fmt.Sprintf("id=%q", kind.Code)) != 1 {
			t.Errorf("%s is not explained once", kind.Code)
		}
	}
	for _, kind := range rest.FieldKinds() {
		if strings.Count(page, fmt.Sprintf("id=%q", "field-"+kind.Code)) != 1 {
			t.Errorf("the field code %s is not explained once", kind.Code)
		}
	}
}
