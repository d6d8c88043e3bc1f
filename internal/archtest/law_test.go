package archtest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	module   = "github.com/gatehouse-dev/gatehouse"
	maxLines = 400
)

// pkg is what `go list -json` tells about a package.
type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestImportsGoDownOnly(t *testing.T) {
	for _, p := range packages(t) {
		name := below(p.ImportPath)
		if _, helper := find(helpers, name); helper {
			continue
		}
		from, ok := find(rooms, name)
		if !ok {
			t.Errorf("%s belongs to no room: give it a floor in floors_test.go and in .golangci.yml", name)
			continue
		}
		for _, to := range ours(p.Imports) {
			checkArrow(t, name, from, to)
		}
	}
}

func checkArrow(t *testing.T, name string, from room, imported string) {
	t.Helper()
	if helper, ok := find(helpers, imported); ok {
		t.Errorf("%s imports %s, which is for tests", name, helper.path)
		return
	}
	to, ok := find(rooms, imported)
	switch {
	case !ok || to == from:
		return
	case to.floor == from.floor:
		t.Errorf("%s imports its sibling %s (floor %d): move the shared part down, or the caller up", name, imported, to.floor)
	case to.floor > from.floor:
		t.Errorf("%s (floor %d) imports %s (floor %d): imports go down only", name, from.floor, imported, to.floor)
	}
	for _, s := range secluded {
		if from.path == s.from && to.path == s.to {
			t.Errorf("%s imports %s: %s", name, imported, s.because)
		}
	}
}

// Tests may look sideways (a test of users needs an account), but not up: what a lower room promises has to be
// provable without the rooms above it.
func TestTestsLookNoHigherThanTheirRoom(t *testing.T) {
	for _, p := range packages(t) {
		name := below(p.ImportPath)
		from, ok := find(helpers, name)
		imports := append(ours(p.TestImports), ours(p.XTestImports)...)
		if ok {
			imports = append(imports, ours(p.Imports)...)
		} else if from, ok = find(rooms, name); !ok {
			continue // reported by TestImportsGoDownOnly
		}
		for _, imported := range imports {
			if _, helper := find(helpers, imported); helper {
				continue
			}
			if to, ok := find(rooms, imported); ok && to.floor > from.floor && !from.holds(imported) {
				t.Errorf("the tests of %s (floor %d) import %s (floor %d)", name, from.floor, imported, to.floor)
			}
		}
	}
}

func TestLibrariesStayBehindTheirFence(t *testing.T) {
	for _, p := range packages(t) {
		name := below(p.ImportPath)
		for _, imported := range p.Imports {
			for _, f := range fences {
				if strings.HasPrefix(imported, f.library) && !insideAny(f.rooms, name) {
					t.Errorf("%s imports %s, allowed only in %v: %s", name, imported, f.rooms, f.because)
				}
			}
		}
	}
}

// A file is one noun or one job. Beyond this length it has become two.
func TestFilesStayShort(t *testing.T) {
	root := moduleRoot(t)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "bin") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return checkLength(t, root, path)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func checkLength(t *testing.T, root, path string) error {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil || generated.Match(source) {
		return err
	}
	lines := 0
	for scan := bufio.NewScanner(bytes.NewReader(source)); scan.Scan(); {
		lines++
	}
	if lines > maxLines {
		short, _ := filepath.Rel(root, path)
		t.Errorf("%s has %d lines, more than %d: it is two files", short, lines, maxLines)
	}
	return nil
}

// packages lists the module as the go command sees it, broken packages included.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = moduleRoot(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		if !strings.Contains(p.ImportPath, "/node_modules/") {
			all = append(all, p)
		}
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// below cuts the module off an import path; the module itself becomes ".".
func below(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// ours keeps the imports of this module, below it.
func ours(imports []string) []string {
	var kept []string
	for _, i := range imports {
		if strings.HasPrefix(i, module+"/") {
			kept = append(kept, below(i))
		}
	}
	return kept
}

func insideAny(paths []string, name string) bool {
	for _, p := range paths {
		if (room{path: p}).holds(name) {
			return true
		}
	}
	return false
}
