package apitest_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

const mine = "/api/v1/me"

// ownRecipes are the calls on one's own account and its sessions.
var ownRecipes = map[string]func(w *apitest.Workspace) call{
	"updateMe":            own("", 200, map[string]any{"name": "Another Name"}),
	"deleteMe":            own("", 204, map[string]any{"password": apitest.Password}),
	"changePassword":      own("/password", 204, map[string]any{"current_password": apitest.Password, "new_password": fresh}),
	"reauthenticate":      own("/reauthenticate", 204, map[string]any{"password": apitest.Password}),
	"askEmailChange":      ownMove,
	"takeBackEmailChange": ownMoveBack,
	"confirmEmailChange":  mailbox("/confirm", 200),
	"cancelEmailChange":   mailbox("/cancel", 204),
	"listMySessions":      own("/sessions", 200, nil),
	"endMySession":        ownOtherSession,
	"endMySessions":       ownOtherSessions,
	"endUserSessions":     someone("/end-sessions", 204, nil),
}

// own is a call of somebody on their own account, whom nobody else needs.
func own(rest string, status int, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		return call{path: mine + rest, status: status, body: body, token: w.Holder(apitest.Address("olga")).Token}
	}
}

func ownMove(w *apitest.Workspace) call {
	return own("/email", 202, map[string]any{"email": apitest.Address("moved"), "password": apitest.Password})(w)
}

func ownMoveBack(w *apitest.Workspace) call {
	p := w.Holder(apitest.Address("olga"))
	w.API.PlantMove(p.Email, apitest.Address("moved"))
	return call{path: mine + "/email", status: 204, token: p.Token}
}

func mailbox(rest string, status int) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		old, _ := w.API.PlantMove(w.Holder(apitest.Address("olga")).Email, apitest.Address("moved"))
		return call{path: mine + "/email" + rest, status: status, body: map[string]any{"token": old}}
	}
}

func ownOtherSession(w *apitest.Workspace) call {
	p := w.Holder(apitest.Address("olga"))
	w.API.SignIn(p.Email)
	return call{path: mine + "/sessions/" + otherSession(w, p), status: 204, token: p.Token}
}

func ownOtherSessions(w *apitest.Workspace) call {
	p := w.Holder(apitest.Address("olga"))
	w.API.SignIn(p.Email)
	return call{path: mine + "/sessions", status: 204, token: p.Token}
}

// sessionsOf lists somebody's sessions as they see them.
func sessionsOf(w *apitest.Workspace, token string) []any {
	return w.API.Want(w.API.Call("GET", mine+"/sessions", token, nil), 200, "").List("data")
}

// otherSession gives the id of one that is not the current one.
func otherSession(w *apitest.Workspace, p apitest.Person) string {
	for _, one := range sessionsOf(w, p.Token) {
		if apitest.At(one, "current") != true {
			return apitest.At(one, "id").(string)
		}
	}
	return ""
}

func signedOut(w *apitest.Workspace, tokens ...string) {
	for _, token := range tokens {
		w.API.Want(w.API.Call("GET", mine, token, nil), 401, "unauthenticated")
	}
}

func signedIn(w *apitest.Workspace, tokens ...string) {
	for _, token := range tokens {
		w.API.Want(w.API.Call("GET", mine, token, nil), 200, "")
	}
}

func wrongField(t *testing.T, a apitest.Answer, pointer, code string) {
	t.Helper()
	for _, e := range a.List("errors") {
		if apitest.At(e, "pointer") == pointer && apitest.At(e, "code") == code {
			return
		}
	}
	t.Errorf("want %s at %s, got %s", code, pointer, a.Body)
}
