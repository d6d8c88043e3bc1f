package apitest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// Whoever is in a workspace is told what others did to their access, and by whom.
func TestWhoseAccessChangesIsTold(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "Each change is told once, those that come close together in one mail", Run: changesTold},
		{Name: "In bulk everybody is told of their own", Run: bulkTold},
		{Name: "Nobody is told of what they did themselves, of a name, or of what was refused", Run: nothingToTell},
		{Name: "Who has not come in yet is told nothing", Run: notYetIn},
	})
}

// changesMailed counts the mails of the workspace about changed access, to one address or, with "", to all.
func changesMailed(w *apitest.Workspace, to string) int {
	return w.API.Count("mails", "kind = 'access_changed' AND for_workspace = ? AND (recipient = ? OR ? = '')", w.ID, to, to)
}

func changesTold(t *testing.T, w *apitest.Workspace) {
	sydney := w.NewLocation("Sydney")
	bo := w.Member("Bo Brown", "Member")
	w.API.Want(w.API.Call("PATCH", user(w, bo), w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Approver")}, "location_ids": []string{sydney}}), 200, "")
	w.API.Want(w.API.Call("POST", user(w, bo)+"/suspend", w.Admin.Token, nil), 200, "")
	w.API.Want(w.API.Call("POST", user(w, bo)+"/reactivate", w.Admin.Token, nil), 200, "")
	w.API.Want(w.API.Call("DELETE", user(w, bo), w.Admin.Token, nil), 204, "")
	last := w.Admin.Name + " removed you."
	apitest.Eventually(t, 15*time.Second, "the last change is told", func() bool {
		all := w.API.LettersOn(bo.Email, "Your access to ")
		return len(all) > 0 && strings.Contains(all[len(all)-1].Text, last)
	})
	text := ""
	for _, l := range w.API.LettersOn(bo.Email, "Your access to ") {
		text += l.Text
		if l.HTML == "" || l.Token() != "" {
			t.Errorf("the letter has no HTML, or a link: %s", l.Text)
		}
	}
	for _, line := range []string{" changed your roles. You now have: Approver.", " changed your locations. You now have: Sydney.", " suspended your access.", " gave your access back.", " removed you."} {
		if strings.Count(text, w.Admin.Name+line) != 1 {
			t.Errorf("%q is not told once:\n%s", line, text)
		}
	}
	apitest.Eventually(t, 15*time.Second, "no mail names who is gone", func() bool { return w.API.Count("mails", "recipient = ?", bo.Email) == 0 })
}

func bulkTold(t *testing.T, w *apitest.Workspace) {
	bo, cy := w.Member("Bo Brown", "Member"), w.Member("Cy Clark", "Member")
	both := []string{bo.UserID, cy.UserID, w.Admin.UserID}
	w.API.Want(w.API.Call("POST", w.Path+"/users/bulk/update", w.Admin.Token, map[string]any{"user_ids": both, "add_role_ids": []string{w.Role("Approver")}}), 200, "")
	w.API.Want(w.API.Call("POST", w.Path+"/users/bulk/suspend", w.Admin.Token, map[string]any{"user_ids": both}), 200, "")
	for _, p := range []apitest.Person{bo, cy} {
		apitest.Eventually(t, 15*time.Second, p.Name+" is told", func() bool {
			text := ""
			for _, l := range w.API.LettersOn(p.Email, "Your access to ") {
				text += l.Text
			}
			return strings.Contains(text, "You now have: Approver, Member.") && strings.Contains(text, " suspended your access.")
		})
	}
	if n := changesMailed(w, w.Admin.Email); n != 0 {
		t.Errorf("who did it is told, by %d mails", n)
	}
}

func nothingToTell(t *testing.T, w *apitest.Workspace) {
	second, bo := w.Member("Second Admin", "Admin"), w.Member("Bo Brown", "Member")
	w.API.Want(w.API.Call("PATCH", user(w, bo), w.Admin.Token, map[string]any{"name": "Bo B. Brown", "role_ids": []string{w.Role("Member")}}), 200, "")
	w.API.Want(w.API.Call("PATCH", user(w, bo), bo.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 403, "permission_denied")
	w.API.Want(w.API.Call("POST", user(w, bo)+"/suspend", bo.Token, nil), 403, "permission_denied")
	w.API.Want(w.API.Call("PATCH", user(w, second), second.Token, map[string]any{"role_ids": []string{w.Role("Member")}}), 200, "")
	w.API.Want(w.API.Call("POST", user(w, bo)+"/leave", bo.Token, nil), 204, "")
	if n := changesMailed(w, ""); n != 0 {
		t.Errorf("%d mails tell of nothing", n)
	}
	w.API.Want(w.API.Call("PATCH", user(w, second), w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Admin")}}), 200, "")
	if n := changesMailed(w, ""); n != 1 {
		t.Errorf("%d mails tell of one change", n)
	}
}

func notYetIn(t *testing.T, w *apitest.Workspace) {
	invited, _ := w.Invite("Ina Invited", "Member")
	waits := w.Pending("Will Wait", "Member")
	for _, p := range []apitest.Person{invited, waits} {
		w.API.Want(w.API.Call("PATCH", user(w, p), w.Admin.Token, map[string]any{"role_ids": []string{w.Role("Approver")}}), 200, "")
		w.API.Want(w.API.Call("DELETE", user(w, p), w.Admin.Token, nil), 204, "")
	}
	if n := changesMailed(w, ""); n != 0 {
		t.Errorf("%d mails go to people who have not come in", n)
	}
}
