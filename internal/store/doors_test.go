package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// beyond is what lifts the tripwire, or reaches the database around it.
var beyond = []string{"door", "inside", "doorKey", "pool", "writer", "reader", "Raw", "Exec", "ExecContext", "QueryContext", "QueryRowContext"}

// allowedBeyond names the files that may use them beside raw_*.go, each with its reason.
var allowedBeyond = map[string]string{
	"doors.go": "the doors", "tx.go": "opens transactions", "scope.go": "the tripwire itself",
	"store.go": "opens and closes", "open_sqlite.go": "opens", "open_postgres.go": "opens", "migrate.go": "the schema",
	"jobs.go": "the job queue's own tables", "work.go": "the job queue's own tables, and what a killed process left",
	"wakes.go": "the job queue's own tables", "anew.go": "passes on what was looked at", "statements.go": "passes on what was looked at",
	"group.go": "opens transactions that are shared", "group_pool.go": "passes on what was looked at",
	"sending.go": "passes on what was looked at",
	"live.go":    "tells the other processes", "live_postgres.go": "listens to the other processes",
}

// The tripwire is lifted in the files that say so and nowhere else; and what doors.go holds is on the list of doors.
func TestTheTripwireIsLiftedInTheDoorsAlone(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	used := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		raw := strings.HasPrefix(name, "raw_") // says in itself why it has to be raw
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		must(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			var word string
			switch n := n.(type) {
			case *ast.SelectorExpr:
				word = n.Sel.Name
			case *ast.CompositeLit:
				if kind, ok := n.Type.(*ast.Ident); ok {
					word = kind.Name
				}
			}
			if slices.Contains(beyond, word) {
				used[name] = true
				if allowedBeyond[name] == "" && !raw {
					t.Errorf("%s uses %s: put the statement into doors.go, with its reason", name, word)
				}
			}
			return true
		})
		if name == "doors.go" || raw {
			checkDoors(t, name, file)
		}
	}
	for name := range allowedBeyond {
		if !used[name] && name != "scope.go" {
			t.Errorf("%s is allowed to reach beyond, and does not: take it off the list", name)
		}
	}
}

func checkDoors(t *testing.T, name string, file *ast.File) {
	t.Helper()
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil || !f.Name.IsExported() || f.Name.Name == "Found" { // which has a case: it refuses inside a workspace
			continue
		}
		if doors[f.Name.Name] == "" && dbDoors[f.Name.Name] == "" {
			t.Errorf("%s: %s is on no list of doors", name, f.Name.Name)
		}
	}
}
