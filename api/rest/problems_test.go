package rest_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/rest"
)

// The ways in which the code words a refusal.
var (
	problemCode = regexp.MustCompile(`errs\.Newf?\(errs\.\w+,\s*"(\w+)"`)
	fieldCode   = regexp.MustCompile(`\bCode(?::|, \w+\.Detail =|\s=)\s*"(\w+)"`)
	unknownCode = regexp.MustCompile(`unknown\(pointer, "(\w+)"`)
)

func TestEveryCodeIsExplained(t *testing.T) {
	var problems, fields []string
	for _, kind := range rest.ProblemKinds() {
		problems = append(problems, kind.Code)
	}
	for _, kind := range rest.FieldKinds() {
		fields = append(fields, kind.Code)
	}
	eachSource(t, func(path, text string) {
		for _, found := range problemCode.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(problems, found[1]) {
				t.Errorf("%s refuses with %s, which ProblemKinds does not explain", path, found[1])
			}
		}
		for _, pattern := range []*regexp.Regexp{fieldCode, unknownCode} {
			for _, found := range pattern.FindAllStringSubmatch(text, -1) {
				if code := found[1]; !slices.Contains(fields, code) && !slices.Contains(problems, code) {
					t.Errorf("%s words a fault with %s, which FieldKinds does not explain", path, code)
				}
			}
		}
	})
}

func TestEveryDocumentedCodeIsExplained(t *testing.T) {
	failure := regexp.MustCompile(`@Failure\s+(\d+)\s+\{object\}\s+web\.Problem\s+"([^"]*)"`)
	statuses := map[string]string{}
	for _, kind := range rest.ProblemKinds() {
		statuses[kind.Code] = strconv.Itoa(kind.Status)
	}
	eachSource(t, func(path, text string) {
		for _, found := range failure.FindAllStringSubmatch(text, -1) {
			for code := range strings.SplitSeq(found[2], ", ") {
				if statuses[code] != found[1] {
					t.Errorf("%s documents %s with %s; ProblemKinds says %q", path, code, found[1], statuses[code])
				}
			}
		}
	})
}

// eachSource visits the Go files that run in the server.
func eachSource(t *testing.T, visit func(path, text string)) {
	t.Helper()
	for _, root := range []string{"../../internal", "../../api"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.Contains(path, "testkit") || strings.Contains(path, "apitest") || strings.Contains(path, "storetest") {
				return err
			}
			text, err := os.ReadFile(path)
			visit(path, string(text))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
