package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// makers are the files that may make a client for HTTP, each with its reason.
var makers = map[string]string{
	"internal/outbound/client.go": "the guarded one, for every place that others name",
	"api/upkeep.go":               "the health check asks this very machine",
}

// A request to a place that somebody else names leaves through the guarded client, or it reaches what it must not.
func TestOneFileMakesClients(t *testing.T) {
	root, used := moduleRoot(t), map[string]bool{}
	for _, top := range []string{"api", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, entry fs.DirEntry, err error) error {
			name, _ := filepath.Rel(root, path)
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || elsewhere(name) {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if makesClient(n) {
					used[name] = true
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range used {
		if makers[name] == "" {
			t.Errorf("%s makes a client for HTTP: use outbound.Guard", name)
		}
	}
	for name := range makers {
		if !used[name] {
			t.Errorf("%s makes no client: take it off the list", name)
		}
	}
}

// elsewhere tells what is no part of the server: the tests, and what runs in the programs of others.
func elsewhere(name string) bool {
	return strings.HasPrefix(name, "api/apitest/") || strings.HasPrefix(name, "api/client/")
}

func makesClient(n ast.Node) bool {
	literal, ok := n.(*ast.CompositeLit)
	if !ok {
		return false
	}
	kind, ok := literal.Type.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := kind.X.(*ast.Ident)
	return ok && from.Name == "http" && slices.Contains([]string{"Client", "Transport"}, kind.Sel.Name)
}
