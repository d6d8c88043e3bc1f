package apitest_test

import (
	"fmt"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

func TestWorkspaceSettings(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "A slug is changed, and the old one is free", Run: slugChanged},
		{Name: "A slug that is taken, reserved or none is refused", Run: slugRefused},
		{Name: "A preview counts, and changes nothing", Run: previewCounts},
		{Name: "A preview names what lets more people in", Run: previewWidens},
	})
}

func slugOf(w *apitest.Workspace) string {
	return w.API.Want(w.API.Call("GET", w.Path, w.Admin.Token, nil), 200, "").Text("slug")
}

func slugChanged(t *testing.T, w *apitest.Workspace) {
	old, other := slugOf(w), w.API.Found("Other Tenant")
	w.Records(func() { w.Update(map[string]any{"slug": "acme-" + other.ID[:8] + "-x"}) }, "workspace.updated")
	w.Records(func() { w.Update(map[string]any{"slug": slugOf(w)}) })
	if slugOf(w) == old {
		t.Error("the slug is the old one")
	}
	other.Update(map[string]any{"slug": old})
}

func slugRefused(t *testing.T, w *apitest.Workspace) {
	other := w.API.Found("Other Tenant")
	foreign := slugOf(other)
	w.API.ChangesNothing(func() {
		taken := w.API.Want(patch(w, w.Path, map[string]any{"slug": foreign}), 409, "slug_taken")
		if len(taken.JSON) != 6 { // nothing beyond what every problem says
			t.Errorf("the refusal tells more than that: %s", taken.Body)
		}
		for slug, code := range map[string]string{
			"Acme": "slug_invalid", "a": "slug_invalid", "-acme": "slug_invalid", "acme-": "slug_invalid", "ac--me": "slug_invalid",
			"acme fleet": "slug_invalid", "аcme": "slug_invalid", "": "slug_invalid", "../acme": "slug_invalid", "acme\n": "slug_invalid",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "slug_invalid",
			"api": "slug_reserved", "join": "slug_reserved", "settings": "slug_reserved",
		} {
			if got := fieldCode(w.API.Want(patch(w, w.Path, map[string]any{"slug": slug}), 422, "validation_failed")); got != "/slug "+code {
				t.Errorf("%q: %s, want %s", slug, got, code)
			}
		}
	})
	w.Update(map[string]any{"slug": foreign + "-2"})
	made := w.API.Want(w.API.Call("POST", "/api/v1/workspaces", w.Admin.Token, map[string]any{"name": "Settings"}), 201, "")
	if made.Text("slug") == "settings" {
		t.Error("a new workspace got a reserved word")
	}
}

func previewOf(w *apitest.Workspace, body map[string]any) map[string]any {
	return w.API.Want(w.API.Call("POST", w.Path+"/preview", w.Admin.Token, body), 200, "").JSON
}

func previewCounts(t *testing.T, w *apitest.Workspace) {
	w.Pending("Will Wait", "Member")
	w.Invite("Bo Brown", "Member")
	approved, _ := w.Invite("Dan Known", "Member")
	w.API.Want(w.Approve(w.Admin, approved), 200, "")
	w.Update(map[string]any{"approval_policy": "never"})
	w.Invite("Cleo Free", "Member")
	w.Holder("Abe", "approvals:decide")
	var seen map[string]any
	w.API.ChangesNothing(func() {
		w.Records(func() {
			seen = previewOf(w, map[string]any{"approval_policy": "always", "own_domains": []string{"example.com"}})
		})
	})
	for name, want := range map[string]int{
		"open_invitations": 3, "invited_without_approval": 1, "waiting_requests": 2, "active_approvers": 2,
		"own_domain_users": 6, "own_domain_invitations": 3,
	} {
		if got := fmt.Sprint(seen[name]); got != fmt.Sprint(want) {
			t.Errorf("%s is %s, want %d", name, got, want)
		}
	}
	if seen = previewOf(w, map[string]any{}); fmt.Sprint(seen["own_domain_users"]) != "0" || fmt.Sprint(seen["widens"]) != "[]" {
		t.Errorf("no change concerns nobody anew: %v", seen)
	}
	w.API.Want(w.API.Call("POST", w.Path+"/preview", w.Admin.Token, map[string]any{"own_domains": []string{"x"}}), 422, "validation_failed")
}

func previewWidens(t *testing.T, w *apitest.Workspace) {
	for _, c := range []struct {
		patch map[string]any
		want  string
	}{
		{map[string]any{"approval_policy": "never"}, "[approval_policy]"},
		{map[string]any{"approval_policy": "always"}, "[]"},
		{map[string]any{"approval_policy": "outside_domains", "own_domains": []string{"a.example"}}, "[approval_policy own_domains]"},
		{map[string]any{"own_domains": []string{"a.example"}}, "[]"}, // nothing goes by them
		{map[string]any{"access_requests": "anyone"}, "[access_requests]"},
	} {
		if got := fmt.Sprint(previewOf(w, c.patch)["widens"]); got != c.want {
			t.Errorf("%v widens %s, want %s", c.patch, got, c.want)
		}
	}
	w.Member("Abe", "Approver")
	w.Update(map[string]any{"approval_policy": "never", "four_eyes": true, "access_requests": "anyone"})
	for _, c := range []struct {
		patch map[string]any
		want  string
	}{
		{map[string]any{"approval_policy": "outside_domains"}, "[]"},
		{map[string]any{"access_requests": "domains"}, "[]"},
		{map[string]any{"four_eyes": false}, "[four_eyes]"},
	} {
		if got := fmt.Sprint(previewOf(w, c.patch)["widens"]); got != c.want {
			t.Errorf("%v widens %s, want %s", c.patch, got, c.want)
		}
	}
}
