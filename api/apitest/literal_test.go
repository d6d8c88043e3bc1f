package apitest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// signs are names that mean something to a database, to its search by groups of letters, or to JSON. Each of them is looked for
// as a whole and in part, and finds those in which it stands.
var signs = []string{
	"100% sure", "%", "%%%", "under_score", "___", `back\slash`, `\`, `\\`, `\%`, `it's o'clock`, `''`, `a "quoted" name`, `"""`, "star*", "***", "an OR b", "x AND y", "not NOT it",
	"NEAR(a b, 2)", "NEAR(", "search:plain", "{search} : x", "^first", "a+b", "-minus", "a - b", "(brackets)", "[list]", "[,]", `","`, "comma, comma", "{}", "name:", `"name":"x"`, "a&b", "<b>", "a/*x*/b",
	"' OR 1=1 --", "'; DROP TABLE users; --", "1); DELETE FROM users WHERE (1=1", "$1", "?", "@p1", ":name", "%s%d", "{{.Name}}", "${jndi:ldap://x}", "$(id)", "`id`", "\\u003cb\\u003e", "\\x27", "null", "NULL",
	"ＦＵＬＬ ＷＩＤＴＨ", "plain",
}

// In each search that there is, what was typed is found where it stands, and nowhere else: G12.
func TestSearchesTakeWhatIsTypedAsItIs(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		var lines []string
		for i, name := range signs {
			w.Invite(fmt.Sprint(name, " · ", i), "Member")
			lines = append(lines, fmt.Sprintf("m%d@example.com,\"%s\",Member,,", i, strings.ReplaceAll(fmt.Sprint(name, " · ", i), `"`, `""`)))
		}
		one := api.Want(upload(w, w.Admin, table(lines...)), 201, "").Text("id")
		work(w, one)
		api.Want(api.Call("PATCH", w.Path+"/imports/"+one+"/rows/1", w.Admin.Token, map[string]any{"name": signs[0] + " · 0", "message": "mended"}), 200, "")
		each := func(when string) {
			for _, path := range searches(t, api) {
				t.Run(path+when, func(t *testing.T) {
					literally(t, w.For(t), strings.NewReplacer("{workspace_id}", w.ID, "{import_id}", one).Replace(path))
				})
			}
		}
		each(", fresh")
		if d.Engine == store.SQLite { // which keeps groups of letters of what is not fresh any more
			takeInFragments(t, api)
			each(", taken in")
		}
	})
}

func takeInFragments(t *testing.T, api *apitest.API) {
	t.Helper()
	err := api.App.DB.Maintain(t.Context(), authz.NewJob("test"), func(tx *store.Tx) error {
		more, err := tx.TakeInFragments(10_000)
		if more {
			t.Error("some are fresh still")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// searches are the operations with a q, as the document tells.
func searches(t *testing.T, api *apitest.API) []string {
	t.Helper()
	contract, err := apitest.TheContract()
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, op := range api.Operations {
		for _, p := range contract.Find(op.Method, op.Path).Operation.Parameters {
			if p.Value.Name == "q" {
				paths = append(paths, op.Path)
			}
		}
	}
	if len(paths) < 5 {
		t.Fatalf("only %v can be searched", paths)
	}
	return paths
}

func literally(t *testing.T, w *apitest.Workspace, path string) {
	t.Helper()
	all := namesFound(w, path, "")
	if len(all) < len(signs) {
		t.Fatalf("only %d are there", len(all))
	}
	parts := slices.Clone(signs)
	for _, name := range signs {
		if letters := []rune(name); len(letters) > 4 {
			parts = append(parts, string(letters[len(letters)-3:]))
		}
	}
	for _, part := range append(parts, "mended", "Mended ", "search", "cells", "0", "Member", "%m0@", "· 7", "email") {
		want := slices.DeleteFunc(slices.Clone(all), func(person string) bool { return !strings.Contains(domain.Fold(person), domain.Fold(part)) })
		if got := namesFound(w, path, part); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", part, got, want)
		}
	}
}

// namesFound gives all that is searched of each row that a text finds.
func namesFound(w *apitest.Workspace, path, text string) []string {
	export := strings.HasSuffix(path, "/export")
	query := map[bool]string{true: "?format=ndjson", false: "?limit=200&count=true"}[export]
	if text != "" {
		query += "&q=" + url.QueryEscape(text)
	}
	answer := w.API.Want(w.API.Call(http.MethodGet, path+query, w.Admin.Token, nil), 200, "")
	rows := answer.List("data")
	for line := range strings.Lines(string(answer.Body)) {
		var row any
		if export && json.Unmarshal([]byte(line), &row) == nil {
			rows = append(rows, row)
		}
	}
	found := []string{}
	for _, row := range rows {
		cells := fmt.Sprint(apitest.At(row, "name"), " ", apitest.At(row, "email")) // as they are searched
		if apitest.At(row, "number") != nil {                                       // of a file, whose other cells are searched as well
			cells += fmt.Sprint("\t", apitest.At(row, "role"), "\t", apitest.At(row, "message"))
		}
		found = append(found, cells)
	}
	slices.Sort(found)
	if total := apitest.At(answer.JSON, "total", "value"); !export && fmt.Sprint(total) != fmt.Sprint(len(found)) {
		w.API.Want(answer, 0, fmt.Sprintf("the total is %v of %d", total, len(found)))
	}
	return found
}

// What a search finds in a file is had page by page, each row once, whether it is counted or not.
func TestPagesOfASearchInAFile(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "rows", Run: func(t *testing.T, w *apitest.Workspace) {
		one := w.API.Want(upload(w, w.Admin, table(many(30)...)), 201, "").Text("id")
		work(w, one)
		for _, counted := range []string{"", "&count=true"} {
			var seen []string
			for cursor, pages := "", 0; pages < 4; pages++ {
				page := w.API.Want(w.API.Call(http.MethodGet, w.Path+"/imports/"+one+"/rows?q=PERSON+1&limit=4"+counted+cursor, w.Admin.Token, nil), 200, "")
				seen = append(seen, idsOf(page)...)
				if total := apitest.At(page.JSON, "total", "value"); counted != "" && total != float64(11) {
					t.Errorf("the total is %v", total)
				}
				if cursor = page.Text("next_cursor"); cursor == "" {
					break
				}
				cursor = "&cursor=" + cursor
			}
			if want := strings.Fields("2 11 12 13 14 15 16 17 18 19 20"); !slices.Equal(seen, want) {
				t.Errorf("found %v, want %v", seen, want)
			}
		}
	}}})
}
