package domain_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const dispatch domain.Permission = "fleet:dispatch"

// Gatehouse's own rights on what belongs to no location are held across the workspace, or not at all.
func TestWhatBelongsToNoLocationIsNotHeldAtOne(t *testing.T) {
	for _, p := range append(domain.AllPermissions(), dispatch) {
		got := domain.AccessOf(domain.StatusActive, []domain.Role{roleOf("Depot", domain.ScopeLocations, p)}, []id.Location{"sydney"}, p, "sydney")
		if want := p.OfPeople() || p == dispatch; got.Allowed != want || !want && got.Missing[0].Code != "needs_workspace_role" {
			t.Errorf("%s at Sydney: %v, %v", p, got.Allowed, got.Missing)
		}
	}
}

func roleOf(name string, scope domain.RoleScope, permissions ...domain.Permission) domain.Role {
	return domain.Role{ID: id.Role(name), Name: name, Scope: scope, Permissions: domain.NewPermissions(permissions...)}
}

// Who may do what, where, and what is missing.
func TestAccess(t *testing.T) {
	everywhere, local := roleOf("Fleet", domain.ScopeWorkspace, dispatch), roleOf("Depot", domain.ScopeLocations, dispatch)
	other, admin := roleOf("Other", domain.ScopeWorkspace, domain.UsersRead), roleOf("Admin", domain.ScopeWorkspace)
	admin.BuiltIn = true
	sydney, perth := id.Location("sydney"), id.Location("perth")
	for name, c := range map[string]struct {
		status domain.UserStatus
		roles  []domain.Role
		at     []id.Location
		where  id.Location
		grants int
		lacks  []string
	}{
		"a workspace role gives across the workspace": {roles: []domain.Role{everywhere}, grants: 1},
		"and at any location":                         {roles: []domain.Role{everywhere}, where: perth, grants: 1},
		"Admin gives what it does not name":           {roles: []domain.Role{admin}, where: perth, grants: 1},
		"a local role gives at one's own location":    {roles: []domain.Role{local}, at: []id.Location{perth, sydney}, where: sydney, grants: 1},
		"both are named":                              {roles: []domain.Role{everywhere, local, other}, at: []id.Location{sydney}, where: sydney, grants: 2},
		"one of them is enough":                       {roles: []domain.Role{everywhere, local}, at: []id.Location{sydney}, where: perth, grants: 1},

		"a local role gives not elsewhere":       {roles: []domain.Role{local}, at: []id.Location{sydney}, where: perth, lacks: []string{"not_at_location"}},
		"nor across the workspace":               {roles: []domain.Role{local}, at: []id.Location{sydney}, lacks: []string{"only_at_locations"}},
		"nor to somebody without a location":     {roles: []domain.Role{local}, where: sydney, lacks: []string{"no_locations"}},
		"another role gives nothing":             {roles: []domain.Role{other}, at: []id.Location{sydney}, where: sydney, lacks: []string{"no_role_with_permission"}},
		"no role gives nothing":                  {lacks: []string{"no_role_with_permission"}},
		"who is suspended may not, and sees why": {status: domain.StatusSuspended, roles: []domain.Role{everywhere}, grants: 1, lacks: []string{"not_active"}},
		"who waits may not":                      {status: domain.StatusPending, roles: []domain.Role{admin}, grants: 1, lacks: []string{"not_active"}},
		"everything that is missing is named":    {status: domain.StatusInvited, roles: []domain.Role{local}, lacks: []string{"not_active", "no_locations"}},
	} {
		if c.status == "" {
			c.status = domain.StatusActive
		}
		got := domain.AccessOf(c.status, c.roles, c.at, dispatch, c.where)
		var lacks []string
		for _, l := range got.Missing {
			lacks = append(lacks, l.Code)
			if l.Detail == "" {
				t.Errorf("%s: %s without a sentence", name, l.Code)
			}
		}
		if got.Allowed != (c.lacks == nil) || len(got.Grants) != c.grants || !slices.Equal(lacks, c.lacks) {
			t.Errorf("%s: allowed %v, %d grants, missing %v", name, got.Allowed, len(got.Grants), lacks)
		}
	}
}

// What a change is said to do to a group is what it does to each of its people, role by role.
func TestTheImpactIsWhatHappens(t *testing.T) {
	pool := []domain.Permission{dispatch, domain.UsersRead, domain.RolesWrite}
	scopes := []domain.RoleScope{domain.ScopeWorkspace, domain.ScopeLocations}
	drawRole := func(t *rapid.T, name string) domain.Role {
		return roleOf(name, rapid.SampledFrom(scopes).Draw(t, name+" scope"), rapid.SliceOf(rapid.SampledFrom(pool)).Draw(t, name)...)
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after, others := drawRole(t, "it"), drawRole(t, "it"), []domain.Role{drawRole(t, "a"), drawRole(t, "b")}
		groups := rapid.SliceOf(rapid.Custom(func(t *rapid.T) domain.HolderGroup {
			held := rapid.SliceOfDistinct(rapid.SampledFrom([]id.Role{"a", "b"}), rapid.ID[id.Role]).Draw(t, "others")
			return domain.HolderGroup{Others: held, Placed: rapid.Bool().Draw(t, "placed"), Users: rapid.Int64Range(1, 3).Draw(t, "users")}
		})).Draw(t, "groups")
		gains, loses := domain.Impact(before, after, append(others, before), groups)
		for _, p := range pool {
			var more, less int64
			for _, g := range groups {
				was, is := far(before, others, g, p), far(after, others, g, p)
				if is > was {
					more += g.Users
				} else if is < was {
					less += g.Users
				}
			}
			if got := shifted(gains, p); got != more {
				t.Fatalf("%s: %d gain it, want %d", p, got, more)
			}
			if got := shifted(loses, p); got != less {
				t.Fatalf("%s: %d lose it, want %d", p, got, less)
			}
		}
	})
}

// far asks the one check how far somebody of a group has a permission: 2 across the workspace, 1 at locations, 0 not.
func far(it domain.Role, others []domain.Role, g domain.HolderGroup, p domain.Permission) int {
	held := []domain.Role{it}
	for _, o := range others {
		if slices.Contains(g.Others, o.ID) {
			held = append(held, o)
		}
	}
	var at []id.Location
	if g.Placed {
		at = []id.Location{"sydney"}
	}
	switch {
	case domain.AccessOf(domain.StatusActive, held, at, p, "").Allowed:
		return 2
	case domain.AccessOf(domain.StatusActive, held, at, p, "sydney").Allowed:
		return 1
	}
	return 0
}

func shifted(list []domain.Shift, p domain.Permission) int64 {
	for _, s := range list {
		if s.Permission == p {
			return s.Users
		}
	}
	return 0
}
