package apitest_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// logged gives the types of the entries that a query of the log finds.
func logged(w *apitest.Workspace, token, query string) []string {
	found := w.API.Want(w.API.Call("GET", w.Path+"/audit-events"+query, token, nil), 200, "").List("data")
	types := make([]string, len(found))
	for i, e := range found {
		types[i] = apitest.At(e, "type").(string)
	}
	return types
}

func TestTheAuditLogSaysWhoDidWhatToWhom(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		ana := w.Member("Ana Souza", "Member")
		w.API.Want(w.API.Call("PATCH", user(w, ana), w.Admin.Token, map[string]any{
			"name": "Ana de Souza", "role_ids": []string{w.Role("Approver")},
		}), 200, "")
		w.API.Want(w.API.Call("POST", user(w, ana)+"/suspend", w.Admin.Token, nil, "X-Request-Id", "req-7", "User-Agent", "test/7"), 200, "")

		page := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=2&count=true", w.Admin.Token, nil), 200, "")
		suspended, updated := page.List("data")[0], page.List("data")[1]
		for path, want := range map[string]any{
			"type": "user.suspended", "workspace_id": w.ID, "request_id": "req-7", "ip": "127.0.0.1", "user_agent": "test/7",
			"actor kind": "user", "actor id": w.Admin.UserID, "actor label": "Ada Admin",
			"target kind": "user", "target id": ana.UserID, "target label": "Ana de Souza",
			"changes status from": "active", "changes status to": "suspended",
		} {
			if got := apitest.At(suspended, strings.Fields(path)...); got != want {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
		if got := apitest.At(updated, "changes", "name", "from"); got != "Ana Souza" {
			t.Errorf("the name before: %v", got)
		}
		for id, name := range map[string]string{w.Role("Member"): "Member", w.Role("Approver"): "Approver"} {
			if got := page.Text("names", id); got != name {
				t.Errorf("the role %s is named %q, want %q", id, got, name)
			}
		}
		rest := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=2&count=true&cursor="+page.Text("next_cursor"), w.Admin.Token, nil), 200, "")
		if first := apitest.At(rest.List("data")[0], "id"); first == apitest.At(updated, "id") || len(rest.List("data")) != 2 {
			t.Errorf("the next page begins with %v", first)
		}
	})
}

func TestTheAuditLogIsFiltered(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		ben := w.Holder("Ben Okoro", domain.UsersSuspend, domain.AuditRead)
		ana := w.Holder("Ana Souza")
		w.API.Clock.Advance(time.Minute)
		start := url.QueryEscape(w.API.Clock.Now().Format(time.RFC3339))
		w.API.Want(w.API.Call("POST", user(w, ana)+"/suspend", ben.Token, nil), 200, "")
		w.API.Want(w.API.Call("POST", user(w, ana)+"/reactivate", w.Admin.Token, nil), 200, "")
		both := []string{"user.reactivated", "user.suspended"}
		for query, want := range map[string][]string{
			"?since=" + start:                                            both,
			"?action=user.*&since=" + start:                              both,
			"?action=user.suspended&action=user.reactivated":             both,
			"?actor_id=" + ben.UserID:                                    {"user.suspended"},
			"?actor_id=" + ben.UserID + "&action=role.*":                 {},
			"?target_id=" + ana.UserID + "&since=" + start:               both,
			"?user_id=" + ana.UserID + "&actor_id=" + ben.UserID:         {"user.suspended"},
			"?target_id=%25":                                             {},
			"?target_id=" + ana.UserID + "&until=2020-01-01T00:00:00Z":   {},
			"?actor_id=' OR 1=1 --" + ben.UserID + "":                    {},
			"?action=user.suspended&until=" + start:                      {},
			"?action=user.suspended&sort=occurred_at&limit=1":            {"user.suspended"},
			"?action=user.suspended&since=2026-01-01T00:00:00.5%2B11:00": {"user.suspended"},
		} {
			if got := logged(w, ben.Token, strings.ReplaceAll(query, " ", "%20")); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		for query, code := range map[string]string{
			"?since=yesterday": "validation_failed", "?until=": "validation_failed", "?action=user": "validation_failed",
			"?action=user.%25": "validation_failed", "?action=": "validation_failed", "?user_id=ana": "validation_failed",
			"?actor=x": "unknown_parameter", "?sort=type": "validation_failed", "?cursor=x": "cursor_invalid",
			"?since=2026-01-01T00:00:00Z&since=2026-01-02T00:00:00Z": "validation_failed",
		} {
			answer := w.API.Call("GET", w.Path+"/audit-events"+query, ben.Token, nil)
			if answer.Code() != code {
				t.Errorf("%s: %d %s, want %s", query, answer.Status, answer.Code(), code)
			}
		}
	})
}

// A workspace's log holds what happened in it: nothing of another one, and nothing that people do outside of any.
func TestAWorkspacesLogHoldsOnlyWhatHappenedThere(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		other := w.API.Found("Elsewhere")
		there := other.Member("Otto Other", "Member")
		w.API.SignIn(w.Admin.Email)
		for _, e := range w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200", w.Admin.Token, nil), 200, "").List("data") {
			if apitest.At(e, "workspace_id") != w.ID || apitest.At(e, "target", "id") == there.UserID {
				t.Errorf("an entry of elsewhere: %v", e)
			}
		}
		if got := logged(w, w.Admin.Token, "?action=session.*"); len(got) != 0 {
			t.Errorf("signing in is in the workspace's log: %v", got)
		}
		if got := logged(w, w.Admin.Token, "?user_id="+there.UserID); len(got) != 0 {
			t.Errorf("another workspace's person is found: %v", got)
		}
		if got := logged(other, other.Admin.Token, "?user_id="+there.UserID); len(got) == 0 {
			t.Error("their own workspace does not know them")
		}
	})
}

// exportedLog gives the lines of an export, or its refusal.
func exportedLog(w *apitest.Workspace, token, query string) string {
	return string(w.API.Want(w.API.Call("GET", w.Path+"/audit-events/export"+query, token, nil), 200, "").Body)
}

// What is exported is what the list shows with the same filters; no cell is a formula (H12).
func TestTheAuditLogIsExported(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		evil := w.Holder("=HYPERLINK(1)")
		w.API.Want(w.API.Call("PATCH", user(w, evil), w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Member")}}), 200, "")
		w.API.Want(w.API.Call("POST", user(w, evil)+"/suspend", w.Admin.Token, nil), 200, "")
		rows, err := csv.NewReader(strings.NewReader(exportedLog(w, w.Admin.Token, "?action=user.suspended&action=user.updated"))).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if got, want := strings.Join(rows[1][2:9], ","), "user.suspended,user,"+w.Admin.UserID+",Ada Admin,user,"+evil.UserID+",'=HYPERLINK(1)"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if !strings.Contains(rows[2][10], w.Role("Member")+"=Member") {
			t.Errorf("the roles are not named: %q", rows[2][10])
		}
		lines := strings.Split(strings.TrimSpace(exportedLog(w, w.Admin.Token, "?format=ndjson")), "\n")
		list := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?limit=200", w.Admin.Token, nil), 200, "").List("data")
		if len(lines) != len(list) {
			t.Fatalf("%d lines, %d entries in the list", len(lines), len(list))
		}
		for i, line := range lines {
			var one map[string]any
			if err := json.Unmarshal([]byte(line), &one); err != nil || !reflect.DeepEqual(one, list[i]) {
				t.Errorf("line %d is %s, the list shows %v (%v)", i, line, list[i], err)
			}
		}
		lacking := w.Holder("Lou Lacking", apitest.Without(domain.AuditRead)...)
		w.API.Want(w.API.Call("GET", w.Path+"/audit-events/export", lacking.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("GET", w.Path+"/audit-events", lacking.Token, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("GET", w.Path+"/audit-events/export?limit=1", w.Admin.Token, nil), 400, "unknown_parameter")
	})
}

// Whoever loses the permission while their export runs gets no further page, and sees that the file is not whole (C09).
func TestAnExportOfTheLogEndsWithThePermission(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		aud := w.Holder("Aud Itor", domain.AuditRead)
		filler := strings.Repeat("long ", 40)
		for range 60 { // pages that no buffer between here and there swallows whole
			noted(t, w, 200, filler)
		}
		for _, lost := range []bool{false, true} {
			body := openExport(t, w, aud)
			first := make([]byte, 1000)
			if _, err := io.ReadFull(body, first); err != nil {
				t.Fatal(err)
			}
			if lost {
				w.API.Want(w.API.Call("POST", user(w, aud)+"/suspend", w.Admin.Token, nil), 200, "")
			}
			rest, err := io.ReadAll(body)
			_ = body.Close()
			lines := strings.Count(string(first)+string(rest), "\n")
			if whole := err == nil && lines >= 12_000; whole == lost {
				t.Errorf("lost %v: %d lines, %v", lost, lines, err)
			}
		}
	})
}

func openExport(t *testing.T, w *apitest.Workspace, p apitest.Person) io.ReadCloser {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, w.API.URL+w.Path+"/audit-events/export?format=ndjson", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.Token)
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", answer, err)
	}
	return answer.Body
}

// noted records so many denials at once.
func noted(t *testing.T, w *apitest.Workspace, n int, label string) {
	t.Helper()
	job := authz.NewJob("test").In(id.Workspace(w.ID))
	err := w.API.App.DB.Maintain(context.Background(), job, func(tx *store.Tx) error {
		for range n {
			if err := tx.Record(domain.EntryDenied{Operation: "x", Permission: domain.Permission(label)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
