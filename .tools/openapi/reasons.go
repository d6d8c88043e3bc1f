package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// reasons are the sentences that the code gives for each problem code, in the order of the files.
type reasons map[string][]string

// readReasons collects them below the folders: from errs.New and errs.Newf, and from literals with a Code and a Detail.
func readReasons(folders []string) (reasons, error) {
	found := reasons{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return fmt.Errorf("read %s: %w", path, err)
			}
			ast.Inspect(file, func(node ast.Node) bool {
				found.add(node)
				return true
			})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (r reasons) add(node ast.Node) {
	var code, sentence string
	switch node := node.(type) {
	case *ast.CallExpr:
		if len(node.Args) >= 3 && makesError(node.Fun) {
			code, sentence = literal(node.Args[1]), literal(node.Args[2])
		}
	case *ast.CompositeLit:
		for _, element := range node.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				switch name, _ := pair.Key.(*ast.Ident); {
				case name == nil:
				case name.Name == "Code":
					code = literal(pair.Value)
				case name.Name == "Detail":
					sentence = literal(pair.Value)
				}
			}
		}
	}
	if code != "" && sentence != "" && !slices.Contains(r[code], withoutVerbs(sentence)) {
		r[code] = append(r[code], withoutVerbs(sentence))
	}
}

// makesError recognizes errs.New and errs.Newf, inside their own package too.
func makesError(function ast.Expr) bool {
	switch function := function.(type) {
	case *ast.SelectorExpr:
		from, ok := function.X.(*ast.Ident)
		return ok && from.Name == "errs" && (function.Sel.Name == "New" || function.Sel.Name == "Newf")
	case *ast.Ident:
		return function.Name == "New" || function.Name == "Newf"
	}
	return false
}

// literal is the text of a string literal, or of several put together; anything else is empty.
func literal(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(expr.Value)
		return text
	case *ast.BinaryExpr:
		left, right := literal(expr.X), literal(expr.Y)
		if left != "" && right != "" {
			return left + right
		}
	}
	return ""
}

var verb = regexp.MustCompile(`%[+#]?[a-z]`)

// withoutVerbs shows where a sentence has a value put in.
func withoutVerbs(sentence string) string { return verb.ReplaceAllString(sentence, "…") }

// example is a sentence for a code that reads whole, or one made from the code itself.
func (r reasons) example(code string) string {
	for _, sentence := range r[code] {
		if !strings.Contains(sentence, "…") {
			return sentence
		}
	}
	return strings.ReplaceAll(strings.ToUpper(code[:1])+code[1:], "_", " ") + "."
}
