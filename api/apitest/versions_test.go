package apitest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// unversioned are the changes that no If-Match is meant for, each with its reason.
var unversioned = map[string]string{
	"withdrawPending":     "one's own request, which is there or is not",
	"deleteSession":       "a session never changes",
	"endMySession":        "a session never changes",
	"endMySessions":       "all of them, whatever they are by now",
	"deleteMe":            "an account goes whatever its name is by now; the password stands for the intent",
	"takeBackEmailChange": "a change of the address is there or is not",
	"updateImportRow":     "the row of a file is its import's, which says by its state whether it can be changed",
}

// Every resource that can be changed has an ETag, which a read and a change honour; those that come later, too: the walk
// is over the operations themselves, and the document says of each the same.
func TestEveryResourceHonoursItsVersion(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		reads, changes := 0, 0
		for _, op := range api.Operations {
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				must := (op.Method == http.MethodPatch || op.Method == http.MethodPut || op.Method == http.MethodDelete) && unversioned[op.ID] == ""
				switch {
				case takes(t, op, "If-Match"):
					changes++
					honoursIfMatch(t, w, op)
				case must:
					t.Error("it changes something and takes no If-Match: see unversioned")
				}
				if takes(t, op, "If-None-Match") {
					reads++
					honoursIfNoneMatch(t, w, op)
				}
				if got, want := goodCall(w, t, op).tagged(w), tags(t, op); got != want {
					t.Errorf("a good answer has an ETag: %t, and the document says %t", got, want)
				}
			})
		}
		if reads < 10 || changes < 20 {
			t.Errorf("only %d reads and %d changes", reads, changes)
		}
	})
}

func documented(t *testing.T, op web.Operation) *openapi3.Operation {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	return contract.Find(op.Method, op.Path).Operation
}

// takes tells whether the document names a header of the request.
func takes(t *testing.T, op web.Operation, header string) bool {
	t.Helper()
	return slices.ContainsFunc(documented(t, op).Parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == header })
}

// tags tells whether the document says that good answers have an ETag.
func tags(t *testing.T, op web.Operation) bool {
	t.Helper()
	for status, response := range documented(t, op).Responses.Map() {
		if strings.HasPrefix(status, "2") && response.Value.Headers["ETag"] != nil {
			return true
		}
	}
	return op.ID == "readEventFeed" || strings.HasPrefix(op.ID, "getDocs") // of the place alone; of pages
}

func (c call) tagged(w *apitest.Workspace) bool { return c.good(w).Header.Get("ETag") != "" }

// resourceOf is where what a call is about is read; "" where it is not, as for a permission, which is read in a list.
func (c call) resourceOf(w *apitest.Workspace, t *testing.T) string {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	path, _, _ := strings.Cut(c.path, "?")
	parent := path[:strings.LastIndex(path, "/")]
	for _, one := range []string{path, parent} {
		if route := contract.Find(http.MethodGet, one); route != nil && w.API.Call("GET", one, c.credential(w), nil).Header.Get("ETag") != "" {
			return one
		}
	}
	return ""
}

func honoursIfMatch(t *testing.T, w *apitest.Workspace, op web.Operation) {
	t.Helper()
	c := goodCall(w, t, op)
	w.API.ChangesNothing(func() {
		for _, other := range []string{`"v999-000000000000"`, `W/"v1"`, `"nonsense"`} {
			w.API.Want(c.good(w, "If-Match", other), 412, "precondition_failed")
		}
	})
	of := c.resourceOf(w, t)
	if of == "" && !strings.HasSuffix(op.ID, "Permission") {
		t.Fatalf("what %s changes is read nowhere with an ETag", c.path)
	}
	headers := []string{"If-Match", "*"}
	if of != "" {
		headers[1] = w.API.Call("GET", of, c.credential(w), nil).Header.Get("ETag")
	}
	if a := c.good(w, headers...); a.Status != c.status {
		t.Errorf("with the ETag of now: %d %s", a.Status, a.Body)
	}
}

func honoursIfNoneMatch(t *testing.T, w *apitest.Workspace, op web.Operation) {
	t.Helper()
	c := goodCall(w, t, op)
	seen := c.good(w)
	tag := seen.Header.Get("ETag")
	if tag == "" {
		t.Fatalf("no ETag: %d %s", seen.Status, seen.Body)
	}
	if a := c.good(w, "If-None-Match", tag); a.Status != http.StatusNotModified || len(a.Body) != 0 {
		t.Errorf("what is known already: %d %s", a.Status, a.Body)
	}
	if a := c.good(w, "If-None-Match", `"v0-other"`); a.Status != http.StatusOK || len(a.Body) == 0 {
		t.Errorf("what is not known: %d %s", a.Status, a.Body)
	}
}
