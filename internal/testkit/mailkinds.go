package testkit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// MailKinds lists all kinds of mail, as they stand in the source: a new one is there as soon as it has a name.
func MailKinds(t testing.TB) []domain.MailKind {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(filepath.Dir(here), "../domain/mail.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []domain.MailKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		named, ok := spec.Type.(*ast.Ident)
		if !ok || named.Name != "MailKind" {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, domain.MailKind(text))
		return true
	})
	if len(kinds) == 0 {
		t.Fatal("no kinds of mail were found in the source")
	}
	return kinds
}
