package apitest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// denialsOf tells what each entry of a denial says: by whom, of which operation, why, and for want of which permission.
func denialsOf(t *testing.T, w *apitest.Workspace, trace string) []string {
	t.Helper()
	var list []string
	for n, e := range entries(w.API, trace) {
		if e.kind == "entry.denied" {
			c := changesAt(t, w, trace, n).changes
			list = append(list, fmt.Sprint(e.actor, " in ", e.scope, ": ", c["operation"].To, " ", c["reason"].To, " ", c["permission"].To))
		}
	}
	return list
}

// Every operation that can be denied leaves one entry of it, by a person and by a key; its twin who may leaves none (H10).
func TestEveryDenialIsInTheLog(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		poor := w.Holder("Paul Poor")
		poorKey, key := w.KeyOf(w.Admin), w.NewKey(apitest.Without()...)
		for _, op := range api.Operations {
			if op.Entry == web.EntryPublic || op.ID == "leaveWorkspace" { // its recipe has a credential of its own
				continue
			}
			c := goodCall(w, t, op)
			try := func(trace, token, want string) {
				trace += "-" + op.ID
				c.with(api, token, c.body, "X-Request-Id", trace)
				if got := strings.Join(denialsOf(t, w, trace), "; "); op.ID != "streamEvents" && got != want {
					t.Errorf("%s: the log says %q, want %q", trace, got, want)
				}
			}
			if op.Permission != "" && op.Entry == web.EntryInWorkspace {
				lacking := fmt.Sprint(" in ", w.ID, ": ", op.ID, " permission_denied ", op.Permission)
				try("poor", poor.Token, "user "+poor.UserID+lacking)
				try("poor-key", poorKey.Secret, "api_key "+poorKey.ID+lacking)
			}
			if op.OnlyPeople() {
				try("key", key.Secret, fmt.Sprint("api_key ", key.ID, " in ", w.ID, ": ", op.ID, " person_required "))
			}
			if got := c.good(w, "X-Request-Id", "good-"+op.ID); got.Status != c.status {
				t.Errorf("%s: the twin got %d %s", op.ID, got.Status, got.Body)
			}
			if list := denialsOf(t, w, "good-"+op.ID); len(list) > 0 {
				t.Errorf("%s: of the twin the log says %v", op.ID, list)
			}
		}
	})
}

// beyond is something that somebody asks for who may call the operation, and goes too far; the Admin is the twin.
type beyond struct {
	name, method string
	call         func(w *apitest.Workspace, by apitest.Person) (path string, body any)
	want         string // the denials
	whole        int    // the status; 200 where each of many has its own
}

func beyonds() []beyond {
	above := func(w *apitest.Workspace) apitest.Person {
		return w.Holder(apitest.Address("above"), apitest.Without()...)
	}
	return []beyond{
		{"a role above one's own", "POST", func(w *apitest.Workspace, _ apitest.Person) (string, any) {
			return w.Path + "/invitations", map[string]any{"email": apitest.Address("ada"), "name": "Ada", "role_ids": []string{w.Role("Admin")}}
		}, "createInvitation role_above_own", 403},
		{"somebody above", "POST", func(w *apitest.Workspace, _ apitest.Person) (string, any) {
			return user(w, above(w)) + "/suspend", nil
		}, "suspendUser above_own", 403},
		{"oneself", "POST", func(w *apitest.Workspace, by apitest.Person) (string, any) {
			return user(w, by) + "/suspend", nil
		}, "suspendUser permission_denied", 403},
		{"many, of whom two are above", "POST", func(w *apitest.Workspace, _ apitest.Person) (string, any) {
			list := []string{above(w).UserID, w.Holder(apitest.Address("below")).UserID, above(w).UserID}
			return w.Path + "/users/bulk/suspend", map[string]any{"user_ids": list}
		}, "suspendUsers above_own; suspendUsers above_own", 200},
		{"a role that cannot be changed", "PATCH", func(w *apitest.Workspace, _ apitest.Person) (string, any) {
			return w.Path + "/roles/" + w.Role("Admin"), map[string]any{"name": "Boss"}
		}, "updateRole built_in_role", 403},
		{"a permission that one lacks, for a role", "POST", func(w *apitest.Workspace, _ apitest.Person) (string, any) {
			return w.Path + "/roles", newRole(apitest.Address("fleet"), domain.WorkspaceDelete)
		}, "createRole role_above_own", 403},
		{"many requests, one of them one's own guest's under four eyes", "POST", func(w *apitest.Workspace, by apitest.Person) (string, any) {
			w.Update(map[string]any{"four_eyes": true})
			mine, _ := w.InviteAs(by, "Mia", nothing(w))
			other, _ := w.InviteAs(w.Holder(apitest.Address("ivo"), domain.UsersInvite), "Ola", nothing(w))
			return w.Path + "/approvals/decide", decisions(approving(w, mine), approving(w, other))
		}, "decideApprovals four_eyes", 200},
	}
}

// Being let in and going too far is a denial as well, for each of many too; the entry says what it was about.
func TestGoingTooFarIsInTheLog(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		w.Holder("Bea", apitest.Without()...) // the second pair of eyes
		by := w.Holder("Lou Limited", domain.UsersRead, domain.UsersInvite, domain.UsersSuspend, domain.RolesRead, domain.RolesWrite, domain.ApprovalsDecide)
		for _, b := range beyonds() {
			t.Run(b.name, func(t *testing.T) {
				w := w.For(t)
				path, body := b.call(w, by)
				trace := strings.Map(func(r rune) rune {
					if r == ' ' || r == ',' || r == '\'' {
						return '-'
					}
					return r
				}, b.name)
				answer := w.API.Call(b.method, path, by.Token, body, "X-Request-Id", trace, "Idempotency-Key", trace)
				if answer.Status != b.whole {
					t.Errorf("got %d %s", answer.Status, answer.Body)
				}
				if b.method == http.MethodPost { // the first answer again, which denies nothing anew
					w.API.Call(b.method, path, by.Token, body, "X-Request-Id", trace, "Idempotency-Key", trace)
				}
				var got []string
				for _, one := range denialsOf(t, w, trace) {
					_, said, _ := strings.Cut(one, ": ")
					operation, reason, _ := strings.Cut(said, " ")
					reason, _, _ = strings.Cut(reason, " ")
					got = append(got, operation+" "+reason)
				}
				if text := strings.Join(got, "; "); text != b.want {
					t.Errorf("the log says %q, want %q", text, b.want)
				}
			})
		}
		w.API.CheckInvariants(w)
	})
}

func TestADenialSaysWhomItWasAboutAndWhatWasLacking(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "and the twin leaves none", Run: func(t *testing.T, w *apitest.Workspace) {
		by, far := w.Holder("Lou Limited", domain.UsersRead, domain.UsersSuspend), w.Holder("Ana", domain.UsersRead, domain.AuditRead)
		w.Records(func() {
			w.API.Want(w.API.Call("POST", user(w, far)+"/suspend", by.Token, nil, "X-Request-Id", "one"), 403, "above_own")
		}, "entry.denied")
		w.Records(func() {
			list := map[string]any{"user_ids": []string{far.UserID}}
			w.API.Want(w.API.Call("POST", w.Path+"/users/bulk/suspend", by.Token, list, "X-Request-Id", "many"), 200, "")
		}, "entry.denied")
		for _, trace := range []string{"one", "many"} {
			c := changesAt(t, w, trace, 0).changes
			if c["user_id"].To != far.UserID || c["permission"].To != "audit:read" {
				t.Errorf("%s: the log says %v", trace, c)
			}
		}
		w.Records(func() { // a step on the way is no denial
			w.API.Exec("UPDATE sessions SET authenticated_at = ?", w.API.Clock.Now().Add(-hour))
			w.API.Want(w.MakeKey(w.Admin.Token, "App"), 403, "reauthentication_required")
		})
		w.Records(func() {
			w.API.Want(w.API.Call("POST", user(w, far)+"/suspend", w.Admin.Token, nil), 200, "")
		}, "user.suspended")
	}}})
}

const mostDenials = 30 // denials of one actor in an hour

// One actor fills the log with denials only so far, and is refused all the same. The last entry before the cap says that
// more may follow unrecorded; nobody uses up what is kept of somebody else, and an hour later all is kept again.
func TestDenialsOfOneActorFillTheLogOnlySoFar(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on").Setup("Acme Fleet")
		noisy, other := w.Holder("Nick Noisy"), w.Holder("Ola Other")
		noisyKey, otherKey := w.KeyOf(w.Admin), w.KeyOf(w.Admin)
		ask := func(token string) {
			w.API.Want(w.API.Call("GET", w.Path+"/users", token, nil), http.StatusForbidden, "permission_denied")
		}
		kept := func(actor, capped string) {
			t.Helper()
			list := w.API.Count("audit_events", "type = 'entry.denied' AND actor_id = ?", actor)
			said := w.API.Count("audit_events", "type = 'entry.denied' AND actor_id = ? AND CAST(changes AS text) LIKE '%capped%'", actor)
			if got := fmt.Sprint(list, " ", said); got != capped {
				t.Errorf("of %s the log has %s denials and words of the cap, want %s", actor, got, capped)
			}
		}
		for range mostDenials - 1 {
			ask(noisy.Token)
			ask(noisyKey.Secret)
		}
		kept(noisy.UserID, "29 0")
		for range 10 {
			ask(noisy.Token)
			ask(noisyKey.Secret)
		}
		kept(noisy.UserID, "30 1")
		kept(noisyKey.ID, "30 1")
		last := apitest.Look[string](w.API, "SELECT changes FROM audit_events WHERE type = 'entry.denied' AND actor_id = ? ORDER BY id DESC LIMIT 1", noisy.UserID)
		if !strings.Contains(last, "capped") {
			t.Errorf("the last entry says %s", last)
		}
		ask(other.Token)
		ask(otherKey.Secret)
		kept(other.UserID, "1 0")
		kept(otherKey.ID, "1 0")
		w.API.Clock.Advance(hour)
		ask(noisyKey.Secret)
		kept(noisyKey.ID, "31 1")
	})
}
