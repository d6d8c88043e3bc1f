package apitest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

func TestDeletingTheOwnAccount(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Everything of the person goes, but the audit log’s entry", Run: deleteOwn},
		{Name: "The last Admin is told of every workspace that cannot do without them", Run: deleteLastAdmin},
		{Name: "Four eyes keep their second pair", Run: deleteUnderFourEyes},
		{Name: "Only with the password", Run: deleteNeedsPassword},
	})
}

func deleteMe(w *apitest.Workspace, token string) apitest.Answer {
	return w.API.Call("DELETE", mine, token, map[string]any{"password": apitest.Password})
}

func deleteOwn(t *testing.T, w *apitest.Workspace) {
	name := "Zacharias Zwitscher"
	bo, other := w.Member(name, "Admin"), w.API.Found("Elsewhere")
	waits, link := other.InviteToo(bo, "Member")
	w.API.Want(w.API.AcceptAs(bo, link), 200, "")
	third := w.API.Found("A third")
	third.InviteToo(bo, "Member")
	guest, _ := w.InviteAs(bo, "Gil Guest", "Member")
	w.API.Want(w.Approve(bo, w.Pending("Pia", "Member")), 200, "")
	there := signIn(w, bo)
	wish := apitest.Address("zacharias-new")
	w.API.Want(askMove(w, bo.Token, wish), 202, "")
	w.API.AwaitLetters(bo.Email, toOld, 1)
	w.API.AwaitLetters(wish, toNew, 1)
	var out apitest.Answer
	before := len(w.API.Events())
	out = w.API.Want(deleteMe(w, bo.Token), 204, "")
	types := w.API.Events()[before:]
	if slices.Sort(types); !slices.Equal(types, []string{"account.deleted", "approval.cancelled", "approval.cancelled", "user.removed", "user.removed", "user.removed"}) {
		t.Errorf("recorded %v", types)
	}
	if !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
		t.Error("the cookie stays")
	}
	signedOut(w, bo.Token, there.Text("access_token"))
	w.API.Want(w.API.Call("POST", signInPath, "", credentials(bo)), 401, "invalid_credentials")
	w.API.Want(other.Approve(other.Admin, apitest.Person{UserID: other.Admin.UserID}), 404, "not_found")
	w.API.Want(w.API.Call("GET", other.Path+"/users/"+waits.UserID, other.Admin.Token, nil), 404, "not_found")
	w.API.Want(w.API.Call("GET", w.Path+"/users/"+guest.UserID, w.Admin.Token, nil), 200, "") // whom they invited stays invited
	apitest.Eventually(t, 15*second, "the last mails to have left", func() bool {
		return w.API.Count("mails", "recipient IN (?, ?)", bo.Email, wish) == 0
	})
	for table, text := range w.API.Dump() {
		if table == "audit_events" || table == "local_mails" || strings.HasPrefix(table, "users_search") {
			continue // what the mail server has is not ours
		}
		for _, trace := range []string{name, strings.ToLower(name), bo.Email, wish} {
			if strings.Contains(text, trace) {
				t.Errorf("%s still holds %q", table, trace)
			}
		}
	}
	w.API.Want(w.Offer(w.Admin, bo.Email, name, "Member"), 201, "") // and may come again, as anybody
}

func deleteLastAdmin(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Admin")
	made := w.API.Want(w.API.Call("POST", "/api/v1/workspaces", bo.Token, map[string]any{"name": "Bo’s own"}), 201, "")
	more := w.API.Want(w.API.Call("POST", "/api/v1/workspaces", bo.Token, map[string]any{"name": "Bo’s other"}), 201, "")
	w.API.ChangesNothing(func() {
		a := w.API.Want(deleteMe(w, bo.Token), 409, "last_admin")
		var ids []string
		for _, one := range a.List("workspaces") {
			ids = append(ids, apitest.At(one, "id").(string))
			if apitest.At(one, "code") != "last_admin" || apitest.At(one, "name") == "" {
				t.Errorf("got %s", a.Body)
			}
		}
		if want := []string{made.Text("id"), more.Text("id")}; !slices.Equal(ids, want) {
			t.Errorf("told of %v, want %v", ids, want)
		}
	})
	signedIn(w, bo.Token)
	cy := w.Member("Cy", "Admin")
	w.API.Want(deleteMe(w, cy.Token), 204, "") // an Admin among others may
}

func deleteUnderFourEyes(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Approver")
	w.Update(map[string]any{"four_eyes": true})
	w.API.ChangesNothing(func() {
		a := w.API.Want(deleteMe(w, bo.Token), 409, "four_eyes_needs_two")
		if list := a.List("workspaces"); len(list) != 1 || apitest.At(list[0], "id") != w.ID {
			t.Errorf("got %s", a.Body)
		}
	})
	w.Update(map[string]any{"four_eyes": false})
	w.API.Want(deleteMe(w, bo.Token), 204, "")
}

func deleteNeedsPassword(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	w.API.ChangesNothing(func() {
		w.API.Want(w.API.Call("DELETE", mine, bo.Token, nil), 400, "malformed_body")
		w.API.Want(w.API.Call("DELETE", mine+"?password="+apitest.Password, bo.Token, nil), 400, "malformed_body")
		w.API.Want(w.API.Call("DELETE", mine, bo.Token, map[string]any{"password": ""}), 422, "validation_failed")
	})
	a := w.API.Call("DELETE", mine, bo.Token, map[string]any{"password": "not my password at all"})
	wrongField(t, w.API.Want(a, 422, "validation_failed"), "/password", "password_wrong")
	signedIn(w, bo.Token)
}

// Twenty Admins of one workspace who all delete their accounts at once: one of them stays. J03.
func TestTheLastAdminStaysWhenAllDeleteTheirAccounts(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		const many = 20
		for range apitest.Rounds(1) {
			shots := []apitest.Shot{{Method: "DELETE", Path: mine, Token: w.Admin.Token, Body: map[string]any{"password": apitest.Password}}}
			for len(shots) < many {
				p := w.Member("Al", "Admin")
				shots = append(shots, apitest.Shot{Method: "DELETE", Path: mine, Token: p.Token, Body: map[string]any{"password": apitest.Password}})
			}
			answers := apitest.Together(t, replicas, shots...)
			tally := apitest.OnlyThese(t, answers, "204", "409 last_admin")
			if tally["204"] != many-1 || tally["409 last_admin"] != 1 {
				t.Fatalf("the answers were %v", tally)
			}
			for i, a := range answers {
				if a.Status == 409 {
					w.Admin.Token = shots[i].Token
				}
			}
			if n := w.API.Count("users", "workspace_id = ? AND status = 'active'", w.ID); n != 1 {
				t.Fatalf("%d are left", n)
			}
			w.API.Want(w.API.Call("GET", w.Path+"/users", w.Admin.Token, nil), 200, "")
		}
	})
}
