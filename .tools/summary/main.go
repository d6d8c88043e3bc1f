// Command summary adds up what the test runs of this project report and ends with one line that a machine can read:
//
//	812 passed, 0 failed
//
// with ", 3 skipped" behind it where tests were skipped. It leaves with 1 where anything failed, where a run left no
// report, and where a run broke without a failed test.
//
//	summary NAME:KIND:REPORT:EXITCODE...     KIND is go, junit, vitest or playwright
package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// maxLines of what a failed test said are repeated in the summary.
const maxLines = 16

// result is what one run did. Failures are for people: a name, and under it what the test said.
type result struct {
	passed, failed, skipped int
	failures                []string
	note                    string
}

var readers = map[string]func([]byte) (result, error){
	"go":         readGo,
	"junit":      readJUnit,
	"vitest":     readVitest,
	"playwright": readPlaywright,
}

func main() {
	var sum result
	fmt.Println()
	for _, arg := range os.Args[1:] {
		name, r := read(arg)
		for _, failure := range r.failures {
			fmt.Printf("FAILED  %s: %s\n", name, failure)
		}
		fmt.Printf("%-13s%s%s\n", name, line(r), r.note)
		sum.passed += r.passed
		sum.failed += r.failed
		sum.skipped += r.skipped
	}
	fmt.Println(line(sum))
	if sum.failed > 0 || sum.passed == 0 {
		os.Exit(1)
	}
}

func read(arg string) (string, result) {
	parts := strings.SplitN(arg, ":", 4)
	if len(parts) != 4 || readers[parts[1]] == nil {
		fmt.Fprintf(os.Stderr, "summary: %q is not NAME:KIND:REPORT:EXITCODE\n", arg)
		os.Exit(2)
	}
	name, kind, path, exit := parts[0], parts[1], parts[2], parts[3]
	text, err := os.ReadFile(path)
	if err != nil {
		return name, result{failed: 1, failures: []string{"the run left no report"}}
	}
	r, err := readers[kind](text)
	if err != nil {
		return name, result{failed: 1, failures: []string{"the report cannot be read: " + err.Error()}}
	}
	if exit != "0" && r.failed == 0 {
		r.failed = 1
		r.failures = append(r.failures, "the run broke (exit code "+exit+") although no test failed")
	}
	return name, r
}

// colour is what a terminal would show as such.
var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// because puts the last lines of what a failed test said under its name, for where only a summary is at hand.
func because(name, text string) string {
	lines := strings.Split(strings.TrimSpace(colour.ReplaceAllString(text, "")), "\n")
	for _, l := range lines[max(0, len(lines)-maxLines):] {
		if strings.TrimSpace(l) != "" {
			name += "\n        " + l
		}
	}
	return name
}

func line(r result) string {
	text := fmt.Sprintf("%d passed, %d failed", r.passed, r.failed)
	if r.skipped > 0 {
		text += fmt.Sprintf(", %d skipped", r.skipped)
	}
	return text
}
