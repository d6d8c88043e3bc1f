package apitest_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// call is a request that succeeds for whoever may make it.
type call struct {
	op     web.Operation
	path   string
	body   any
	token  string // the credential where it is not an access token
	cookie string
	status int
}

// recipes say how to make everything that an operation needs, anew in a workspace, and then the good call. An
// operation without a recipe fails the tests that walk all of them.
var recipes = together(basicRecipes, placeRecipes, ownRecipes, importRecipes, keyRecipes, hookRecipes)

func together(lists ...map[string]func(*apitest.Workspace) call) map[string]func(*apitest.Workspace) call {
	out := map[string]func(*apitest.Workspace) call{}
	for _, list := range lists {
		maps.Copy(out, list)
	}
	return out
}

var basicRecipes = map[string]func(w *apitest.Workspace) call{
	"getSetup": get("/api/v1/setup"),
	"createSetup": func(*apitest.Workspace) call { // closed for good by the time that anybody has a workspace
		return call{path: "/api/v1/setup", status: 409, body: map[string]any{
			"token": apitest.SetupToken, "name": "Ada", "email": apitest.Address("ada"), "password": apitest.Password, "workspace_name": "Two",
		}}
	},
	"createSession": func(w *apitest.Workspace) call {
		return call{path: "/api/v1/auth/sessions", status: 200, body: credentials(w.Admin)}
	},
	"refreshSession": func(w *apitest.Workspace) call {
		return call{path: "/api/v1/auth/sessions/refresh", status: 200, cookie: cookieOf(signIn(w, w.Admin))}
	},
	"deleteSession": func(w *apitest.Workspace) call {
		own := signIn(w, w.Admin)
		return call{path: "/api/v1/auth/sessions/current", status: 204, cookie: cookieOf(own), token: own.Text("access_token")}
	},
	"askPasswordReset": func(*apitest.Workspace) call {
		return call{path: "/api/v1/auth/password-resets", status: 202, body: map[string]any{"email": apitest.Address("unknown")}}
	},
	"confirmPasswordReset": func(w *apitest.Workspace) call {
		return call{path: "/api/v1/auth/password-resets/confirm", status: 204, body: map[string]any{
			"token": w.API.PlantReset(w.Pending("Rae Reset", "Member").Email), "password": apitest.Password,
		}}
	},
	"getPending":      waiting("", 200),
	"withdrawPending": waiting("", 204),
	"remindPending":   waiting("/remind", 200),
	"exchangePending": func(w *apitest.Workspace) call {
		p := w.Pending("Ella Exchange", "Member")
		w.API.Want(w.Approve(w.Admin, p), 200, "")
		return call{path: "/api/v1/auth/pending/exchange", status: 200, token: p.PendingToken}
	},
	"lookupInvitation":  invited("/lookup", 200, nil),
	"acceptInvitation":  invited("/accept", 200, map[string]any{"password": apitest.Password}),
	"declineInvitation": invited("/decline", 204, nil),
	"requestNewInvitation": func(w *apitest.Workspace) call {
		p, token := w.Invite("Nell New", "Member")
		w.API.Want(w.API.Call("POST", w.Path+"/invitations/"+w.InvitationOf(p)+"/resend", w.Admin.Token, link), 200, "")
		return call{path: "/api/v1/invitations/request-new", status: 202, body: map[string]any{"token": token}}
	},

	"getMe": get("/api/v1/me"),
	"createWorkspace": func(*apitest.Workspace) call {
		return call{path: "/api/v1/workspaces", status: 201, body: map[string]any{"name": apitest.Address("workspace")}}
	},
	"listWorkspaces":  get("/api/v1/workspaces"),
	"getWorkspace":    in("", 200, nil),
	"updateWorkspace": in("", 200, map[string]any{"name": "Another name"}),
	"listUsers":       in("/users", 200, nil),
	"getUserSummary":  in("/users/summary", 200, nil),
	"getUser": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/users/" + w.Admin.UserID, status: 200}
	},
	"exportUsers": in("/users/export", 200, nil),
	"updateUsers": func(w *apitest.Workspace) call {
		c := everyone("update", holds)(w)
		c.body.(map[string]any)["add_role_ids"] = []string{w.NewRole(apitest.Address("nothing"))}
		return c
	},
	"suspendUsers":    everyone("suspend", holds),
	"reactivateUsers": everyone("reactivate", suspended),
	"removeUsers":     everyone("remove", holds),
	"updateUser":      someone("", 200, map[string]any{"name": "Another Name"}),
	"removeUser":      someone("", 204, nil),
	"suspendUser":     someone("/suspend", 200, nil),
	"reactivateUser": func(w *apitest.Workspace) call {
		p := w.Holder(apitest.Address("sam"))
		w.SetStatus(p, domain.StatusSuspended)
		return call{path: w.Path + "/users/" + p.UserID + "/reactivate", status: 200}
	},
	"leaveWorkspace": func(w *apitest.Workspace) call {
		p := w.Holder(apitest.Address("lea"))
		return call{path: w.Path + "/users/" + p.UserID + "/leave", status: 204, token: p.Token}
	},
	"listInvitations": in("/invitations", 200, nil),
	"createInvitation": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/invitations", status: 201, body: map[string]any{
			"email": apitest.Address("nina"), "name": "Nina New", "role_ids": []string{w.NewRole(apitest.Address("empty"))}, "deliver": "link",
		}}
	},
	"resendInvitations": everyOffer("resend"),
	"revokeInvitations": everyOffer("revoke"),
	"getInvitation":     invitation("", nil),
	"resendInvitation":  invitation("/resend", link),
	"revokeInvitation":  invitation("/revoke", nil),
	"listApprovals":     in("/approvals", 200, nil),
	"getApproval":       approval("", nil),
	"approveApproval":   approval("/approve", map[string]any{"note": "known"}),
	"rejectApproval":    approval("/reject", map[string]any{"reason": "unknown"}),
	"listRoles":         in("/roles", 200, nil),
	"getRole": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/roles/" + w.Role("Member"), status: 200}
	},
	"listLocations": in("/locations", 200, nil),
	"createLocation": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/locations", status: 201, body: map[string]any{"name": apitest.Address("depot")}}
	},
	"getLocation": func(w *apitest.Workspace) call {
		made := w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": apitest.Address("depot")}), 201, "")
		return call{path: w.Path + "/locations/" + made.Text("id"), status: 200}
	},
	"listAuditEvents":   in("/audit-events?action=user.*&since=2020-01-01T00:00:00Z", 200, nil),
	"exportAuditEvents": in("/audit-events/export?format=ndjson", 200, nil),
	"readEventFeed":     in("/event-feed?type=user.*&limit=2", 200, nil),
	"streamEvents":      in("/events", 200, nil),

	"getHealth":       get("/healthz"),
	"getReadiness":    get("/readyz"),
	"getMetrics":      get("/metrics"),
	"getDocument":     get("/api/openapi.json"),
	"getDocs":         get("/api/docs"),
	"getProblemCodes": get("/api/docs/problems"),
	"getDocsAsset":    get("/api/docs/page.css"),
}

var link = map[string]any{"deliver": "link"}

// goodCall prepares an operation's good call in a workspace.
func goodCall(w *apitest.Workspace, t *testing.T, op web.Operation) call {
	t.Helper()
	recipe, ok := recipes[op.ID]
	if !ok {
		recipe, ok = roleRecipes[op.ID]
	}
	if !ok {
		recipe, ok = requestRecipes[op.ID]
	}
	if !ok {
		t.Fatalf("the operation %s has no recipe in calls_test.go: say there how it succeeds", op.ID)
	}
	c := recipe(w)
	c.op = op
	return c
}

// by makes the call with an access token; the credential of the call itself goes before it.
func (c call) by(api *apitest.API, token string, headers ...string) apitest.Answer {
	if c.token != "" {
		token = c.token
	}
	return c.with(api, token, c.body, headers...)
}

// good makes the call as somebody who may: as the Admin, or as nobody where that is enough.
func (c call) good(w *apitest.Workspace, headers ...string) apitest.Answer {
	return c.with(w.API, c.credential(w), c.body, headers...)
}

func (c call) credential(w *apitest.Workspace) string {
	if c.token != "" || c.op.Entry == web.EntryPublic {
		return c.token
	}
	return w.Admin.Token
}

// with makes the call with exactly this credential and body.
func (c call) with(api *apitest.API, token string, body any, headers ...string) apitest.Answer {
	if c.cookie != "" {
		headers = append(headers, "Cookie", c.cookie)
	}
	if c.op.ID == "createImport" {
		headers = append(headers, "Content-Type", "text/csv")
	}
	if c.op.ID == "streamEvents" {
		return openStream(api, c.path, token)
	}
	return api.Call(c.op.Method, c.path, token, body, headers...)
}

func get(path string) func(*apitest.Workspace) call {
	return func(*apitest.Workspace) call { return call{path: path, status: 200} }
}

func in(rest string, status int, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call { return call{path: w.Path + rest, status: status, body: body} }
}

func waiting(rest string, status int) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		return call{path: "/api/v1/auth/pending" + rest, status: status, token: w.Pending("Will Wait", "Member").PendingToken}
	}
}

func invited(rest string, status int, more map[string]any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		_, token := w.Invite("Ines Invited", "Member")
		body := map[string]any{"token": token}
		for name, value := range more {
			body[name] = value
		}
		return call{path: "/api/v1/invitations" + rest, status: status, body: body}
	}
}

// invitation and approval are about somebody whose role gives nothing, so that nobody is held up by the ceiling.
func invitation(rest string, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		p, _ := w.Invite("Ines Invited", nothing(w))
		return call{path: w.Path + "/invitations/" + w.InvitationOf(p) + rest, status: 200, body: body}
	}
}

func approval(rest string, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		p, _ := w.Invite("Ava Asks", nothing(w))
		return call{path: w.Path + "/approvals/" + w.ApprovalOf(p) + rest, status: 200, body: body}
	}
}

// nothing is the name of a new role without a permission.
func nothing(w *apitest.Workspace) string {
	name := apitest.Address("nothing")
	w.NewRole(name)
	return name
}

func credentials(p apitest.Person) map[string]any {
	return map[string]any{"email": p.Email, "password": apitest.Password}
}

func signIn(w *apitest.Workspace, p apitest.Person) apitest.Answer {
	return w.API.Want(w.API.Call("POST", "/api/v1/auth/sessions", "", credentials(p)), 200, "")
}

// cookieOf gives the refresh cookie that an answer sets, as a request sends it; "" where it sets none.
func cookieOf(a apitest.Answer) string {
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if strings.HasSuffix(c.Name, "gatehouse_refresh") && c.Value != "" {
			return c.Name + "=" + c.Value
		}
	}
	return ""
}

// resetToken asks for a new password as somebody, and takes the token out of the mail.
func resetToken(w *apitest.Workspace, p apitest.Person) string {
	const subject = "Set a new password"
	before := len(w.API.LettersOn(p.Email, subject))
	w.API.Want(w.API.Call("POST", "/api/v1/auth/password-resets", "", map[string]any{"email": p.Email}), 202, "")
	letters := w.API.AwaitLetters(p.Email, subject, before+1)
	return letters[len(letters)-1].Token()
}

// openStream reads a stream's first event, or its refusal, and goes.
func openStream(api *apitest.API, path, token string) apitest.Answer {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, api.URL+path, nil)
	if err != nil {
		return apitest.Answer{}
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return apitest.Answer{}
	}
	defer func() { _ = response.Body.Close() }()
	answer := apitest.Answer{Status: response.StatusCode, Header: response.Header}
	if answer.Status == http.StatusOK {
		first := make([]byte, 256)
		n, _ := response.Body.Read(first)
		answer.Body = first[:n]
		return answer
	}
	answer.Body, _ = io.ReadAll(response.Body)
	_ = json.Unmarshal(answer.Body, &answer.JSON)
	return answer
}

const (
	second = time.Second
	minute = time.Minute
	hour   = time.Hour
)

// someone is a call on a user who holds nothing, so that whoever has the permission may change them.
func someone(action string, status int, body any) func(w *apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		return call{path: w.Path + "/users/" + w.Holder(apitest.Address("nora")).UserID + action, status: status, body: body}
	}
}
