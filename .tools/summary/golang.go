package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// event is a line of `go test -json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// readGo counts the tests that have no tests inside: a table of ten cases is ten. A package that does not build, or that
// breaks outside of a test, counts as one failure.
func readGo(text []byte) (result, error) {
	outcome := map[string]string{} // package and test → pass, fail, skip
	said := map[string]string{}    // package and test → its output
	broken := map[string]bool{}    // packages that failed as a whole
	parents := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return result{}, err
		}
		switch e.Action {
		case "output":
			said[e.Package+" "+e.Test] += e.Output
			continue
		case "pass", "fail", "skip":
		default:
			continue
		}
		if e.Test == "" {
			if e.Action == "fail" {
				broken[e.Package] = true
			}
			continue
		}
		key := e.Package + " " + e.Test
		outcome[key] = e.Action
		for cut := strings.LastIndex(key, "/"); cut > len(e.Package); cut = strings.LastIndex(key[:cut], "/") {
			parents[key[:cut]] = true
		}
	}
	return count(outcome, said, parents, broken), lines.Err()
}

func count(outcome, said map[string]string, parents, broken map[string]bool) result {
	var r result
	engines := map[string]int{}
	explained := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(outcome)) {
		name, test, _ := strings.Cut(key, " ")
		if outcome[key] == "fail" && (!parents[key] || !failsInside(key, outcome)) {
			r.failed++
			r.failures = append(r.failures, because(key, said[key]))
			explained[name] = true
			continue
		}
		if parents[key] {
			continue
		}
		if outcome[key] == "skip" {
			r.skipped++
			continue
		}
		r.passed++
		for _, engine := range []string{"sqlite", "postgres"} {
			if strings.Contains(strings.ToLower(test), engine) {
				engines[engine]++
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		if !explained[name] {
			r.failed++
			r.failures = append(r.failures, name+" (the package as a whole)")
		}
	}
	if len(engines) > 0 {
		r.note = fmt.Sprintf("  (on SQLite %d, on PostgreSQL %d)", engines["sqlite"], engines["postgres"])
	}
	return r
}

// failsInside reports whether a failed test failed because of one inside it.
func failsInside(key string, outcome map[string]string) bool {
	for other, result := range outcome {
		if result == "fail" && strings.HasPrefix(other, key+"/") {
			return true
		}
	}
	return false
}
