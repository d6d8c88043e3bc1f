package apitest_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func TestAPIKeysAreChanged(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "from the next request on, and by one at a time", Run: func(t *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.UsersRead)
			seen := w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil).Header.Get("ETag")
			w.Records(func() {
				w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"name": "App", "permissions": []string{"users:read"}}), 200, "")
			})
			w.Records(func() {
				a := w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"permissions": []string{"roles:read"}, "name": "Other"}, "If-Match", seen), 200, "")
				if a.Text("name") != "Other" || strings.Contains(string(a.Body), `"secret"`) {
					t.Errorf("changed: %s", a.Body)
				}
			}, "api_key.updated")
			wants(t, w, "with another permission", k.Secret, isDenied)
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"name": "Lost"}, "If-Match", seen), 412, "precondition_failed")
				w.API.Want(w.API.Call("POST", keyPath(w, k)+"/rotate", w.Admin.Token, map[string]any{}, "If-Match", seen), 412, "precondition_failed")
				w.API.Want(w.API.Call("DELETE", keyPath(w, k), w.Admin.Token, nil, "If-Match", seen), 412, "precondition_failed")
				w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"name": nil}), 422, "validation_failed")
			})
		}},
		{Name: "to end at a moment, or never", Run: func(t *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.UsersRead)
			end := func(at any) apitest.Answer {
				return w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"expires_at": at}), 200, "")
			}
			end(w.API.Clock.Now().Add(5 * minute).Format(time.RFC3339))
			wants(t, w, "in time", k.Secret, goesIn)
			w.API.Clock.Advance(5 * minute)
			wants(t, w, "too late", k.Secret, isUnknown)
			w.API.Want(w.API.Call("POST", keyPath(w, k)+"/rotate", w.Admin.Token, map[string]any{}), 409, "conflict")
			if a := w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil); a.Text("status") != "expired" {
				t.Errorf("shown as %s", a.Body)
			}
			w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"expires_at": ""}), 422, "validation_failed")
			if a := end(nil); a.JSON["expires_at"] != nil || a.Text("status") != "active" {
				t.Errorf("without an end: %s", a.Body)
			}
			wants(t, w, "without an end", k.Secret, goesIn)
		}},
		{Name: "by nobody below them", Run: func(_ *testing.T, w *apitest.Workspace) {
			lower := w.Holder("Lou Lower", domain.APIKeysManage, domain.UsersRead)
			above, level := w.NewKey(domain.UsersRead, domain.UsersRemove), w.NewKey(domain.UsersRead)
			w.API.ChangesNothing(func() {
				w.API.Want(w.API.Call("PATCH", keyPath(w, above), lower.Token, map[string]any{"name": "Mine"}), 403, "above_own")
				w.API.Want(w.API.Call("PATCH", keyPath(w, above), lower.Token, map[string]any{"permissions": []string{"users:read"}}), 403, "above_own")
				w.API.Want(w.API.Call("POST", keyPath(w, above)+"/rotate", lower.Token, map[string]any{}), 403, "above_own")
				w.API.Want(w.API.Call("DELETE", keyPath(w, above), lower.Token, nil), 403, "above_own")
				w.API.Want(w.API.Call("PATCH", keyPath(w, level), lower.Token, map[string]any{"permissions": []string{"users:remove"}}), 403, "api_key_above_own")
			})
			w.API.Want(w.API.Call("PATCH", keyPath(w, level), lower.Token, map[string]any{"name": "Ours"}), 200, "")
			w.API.Want(w.API.Call("POST", keyPath(w, level)+"/rotate", lower.Token, map[string]any{}), 200, "")
			w.API.Want(w.API.Call("DELETE", keyPath(w, level), lower.Token, nil), 204, "")
		}},
		{Name: "with the workspace's own permissions", Run: func(t *testing.T, w *apitest.Workspace) {
			ownPermission(w, "fleet:dispatch")
			k := w.NewKey(domain.UsersRead, "fleet:dispatch")
			w.Records(func() {
				w.API.Want(w.API.Call("DELETE", permission(w, "fleet:dispatch"), w.Admin.Token, nil), 204, "")
			}, "api_key.updated", "permission.removed")
			if a := w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil); fmt.Sprint(a.List("permissions")) != "[users:read]" {
				t.Errorf("still has %s", a.Body)
			}
		}},
	})
}

func TestAPIKeysAreRotated(t *testing.T) {
	rotate := func(w *apitest.Workspace, k apitest.Key, body map[string]any) apitest.Answer {
		return w.API.Want(w.API.Call("POST", keyPath(w, k)+"/rotate", w.Admin.Token, body), 200, "")
	}
	apitest.OnBoth(t, []apitest.Case{
		{Name: "with a day in which both work", Run: func(t *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.UsersRead)
			var next apitest.Answer
			w.Records(func() { next = rotate(w, k, map[string]any{}) }, "api_key.rotated")
			wants(t, w, "the one before", k.Secret, goesIn)
			wants(t, w, "the new one", next.Text("secret"), goesIn)
			if until, err := time.Parse(time.RFC3339Nano, next.Text("previous_secret_until")); err != nil || until.Sub(w.API.Clock.Now()) < 23*hour {
				t.Errorf("until %v", until)
			}
			third := rotate(w, k, map[string]any{"overlap_hours": 168})
			wants(t, w, "the one before the one before", k.Secret, isUnknown)
			wants(t, w, "the one before", next.Text("secret"), goesIn)
			w.API.Clock.Advance(168*hour + second)
			wants(t, w, "after the overlap", next.Text("secret"), isUnknown)
			wants(t, w, "the newest", third.Text("secret"), goesIn)
		}},
		{Name: "at once", Run: func(t *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.UsersRead)
			fresh := rotate(w, k, map[string]any{"overlap_hours": 0})
			wants(t, w, "the one before", k.Secret, isUnknown)
			wants(t, w, "the new one", fresh.Text("secret"), goesIn)
			if fresh.JSON["previous_secret_until"] != nil {
				t.Errorf("rotated: %s", fresh.Body)
			}
			w.API.ChangesNothing(func() {
				for _, bad := range []any{-1, 169} {
					w.API.Want(w.API.Call("POST", keyPath(w, k)+"/rotate", w.Admin.Token, map[string]any{"overlap_hours": bad}), 422, "validation_failed")
				}
			})
		}},
		{Name: "and deleted with both secrets, and their streams", Run: func(t *testing.T, w *apitest.Workspace) {
			k, other := w.NewKey(domain.UsersRead), w.NewKey(domain.UsersRead)
			fresh := rotate(w, k, map[string]any{}).Text("secret")
			streams := []*apitest.Stream{apitest.OpenStream(t, w.API, w.Path+"/events", k.Secret), apitest.OpenStream(t, w.API, w.Path+"/events", fresh)}
			stays := apitest.OpenStream(t, w.API, w.Path+"/events", other.Secret)
			w.Records(func() { w.API.Want(w.API.Call("DELETE", keyPath(w, k), w.Admin.Token, nil), 204, "") }, "api_key.deleted")
			wants(t, w, "the one before", k.Secret, isUnknown)
			wants(t, w, "the new one", fresh, isUnknown)
			for _, s := range streams {
				s.Ends(10 * time.Second)
			}
			if !stays.Open() {
				t.Error("another key's stream ended, too")
			}
			w.API.Want(w.API.Call("DELETE", keyPath(w, k), w.Admin.Token, nil), 404, "not_found")
		}},
	})
}

// Keys never make keys unless that is among their permissions, and what they make never outgrows or outlives them.
func TestAKeyThatMakesKeys(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "needs the permission for it", Run: func(_ *testing.T, w *apitest.Workspace) {
			w.API.Want(w.MakeKey(w.NewKey(apitest.Without(domain.APIKeysManage)...).Secret, "Child", domain.UsersRead), 403, "permission_denied")
			w.API.Want(w.MakeKey(w.NewKey(domain.APIKeysManage, domain.UsersRead).Secret, "Child", domain.UsersRead), 201, "")
		}},
		{Name: "gives no more than it has, and not the making", Run: func(t *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.APIKeysManage, domain.UsersRead)
			w.API.Want(w.MakeKey(k.Secret, "Child", domain.UsersRemove), 403, "api_key_above_own")
			w.API.Want(w.MakeKey(k.Secret, "Child", domain.APIKeysManage), 403, "api_key_above_own")
			child := w.API.Want(w.MakeKey(k.Secret, "Child", domain.UsersRead), 201, "")
			if child.Text("made_by", "id") != k.ID || child.Text("created_by", "id") != w.Admin.UserID {
				t.Errorf("made: %s", child.Body)
			}
			w.API.Want(w.API.Call("PATCH", w.Path+"/api-keys/"+child.Text("id"), w.Admin.Token, map[string]any{"permissions": []string{"api_keys:manage"}}), 403, "api_key_above_own")
			above := w.NewKey(domain.UsersRemove)
			w.API.Want(w.API.Call("POST", keyPath(w, above)+"/rotate", k.Secret, map[string]any{}), 403, "above_own")
			w.API.Want(w.API.Call("POST", keyPath(w, k)+"/rotate", k.Secret, map[string]any{}), 200, "")
		}},
		{Name: "takes them along where it goes", Run: func(t *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.APIKeysManage, domain.UsersRead)
			child := w.API.Want(w.MakeKey(k.Secret, "Child", domain.UsersRead), 201, "").Text("secret")
			wants(t, w, "the child", child, goesIn)
			w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"permissions": []string{"api_keys:manage"}}), 200, "")
			wants(t, w, "of a narrower one", child, isDenied)
			w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{
				"permissions": []string{"api_keys:manage", "users:read"}, "expires_at": w.API.Clock.Now().Add(minute).Format(time.RFC3339),
			}), 200, "")
			wants(t, w, "of one in time", child, goesIn)
			w.API.Clock.Advance(minute)
			wants(t, w, "of an expired one", child, isUnknown)
			w.Records(func() { w.API.Want(w.API.Call("DELETE", keyPath(w, k), w.Admin.Token, nil), 204, "") }, "api_key.deleted", "api_key.deleted")
		}},
	})
}

// A key that was cut, mistyped or made up is refused without asking the database, which is gone here.
func TestAMalformedKeyCostsNoQuestion(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		good := w.NewKey(domain.UsersRead).Secret
		wants(t, w, "the key", good, goesIn)
		wants(t, w, "one that nobody made", secret.NewKey().Reveal(), isUnknown)
		if err := w.API.App.Close(t.Context()); err != nil { // the database with what works on it
			t.Fatal(err)
		}
		for _, bad := range []string{"gh_", good[:len(good)-1], good + "0", flip(good, 10), flip(good, 50), "gh_" + strings.Repeat("0", 49), "gh_é"} {
			wants(t, w, bad, bad, isUnknown)
		}
		asked := httptest.NewRecorder() // past the contract, which knows of no closed database
		r := httptest.NewRequest("GET", w.Path+"/users", nil)
		r.Header.Set("Authorization", "Bearer "+good)
		if w.API.Handler.ServeHTTP(asked, r); asked.Code < 500 {
			t.Errorf("a sound one, without a database: %d", asked.Code)
		}
	})
}

// The last use is noted once a minute, whatever came of it; and each key has a limit of its own.
func TestTheUseOfAKeyIsNoted(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d, "GATEHOUSE_RATE_LIMITS=on").Setup("Acme Fleet")
		k := w.NewKey(domain.RolesRead)
		used := func() string {
			return w.API.Want(w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil), 200, "").Text("last_used_at")
		}
		if used() != "" {
			t.Error("used before its first use")
		}
		wants(t, w, "denied", k.Secret, isDenied)
		first := used()
		w.API.Clock.Advance(50 * second)
		wants(t, w, "again", k.Secret, isDenied)
		if first == "" || used() != first {
			t.Errorf("noted %q, then %q within a minute", first, used())
		}
		w.API.Clock.Advance(10 * second)
		a := w.API.Call("GET", w.Path+"/roles", k.Secret, nil)
		if used() == first {
			t.Error("not noted after a minute")
		}
		if policy := a.Header.Get("RateLimit-Policy"); !strings.Contains(policy, `"api-key";q=6000;w=60`) {
			t.Errorf("the policy is %q", policy)
		}
		left := func(token string) int {
			var n int
			limit := w.API.Call("GET", w.Path+"/roles", token, nil).Header.Get("RateLimit")
			if _, err := fmt.Sscanf(limit[strings.Index(limit, "r="):], "r=%d", &n); err != nil {
				t.Fatalf("the limit is %q", limit)
			}
			return n
		}
		// The bucket fills again while it is used, a hundred a second; the other key's is full.
		w.API.Clock.Stop()
		for range 50 {
			w.API.Call("GET", w.Path+"/roles", k.Secret, nil)
		}
		if one, other := left(k.Secret), left(w.NewKey(domain.RolesRead).Secret); other != 5999 || one >= other {
			t.Errorf("another key has %d left, this one %d", other, one)
		}
	})
}

// What a key gives out is held against the key, when it is given and when it becomes real.
func TestAKeyInvites(t *testing.T) {
	invite := func(w *apitest.Workspace, k apitest.Key, role string) apitest.Answer {
		return w.API.Call("POST", w.Path+"/invitations", k.Secret, map[string]any{
			"email": apitest.Address("ines"), "name": "Ines", "role_ids": []string{w.Role(role)}, "deliver": "link",
		})
	}
	takes := func(w *apitest.Workspace, a apitest.Answer) string {
		return w.API.Want(w.API.Accept(apitest.TokenOf(w.API.Want(a, 201, ""))), 200, "").Text("status")
	}
	expect := func(t *testing.T, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	apitest.OnBoth(t, []apitest.Case{
		{Name: "into nothing that it lacks, be its maker Admin", Run: func(_ *testing.T, w *apitest.Workspace) {
			w.NewRole("Reader", domain.UsersRead)
			k := w.NewKey(domain.UsersInvite)
			w.API.Want(invite(w, k, "Reader"), 403, "role_above_own")
			w.API.Want(invite(w, k, "Admin"), 403, "role_above_own")
			w.API.Want(invite(w, w.NewKey(apitest.Without()...), "Admin"), 403, "role_above_own")
			w.API.Want(invite(w, w.NewKey(domain.UsersInvite, domain.UsersRead), "Reader"), 201, "")
		}},
		{Name: "as an approver only where it may approve", Run: func(t *testing.T, w *apitest.Workspace) {
			w.Update(map[string]any{"approval_policy": "unless_invited_by_approver"})
			w.NewRole("Nothing")
			expect(t, takes(w, invite(w, w.NewKey(domain.UsersInvite), "Nothing")), "pending_approval")
			expect(t, takes(w, invite(w, w.NewKey(domain.UsersInvite, domain.ApprovalsDecide), "Nothing")), "active")
		}},
		{Name: "and is asked again when its invitation is taken", Run: func(t *testing.T, w *apitest.Workspace) {
			w.Update(map[string]any{"approval_policy": "never"})
			w.NewRole("Reader", domain.UsersRead)
			k := w.NewKey(domain.UsersInvite, domain.UsersRead)
			expect(t, takes(w, invite(w, k, "Reader")), "active")
			open, later := invite(w, k, "Reader"), invite(w, k, "Reader")
			w.API.Want(w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"permissions": []string{"users:invite"}}), 200, "")
			expect(t, takes(w, open), "pending_approval")
			w.API.Want(w.API.Call("DELETE", keyPath(w, k), w.Admin.Token, nil), 204, "")
			expect(t, takes(w, later), "pending_approval")
		}},
		{Name: "and decides nothing of its maker's under four eyes", Run: func(t *testing.T, w *apitest.Workspace) {
			w.Member("Otto Other", "Admin")
			w.Update(map[string]any{"four_eyes": true})
			p := w.Pending("Pia Pending", "Member")
			approve := w.Path + "/approvals/" + w.ApprovalOf(p) + "/approve"
			w.API.Want(w.API.Call("POST", approve, w.NewKey(apitest.Without()...).Secret, map[string]any{}), 403, "four_eyes")
			w.API.Want(w.API.Call("POST", approve, w.NewKey(apitest.Without(domain.ApprovalsDecide)...).Secret, map[string]any{}), 403, "permission_denied")
			w.Update(map[string]any{"four_eyes": false})
			decided := w.API.Want(w.API.Call("POST", approve, w.NewKey(apitest.Without()...).Secret, map[string]any{}), 200, "")
			expect(t, decided.Text("decision", "by"), "App")
		}},
	})
}
