package apitest_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// making is a thing that is made with every member that its body can have, and then deleted.
type making struct {
	create, remove string // operations
	path           string
	body           map[string]any
	kind           string // of the entries: role for role.created and role.deleted
}

func makings(w *apitest.Workspace) []making {
	return []making{
		{create: "createRole", remove: "deleteRole", path: "/roles", kind: "role", body: map[string]any{
			"name": "Fleet", "description": "Drives.", "scope": "locations", "permissions": []string{"users:read"},
		}},
		{create: "createLocation", remove: "deleteLocation", path: "/locations", kind: "location", body: map[string]any{
			"name": "Depot", "address": "12 Harbour Road", "timezone": "Australia/Perth",
		}},
		{create: "createAPIKey", remove: "deleteAPIKey", path: "/api-keys", kind: "api_key", body: map[string]any{
			"name": "App", "permissions": []string{"users:read"}, "expires_at": "2035-01-31T15:04:05Z",
		}},
		{create: "createWebhook", remove: "deleteWebhook", path: "/webhooks", kind: "webhook", body: map[string]any{
			"url": nowhere, "description": "Fleet app", "event_types": []string{"import.done"}, "enabled": false,
		}},
	}
}

// The entry of a beginning has all that a thing was made with, that of its end all that it was then (H10).
func TestTheLogHasWhatAThingWasMadeWithAndWhatItWasInTheEnd(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		for _, m := range makings(w) {
			namesEverything(t, "POST", edit{path: w.Path + m.path, body: m.body})
			made := w.API.Want(w.API.Call("POST", w.Path+m.path, w.Admin.Token, m.body, "X-Request-Id", m.create), 201, "")
			w.API.Want(w.API.Call("DELETE", w.Path+m.path+"/"+made.Text("id"), w.Admin.Token, nil, "X-Request-Id", m.remove), 204, "")
			begun, ended := changesOf(t, w, m.create), changesOf(t, w, m.remove)
			for name, value := range m.body {
				if got, want := begun[name], (domain.Change{From: "", To: plainly(value)}); !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %s is logged as %v, want %v", m.create, name, got, want)
				}
				if got, want := ended[name], (domain.Change{From: plainly(value), To: ""}); !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %s is logged as %v, want %v", m.remove, name, got, want)
				}
			}
		}
	})
}

// Who is gone is not there to be asked what they were and held: every way out leaves that in the log.
func TestTheLogHasWhatSomebodyWasAndHeldInTheEnd(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		perth := w.NewLocation("Perth")
		for _, op := range w.API.Operations {
			if !slices.Contains(recorded[op.ID], "user.removed") || op.ID == "confirmAccessRequest" {
				continue
			}
			c := goodCall(w, t, op)
			before := map[string]string{}
			for _, u := range w.API.Users(w.ID) {
				before[u] = apitest.Look[string](w.API, "SELECT status FROM users WHERE id = ?", u)
				w.API.Exec("DELETE FROM user_locations WHERE user_id = ?", u)
				w.API.Exec("INSERT INTO user_locations (workspace_id, user_id, location_id) VALUES (?, ?, ?)", w.ID, u, perth)
			}
			trace := "end-" + op.ID
			if answer := c.good(w, "X-Request-Id", trace); answer.Status != c.status {
				t.Fatalf("%s: %d %s", op.ID, answer.Status, answer.Body)
			}
			gone := apitest.Look[string](w.API, "SELECT target_id FROM audit_events WHERE request_id = ? AND type = 'user.removed'", trace)
			for n := range w.API.Count("audit_events", "request_id = ?", trace) {
				e := changesAt(t, w, trace, n)
				if e.kind != "user.removed" {
					continue
				}
				roles, _ := e.changes["role_ids"].From.([]any)
				if e.changes["status"].From != before[gone] || before[gone] == "" || len(roles) != 1 || plainly(e.changes["location_ids"].From) != perth {
					t.Errorf("%s: who was %s leaves %v", op.ID, before[gone], e.changes)
				}
			}
		}
	})
}

// What is decided, sent again or withdrawn says what stood there before.
func TestTheLogHasWhatADecisionFoundAndWhatItGave(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "approved with other roles", Run: func(t *testing.T, w *apitest.Workspace) {
			p, perth := w.Pending("Ann", "Member"), w.NewLocation("Perth")
			w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(p)+"/approve", w.Admin.Token, map[string]any{
				"role_ids": []string{w.Role("Approver")}, "location_ids": []string{perth}, "note": "known",
			}, "X-Request-Id", "yes"), 200, "")
			first, then := changesAt(t, w, "yes", 0), changesAt(t, w, "yes", 1)
			for name, want := range map[string]domain.Change{
				"role_ids":     {From: w.Role("Member"), To: w.Role("Approver")},
				"location_ids": {From: "", To: perth}, "note": {From: "", To: "known"},
			} {
				got := domain.Change{From: plainly(first.changes[name].From), To: plainly(first.changes[name].To)}
				if got != want {
					t.Errorf("%s is logged as %v, want %v", name, got, want)
				}
			}
			if want := (domain.Change{From: "pending_approval", To: "active"}); then.kind != "user.activated" || then.changes["status"] != want {
				t.Errorf("then %+v", then)
			}
		}},
		{Name: "sent again, and withdrawn", Run: func(t *testing.T, w *apitest.Workspace) {
			p, _ := w.Invite("Ines", "Member")
			path := w.Path + "/invitations/" + w.InvitationOf(p)
			w.API.Clock.Advance(24 * hour * 8)
			ended := w.API.Want(w.API.Call("GET", path, w.API.PlantSession(w.Admin.Email), nil), 200, "").Text("expires_at")
			token := w.API.PlantSession(w.Admin.Email)
			again := w.API.Want(w.API.Call("POST", path+"/resend", token, link, "X-Request-Id", "again"), 200, "")
			w.API.Want(w.API.Call("POST", path+"/revoke", token, nil, "X-Request-Id", "never-mind"), 200, "")
			got := changesAt(t, w, "again", 0).changes
			if got["generation"] != (domain.Change{From: 1.0, To: 2.0}) || got["expires_at"] != (domain.Change{From: ended, To: again.Text("expires_at")}) {
				t.Errorf("sent again: %v", got)
			}
			if got := changesAt(t, w, "never-mind", 0).changes["status"]; got != (domain.Change{From: "pending", To: "revoked"}) {
				t.Errorf("withdrawn: %v", got)
			}
		}},
	})
}
