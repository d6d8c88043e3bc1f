package apitest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// snippet is a block of code of docs/integrators.md, with the comment before it, which says how it is run.
type snippet struct{ mark, language, code string }

// The marks of the blocks, each with what runs them. A mark that begins with linesIn names the file whose lines it shows.
const (
	walkMark     = "the tests run this walk as it stands"             // TestTheIntegratorsWalkRuns
	blockMark    = "the tests run this block as it stands"            // TestTheIntegratorsBlocksRun
	moduleMark   = "the tests run this module as it stands"           // TestTheDocsModuleVerifies
	verifierMark = "the tests run this verifier as it stands"         // TestOthersVerifyDeliveries
	nodeMark     = "the tests run these lines by Node, as they stand" // frontend/e2e/client-example.spec.ts
	deliveryMark = "the tests hold this against a real delivery"      // TestTheDocsShowADelivery
	linesIn      = "the tests run these lines as they stand in "      // TestTheDocsShowLinesThatRun
)

var fenced = regexp.MustCompile("(?ms)(?:^<!-- ([^\n]*) -->\n)?^```(\\w+)\n(.*?)^```$")

func snippets(t *testing.T) []snippet {
	t.Helper()
	text, err := os.ReadFile("../../docs/integrators.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []snippet
	for _, found := range fenced.FindAllStringSubmatch(string(text), -1) {
		out = append(out, snippet{mark: found[1], language: found[2], code: found[3]})
	}
	return out
}

// marked gives the code of the blocks with a mark, which are so many.
func marked(t *testing.T, mark string, want int) []string {
	t.Helper()
	var out []string
	for _, s := range snippets(t) {
		if s.mark == mark {
			out = append(out, s.code)
		}
	}
	if len(out) != want {
		t.Fatalf("there are %d blocks with the mark %q, want %d", len(out), mark, want)
	}
	return out
}

// Nothing stands in the docs that nobody runs.
func TestTheDocsShowLinesThatRun(t *testing.T) {
	known := map[string]bool{walkMark: true, blockMark: true, moduleMark: true, verifierMark: true, nodeMark: true, deliveryMark: true}
	for _, s := range snippets(t) {
		name, shows := strings.CutPrefix(s.mark, linesIn)
		switch {
		case shows:
			source, err := os.ReadFile(filepath.Join("../..", name))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(unindented(string(source)), unindented(s.code)) {
				t.Errorf("%s does not hold these lines:\n%s", name, s.code)
			}
		case !known[s.mark]:
			t.Errorf("nobody runs this block (%q):\n%s", s.mark, s.code)
		}
	}
}

func unindented(code string) string {
	lines := strings.Split(code, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, "\t ")
	}
	return strings.Join(lines, "\n")
}
