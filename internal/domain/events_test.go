package domain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// events has one of each type; the test compares it with the source.
func events() []domain.Event {
	return []domain.Event{
		domain.WorkspaceCreated{},
		domain.WorkspaceUpdated{},
		domain.WorkspaceDeleted{},
		domain.LocationCreated{},
		domain.RoleCreated{},
		domain.RoleUpdated{},
		domain.RoleDeleted{},
		domain.LocationUpdated{},
		domain.LocationArchived{},
		domain.LocationRestored{},
		domain.LocationDeleted{},
		domain.PermissionCreated{},
		domain.PermissionUpdated{},
		domain.PermissionRemoved{},
		domain.SigningKeyPublished{},
		domain.SigningKeyRotated{},
		domain.SigningKeyWithdrawn{},
		domain.UserInvited{},
		domain.ImportCreated{},
		domain.ImportUpdated{},
		domain.ImportChecked{},
		domain.ImportStarted{},
		domain.ImportDoneEvent{},
		domain.ImportCancelledEvent{},
		domain.ImportStoppedEvent{},
		domain.ImportRevokeAsked{},
		domain.ImportRevokedEvent{},
		domain.UserAccepted{},
		domain.UserAsked{},
		domain.AccessRequestRefused{},
		domain.UserActivated{},
		domain.UserUpdated{},
		domain.UserSuspended{},
		domain.UserReactivated{},
		domain.UserSessionsEnded{},
		domain.UserRemoved{},
		domain.InvitationResent{},
		domain.InvitationRevokedEvent{},
		domain.InvitationDeclinedEvent{},
		domain.InvitationExpiredEvent{},
		domain.InvitationNewAsked{},
		domain.InvitationRefused{},
		domain.ApprovalRequested{},
		domain.ApprovalReminded{},
		domain.ApprovalApprovedEvent{},
		domain.ApprovalRejectedEvent{},
		domain.ApprovalExpiredEvent{},
		domain.ApprovalCancelledEvent{},
		domain.AccountCreated{},
		domain.AccountCredentialSet{},
		domain.AccountResetAsked{},
		domain.AccountUpdated{},
		domain.AccountReauthenticated{},
		domain.AccountEmailAsked{},
		domain.AccountEmailConfirmed{},
		domain.AccountEmailRefused{},
		domain.AccountEmailChanged{},
		domain.AccountDeleted{},
		domain.SessionCreated{},
		domain.SessionRevoked{},
		domain.SessionRefused{},
		domain.EntryDenied{},
		domain.APIKeyCreated{},
		domain.APIKeyUpdated{},
		domain.APIKeyRotated{},
		domain.APIKeyDeleted{},
		domain.WebhookCreated{},
		domain.WebhookUpdated{},
		domain.WebhookSecretRotated{},
		domain.WebhookDisabledEvent{},
		domain.WebhookDeleted{},
		domain.WebhookTested{},
		domain.WebhookRedelivered{},
	}
}

// published are the names that the API promises; a * stands for the rest of a name.
const published = `user.invited user.accepted user.activated user.updated user.suspended user.reactivated user.removed
	invitation.resent invitation.revoked invitation.expired approval.requested approval.approved approval.rejected approval.expired
	role.created role.updated role.deleted location.* workspace.* api_key.* webhook.* import.*
	session.created session.refused session.revoked account.*`

// further are names beyond those, each with what it is for.
var further = map[domain.EventType]string{
	"invitation.declined":    "the invitee said no",
	"invitation.new_asked":   "the holder of a dead link asked for a new one",
	"invitation.refused":     "somebody signed in as another person held the link",
	"approval.reminded":      "who waits asked the approvers to look",
	"approval.cancelled":     "who waited withdrew, or was removed, before anybody decided",
	"permission.created":     "the workspace's own app has a new permission",
	"permission.updated":     "what a permission of the workspace's own app allows was written anew",
	"permission.removed":     "a permission of the workspace's own app is gone, also from its roles",
	"entry.denied":           "an active user lacked the permission",
	"user.sessions_ended":    "an administrator signed somebody out everywhere",
	"user.asked":             "somebody asked to join, and proved that the address is theirs",
	"access_request.refused": "somebody signed in as another person held the link",
	"signing_key.published":  "a key that signs identity tokens, or will, can be read by everybody",
	"signing_key.rotated":    "the next key signs identity tokens",
	"signing_key.withdrawn":  "a key that signed identity tokens is published no more",
}

func isPublished(t domain.EventType) bool {
	for _, p := range strings.Fields(published) {
		prefix, open := strings.CutSuffix(p, "*")
		if string(t) == p || (open && strings.HasPrefix(string(t), prefix) && len(t) > len(prefix)) {
			return true
		}
	}
	return false
}

// Every event has a name of its own that is published, or its reason on the list beside.
func TestEveryEventHasAPublishedName(t *testing.T) {
	seen := map[domain.EventType]string{}
	for _, e := range events() {
		name, kind := e.Type(), reflect.TypeOf(e).Name()
		if other, twice := seen[name]; twice {
			t.Errorf("%s and %s are both called %s", kind, other, name)
		}
		seen[name] = kind
		if isPublished(name) == (further[name] != "") {
			t.Errorf("%s: want %s either among the published names or, with its reason, among the further ones", kind, name)
		}
		if e.Target().Kind == "" {
			t.Errorf("%s says not what it happened to", kind)
		}
	}
	for name := range further {
		if seen[name] == "" {
			t.Errorf("no event is called %s any more", name)
		}
	}
}

// Four events say what was refused; all others have to have changed something.
func TestWhichEventsAreAttempts(t *testing.T) {
	for _, e := range events() {
		refused := slices.Contains([]domain.EventType{"session.refused", "invitation.refused", "access_request.refused", "entry.denied"}, e.Type())
		if e.Type().IsAttempt() != refused {
			t.Errorf("%s is an attempt: %v", e.Type(), !refused)
		}
	}
}

// Every field of an event says what the audit log does with it: a secret or an address never gets there because
// nobody thought of it.
func TestEveryFieldOfAnEventBearsAnAuditTag(t *testing.T) {
	for _, e := range events() {
		kind := reflect.TypeOf(e)
		for i := range kind.NumField() {
			f := kind.Field(i)
			tag := f.Tag.Get("audit")
			if !slices.Contains([]string{"keep", "mask", "drop"}, tag) {
				t.Errorf("%s.%s has the audit tag %q: keep, mask or drop", kind.Name(), f.Name, tag)
			}
			entity := f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[domain.Change]()
			if entity && tag != "drop" {
				t.Errorf("%s.%s: an entity goes into no log as a whole", kind.Name(), f.Name)
			}
			if !f.IsExported() || f.Anonymous {
				t.Errorf("%s.%s is not seen by the log", kind.Name(), f.Name)
			}
		}
	}
}

// The list above is all that the source has: whatever has a Type and a Target is an event.
func TestTheListOfEventsIsWhole(t *testing.T) {
	var listed []string
	for _, e := range events() {
		listed = append(listed, reflect.TypeOf(e).Name())
	}
	methods := map[string]map[string]bool{"Type": {}, "Target": {}}
	sources, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0) //nolint:staticcheck // one folder, no build tags
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sources["domain"].Files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || methods[f.Name.Name] == nil {
				continue
			}
			if of, ok := f.Recv.List[0].Type.(*ast.Ident); ok {
				methods[f.Name.Name][of.Name] = true
			}
		}
	}
	for kind := range methods["Type"] {
		if methods["Target"][kind] && !slices.Contains(listed, kind) {
			t.Errorf("%s is an event and not on the list of this test", kind)
		}
	}
	if len(methods["Type"]) < len(listed) {
		t.Errorf("the source has %d events, the list %d", len(methods["Type"]), len(listed))
	}
}
