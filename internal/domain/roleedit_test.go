package domain_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Who holds what decides over roles: a right at locations alone, however many, gives none over a role.
func TestWhoMayEditAndMakeARole(t *testing.T) {
	at := []id.Location{"sydney"}
	wide, local := roleOf("Wide", domain.ScopeWorkspace, domain.RolesWrite, domain.UsersRead), roleOf("Local", domain.ScopeLocations, domain.AuditRead, dispatch)
	admin := roleOf("Admin", domain.ScopeWorkspace)
	admin.BuiltIn = true
	some, all := domain.HoldingOf([]domain.Role{wide, local}, at), domain.HoldingOf([]domain.Role{admin}, nil)
	for _, c := range []struct {
		name       string
		holding    domain.Holding
		role       domain.Role
		edit, make string
	}{
		{"what one holds", some, roleOf("R", domain.ScopeLocations, domain.UsersRead), "", ""},
		{"nothing at all", some, roleOf("R", domain.ScopeWorkspace), "", ""},
		{"one permission more", some, roleOf("R", domain.ScopeWorkspace, domain.UsersRead, domain.UsersInvite), "above_own", "role_above_own"},
		{"what one holds at locations", some, roleOf("R", domain.ScopeLocations, dispatch), "above_own", "role_above_own"},
		{"anything, for an Admin", all, roleOf("R", domain.ScopeWorkspace, dispatch, domain.WorkspaceDelete), "", ""},
		{"Admin itself, for an Admin", all, admin, "built_in_role", ""},
		{"Admin itself", some, admin, "built_in_role", ""},
	} {
		if got := code(domain.MayEdit(c.holding, c.role)); got != c.edit {
			t.Errorf("editing %s: %q, want %q", c.name, got, c.edit)
		}
		if got := code(domain.MayMake(c.holding, c.role)); got != c.make {
			t.Errorf("making %s: %q, want %q", c.name, got, c.make)
		}
	}
}

// No workspace can add a permission that Gatehouse has, or might read as its own; any other of the form it can.
func TestGatehousesOwnResourcesAreReserved(t *testing.T) {
	for _, d := range domain.Catalog() {
		p, bad := domain.ParsePermission("", string(d.Permission))
		if bad != nil || p != d.Permission || !p.Reserved() {
			t.Errorf("%s: %v, reserved %v", d.Permission, bad, p.Reserved())
		}
	}
	if dispatch.Reserved() || domain.Permission("user:read").Reserved() {
		t.Error("an app's own permission is reserved")
	}
	part := strings.Repeat("x", 40)
	for text, good := range map[string]bool{
		"fleet:dispatch": true, "f:g": true, "a_1:b_2": true, part + ":" + part: true,
		"": false, ":": false, "fleet": false, "fleet:": false, ":go": false, "fleet:go:on": false, "Fleet:go": false, "1f:go": false, "f:_g": false,
		"fleet:go ": false, "fleet-x:go": false, "flé:go": false, "fleet:go\n": false, part + "x:go": false, "fleet:" + part + "x": false, "*:*": false,
	} {
		if _, bad := domain.ParsePermission("/permission", text); (bad == nil) != good {
			t.Errorf("%q: %v", text, bad)
		}
	}
}
