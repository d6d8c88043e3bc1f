package apitest_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

func keyPath(w *apitest.Workspace, k apitest.Key) string { return w.Path + "/api-keys/" + k.ID }

// entersAs gives the status of a read of the users with a credential, and the code of its refusal.
func entersAs(w *apitest.Workspace, token string) string {
	a := w.API.Call("GET", w.Path+"/users", token, nil)
	return strings.TrimSpace(fmt.Sprint(a.Status, " ", a.Code()))
}

const (
	goesIn    = "200"
	isDenied  = "403 permission_denied"
	isUnknown = "401 unauthenticated"
)

func wants(t *testing.T, w *apitest.Workspace, what, token, want string) {
	t.Helper()
	if got := entersAs(w, token); got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestAPIKeysAreMade(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "shown once, hashed, and work at once", Run: func(t *testing.T, w *apitest.Workspace) {
			var made apitest.Answer
			w.Records(func() { made = w.API.Want(w.MakeKey(w.Admin.Token, "Fleet app", domain.UsersRead), 201, "") }, "api_key.created")
			text := made.Text("secret")
			if !regexp.MustCompile(`^gh_[0-9A-Za-z]{49}$`).MatchString(text) || !strings.HasPrefix(text, made.Text("prefix")) || len(made.Text("prefix")) > 7 {
				t.Errorf("the secret is %q, its beginning %q", text, made.Text("prefix"))
			}
			if made.Header.Get("Location") != w.Path+"/api-keys/"+made.Text("id") || made.Header.Get("ETag") == "" {
				t.Errorf("headers: %v", made.Header)
			}
			if made.Text("created_by", "id") != w.Admin.UserID || made.Text("status") != "active" || made.JSON["expires_at"] != nil || made.JSON["last_used_at"] != nil {
				t.Errorf("made: %s", made.Body)
			}
			wants(t, w, "the key", text, goesIn)
			shown := w.API.Want(w.API.Call("GET", made.Header.Get("Location"), w.Admin.Token, nil), 200, "")
			listed := w.API.Want(w.API.Call("GET", w.Path+"/api-keys", w.Admin.Token, nil), 200, "")
			logged := w.API.Want(w.API.Call("GET", w.Path+"/audit-events", w.Admin.Token, nil), 200, "")
			for _, a := range []apitest.Answer{shown, listed, logged} {
				for _, never := range []string{text[8:], secret.Hash(text)} {
					if strings.Contains(string(a.Body), never) {
						t.Errorf("%s tells the secret or its hash", a.Body)
					}
				}
			}
			if dump := w.API.Dump(); strings.Contains(dump["api_keys"], text) || !strings.Contains(dump["api_keys"], secret.Hash(text)) {
				t.Error("want the hash stored, and not the secret")
			}
		}},
		{Name: "with nothing that their maker lacks", Run: func(t *testing.T, w *apitest.Workspace) {
			maker := w.Holder("Mia Maker", domain.APIKeysManage, domain.UsersRead)
			w.API.ChangesNothing(func() {
				refused := w.API.Want(w.MakeKey(maker.Token, "App", domain.UsersRead, domain.UsersRemove), 403, "api_key_above_own")
				if refused.Text("permission") != "users:remove" {
					t.Errorf("refused: %s", refused.Body)
				}
				for _, body := range []map[string]any{
					{"name": "App", "permissions": []string{"users:read", "users:fly"}},
					{"name": " ", "permissions": []string{}},
					{"name": strings.Repeat("x", 121), "permissions": []string{}},
					{"name": "App", "permissions": []string{}, "expires_at": "tomorrow"},
					{"name": "App", "permissions": []string{}, "expires_at": ""},
					{"name": "App", "permissions": []string{}, "expires_at": nil},
					{"name": "App", "permissions": []string{}, "expires_at": "2020-01-01T00:00:00Z"},
					{"name": "App", "permissions": []string{}, "expires_at": "9999-01-01T00:00:00Z"},
				} {
					w.API.Want(w.API.Call("POST", w.Path+"/api-keys", maker.Token, body), 422, "validation_failed")
				}
			})
			w.API.Want(w.MakeKey(maker.Token, "App", domain.UsersRead), 201, "")
			w.API.Want(w.MakeKey(w.Admin.Token, "App", apitest.Without()...), 201, "")
		}},
		{Name: "by whoever has just typed their password", Run: func(_ *testing.T, w *apitest.Workspace) {
			k := w.NewKey(domain.UsersRead)
			typed := func(ago time.Duration) {
				w.API.Exec("UPDATE sessions SET authenticated_at = ? WHERE account_id = (SELECT account_id FROM users WHERE id = ?)", w.API.Clock.Now().Add(-ago), w.Admin.UserID)
			}
			rename := func() apitest.Answer {
				return w.API.Call("PATCH", keyPath(w, k), w.Admin.Token, map[string]any{"name": "Renamed"})
			}
			rotate := func() apitest.Answer {
				return w.API.Call("POST", keyPath(w, k)+"/rotate", w.Admin.Token, map[string]any{})
			}
			typed(10*minute + second)
			w.API.ChangesNothing(func() {
				w.API.Want(w.MakeKey(w.Admin.Token, "App"), 403, "reauthentication_required")
				w.API.Want(rename(), 403, "reauthentication_required")
				w.API.Want(rotate(), 403, "reauthentication_required")
			})
			typed(9 * minute)
			w.API.Want(w.MakeKey(w.Admin.Token, "App"), 201, "")
			w.API.Want(rename(), 200, "")
			w.API.Want(rotate(), 200, "")
			typed(hour)
			w.API.Want(w.API.Call("DELETE", keyPath(w, k), w.Admin.Token, nil), 204, "")
		}},
		{Name: "at most 200", Run: func(_ *testing.T, w *apitest.Workspace) {
			first := w.NewKey()
			for n := range domain.MaxAPIKeys - 1 {
				w.API.Exec("INSERT INTO api_keys (workspace_id, id, name, name_key, permissions, prefix, token_hash, created_by, version, created_at, updated_at)"+
					" SELECT workspace_id, ?, name, name_key, permissions, prefix, ?, created_by, version, created_at, updated_at FROM api_keys WHERE id = ?",
					fmt.Sprintf("00000000-0000-7000-8000-%012d", n), fmt.Sprint(w.ID, n), first.ID)
			}
			w.API.Want(w.MakeKey(w.Admin.Token, "App"), 409, "limit_reached")
			w.API.Want(w.API.Call("DELETE", keyPath(w, first), w.Admin.Token, nil), 204, "")
			w.API.Want(w.MakeKey(w.Admin.Token, "App"), 201, "")
			w.API.Exec("DELETE FROM api_keys WHERE workspace_id = ?", w.ID)
		}},
	})
}

// H01, C13: what a key can do is at each request what both it and its maker hold.
func TestAKeyNeverExceedsItsMaker(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "demoted and promoted again", Run: func(t *testing.T, w *apitest.Workspace) {
			maker := w.Holder("Mia Maker", domain.APIKeysManage, domain.UsersRead)
			k := w.KeyOf(maker, domain.UsersRead, domain.APIKeysManage)
			wants(t, w, "at first", k.Secret, goesIn)
			w.NewRole("Nothing")
			w.SetRole(maker, "Nothing")
			wants(t, w, "demoted", k.Secret, isDenied)
			shown := w.API.Want(w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil), 200, "")
			if fmt.Sprint(shown.List("unusable_permissions")) != "[api_keys:manage users:read]" || shown.Text("status") != "active" {
				t.Errorf("shown as %s", shown.Body)
			}
			w.SetRole(maker, "Mia Maker")
			wants(t, w, "promoted again", k.Secret, goesIn)
			w.SetRole(maker, "Admin")
			if a := w.API.Call("GET", w.Path+"/roles", k.Secret, nil); a.Status != 403 {
				t.Errorf("its maker's new rights are its own: %d", a.Status)
			}
		}},
		{Name: "suspended and reactivated", Run: func(t *testing.T, w *apitest.Workspace) {
			maker := w.Holder("Mia Maker", domain.APIKeysManage, domain.UsersRead)
			k := w.KeyOf(maker, domain.UsersRead)
			stream := apitest.OpenStream(t, w.API, w.Path+"/events", k.Secret)
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+maker.UserID+"/suspend", w.Admin.Token, nil), 200, "")
			wants(t, w, "suspended", k.Secret, isUnknown)
			stream.Ends(10 * time.Second)
			if shown := w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil); shown.Text("status") != "stopped" {
				t.Errorf("shown as %s", shown.Body)
			}
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+maker.UserID+"/reactivate", w.Admin.Token, nil), 200, "")
			wants(t, w, "reactivated", k.Secret, goesIn)
		}},
		{Name: "removed", Run: func(t *testing.T, w *apitest.Workspace) {
			maker := w.Holder("Mia Maker", domain.APIKeysManage, domain.UsersRead)
			k, other := w.KeyOf(maker, domain.UsersRead, domain.APIKeysManage), w.NewKey(domain.UsersRead)
			child := w.API.Want(w.MakeKey(k.Secret, "Child", domain.UsersRead), 201, "")
			kinds := w.Recorded(func() {
				w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+maker.UserID, w.Admin.Token, nil), 204, "")
			})
			if want := []string{"api_key.deleted", "api_key.deleted", "user.removed", "account.deleted"}; !slices.Equal(kinds, want) {
				t.Errorf("recorded %v", kinds)
			}
			for _, text := range []string{k.Secret, child.Text("secret")} {
				wants(t, w, "removed", text, isUnknown)
			}
			wants(t, w, "somebody else's", other.Secret, goesIn)
			w.API.Want(w.API.Call("GET", keyPath(w, k), w.Admin.Token, nil), 404, "not_found")
		}},
		{Name: "confined to locations as they are", Run: func(t *testing.T, w *apitest.Workspace) {
			sydney, perth := w.NewLocation("Sydney"), w.NewLocation("Perth")
			maker := w.LocalHolder("Mia Maker", sydney, domain.UsersRead, domain.UsersSuspend)
			w.API.Exec("INSERT INTO user_roles (workspace_id, user_id, role_id) VALUES (?, ?, ?)", w.ID, maker.UserID, w.NewRole("Keys", domain.APIKeysManage))
			near, far := w.Holder("Nia Near"), w.Holder("Fay Far")
			w.Move(near, sydney)
			w.Move(far, perth)
			k := w.KeyOf(maker, domain.UsersRead, domain.UsersSuspend)
			w.API.Want(w.API.Call("GET", w.Path+"/users/"+near.UserID, k.Secret, nil), 200, "")
			w.API.Want(w.API.Call("GET", w.Path+"/users/"+far.UserID, k.Secret, nil), 404, "not_found")
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+far.UserID+"/suspend", k.Secret, nil), 404, "not_found")
			w.API.Want(w.API.Call("POST", w.Path+"/users/"+near.UserID+"/suspend", k.Secret, nil), 200, "")
			if list := w.API.Want(w.API.Call("GET", w.Path+"/users", k.Secret, nil), 200, "").List("data"); len(list) != 2 {
				t.Errorf("sees %d people, want those at Sydney", len(list))
			}
		}},
	})
}

// What a key does is the key's in the audit log, and never its maker's.
func TestWhatAKeyDoesBearsItsName(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "done and denied", Run: func(t *testing.T, w *apitest.Workspace) {
		k := w.NewKey(domain.LocationsWrite)
		w.API.Want(w.API.Call("POST", w.Path+"/locations", k.Secret, map[string]any{"name": "Perth"}), 201, "")
		w.API.Want(w.API.Call("GET", w.Path+"/users", k.Secret, nil), 403, "permission_denied")
		w.API.Want(w.API.Call("DELETE", w.Path+"?name=x", w.NewKey(domain.WorkspaceDelete).Secret, nil), 403, "person_required")
		w.API.Want(w.API.Call("GET", "/api/v1/me", k.Secret, nil), 403, "person_required")
		list := w.API.Want(w.API.Call("GET", w.Path+"/audit-events?actor_id="+k.ID, w.Admin.Token, nil), 200, "").List("data")
		var kinds []string
		for _, e := range list {
			kinds = append(kinds, apitest.At(e, "type").(string))
			if apitest.At(e, "actor", "kind") != "api_key" || apitest.At(e, "actor", "label") != "App" {
				t.Errorf("by %v", apitest.At(e, "actor"))
			}
		}
		if !slices.Equal(kinds, []string{"entry.denied", "entry.denied", "location.created"}) {
			t.Errorf("recorded %v", kinds)
		}
	}}})
}
