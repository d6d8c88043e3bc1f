package apitest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// What is at the very end of the calendar, far from any zone, or more exact than any clock, is a time like any other: the
// same rows are before and after it on both engines.
func TestTimesAtTheEndsOfTheCalendarNarrowAsAnyDo(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "filters", Run: func(t *testing.T, w *apitest.Workspace) {
		w.Invite("Ann", "Member")
		w.Invite("Bo", "Member")
		fraction := strings.Repeat("123456789012345", 2)
		early := []string{"0001-01-01T00:00:00Z", "0001-01-02T00:00:00+23:59", "1582-10-10T00:00:00Z", "1969-12-31T23:59:59-23:59", "1970-01-01T00:00:00Z", "1999-12-31T23:59:59." + fraction + "Z"}
		late := []string{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999+23:59", "9999-12-30T23:59:59-23:59", "2999-02-28T00:00:00." + fraction + "-00:00", "2400-02-29T00:00:00Z"}
		for path, before := range map[string]bool{
			"/audit-events?since=": false, "/audit-events?until=": true, "/audit-events/export?format=ndjson&since=": false,
			"/audit-events/export?format=ndjson&until=": true, "/invitations?expires_before=": true,
		} {
			base, _, _ := strings.Cut(path, "?")
			if strings.Contains(base, "export") {
				base += "?format=ndjson"
			}
			all := rowsIn(w, base)
			if all < 2 {
				t.Fatalf("%s has %d rows", base, all)
			}
			for _, at := range early {
				narrowsTo(t, w, path+url.QueryEscape(at), map[bool]int{true: 0, false: all}[before])
			}
			for _, at := range late {
				narrowsTo(t, w, path+url.QueryEscape(at), map[bool]int{true: all, false: 0}[before])
			}
		}
	}}})
}

// However exactly and wherever on earth an end is said, a key has that end, and is read with it.
func TestAnEndIsTheSameMomentHoweverItIsWritten(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "expiry", Run: func(t *testing.T, w *apitest.Workspace) {
		year := w.API.Clock.Now().UTC().AddDate(1, 0, 0).Format("2006")
		for text, want := range map[string]string{
			year + "-06-30T23:59:59." + strings.Repeat("9", 30) + "Z": year + "-06-30T23:59:59.999999Z",
			year + "-06-30T23:59:59.000000999-00:00":                  year + "-06-30T23:59:59Z",
			year + "-06-30T23:59:59+23:59":                            year + "-06-30T00:00:59Z",
			year + "-06-30T00:00:00-23:59":                            year + "-06-30T23:59:00Z",
		} {
			made := w.API.Want(w.API.Call("POST", w.Path+"/api-keys", w.Admin.Token, map[string]any{"name": apitest.Address("app"), "permissions": []string{}, "expires_at": text}), 201, "")
			read := w.API.Want(w.API.Call("GET", w.Path+"/api-keys/"+made.Text("id"), w.Admin.Token, nil), 200, "")
			if made.Text("expires_at") != want || read.Text("expires_at") != want {
				t.Errorf("%s is %s, and then %s", text, made.Text("expires_at"), read.Text("expires_at"))
			}
		}
	}}})
}

func rowsIn(w *apitest.Workspace, path string) int {
	answer := w.API.Want(w.API.Call(http.MethodGet, w.Path+path, w.Admin.Token, nil), 200, "")
	if strings.Contains(path, "export") {
		return strings.Count(string(answer.Body), "\n")
	}
	return len(answer.List("data"))
}

func narrowsTo(t *testing.T, w *apitest.Workspace, path string, want int) {
	t.Helper()
	if got := rowsIn(w, path); got != want {
		t.Errorf("%s gives %d rows, want %d", path, got, want)
	}
}
