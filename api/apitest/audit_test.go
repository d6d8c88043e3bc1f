package apitest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// recorded are the events that the good call of each writing operation leaves. An operation that is not here fails
// the test, so that nobody forgets to say what of it is remembered.
var recorded = map[string][]string{
	"createSetup":   nil, // closed: nothing happens
	"createSession": {"session.created"}, "refreshSession": nil, "deleteSession": {"session.revoked"},
	"askPasswordReset": nil, "confirmPasswordReset": {"account.credential_set"}, // nobody has that address; nobody was signed in
	"withdrawPending": {"approval.cancelled", "user.removed", "account.deleted"}, "remindPending": {"approval.reminded"},
	"exchangePending": {"session.created"}, "lookupInvitation": nil,
	"acceptInvitation":     {"account.credential_set", "user.accepted"},
	"declineInvitation":    {"invitation.declined", "approval.cancelled", "user.removed", "account.deleted"},
	"requestNewInvitation": {"invitation.new_asked"}, "updateWorkspace": {"workspace.updated"},
	"createInvitation": {"account.created", "user.invited", "approval.requested"}, "resendInvitation": {"invitation.resent"},
	"revokeInvitation": {"invitation.revoked", "approval.cancelled", "user.removed", "account.deleted"},
	"createImport":     {"import.created"}, "updateImport": {"import.updated"}, "updateImportRow": {"import.updated"},
	"startImport":  {"import.started"}, // its people have entries of their own, by the import
	"cancelImport": {"import.cancelled"}, "revokeImport": {"import.revoke_asked"},
	"createAPIKey": {"api_key.created"}, "updateAPIKey": {"api_key.updated"}, "rotateAPIKey": {"api_key.rotated"},
	"deleteAPIKey": {"api_key.deleted"}, "check": nil, "checkMany": nil, "createIdentityToken": nil, // a question
	"decideApprovals": {"approval.approved"},
	"createWebhook":   {"webhook.created"}, "updateWebhook": {"webhook.updated"}, "deleteWebhook": {"webhook.deleted"},
	"testWebhook": {"webhook.tested"}, "rotateWebhookSecret": {"webhook.secret_rotated"}, "redeliverWebhook": {"webhook.redelivered"},
	"askToJoin":            nil, // nothing is created before the address is proved
	"confirmAccessRequest": {"account.created", "account.credential_set", "user.asked", "approval.requested"}, "lookupAccessRequest": nil,
	"approveApproval": {"approval.approved"}, "rejectApproval": {"approval.rejected", "user.removed", "account.deleted"},
	"createLocation": {"location.created"}, "createWorkspace": {"workspace.created", "user.activated"},
	"updateUser": {"user.updated"}, "suspendUser": {"user.suspended"}, "reactivateUser": {"user.reactivated"},
	"createRole": {"role.created"}, "updateRole": {"role.updated"}, "deleteRole": {"role.deleted"}, "previewRole": nil,
	"putPermission": {"permission.created"}, "deletePermission": {"permission.removed"},
	"updateUsers": {"user.updated"}, "suspendUsers": {"user.suspended"}, "reactivateUsers": {"user.reactivated"},
	"removeUsers": {"user.removed", "account.deleted"}, "resendInvitations": {"invitation.resent"},
	"revokeInvitations": {"invitation.revoked", "approval.cancelled", "user.removed", "account.deleted"},
	"removeUser":        {"user.removed", "account.deleted"}, "leaveWorkspace": {"user.removed", "account.deleted"},
	"updateLocation": {"location.updated"}, "deleteLocation": {"location.deleted"}, "previewWorkspace": nil,
	"deleteWorkspace": nil, // without its name: the workspace of the walk is needed still
	"updateMe":        {"account.updated"}, "deleteMe": {"user.removed", "account.deleted"}, "changePassword": {"account.credential_set"},
	"reauthenticate": {"account.reauthenticated"}, "askEmailChange": {"account.email_asked"}, "takeBackEmailChange": {"account.email_refused"},
	"confirmEmailChange": {"account.email_confirmed"}, "cancelEmailChange": {"account.email_refused"},
	"endMySession": {"session.revoked"}, "endMySessions": {"session.revoked"}, "endUserSessions": {"user.sessions_ended", "session.revoked"},
}

// Every effect has its entries, with who did it and by which request; what has no effect has none: I5 and R26.
func TestEveryEffectIsInTheAuditLogAndNothingElse(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		for _, op := range api.Operations {
			if op.ID == "streamEvents" {
				continue
			}
			want, named := recorded[op.ID]
			if !named && op.Method != http.MethodGet {
				t.Errorf("%s is not in the table of what is recorded: say there what it leaves", op.ID)
				continue
			}
			leaves(t, w, op, want)
		}
	})
}

func leaves(t *testing.T, w *apitest.Workspace, op web.Operation, want []string) {
	t.Helper()
	c := goodCall(w, t, op)
	trace := "walk-" + op.ID
	answer := c.good(w, "X-Request-Id", trace, "User-Agent", "walker/1")
	if answer.Status != c.status {
		t.Errorf("%s: %d %s", op.ID, answer.Status, answer.Body)
	}
	actor := "user " + w.Admin.UserID
	if op.ID == "leaveWorkspace" { // everybody leaves for themselves
		actor = "user " + strings.Split(c.path, "/")[6]
	}
	got := entries(w.API, trace)
	types := make([]string, len(got))
	for i, e := range got {
		types[i] = e.kind
		if e.actor == "" || e.ip == "" || e.agent != "walker/1" {
			t.Errorf("%s: the entry %s lacks who or whence: %+v", op.ID, e.kind, e)
		}
		if op.Entry == web.EntryInWorkspace && (e.actor != actor || e.scope != w.ID) {
			t.Errorf("%s: the entry %s is by %s in %q", op.ID, e.kind, e.actor, e.scope)
		}
	}
	if !slices.Equal(types, want) && len(types)+len(want) > 0 {
		t.Errorf("%s left %v, want %v", op.ID, types, want)
	}
}

// entry is one line of the audit log.
type entry struct{ kind, actor, label, owner, scope, ip, agent string }

func entries(api *apitest.API, request string) []entry {
	var list []entry
	for n := range api.Count("audit_events", "request_id = ?", request) {
		row := func(column string) string {
			return apitest.Look[string](api, fmt.Sprintf("SELECT %s FROM audit_events WHERE request_id = ? ORDER BY id LIMIT 1 OFFSET %d", column, n), request)
		}
		list = append(list, entry{
			kind: row("type"), actor: strings.TrimSpace(row("actor_kind || ' ' || actor_id")),
			label: row("actor_label"), owner: row("actor_owner"),
			scope: row("coalesce(cast(for_workspace AS text), '')"), ip: row("ip"), agent: row("user_agent"),
		})
	}
	return list
}
