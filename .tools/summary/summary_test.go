package main

import (
	"strings"
	"testing"
)

func TestGoCountsInnermostTestsAndBrokenPackages(t *testing.T) {
	got, err := readGo([]byte(strings.Join([]string{
		`{"Action":"run","Package":"a","Test":"TestX"}`,
		`{"Action":"pass","Package":"a","Test":"TestX/sqlite"}`,
		`{"Action":"output","Package":"a","Test":"TestX/postgres","Output":"    x_test.go:1: it broke\n"}`,
		`{"Action":"fail","Package":"a","Test":"TestX/postgres"}`,
		`{"Action":"fail","Package":"a","Test":"TestX"}`,
		`{"Action":"pass","Package":"a","Test":"TestXtra"}`,
		`{"Action":"skip","Package":"a","Test":"TestY"}`,
		`{"Action":"fail","Package":"a"}`,
		`{"Action":"build-fail","ImportPath":"b"}`,
		`{"Action":"fail","Package":"b"}`,
	}, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if got.passed != 2 || got.failed != 2 || got.skipped != 1 {
		t.Errorf("got %s, want 2 passed, 2 failed, 1 skipped", line(got))
	}
	want := []string{"a TestX/postgres\n        x_test.go:1: it broke", "b (the package as a whole)"}
	if strings.Join(got.failures, "|") != strings.Join(want, "|") {
		t.Errorf("got failures %q, want %q", got.failures, want)
	}
}

func TestVitestCountsFilesThatDoNotLoad(t *testing.T) {
	got, err := readVitest([]byte(`{"numPassedTests":3,"numFailedTests":1,"numPendingTests":1,"numTodoTests":1,"testResults":[
		{"name":"a.test.ts","status":"failed","assertionResults":[{"fullName":"a fails","status":"failed"}]},
		{"name":"b.test.ts","status":"failed","message":"no such module\nstack","assertionResults":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got.passed != 3 || got.failed != 2 || got.skipped != 2 {
		t.Errorf("got %s, want 3 passed, 2 failed, 2 skipped", line(got))
	}
}

func TestPlaywrightCountsTestsPerProject(t *testing.T) {
	got, err := readPlaywright([]byte(`{"errors":[],"suites":[{"title":"job.spec.ts","specs":[],"suites":[{"title":"job","specs":[
		{"title":"invites","tests":[{"projectName":"desktop","status":"expected"},{"projectName":"phone","status":"skipped"}]},
		{"title":"approves","tests":[
			{"projectName":"desktop","status":"unexpected","results":[{"error":{"message":"\u001b[31mno button\u001b[39m"}}]},
			{"projectName":"phone","status":"flaky","results":[{"error":{"message":"late"}},{}]}]}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got.passed != 2 || got.failed != 1 || got.skipped != 1 {
		t.Errorf("got %s, want 2 passed, 1 failed, 1 skipped", line(got))
	}
	if want := "job › approves [desktop]\n        no button"; strings.Join(got.failures, "|") != want {
		t.Errorf("got failures %q, want %q", got.failures, want)
	}
	if want := "\n  flaky: job › approves [phone]\n        late"; got.note != want {
		t.Errorf("got note %q, want %q", got.note, want)
	}
}

func TestJUnitCountsOperations(t *testing.T) {
	got, err := readJUnit([]byte(`<?xml version="1.0" ?><testsuites><testsuite name="schemathesis">
		<testcase name="GET /users"/><testcase name="GET /me"><skipped message="no examples"/></testcase>
		<testcase name="POST /users"><failure type="failure" message="1. Server error">[500] Oops</failure><failure message="2. Another"/></testcase>
		<testcase name="POST /roles"><error message="it broke"/></testcase></testsuite></testsuites>`))
	if err != nil {
		t.Fatal(err)
	}
	if got.passed != 1 || got.failed != 2 || got.skipped != 1 {
		t.Errorf("got %s, want 1 passed, 2 failed, 1 skipped", line(got))
	}
	if want := "POST /users\n        1. Server error\n        [500] Oops|POST /roles\n        it broke"; strings.Join(got.failures, "|") != want {
		t.Errorf("got failures %q, want %q", got.failures, want)
	}
}

func TestRunWithoutReportFails(t *testing.T) {
	if _, got := read("Go:go:/nowhere:0"); got.failed != 1 {
		t.Errorf("got %s, want 1 failed", line(got))
	}
}
