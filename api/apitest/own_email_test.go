package apitest_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const (
	toOld = "about to change"
	toNew = "Confirm your new"
)

func TestOwnEmail(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{
		{Name: "The address changes once both mailboxes have confirmed, in all places at once", Run: moveAddress},
		{Name: "Either order, and no mailbox twice", Run: moveEitherOrder},
		{Name: "Either mailbox refuses, also after a yes, and so does the owner", Run: moveRefused},
		{Name: "A newer wish kills the older one’s links, and a link ends after a day", Run: moveDies},
		{Name: "An address that is known is answered alike, and told", Run: moveTaken},
		{Name: "An address that was taken meanwhile is not taken away", Run: moveTakenMeanwhile},
		{Name: "No altered token is a token, and no other token is one", Run: strangeMoves},
		{Name: "An invitation that waits goes with the person", Run: moveInvited},
		{Name: "Wishes that make no sense are told", Run: moveRefusals},
	})
}

func askMove(w *apitest.Workspace, token, email string) apitest.Answer {
	return w.API.Call("POST", mine+"/email", token, map[string]any{"email": email, "password": apitest.Password})
}

func confirmMove(w *apitest.Workspace, token string) apitest.Answer {
	return w.API.Call("POST", mine+"/email/confirm", "", map[string]any{"token": token})
}

func refuseMove(w *apitest.Workspace, token string) apitest.Answer {
	return w.API.Call("POST", mine+"/email/cancel", "", map[string]any{"token": token})
}

func letterToken(w *apitest.Workspace, to, subject string) string {
	letters := w.API.AwaitLetters(to, subject, 1)
	return letters[len(letters)-1].Token()
}

func moveAddress(t *testing.T, w *apitest.Workspace) {
	bo, other := w.Member("Bo", "Member"), w.API.Found("Elsewhere")
	too, link := other.InviteToo(bo, "Member")
	w.API.Want(w.API.AcceptAs(bo, link), 200, "")
	other.API.Want(other.Approve(other.Admin, too), 200, "")
	here, there := signIn(w, bo), signIn(w, bo)
	reset := w.API.PlantReset(bo.Email)
	token, wish := here.Text("access_token"), apitest.Address("moved")
	w.Records(func() { w.API.Want(askMove(w, token, wish), 202, "") }, "account.email_asked")
	me := w.API.Want(w.API.Call("GET", mine, token, nil), 200, "")
	if me.Text("email") != bo.Email || me.Text("email_change", "email") != wish {
		t.Errorf("before: %s", me.Body)
	}
	old, anew := letterToken(w, bo.Email, toOld), letterToken(w, wish, toNew)
	w.Records(func() {
		if a := w.API.Want(confirmMove(w, old), 200, ""); apitest.At(a.JSON, "changed") != false {
			t.Errorf("got %s", a.Body)
		}
	}, "account.email_confirmed")
	w.API.SignIn(bo.Email)
	w.Records(func() {
		if a := w.API.Want(confirmMove(w, anew), 200, ""); apitest.At(a.JSON, "changed") != true {
			t.Errorf("got %s", a.Body)
		}
	}, "account.email_confirmed", "user.updated", "account.email_changed", "session.revoked", "session.revoked", "session.revoked")
	moved := apitest.Person{UserID: bo.UserID, Email: wish}
	w.API.Want(w.API.Call("POST", signInPath, "", credentials(bo)), 401, "invalid_credentials")
	w.API.SignIn(wish)
	signedIn(w, token)
	signedOut(w, there.Text("access_token"), bo.Token)
	w.API.Want(setPassword(w, reset, fresh), 410, "reset_invalid")
	for place, user := range map[*apitest.Workspace]string{w: bo.UserID, other: too.UserID} {
		seen := w.API.Want(w.API.Call("GET", place.Path+"/users/"+user, place.Admin.Token, nil), 200, "")
		found := w.API.Want(w.API.Call("GET", place.Path+"/users?q="+moved.Email, place.Admin.Token, nil), 200, "")
		lost := w.API.Want(w.API.Call("GET", place.Path+"/users?q="+bo.Email, place.Admin.Token, nil), 200, "")
		if seen.Text("email") != wish || len(found.List("data")) != 1 || len(lost.List("data")) != 0 {
			t.Errorf("in %s: %s", place.ID, seen.Body)
		}
	}
	for _, to := range []string{bo.Email, wish} {
		w.API.AwaitLetters(to, "was changed", 1)
	}
	if again, _ := w.Invite("Bo Anew", "Member"); again.Email == bo.Email {
		t.Error("the test invites the same address")
	}
	w.API.Want(w.Offer(w.Admin, bo.Email, "Another Bo", "Member"), 201, "") // the old address is free
}

func moveEitherOrder(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	wish := apitest.Address("moved")
	old, anew := w.API.PlantMove(bo.Email, wish)
	w.API.Want(confirmMove(w, anew), 200, "")
	w.API.ChangesNothing(func() { w.API.Want(confirmMove(w, anew), 410, "email_change_invalid") })
	w.API.SignIn(bo.Email)
	w.API.Want(confirmMove(w, old), 200, "")
	w.API.ChangesNothing(func() {
		w.API.Want(confirmMove(w, old), 410, "email_change_invalid")
		w.API.Want(confirmMove(w, anew), 410, "email_change_invalid")
		w.API.Want(refuseMove(w, old), 410, "email_change_invalid")
	})
	w.API.SignIn(wish)
}

func moveRefused(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	for name, refuse := range map[string]func(old, anew string) apitest.Answer{
		"the old one": func(old, _ string) apitest.Answer { return refuseMove(w, old) },
		"the new one": func(_, anew string) apitest.Answer { return refuseMove(w, anew) },
		"the old one after its yes": func(old, _ string) apitest.Answer {
			w.API.Want(confirmMove(w, old), 200, "")
			return refuseMove(w, old)
		},
		"the owner": func(_, _ string) apitest.Answer { return w.API.Call("DELETE", mine+"/email", bo.Token, nil) },
	} {
		old, anew := w.API.PlantMove(bo.Email, apitest.Address("moved"))
		w.API.Want(refuse(old, anew), 204, "")
		w.API.ChangesNothing(func() {
			for _, token := range []string{old, anew} {
				w.API.Want(confirmMove(w, token), 410, "email_change_invalid")
				w.API.Want(refuseMove(w, token), 410, "email_change_invalid")
			}
			w.API.Want(w.API.Call("DELETE", mine+"/email", bo.Token, nil), 204, "")
		})
		if me := w.API.Want(w.API.Call("GET", mine, bo.Token, nil), 200, ""); me.Text("email") != bo.Email || me.JSON["email_change"] != nil {
			t.Errorf("%s: %s", name, me.Body)
		}
	}
}

func moveDies(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	old, anew := w.API.PlantMove(bo.Email, apitest.Address("one"))
	wish := apitest.Address("two")
	w.API.Want(askMove(w, bo.Token, wish), 202, "")
	w.API.ChangesNothing(func() {
		w.API.Want(confirmMove(w, old), 410, "email_change_invalid")
		w.API.Want(confirmMove(w, anew), 410, "email_change_invalid")
	})
	w.API.Want(confirmMove(w, letterToken(w, bo.Email, toOld)), 200, "")
	late := letterToken(w, wish, toNew)
	w.API.Clock.Advance(24 * hour)
	w.API.ChangesNothing(func() { w.API.Want(confirmMove(w, late), 410, "email_change_invalid") })
	if me := w.API.Want(w.API.Call("GET", mine, w.API.SignIn(bo.Email), nil), 200, ""); me.JSON["email_change"] != nil {
		t.Errorf("still told: %s", me.Body)
	}
}

func moveTaken(t *testing.T, w *apitest.Workspace) {
	bo, cy := w.Member("Bo", "Member"), w.Member("Cy", "Member")
	dee, _ := w.Invite("Dee", "Member")
	var answers, states []string
	for _, wish := range []string{cy.Email, dee.Email, apitest.Address("nobody")} {
		a := w.API.Want(askMove(w, bo.Token, wish), 202, "")
		answers = append(answers, string(a.Body)+a.Header.Get("Content-Type"))
		me := w.API.Want(w.API.Call("GET", mine, bo.Token, nil), 200, "")
		states = append(states, strings.ReplaceAll(me.Text("email_change", "email"), wish, "WISH"))
	}
	if answers[0] != answers[1] || answers[1] != answers[2] || states[0] != states[2] || states[1] != states[2] {
		t.Errorf("not one answer: %q, %q", answers, states)
	}
	for _, taken := range []string{cy.Email, dee.Email} {
		letter := w.API.AwaitLetters(taken, "wanted to use", 1)[0]
		if letter.Token() != "" || strings.Contains(letter.Text, bo.Name+" ") || strings.Contains(letter.Text, bo.Email) {
			t.Errorf("the letter says %s", letter.Text)
		}
	}
	w.API.AwaitLetters(bo.Email, toOld, 3) // the old mailbox hears the same each time
	if a := w.API.Want(confirmMove(w, letterToken(w, bo.Email, toOld)), 200, ""); apitest.At(a.JSON, "changed") != false {
		t.Errorf("got %s", a.Body)
	}
	w.API.SignIn(cy.Email)
	w.API.SignIn(bo.Email)
}

func moveTakenMeanwhile(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	wish := apitest.Address("wanted")
	old, anew := w.API.PlantMove(bo.Email, wish)
	w.API.Want(confirmMove(w, old), 200, "")
	w.API.Want(w.Offer(w.Admin, wish, "Wanda", "Member"), 201, "")
	w.API.ChangesNothing(func() { w.API.Want(confirmMove(w, anew), 409, "email_taken") })
	w.API.SignIn(bo.Email)
}

func strangeMoves(_ *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	old, anew := w.API.PlantMove(bo.Email, apitest.Address("moved"))
	reset := w.API.PlantReset(bo.Email)
	_, invitation := w.Invite("Ann", "Member")
	w.API.ChangesNothing(func() {
		for _, bad := range []string{flip(old, 0), flip(anew, len(anew)-1), old[1:], old + "A", strings.ToUpper(old), "x", reset, invitation, bo.Token[:150]} {
			w.API.Want(confirmMove(w, bad), 410, "email_change_invalid")
			w.API.Want(refuseMove(w, bad), 410, "email_change_invalid")
		}
		for _, other := range []string{old, anew} {
			w.API.Want(setPassword(w, other, fresh), 410, "reset_invalid")
			w.API.Want(w.API.Call("POST", accepts, "", map[string]any{"token": other, "password": fresh}), 404, "invitation_invalid")
			w.API.Want(w.API.Call("GET", mine, other, nil), 401, "unauthenticated")
		}
	})
	w.API.Want(confirmMove(w, old), 200, "")
}

func moveInvited(t *testing.T, w *apitest.Workspace) {
	bo, other := w.Member("Bo", "Member"), w.API.Found("Elsewhere")
	_, link := other.InviteToo(bo, "Member")
	wish := apitest.Address("moved")
	old, anew := w.API.PlantMove(bo.Email, wish)
	w.API.Want(confirmMove(w, old), 200, "")
	w.API.Want(confirmMove(w, anew), 200, "")
	looked := w.API.Want(w.API.Call("POST", "/api/v1/invitations/lookup", "", map[string]any{"token": link}), 200, "")
	if looked.Text("email") != wish {
		t.Errorf("the invitation is for %s", looked.Text("email"))
	}
	moved := apitest.Person{Email: wish, Token: w.API.SignIn(wish)}
	w.API.Want(w.API.AcceptAs(moved, link), 200, "")
}

func moveRefusals(t *testing.T, w *apitest.Workspace) {
	bo := w.Member("Bo", "Member")
	w.API.ChangesNothing(func() {
		wrongField(t, w.API.Want(askMove(w, bo.Token, strings.ToUpper(bo.Email)), 422, "validation_failed"), "/email", "email_unchanged")
		wrongField(t, w.API.Want(askMove(w, bo.Token, "no address"), 422, "validation_failed"), "/email", "email_invalid")
		w.API.Want(askMove(w, "", apitest.Address("moved")), 401, "unauthenticated")
	})
	a := w.API.Call("POST", mine+"/email", bo.Token, map[string]any{"email": apitest.Address("moved"), "password": "not my password at all"})
	wrongField(t, w.API.Want(a, 422, "validation_failed"), "/password", "password_wrong")
	w.API.Want(askMove(w, bo.Token, apitest.Address("moved")), 202, "")
}
