package apitest_test

import "github.com/gatehouse-dev/gatehouse/api/apitest"

// requestRecipes are the recipes of deciding in bulk and of asking to join.
var requestRecipes = map[string]func(w *apitest.Workspace) call{
	"decideApprovals": func(w *apitest.Workspace) call {
		p, _ := w.Invite("Ava Asks", nothing(w))
		return call{path: w.Path + "/approvals/decide", status: 200, body: decisions(approving(w, p))}
	},
	"getJoinPage": func(w *apitest.Workspace) call { return call{path: "/api/v1/join/" + opened(w), status: 200} },
	"askToJoin": func(w *apitest.Workspace) call {
		return call{path: "/api/v1/workspaces/" + opened(w) + "/access-requests", status: 202, body: wish(apitest.Address("ask"))}
	},
	"lookupAccessRequest": func(w *apitest.Workspace) call {
		return call{path: "/api/v1/access-requests/lookup", status: 200, body: map[string]any{"token": linkOf(w, apitest.Address("ask"))}}
	},
	"confirmAccessRequest": func(w *apitest.Workspace) call {
		return call{path: confirmPath, status: 200, body: map[string]any{
			"token": linkOf(w, apitest.Address("ask")), "password": apitest.Password,
		}}
	},
}

func decisions(list ...map[string]any) map[string]any { return map[string]any{"decisions": list} }

func approving(w *apitest.Workspace, p apitest.Person) map[string]any {
	return map[string]any{"approval_id": w.ApprovalOf(p), "decision": "approve"}
}

func rejecting(w *apitest.Workspace, p apitest.Person) map[string]any {
	return map[string]any{"approval_id": w.ApprovalOf(p), "decision": "reject"}
}

// and adds a member to a decision.
func and(decision map[string]any, name string, value any) map[string]any {
	decision[name] = value
	return decision
}

const (
	confirmPath = "/api/v1/access-requests/confirm"
	confirmThat = "Confirm that you want to join"
)

// opened lets anybody ask to join, and gives the workspace's slug.
func opened(w *apitest.Workspace) string {
	answer := w.API.Want(w.API.Call("GET", w.Path, w.Admin.Token, nil), 200, "")
	if answer.Text("access_requests") == "off" {
		w.Update(map[string]any{"access_requests": "anyone"})
	}
	return answer.Text("slug")
}

func wish(email string) map[string]any {
	return map[string]any{"email": email, "name": "Ash Asker", "message": "I start on Monday."}
}

// askAs asks to join as somebody, and gives the answer.
func askAs(w *apitest.Workspace, email string) apitest.Answer {
	return w.API.Call("POST", "/api/v1/workspaces/"+opened(w)+"/access-requests", "", wish(email))
}

// linkOf asks to join as somebody, and takes the token out of the mail.
func linkOf(w *apitest.Workspace, email string) string {
	before := len(w.API.LettersOn(email, confirmThat))
	w.API.Want(askAs(w, email), 202, "")
	letters := w.API.AwaitLetters(email, confirmThat, before+1)
	return letters[len(letters)-1].Token()
}
