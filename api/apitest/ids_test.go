package apitest_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

var (
	pathID  = regexp.MustCompile(`\{[a-z]+_id\}`)
	request = regexp.MustCompile(`"request_id":"[^"]*"`)
)

const unknownID = "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"

// Every id in every path: what is no id, what is nobody's, and what is another tenant's are one answer, to the byte.
func TestAnIDThatIsNotOnesOwnDoesNotExist(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		other := api.Found("Other Tenant")
		for _, op := range api.Operations {
			if op.Entry != web.EntryInWorkspace {
				continue
			}
			t.Run(op.ID, func(t *testing.T) {
				w, other := w.For(t), other.For(t)
				mine, theirs := goodCall(w, t, op), goodCall(other, t, op)
				w.API.ChangesNothing(func() {
					for _, path := range strangePaths(op, mine.path, theirs.path) {
						refusesPath(t, w, mine, path, pathOf(mine.path, op, unknownID))
					}
				})
				if a := mine.good(w); a.Status != mine.status {
					t.Errorf("the own id is answered %d %s", a.Status, a.Body)
				}
			})
		}
	})
}

// refusesPath compares the answer for a path with the one for an id that nobody has.
func refusesPath(t *testing.T, w *apitest.Workspace, c call, path, unknown string) {
	t.Helper()
	c.path = unknown
	want := c.good(w)
	c.path = path
	got := c.good(w)
	if got.Status != 404 || got.Code() != "not_found" {
		t.Errorf("%s %s: %d %s, want 404 not_found", c.op.Method, path, got.Status, got.Body)
	}
	if !bytes.Equal(anonymous(got), anonymous(want)) && sameKind(path, unknown) {
		t.Errorf("%s %s: %s, and for an id that nobody has: %s", c.op.Method, path, got.Body, want.Body)
	}
}

// sameKind tells whether both paths are wrong in their last id, and so about the same kind of thing.
func sameKind(a, b string) bool { return strings.Split(a, "/")[4] == strings.Split(b, "/")[4] }

func anonymous(a apitest.Answer) []byte { return request.ReplaceAll(a.Body, nil) }

// pathOf gives the path with another last id.
func pathOf(path string, op web.Operation, id string) string {
	ids := idsIn(path, op)
	last := ids[len(ids)-1]
	at := strings.LastIndex(path, last)
	return path[:at] + id + path[at+len(last):]
}

// idsIn gives the ids of a path in their order.
func idsIn(path string, op web.Operation) []string {
	var ids []string
	parts := strings.Split(path, "/")
	for i, part := range strings.Split(op.Path, "/") {
		if pathID.MatchString(part) {
			ids = append(ids, parts[i])
		}
	}
	return ids
}

func strangePaths(op web.Operation, mine, theirs string) []string {
	own, foreign := idsIn(mine, op), idsIn(theirs, op)
	last := own[len(own)-1]
	paths := []string{theirs}
	for _, id := range []string{
		strings.ToUpper(last), "{" + last + "}", "urn:uuid:" + last, strings.ReplaceAll(last, "-", ""), last + "0", last[1:], "0",
		"null", "me", "%00", "%ff", "%27%20OR%201=1--", "..%2f" + last, last + "%2f", last + ";x=1", strings.Repeat("x", 100), unknownID,
		foreign[len(foreign)-1],
	} {
		paths = append(paths, pathOf(mine, op, id))
	}
	if len(own) > 1 {
		paths = append(paths, strings.Replace(mine, own[0], foreign[0], 1), strings.Replace(mine, own[0], strings.ToUpper(own[0]), 1))
	}
	return paths
}
