package apitest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// No other spelling of a path is a way around its door: it is no operation, and nothing happens, whoever asks; or it means
// the same, and is held to the same credentials. At most a page of the browser app is shown.
func TestNoSpellingOfAPathIsAWayAround(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t))
	w := api.Setup("Acme Fleet")
	page := api.Call("GET", "/sign-in", "", nil) // a problem, where the browser app is not built
	for _, op := range api.Operations {
		if op.ID == "streamEvents" || op.ID == "getDocsAsset" {
			continue
		}
		t.Run(op.ID, func(t *testing.T) {
			w := w.For(t)
			c := goodCall(w, t, op)
			w.API.ChangesNothing(func() {
				for _, spelling := range detours(c.path) {
					for _, token := range []string{c.credential(w), ""} {
						goesNowhere(t, c.at(spelling).with(w.API, token, c.body), page, op.Method+" "+spelling)
					}
				}
			})
			if answer := c.good(w); answer.Status != c.status {
				t.Errorf("its own spelling: %d %s", answer.Status, answer.Body)
			}
		})
	}
}

func (c call) at(path string) call {
	c.path = path
	return c
}

func goesNowhere(t *testing.T, a, page apitest.Answer, what string) {
	t.Helper()
	if a.Status >= 400 && a.Status < 500 || a.Status == http.StatusOK && bytes.Equal(a.Body, page.Body) {
		return
	}
	t.Errorf("%s: %d %s %.200s", what, a.Status, a.Header.Get("Location"), a.Body)
}

// detours are ways to write a path that proxies, file systems and other servers take for it.
func detours(path string) []string {
	path, query, asks := strings.Cut(path, "?")
	if asks {
		query = "?" + query
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	first, last := segments[0], segments[len(segments)-1]
	rest := strings.TrimPrefix(path, "/"+first)
	parent := strings.TrimSuffix(path, "/"+last)
	list := []string{
		"/" + path, "//" + path, "/." + path, "/%2e" + path, "/x/.." + path, "/x/%2e%2e" + path, "/x%2f.." + path, "/%2f" + path[1:], "/%5c" + path[1:],
		"/.." + path, "/%252e%252e" + path,
		"/" + first + ";x=y" + rest, "/" + first + "%20" + rest, "/" + first + "%00" + rest, "/" + first + "." + rest,
		"/" + strings.ToUpper(first) + rest, parent + "/" + strings.ToUpper(last) + "%20",
		parent + "//" + last, parent + "/./" + last, parent + "/%2e/" + last, parent + "/x/../" + last, parent + "/x/%2e%2e/" + last,
		parent + "%2f" + last, parent + "%252f" + last, parent + "%5c" + last, parent + "/" + last + "/", parent + "/" + last + "/.",
		parent + "/" + last + "/..;/" + last, parent + "/" + last + ";", parent + "/" + last + ";x=y", parent + "/" + last + ";.json",
		parent + "/" + last + "%20", parent + "/" + last + "%00", parent + "/" + last + "%0a", parent + "/" + last + "%3f", parent + "/" + last + "%23",
		parent + "/" + last + ".json", parent + "/" + last + "/x", parent + "/" + wide(last),
	}
	list = slices.DeleteFunc(list, func(s string) bool { return !strings.HasPrefix(s, "/") }) // of a path of one segment
	for i := range list {
		list[i] += query
	}
	return list
}

// wide writes the first letter as its full-width twin, which some fold to it.
func wide(segment string) string {
	return fmt.Sprintf("%%EF%%BC%%%02X", 0x80+int(segment[0]&0x1f)) + segment[1:]
}

// Ids need no encoding, and none is undone: an encoded id, once or twice, is nobody's.
func TestAnEncodedIDIsNobodys(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		bo, other := w.Member("Bo", "Member"), api.Found("Other Fleet")
		users := w.Path + "/users/"
		api.ChangesNothing(func() {
			for _, spelt := range []string{
				bo.UserID + "%252f", bo.UserID + "%2f", "%2f" + bo.UserID, bo.UserID + "%2f..%2f" + w.Admin.UserID, bo.UserID + "%252f..%252f" + w.Admin.UserID,
				"..%2f..%2f" + other.ID + "%2fusers%2f" + other.Admin.UserID, "..%252f..%252f" + other.ID + "%252fusers%252f" + other.Admin.UserID,
				fmt.Sprintf("%%%x", bo.UserID[0]) + bo.UserID[1:], fmt.Sprintf("%%25%x", bo.UserID[0]) + bo.UserID[1:], bo.UserID + "%00", bo.UserID + ";x", bo.UserID + "%3fx", "%7b" + bo.UserID + "%7d",
				"urn:uuid:" + bo.UserID, strings.ReplaceAll(bo.UserID, "-", ""), bo.UserID + "%0d%0aX-Other:%201",
			} {
				api.Want(api.Call("GET", users+spelt, w.Admin.Token, nil), 404, "not_found")
				api.Want(api.Call("DELETE", users+spelt, w.Admin.Token, nil), 404, "not_found")
				api.Want(api.Call("GET", "/api/v1/workspaces/"+w.ID+"%252f/users/"+bo.UserID, w.Admin.Token, nil), 404, "not_found")
			}
		})
		if got := api.Want(api.Call("GET", users+bo.UserID, w.Admin.Token, nil), 200, "").Text("id"); got != bo.UserID {
			t.Errorf("the twin is %s", got)
		}
		api.Want(api.Call("DELETE", users+bo.UserID, w.Admin.Token, nil), 204, "")
	})
}

// What nobody has put there is not there, whatever somebody looking for leftovers calls it.
func TestLeftoversAreNotFound(t *testing.T) {
	api := apitest.Start(t, testkit.NewSQLite(t), production...)
	for _, path := range []string{
		"/metrics", "/metrics/", "/debug/pprof", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/profile?seconds=1", "/debug/vars", "/debug/requests",
		"/dev", "/dev/mail", "/.git/config", "/.git/HEAD", "/.env", "/.env.production", "/w/.env", "/.vite/manifest.json", "/.svn/entries", "/.DS_Store",
		"/gatehouse.db", "/gatehouse.db-wal", "/gatehouse.sqlite", "/backup.sql", "/backup.sql.gz", "/backup.zip", "/backup.tar.gz", "/index.html.bak",
		"/index.html~", "/theme.js~", "/theme.js.map", "/package.json", "/go.mod", "/main.go", "/config.yaml", "/compose.yaml", "/server-status.php",
		"/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/me.bak", "/api/v1/debug/pprof/", "/api/v1/metrics", "/openapi.yaml", "/docs/.env", "/docs/../.env",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			answer := api.Call(method, path, "", nil)
			if answer.Status != 404 && (method == http.MethodGet || answer.Status != 405) || method == http.MethodGet && answer.Code() != "not_found" {
				t.Errorf("%s %s: %d %.200s", method, path, answer.Status, answer.Body)
			}
		}
	}
	api.Want(api.Call("GET", "/.well-known/jwks.json", "", nil), 200, "") // the twins; those of pages are in api/web
	api.Want(api.Call("GET", "/readyz", "", nil), 200, "")
}
