package main

import (
	"encoding/json"
	"strings"
)

// readVitest reads the report of Vitest's json reporter. A file that does not load counts as one failure.
func readVitest(text []byte) (result, error) {
	var report struct {
		NumPassedTests, NumFailedTests, NumPendingTests, NumTodoTests int
		TestResults                                                   []struct {
			Name, Status, Message string
			AssertionResults      []struct{ FullName, Status string }
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return result{}, err
	}
	r := result{passed: report.NumPassedTests, failed: report.NumFailedTests, skipped: report.NumPendingTests + report.NumTodoTests}
	for _, file := range report.TestResults {
		before := len(r.failures)
		for _, test := range file.AssertionResults {
			if test.Status == "failed" {
				r.failures = append(r.failures, test.FullName)
			}
		}
		if file.Status == "failed" && len(r.failures) == before {
			first, _, _ := strings.Cut(file.Message, "\n")
			r.failed++
			r.failures = append(r.failures, file.Name+": "+first)
		}
	}
	return r, nil
}

// suite is a file, or a describe block, in Playwright's report.
type suite struct {
	Title  string
	Suites []suite
	Specs  []struct {
		Title string
		Tests []struct {
			ProjectName, Status string
			Results             []struct{ Error struct{ Message string } }
		}
	}
}

// readPlaywright reads the report of Playwright's json reporter. A test that passed only at a second try is flaky: it
// counts as passed and is named, with what its first try met.
func readPlaywright(text []byte) (result, error) {
	var report struct {
		Suites []suite
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return result{}, err
	}
	var r result
	for _, s := range report.Suites {
		s.addTo(&r)
	}
	for _, e := range report.Errors {
		first, _, _ := strings.Cut(e.Message, "\n")
		r.failed++
		r.failures = append(r.failures, first)
	}
	return r, nil
}

func (s suite) addTo(r *result) {
	for _, inner := range s.Suites {
		inner.addTo(r)
	}
	for _, spec := range s.Specs {
		for _, test := range spec.Tests {
			name := s.Title + " › " + spec.Title + " [" + test.ProjectName + "]"
			switch test.Status {
			case "expected":
				r.passed++
			case "skipped":
				r.skipped++
			case "flaky":
				r.passed++
				r.note += "\n  flaky: " + because(name, test.Results[0].Error.Message)
			default:
				r.failed++
				for _, try := range test.Results[:min(1, len(test.Results))] {
					name = because(name, try.Error.Message)
				}
				r.failures = append(r.failures, name)
			}
		}
	}
}
