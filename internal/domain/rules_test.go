package domain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func code(err error) string {
	if e := errs.Of(err); e != nil {
		return e.Code
	}
	return ""
}

// A user's status moves along these arrows and no other.
func TestAStatusMovesAlongTheListedArrows(t *testing.T) {
	arrows := map[string]bool{
		"invited > pending_approval": true, "invited > active": true, "pending_approval > active": true,
		"active > suspended": true, "suspended > active": true,
	}
	for _, from := range append(domain.UserStatuses(), "", "removed") {
		for _, to := range append(domain.UserStatuses(), "", "removed") {
			err := from.MayMove(to)
			if arrow := fmt.Sprintf("%s > %s", from, to); arrows[arrow] != (err == nil) {
				t.Errorf("%s: %v", arrow, err)
			} else if err != nil && (code(err) != "conflict" || errs.Of(err).Extra["status"] != string(from)) {
				t.Errorf("%s: want a conflict that names the present status, got %v %v", arrow, err, errs.Of(err).Extra)
			}
		}
	}
}

// What a link says in each state of its invitation; nothing in it tells of the workspace.
func TestALinkSaysWhatBecameOfIt(t *testing.T) {
	for _, c := range []struct {
		name       string
		status     domain.InvitationStatus
		generation int
		after      time.Duration
		want       string
		kind       errs.Kind
	}{
		{"live", domain.InvitationPending, 2, -time.Microsecond, "", 0},
		{"at its end to the second", domain.InvitationPending, 2, 0, "invitation_expired", errs.Gone},
		{"past its end", domain.InvitationPending, 2, time.Hour, "invitation_expired", errs.Gone},
		{"recorded as expired", domain.InvitationExpired, 2, -time.Hour, "invitation_expired", errs.Gone},
		{"an older link", domain.InvitationPending, 1, -time.Hour, "invitation_superseded", errs.Gone},
		{"an older link past the end", domain.InvitationPending, 1, time.Hour, "invitation_superseded", errs.Gone},
		{"revoked", domain.InvitationRevoked, 2, -time.Hour, "invitation_revoked", errs.Gone},
		{"an older link of a revoked one", domain.InvitationRevoked, 1, -time.Hour, "invitation_revoked", errs.Gone},
		{"declined", domain.InvitationDeclined, 2, -time.Hour, "invitation_declined", errs.Gone},
		{"accepted", domain.InvitationAccepted, 2, -time.Hour, "invitation_accepted", errs.Conflict},
		{"accepted and past its end", domain.InvitationAccepted, 2, time.Hour, "invitation_accepted", errs.Conflict},
	} {
		i := domain.Invitation{Status: c.status, Generation: 2, ExpiresAt: noon, Name: "canary", Email: "canary@example.com", Message: "canary"}
		err := i.Dead(c.generation, noon.Add(c.after))
		if code(err) != c.want || (err != nil && errs.Of(err).Kind != c.kind) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if err != nil && (len(errs.Of(err).Extra) > 0 || strings.Contains(err.Error(), "canary")) {
			t.Errorf("%s tells too much: %v", c.name, err)
		}
	}
}

func TestWhichInvitationsCanBeSentAgainOrWithdrawn(t *testing.T) {
	may := map[domain.InvitationStatus]bool{
		domain.InvitationPending: true, domain.InvitationExpired: true, domain.InvitationDeclined: true,
		domain.InvitationAccepted: false, domain.InvitationRevoked: false,
	}
	for status, want := range may {
		i := domain.Invitation{Status: status}
		if err := i.MayResend(); (err == nil) != want || (err != nil && code(err) != "conflict") {
			t.Errorf("resend %s: %v", status, err)
		}
		if err := i.MayRevoke(); (err == nil) != want || (err != nil && code(err) != "conflict") {
			t.Errorf("revoke %s: %v", status, err)
		}
	}
}

// Whoever decides second is told what was decided, by whom and when.
func TestTheSecondDeciderIsTold(t *testing.T) {
	if err := (domain.Approval{State: domain.ApprovalPending}).Decided(); err != nil {
		t.Errorf("nobody decided: %v", err)
	}
	for _, s := range []domain.ApprovalState{domain.ApprovalApproved, domain.ApprovalRejected, domain.ApprovalCancelled, domain.ApprovalExpired} {
		at := noon
		err := domain.Approval{State: s, DecidedLabel: "Bob", DecidedAt: &at}.Decided()
		decision, _ := errs.Of(err).Extra["decision"].(map[string]any)
		if code(err) != "already_decided" || decision["state"] != string(s) || decision["by"] != "Bob" || decision["at"] != "2026-03-01T12:00:00Z" {
			t.Errorf("%s: %v %v", s, err, decision)
		}
		err = domain.Approval{State: s}.Decided()
		decision, _ = errs.Of(err).Extra["decision"].(map[string]any)
		if _, named := decision["by"]; code(err) != "already_decided" || named {
			t.Errorf("%s by the house: %v %v", s, err, decision)
		}
	}
}

func TestNobodyDecidesOnThemselvesNorUnderFourEyesOnTheirGuest(t *testing.T) {
	guest, inviter, other := id.New[id.User](), id.New[id.User](), id.New[id.User]()
	for _, c := range []struct {
		name     string
		a        domain.Approval
		decider  id.User
		fourEyes bool
		want     string
	}{
		{"another person", domain.Approval{UserID: &guest, InvitedBy: &inviter}, other, true, ""},
		{"oneself", domain.Approval{UserID: &guest, InvitedBy: &inviter}, guest, false, "permission_denied"},
		{"whoever invited", domain.Approval{UserID: &guest, InvitedBy: &inviter}, inviter, false, ""},
		{"whoever invited, under four eyes", domain.Approval{UserID: &guest, InvitedBy: &inviter}, inviter, true, "four_eyes"},
		{"nobody is left who invited", domain.Approval{UserID: &guest}, other, true, ""},
		{"who asked is gone", domain.Approval{}, other, true, ""},
	} {
		if err := c.a.MayDecide(c.decider, c.fourEyes); code(err) != c.want || (err != nil && errs.Of(err).Kind != errs.Denied) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// Who needs an approval, by policy, inviter and address.
func TestWhoNeedsAnApproval(t *testing.T) {
	approver := domain.Holding{Permissions: domain.NewPermissions(domain.UsersInvite, domain.ApprovalsDecide)}
	inviter := domain.Holding{Permissions: domain.NewPermissions(domain.UsersInvite, domain.ApprovalsRead)}
	for _, c := range []struct {
		policy   domain.ApprovalPolicy
		fourEyes bool
		invitee  domain.Email
		by       domain.Holding
		want     bool
	}{
		{domain.ApproveAlways, false, "ann@own.example", approver, true},
		{domain.ApproveAlways, true, "ann@own.example", approver, true},
		{domain.ApproveUnlessApprover, false, "ann@other.example", approver, false},
		{domain.ApproveUnlessApprover, false, "ann@own.example", inviter, true},
		{domain.ApproveUnlessApprover, true, "ann@own.example", approver, true}, // else one person would be both pairs of eyes
		{domain.ApproveOutsideDomains, false, "ann@own.example", inviter, false},
		{domain.ApproveOutsideDomains, true, "ann@own.example", inviter, false},
		{domain.ApproveOutsideDomains, false, "ann@other.example", approver, true},
		{domain.ApproveOutsideDomains, false, "ann@sub.own.example", approver, true},
		{domain.ApproveOutsideDomains, false, "ann@notown.example", approver, true},
		{domain.ApproveNever, false, "ann@other.example", inviter, false},
		{domain.ApproveNever, true, "ann@other.example", inviter, false},
		{"", false, "ann@own.example", approver, true},
		{"nonsense", false, "ann@own.example", approver, true}, // what nobody knows is closed
	} {
		w := domain.Workspace{ApprovalPolicy: c.policy, FourEyes: c.fourEyes, OwnDomains: []string{"own.example"}}
		if got := w.NeedsApproval(c.invitee, nil, c.by); got != c.want {
			t.Errorf("%s, four eyes %v, %s by %v: %v", c.policy, c.fourEyes, c.invitee, c.by.Permissions, got)
		}
	}
}

// Nobody gives what they do not hold.
func TestNobodyGrantsBeyondTheirOwn(t *testing.T) {
	roles := domain.FirstRoles(id.New[id.Workspace](), noon)
	admin, approver, member := roles[0], roles[1], roles[2]
	custom := func(scope domain.RoleScope, p ...domain.Permission) domain.Role {
		return domain.Role{Name: "Custom", Scope: scope, Permissions: domain.NewPermissions(p...)}
	}
	everything := custom(domain.ScopeWorkspace, domain.AllPermissions()...)
	app := custom(domain.ScopeWorkspace, "fleet:dispatch")
	for _, c := range []struct {
		name   string
		giver  []domain.Role
		given  []domain.Role
		beyond string // the permission that is named; "-" where the role itself is
	}{
		{"an Admin gives everything", []domain.Role{admin}, []domain.Role{admin, approver, member, everything}, ""},
		{"all permissions are not the Admin role", []domain.Role{everything}, []domain.Role{admin}, "-"},
		{"but all other roles", []domain.Role{everything}, []domain.Role{approver, member, everything}, ""},
		{"a role of one's own", []domain.Role{approver}, []domain.Role{approver}, ""},
		{"one permission more", []domain.Role{approver}, []domain.Role{custom(domain.ScopeWorkspace, domain.UsersRead, domain.ApprovalsRead, domain.ApprovalsDecide, domain.AuditRead)}, "audit:read"},
		{"an Approver lets a Member in", []domain.Role{approver}, []domain.Role{member}, ""},
		{"an allowed one beside another", []domain.Role{approver}, []domain.Role{member, custom(domain.ScopeWorkspace, domain.AuditRead)}, "audit:read"},
		{"two roles together", []domain.Role{approver, member}, []domain.Role{approver, member}, ""},
		{"the app's own permission", []domain.Role{approver}, []domain.Role{app}, "fleet:dispatch"},
		{"the app's own permission held", []domain.Role{app}, []domain.Role{app}, ""},
		{"the app's own permission by an Admin, who holds all", []domain.Role{admin}, []domain.Role{app}, ""},
		{"an Admin at a location only", []domain.Role{{BuiltIn: true, Scope: domain.ScopeLocations}}, []domain.Role{member}, "locations:read"},
		{"held at a location only", []domain.Role{custom(domain.ScopeLocations, domain.UsersRead)}, []domain.Role{custom(domain.ScopeWorkspace, domain.UsersRead)}, "users:read"},
		{"for a location, held nowhere", []domain.Role{member}, []domain.Role{custom(domain.ScopeLocations, domain.UsersInvite)}, "users:invite"},
		{"nothing by nobody", nil, nil, ""},
		{"something by nobody", nil, []domain.Role{member}, "locations:read"},
		{"a role of nothing by nobody", nil, []domain.Role{custom(domain.ScopeWorkspace)}, ""},
	} {
		err := domain.MayGrant(domain.HoldingOf(c.giver, nil), c.given, nil)
		if (err == nil) != (c.beyond == "") {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err == nil {
			continue
		}
		e := errs.Of(err)
		named, _ := e.Extra["permission"].(string)
		if e.Kind != errs.Denied || e.Code != "role_above_own" || (c.beyond != "-" && named != c.beyond) || (c.beyond == "-" && named != "") {
			t.Errorf("%s: %v names %q, want %q", c.name, err, named, c.beyond)
		}
	}
}

func TestTheRolesOfANewWorkspace(t *testing.T) {
	ws := id.New[id.Workspace]()
	want := map[string][]domain.Permission{
		"Admin":    domain.AllPermissions(),
		"Approver": {"approvals:decide", "approvals:read", "locations:read", "roles:read", "users:read"},
		"Member":   {"locations:read", "roles:read", "users:read"},
	}
	for i, r := range domain.FirstRoles(ws, noon) {
		if !slices.Equal(r.Grants(), want[r.Name]) || r.WorkspaceID != ws || r.BuiltIn != (i == 0) || r.Scope != domain.ScopeWorkspace || r.NameKey != strings.ToLower(r.Name) {
			t.Errorf("%s: %+v", r.Name, r)
		}
		delete(want, r.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}
