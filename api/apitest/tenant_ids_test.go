package apitest_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// twoTenants runs a test in two workspaces of one installation, on both engines.
func twoTenants(t *testing.T, test func(t *testing.T, w, other *apitest.Workspace)) {
	t.Helper()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w, other := api.Setup("Acme Fleet"), api.Found("Other Tenant")
		test(t, w, other)
		api.CheckInvariants(w, other)
	})
}

func depot(w *apitest.Workspace, name string) string {
	return w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": name}), 201, "").Text("id")
}

// The ids of ids_test.go stand in paths; these stand in bodies.
func TestAnIDOfAnotherTenantInABodyIsAsUnknownAsAnyOther(t *testing.T) {
	twoTenants(t, func(t *testing.T, w, other *apitest.Workspace) {
		role, depotHere, depotThere := w.Role("Member"), depot(w, "Sydney"), depot(other, "Sydney")
		waits := w.Pending("Will Wait", "Member")
		approve := w.Path + "/approvals/" + w.ApprovalOf(waits) + "/approve"
		invitation := map[string]any{"email": apitest.Address("bo"), "name": "Bo Brown", "role_ids": []string{role}, "location_ids": []string{depotHere}}
		for _, c := range []struct {
			path, field, own, foreign, code string
			body                            map[string]any
		}{
			{w.Path + "/invitations", "role_ids", role, other.Role("Member"), "role_unknown", invitation},
			{w.Path + "/invitations", "location_ids", depotHere, depotThere, "location_unknown", invitation},
			{approve, "role_ids", role, other.Role("Member"), "role_unknown", map[string]any{}},
			{approve, "location_ids", depotHere, depotThere, "location_unknown", map[string]any{}},
		} {
			for name, list := range map[string][]string{"alone": {c.foreign}, "among own ones": {c.own, c.foreign}} {
				var answers []apitest.Answer
				for _, strange := range []string{c.foreign, unknownID} {
					body := maps.Clone(c.body)
					body[c.field] = append(slices.Clone(list[:len(list)-1]), strange)
					w.API.ChangesNothing(func() {
						answers = append(answers, w.API.Want(w.API.Call("POST", c.path, w.Admin.Token, body), 422, "validation_failed"))
					})
				}
				if code := apitest.At(answers[0].List("errors")[0], "code"); code != c.code {
					t.Errorf("%s %s: the code is %v, want %s", c.field, name, code, c.code)
				}
				if string(anonymous(answers[0])) != string(anonymous(answers[1])) {
					t.Errorf("%s %s: %s, and for an id that nobody has: %s", c.field, name, answers[0].Body, answers[1].Body)
				}
			}
		}
		w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, invitation), 201, "")
		w.API.Want(w.API.Call("POST", approve, w.Admin.Token, map[string]any{"role_ids": []string{role}, "location_ids": []string{depotHere}}), 200, "")
	})
}

func TestAFilterByAnIDOfAnotherTenantFindsNobody(t *testing.T) {
	twoTenants(t, func(t *testing.T, w, other *apitest.Workspace) {
		for field, ids := range map[string][2]string{
			"role_id":     {w.Role("Admin"), other.Role("Admin")},
			"location_id": {depot(w, "Perth"), depot(other, "Perth")},
		} {
			foreign := w.API.Want(w.API.Call("GET", w.Path+"/users?"+field+"="+ids[1], w.Admin.Token, nil), 200, "")
			unknown := w.API.Want(w.API.Call("GET", w.Path+"/users?"+field+"="+unknownID, w.Admin.Token, nil), 200, "")
			if string(foreign.Body) != string(unknown.Body) || len(foreign.List("data")) != 0 {
				t.Errorf("%s of another tenant finds %s, an unknown one %s", field, foreign.Body, unknown.Body)
			}
		}
		own := w.API.Want(w.API.Call("GET", w.Path+"/users?role_id="+w.Role("Admin"), w.Admin.Token, nil), 200, "")
		if len(own.List("data")) != 1 {
			t.Errorf("the own role finds %s", own.Body)
		}
	})
}

func TestACursorOfAnotherTenantIsRefused(t *testing.T) {
	twoTenants(t, func(t *testing.T, w, other *apitest.Workspace) {
		for _, list := range []string{"/users", "/invitations", "/approvals", "/roles", "/locations"} {
			next := map[*apitest.Workspace]string{}
			for _, one := range []*apitest.Workspace{w, other} {
				one.Invite("Bo Brown", "Member")
				one.Invite("Cy Cole", "Member")
				depot(one, "Sydney"+list)
				depot(one, "Perth"+list)
				next[one] = url.QueryEscape(one.API.Want(one.API.Call("GET", one.Path+list+"?limit=1", one.Admin.Token, nil), 200, "").Text("next_cursor"))
			}
			a := w.API.Call("GET", w.Path+list+"?limit=1&cursor="+next[other], w.Admin.Token, nil)
			if a.Status != 422 && a.Status != 400 {
				t.Errorf("%s: another tenant's cursor gives %d %s", list, a.Status, a.Body)
			}
			w.API.Want(w.API.Call("GET", w.Path+list+"?limit=1&cursor="+next[w], w.Admin.Token, nil), 200, "")
		}
	})
}

// Whatever else a request says of a workspace: the one in the path counts, and the other one sees nothing of it.
func TestTheWorkspaceIsTheOneInThePath(t *testing.T) {
	twoTenants(t, func(t *testing.T, w, other *apitest.Workspace) {
		misleading := []string{
			"X-Workspace-Id", other.ID, "X-Tenant-Id", other.ID, "Workspace-Id", other.ID, "X-Original-Url", other.Path,
			"X-Rewrite-Url", other.Path, "X-Http-Method-Override", "DELETE", "X-Forwarded-Prefix", other.Path,
		}
		for _, op := range w.API.Operations {
			if op.Entry != web.EntryInWorkspace {
				continue
			}
			before := w.API.Count("audit_events", "for_workspace = ?", other.ID)
			inHeaders := goodCall(w, t, op)
			if a := inHeaders.good(w, misleading...); a.Status != inHeaders.status {
				t.Errorf("%s with misleading headers: %d %s", op.ID, a.Status, a.Body)
			}
			inQuery := goodCall(w, t, op)
			inQuery.path += joint(inQuery.path) + "workspace_id=" + other.ID
			if a := inQuery.good(w); a.Status != inQuery.status && a.Code() != "unknown_parameter" {
				t.Errorf("%s with a misleading query: %d %s", op.ID, a.Status, a.Body)
			}
			inBody := goodCall(w, t, op)
			if body, ok := inBody.body.(map[string]any); ok {
				inBody.body = merged(body, map[string]any{"workspace_id": other.ID})
				w.API.Want(inBody.good(w), 400, "unknown_field")
			}
			if after := w.API.Count("audit_events", "for_workspace = ?", other.ID); after != before {
				t.Errorf("%s left %d entries in the other workspace", op.ID, after-before)
			}
		}
	})
}

func merged(a, b map[string]any) map[string]any {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// joint is what stands between a path and a further parameter.
func joint(path string) string {
	if strings.Contains(path, "?") {
		return "&"
	}
	return "?"
}
