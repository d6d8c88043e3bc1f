package apitest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// ending asks to delete a workspace, by the name that it is said to have.
func ending(w *apitest.Workspace, by apitest.Person, name string, headers ...string) apitest.Answer {
	return w.API.Call("DELETE", w.Path+"?name="+url.QueryEscape(name), by.Token, nil, headers...)
}

func TestEndingAWorkspace(t *testing.T) {
	const name = "Ännä & Söhne?"
	named := func(w *apitest.Workspace) { w.Update(map[string]any{"name": name}) }
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Its name has to be repeated exactly", Run: func(t *testing.T, w *apitest.Workspace) {
			named(w)
			w.API.ChangesNothing(func() {
				for _, wrong := range []string{"", "ännä & söhne?", name + " ", "Ännä", "Anna & Sohne?"} {
					if code := fieldCode(w.API.Want(ending(w, w.Admin, wrong), 422, "validation_failed")); code != "/name name_mismatch" {
						t.Errorf("%q: %s", wrong, code)
					}
				}
			})
			w.API.Want(ending(w, w.Admin, name), 204, "")
		}},
		{Name: "The password has to be fresh", Run: func(_ *testing.T, w *apitest.Workspace) {
			named(w)
			session := apitest.Look[string](w.API, "SELECT s.id FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.email = ?", w.Admin.Email)
			typed := func(ago time.Duration) {
				w.API.Exec("UPDATE sessions SET authenticated_at = ? WHERE id = ?", w.API.Clock.Now().Add(-ago), session)
			}
			typed(10*minute + second)
			w.API.ChangesNothing(func() { w.API.Want(ending(w, w.Admin, name), 403, "reauthentication_required") })
			typed(9 * minute)
			w.API.Want(ending(w, w.Admin, name), 204, "")
		}},
		{Name: "If-Match is honoured", Run: func(_ *testing.T, w *apitest.Workspace) {
			seen := w.API.Call("GET", w.Path, w.Admin.Token, nil).Header.Get("ETag")
			named(w)
			w.API.ChangesNothing(func() { w.API.Want(ending(w, w.Admin, name, "If-Match", seen), 412, "precondition_failed") })
			now := w.API.Call("GET", w.Path, w.Admin.Token, nil).Header.Get("ETag")
			w.API.Want(ending(w, w.Admin, name, "If-Match", now), 204, "")
		}},
		{Name: "Twice is not found", Run: func(_ *testing.T, w *apitest.Workspace) {
			named(w)
			w.API.Want(ending(w, w.Admin, name), 204, "")
			w.API.Want(ending(w, w.Admin, name), 404, "not_found")
		}},
	})
}

// The end of a workspace leaves nothing of it, and of its people nothing but what was recorded; whoever has another
// place keeps it, and whoever deleted is signed in to found another one.
func TestNothingIsLeftOfAWorkspaceThatWasDeleted(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		other, w := api.Setup("Other Tenant"), api.Found("Acme Fleet")
		slug := slugOf(w)
		gone := peopled(w)
		both, link := w.InviteToo(other.Member("Bea Both", "Member"), "Member")
		w.API.Want(w.API.AcceptAs(both, link), 200, "")
		w.API.Want(w.Approve(w.Admin, both), 200, "")
		stream := apitest.OpenStream(t, api, w.Path+"/events", w.Admin.Token)
		before := otherState(other)
		last := gone[len(gone)-1]
		w.Records(func() { api.Want(ending(w, w.Admin, "Acme Fleet"), 204, "") }, "workspace.deleted")
		stream.Ends(15 * time.Second)
		for table, text := range api.Dump() {
			if strings.HasPrefix(table, "audit_") || table == "local_mails" || table == "river_job" {
				continue // what was recorded; the developer's own post-box; and jobs, see below
			}
			if strings.Contains(text, w.ID) {
				t.Errorf("%s still bears the id of the workspace", table)
			}
			for _, p := range gone {
				if strings.Contains(text, p.Email) || strings.Contains(text, p.Name) {
					t.Errorf("%s still knows %s", table, p.Name)
				}
			}
		}
		// A job that ran at that moment ends by itself, finds nothing, and is kept among the ended ones for a while.
		if n := api.Count("river_job", "state NOT IN ('running', 'completed') AND args->>'workspace' = '"+w.ID+"'"); n > 0 {
			t.Errorf("%d jobs of the workspace wait", n)
		}
		for _, path := range []string{"", "/users", "/users/" + last.UserID, "/invitations", "/approvals", "/roles", "/locations", "/events", "/audit-events"} {
			api.Want(api.Call("GET", w.Path+path, w.Admin.Token, nil), 404, "not_found")
			api.Want(api.Call("GET", w.Path+path, both.Token, nil), 404, "not_found")
		}
		api.Want(api.Call("GET", "/api/v1/me", gone[0].Token, nil), 401, "unauthenticated")
		api.Want(api.Call("POST", "/api/v1/auth/sessions", "", credentials(gone[0])), 401, "invalid_credentials")
		if ended := api.Want(api.Call("GET", "/api/v1/auth/pending", gone[1].PendingToken, nil), 200, ""); ended.Text("state") != "ended" {
			t.Errorf("whoever waited is told %s", ended.Body)
		}
		api.Want(api.Call("GET", other.Path, both.Token, nil), 200, "")
		if me := api.Want(api.Call("GET", "/api/v1/me", w.Admin.Token, nil), 200, ""); len(me.List("workspaces")) != 0 {
			t.Errorf("whoever deleted still has a place: %s", me.Body)
		}
		if after := otherState(other); after != before {
			t.Errorf("the other workspace is %s, and was %s", after, before)
		}
		founded := api.Want(api.Call("POST", "/api/v1/workspaces", w.Admin.Token, map[string]any{"name": "Acme Fleet"}), 201, "")
		if founded.Text("slug") != slug {
			t.Errorf("the slug is %s, and %s should be free", founded.Text("slug"), slug)
		}
		api.CheckInvariants(other)
	})
}

// A link of a workspace that is gone answers as a link that never was: A06.
func TestALinkOfADeletedWorkspaceNeverWas(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "Acme Fleet", Run: func(t *testing.T, w *apitest.Workspace) {
		invited, token := w.Invite("Bo Brown", "Member")
		_, kept := w.API.Found("Other Tenant").Invite("Cy Cole", "Member")
		posting := w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
			"email": apitest.Address("dee"), "name": "Dee Drew", "role_ids": []string{w.Role("Member")},
		}), 201, "")
		w.API.Want(ending(w, w.Admin, "Acme Fleet"), 204, "")
		for _, rest := range []string{"/lookup", "/accept", "/decline", "/request-new"} {
			ask := func(token string) apitest.Answer {
				body := map[string]any{"token": token}
				if rest == "/accept" {
					body["password"] = apitest.Password
				}
				return w.API.Call("POST", "/api/v1/invitations"+rest, "", body)
			}
			dead, unknown := ask(token), ask("never-given-"+token[12:])
			if dead.Status != unknown.Status || string(anonymous(dead)) != string(anonymous(unknown)) {
				t.Errorf("%s: %d %s, and for one that never was: %d %s", rest, dead.Status, dead.Body, unknown.Status, unknown.Body)
			}
		}
		w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": kept}), 200, "")
		if n := w.API.Count("accounts", "email IN (?, ?)", invited.Email, posting.Text("email")); n != 0 {
			t.Errorf("%d accounts of invited people are left", n)
		}
		if n := w.API.Count("mails", "for_workspace = ?", w.ID); n != 0 {
			t.Errorf("%d mails wait to be sent in its name", n)
		}
	}}})
}

// peopled fills a workspace, and gives people whose only place it is: an active one, one who waits, one who is invited.
func peopled(w *apitest.Workspace) []apitest.Person {
	sydney := depot(w, "Sydney Söder")
	member, waits := w.Member("Mia Memberson", "Member"), w.Pending("Wanda Waitsson", "Member")
	w.API.Want(patch(w, w.Path+"/users/"+member.UserID, map[string]any{"location_ids": []string{sydney}}), 200, "")
	invited, _ := w.Invite("Ivo Invitedsson", "Member")
	w.API.Want(w.API.Call("POST", w.Path+"/roles", w.Admin.Token, map[string]any{
		"name": "Sydney crew", "permissions": []string{"users:read"},
	}, keyHeader, apitest.Address("key")), 201, "")
	mailed := apitest.Person{Name: "Max Mailedsson", Email: apitest.Address("max")}
	mailed.UserID = w.API.Want(w.API.Call("POST", w.Path+"/invitations", w.Admin.Token, map[string]any{
		"email": mailed.Email, "name": mailed.Name, "role_ids": []string{w.Role("Member")}, "location_ids": []string{sydney},
	}, keyHeader, apitest.Address("key")), 201, "").Text("id")
	return []apitest.Person{member, waits, invited, mailed}
}

// otherState is what a workspace shows of itself.
func otherState(w *apitest.Workspace) string {
	var out strings.Builder
	for _, path := range []string{"", "/users", "/invitations", "/approvals", "/roles", "/locations", "/users/summary"} {
		fmt.Fprintf(&out, "%s\n", w.API.Call("GET", w.Path+path, w.Admin.Token, nil).Body)
	}
	return out.String()
}

// More people than one statement deletes: they go in one step, with their accounts.
func TestACrowdedWorkspaceGoesWhole(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member")
		w.Move(bo, w.NewLocation("Sydney"))
		w.Crowd(bo, 1200)
		if n := w.API.Count("users", "workspace_id = ?", w.ID); n != 1202 {
			t.Fatalf("the workspace has %d people", n)
		}
		w.API.ChangesNothing(func() { w.API.Want(ending(w, w.Admin, "Acme"), 422, "validation_failed") })
		w.API.Want(ending(w, w.Admin, "Acme Fleet"), 204, "")
		for table, where := range map[string]string{"users": "1 = 1", "invitations": "1 = 1", "approvals": "1 = 1", "accounts": "email LIKE '%crowd%'"} {
			if n := w.API.Count(table, where); n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
	})
}
