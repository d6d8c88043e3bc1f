package faults_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

func placed(w *apitest.Workspace, name string) string {
	return w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": apitest.Address(name)}), 201, "").Text("id")
}

func moving(w *apitest.Workspace, from, to string) apitest.Shot {
	return apitest.Shot{Method: "DELETE", Path: w.Path + "/locations/" + from + "?replace_with=" + to, Token: w.Admin.Token}
}

func invitingTo(w *apitest.Workspace, location string) apitest.Shot {
	return apitest.Post(w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": apitest.Address("bo"), "name": "Bo Brown", "role_ids": []string{w.Role("Member")}, "location_ids": []string{location}, "deliver": "link",
	})
}

// Twenty edits and deletions of one version: one edit counts, one deletion counts, and an edit never brings back what
// was deleted.
func TestTwentyEditsAndDeletionsOfOneLocation(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		perth := placed(w, "perth")
		path := w.Path + "/locations/" + perth
		seen := w.API.Call("GET", path, w.Admin.Token, nil).Header.Get("ETag")
		edit := apitest.Shot{Method: "PATCH", Path: path, Token: w.Admin.Token, Body: map[string]any{"address": "12 Harbour Road"}, Headers: []string{"If-Match", seen}}
		remove := apitest.Shot{Method: "DELETE", Path: path, Token: w.Admin.Token}
		edits, deletions := apitest.Race(t, replicas, 10, edit, remove)
		if tally := apitest.OnlyThese(t, edits, "200", "412 precondition_failed", "404 not_found"); tally["200"] > 1 {
			t.Fatalf("one edit of a version counts; the answers were %v", tally)
		}
		if tally := apitest.OnlyThese(t, deletions, "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one deletion counts; the answers were %v", tally)
		}
		w.API.Want(w.API.Call("GET", path, w.Admin.Token, nil), 404, "not_found")
	})
}

// Whoever is invited to a location while it is deleted is at the other one, or was refused; nothing names what is gone.
func TestInvitingToALocationWhileItIsReplaced(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		perth, sydney := placed(w, "perth"), placed(w, "sydney")
		shots := []apitest.Shot{moving(w, perth, sydney), moving(w, perth, sydney)}
		for range 6 {
			shots = append(shots, invitingTo(w, perth))
		}
		answers := apitest.Together(t, replicas, shots...)
		if tally := apitest.OnlyThese(t, answers[:2], "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one deletion counts; the answers were %v", tally)
		}
		made := apitest.OnlyThese(t, answers[2:], "201", "422 validation_failed")["201"]
		if n := w.API.Count("user_locations", "location_id = ?", sydney); n != made {
			t.Fatalf("%d were invited, and %d are at the other location", made, n)
		}
		if n := w.API.Count("invitations", "cast(location_ids AS text) LIKE ?", "%"+perth+"%"); n != 0 {
			t.Fatalf("%d invitations name a location that is gone", n)
		}
	})
}

// While a location is replaced by somebody who holds nothing else, an Admin lets a person there in, with a right at
// locations. Whoever is moved has not got it before: moving them would give it at the other place.
func TestApprovingAtALocationWhileItIsReplacedGivesNothingElsewhere(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		perth, sydney := placed(w, "perth"), placed(w, "sydney")
		mover, foreman := w.Holder(apitest.Address("mover"), domain.LocationsWrite), w.NewLocalRole(apitest.Address("foreman"), domain.UsersRead)
		p := w.Pending("Pia", "Member")
		w.Move(p, perth)
		away := moving(w, perth, sydney)
		away.Token = mover.Token
		answers := apitest.Together(t, replicas, away, deciding(w, p, "approve", map[string]any{"role_ids": []string{foreman}}))
		apitest.OnlyThese(t, answers[:1], "204", "403 role_above_own")
		apitest.OnlyThese(t, answers[1:], "200")
		if n := w.API.Count("audit_events gives JOIN audit_events moves ON moves.for_workspace = gives.for_workspace AND moves.sequence > gives.sequence",
			"gives.type = 'approval.approved' AND gives.target_id = ? AND moves.type = 'location.deleted' AND moves.target_id = ?", w.ApprovalOf(p), perth); n != 0 {
			t.Fatal("somebody was moved with a right that the mover does not hold")
		}
	})
}

// Two locations, each deleted in favour of the other: one of them stays.
func TestTwoLocationsReplacedByOneAnother(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		perth, sydney := placed(w, "perth"), placed(w, "sydney")
		there, back := apitest.Race(t, replicas, 2, moving(w, perth, sydney), moving(w, sydney, perth))
		all := apitest.OnlyThese(t, append(there, back...), "204", "404 not_found", "422 validation_failed")
		if n := w.API.Count("locations", "id IN (?, ?)", perth, sydney); all["204"] != 1 || n != 1 {
			t.Fatalf("one deletion counts and one location stays: %v, %d", all, n)
		}
	})
}

// A workspace is deleted by several while everything else goes on in it: one deletion counts, whatever came too late
// finds nothing, and nothing of it is left.
func TestDeletingAWorkspaceWhileEverythingGoesOnInIt(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, _ *apitest.Workspace) {
		w := replicas[0].Found("Doomed")
		perth, sydney := placed(w, "perth"), placed(w, "sydney")
		guest, link := w.Invite("Gus Guest", "Member")
		waits := w.Pending("Will Wait", "Member")
		end := apitest.Shot{Method: "DELETE", Path: w.Path + "?name=" + url.QueryEscape("Doomed"), Token: w.Admin.Token}
		shots := apitest.Times(4, end)
		for range 3 {
			shots = append(shots, invitingTo(w, perth))
		}
		shots = append(shots, moving(w, perth, sydney), accepting(link), deciding(w, waits, "approve", map[string]any{}),
			removing(w, guest), apitest.Post(w.Path+"/locations", w.Admin.Token, map[string]any{"name": "Late"}),
			apitest.Shot{Method: "PATCH", Path: w.Path, Token: w.Admin.Token, Body: map[string]any{"four_eyes": false, "approval_ttl_hours": 48}})
		answers := apitest.Together(t, replicas, shots...)
		if tally := apitest.OnlyThese(t, answers[:4], "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one deletion counts; the answers were %v", tally)
		}
		apitest.OnlyThese(t, answers[4:], "200", "201", "204", "404 not_found", "404 invitation_invalid",
			"410 invitation_revoked", "422 validation_failed", "409 conflict", "409 invitation_accepted", "409 already_decided")
		nothingBears(t, w.API, w.ID)
	})
}

// nothingBears: no row of any table, but what was recorded, bears the id. The job of a mail that was being sent keeps
// its row for a day.
func nothingBears(t *testing.T, api *apitest.API, id string) {
	t.Helper()
	for table, text := range api.Dump() {
		if !strings.HasPrefix(table, "audit_") && table != "river_job" && table != "local_mails" && table != "idempotency_keys" && strings.Contains(text, id) {
			t.Fatalf("%s still bears %s:\n%s", table, id, text)
		}
	}
	if n := api.Count("mails", fmt.Sprintf("for_workspace = '%s'", id)); n != 0 {
		t.Fatalf("%d mails of it wait", n)
	}
}
