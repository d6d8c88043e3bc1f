package faults_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

func removing(w *apitest.Workspace, p apitest.Person) apitest.Shot {
	return apitest.Shot{Method: "DELETE", Path: w.Path + "/users/" + p.UserID, Token: w.Admin.Token}
}

func suspending(w *apitest.Workspace, p apitest.Person) apitest.Shot {
	return apitest.Post(w.Path+"/users/"+p.UserID+"/suspend", w.Admin.Token, nil)
}

func TestAcceptingWhileBeingRemovedLeavesNobody(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, token := w.Invite("Bo Brown", "Member")
		yes, gone := apitest.Race(t, replicas, 2, accepting(token), removing(w, p))
		apitest.OnlyThese(t, yes, "200", "409 invitation_accepted", "410 invitation_revoked")
		if tally := apitest.OnlyThese(t, gone, "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one removal counts; the answers were %v", tally)
		}
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("removed, %s is %s", p.Email, got)
		}
		w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": p.Email, "password": apitest.Password}), 401, "invalid_credentials")
	})
}

func TestApprovingWhileBeingRemovedLeavesNobody(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p, _ := w.Invite("Bo Brown", "Member")
		yes, gone := apitest.Race(t, replicas, 2, deciding(w, p, "approve", map[string]any{}), removing(w, p))
		apitest.OnlyThese(t, yes, "200", "409 already_decided")
		if tally := apitest.OnlyThese(t, gone, "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one removal counts; the answers were %v", tally)
		}
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("removed, %s is %s", p.Email, got)
		}
	})
}

func TestSuspendingWhileBeingRemovedLeavesNobody(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		p := w.Holder(apitest.Address("hal"))
		held, gone := apitest.Race(t, replicas, 2, suspending(w, p), removing(w, p))
		apitest.OnlyThese(t, held, "200", "404 not_found", "409 conflict")
		if tally := apitest.OnlyThese(t, gone, "204", "404 not_found"); tally["204"] != 1 {
			t.Fatalf("one removal counts; the answers were %v", tally)
		}
		if got := statusOf(w, p); got != "gone" {
			t.Fatalf("removed, %s is %s", p.Email, got)
		}
	})
}

// Four eyes need two: switching them on while the second approver goes leaves both, or neither.
func TestSwitchingFourEyesOnWhileTheSecondApproverGoesKeepsTwo(t *testing.T) {
	races(t, rounds, func(t *testing.T, replicas []*apitest.API, w *apitest.Workspace) {
		second := w.Member("Second Admin", "Admin")
		on := apitest.Shot{Method: "PATCH", Path: w.Path, Token: w.Admin.Token, Body: map[string]any{"four_eyes": true}}
		answers := apitest.Together(t, replicas, on, suspending(w, second))
		apitest.OnlyThese(t, answers[:1], "200", "409 four_eyes_needs_two")
		apitest.OnlyThese(t, answers[1:], "200", "409 four_eyes_needs_two")
		if answers[0].Status == answers[1].Status {
			t.Fatalf("four eyes are on: %d, and the second approver is suspended: %d", answers[0].Status, answers[1].Status)
		}
		w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, map[string]any{"four_eyes": false}), 200, "")
		if answers[1].Status != 200 {
			apitest.OnlyThese(t, apitest.Together(t, replicas, suspending(w, second)), "200")
		}
	})
}
