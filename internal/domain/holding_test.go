package domain_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const (
	sydney = id.Location("sydney")
	perth  = id.Location("perth")
)

func places(list ...id.Location) []id.Location { return list }

// A Depot Manager at Sydney, who sees people everywhere, and updates and invites them where he is.
func depotManager() domain.Holding {
	return domain.HoldingOf([]domain.Role{
		{Name: "Depot Manager", Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.UsersRead, domain.UsersUpdate, domain.UsersInvite)},
		{Name: "Colleague", Scope: domain.ScopeWorkspace, Permissions: domain.NewPermissions(domain.LocationsRead)},
	}, places(sydney))
}

func TestARightAtALocationReachesPeopleOfThatLocationAlone(t *testing.T) {
	h := depotManager()
	for _, c := range []struct {
		name         string
		at           []id.Location
		sees, covers bool
	}{
		{"of Sydney", places(sydney), true, true},
		{"of Perth", places(perth), false, false},
		{"of both", places(sydney, perth), true, false},
		{"of none", nil, false, false},
	} {
		if got := h.Sees(domain.UsersRead, c.at); got != c.sees {
			t.Errorf("somebody %s is seen: %v", c.name, got)
		}
		if got := h.Covers(domain.UsersUpdate, c.at); got != c.covers {
			t.Errorf("somebody %s may be changed: %v", c.name, got)
		}
		err := errs.Of(h.MayReach(domain.UsersUpdate, c.at))
		switch {
		case c.covers && err != nil:
			t.Errorf("somebody %s: %v", c.name, err)
		case !c.covers && c.sees && (err == nil || err.Code != "permission_denied"):
			t.Errorf("somebody %s, who is seen: %v", c.name, err)
		case !c.sees && (err == nil || err.Code != "not_found"):
			t.Errorf("somebody %s, who is not seen: %v", c.name, err)
		}
	}
	if !h.Covers(domain.LocationsRead, places(perth)) || h.Covers(domain.UsersRemove, places(sydney)) || h.Everywhere(domain.UsersRead) {
		t.Error("what is held everywhere, or not at all, does not depend on a location")
	}
	if nowhere := domain.HoldingOf([]domain.Role{{Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.UsersRead)}}, nil); nowhere.Somewhere(domain.UsersRead) {
		t.Error("whoever has no location holds a right at locations nowhere")
	}
}

func TestRightsAtLocationsAreGivenOnlyWhereTheGiverHasThem(t *testing.T) {
	h := depotManager()
	local := domain.Role{Name: "Foreman", Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.UsersRead)}
	everywhere := domain.Role{Name: "Reader", Scope: domain.ScopeWorkspace, Permissions: domain.NewPermissions(domain.UsersRead)}
	for _, c := range []struct {
		name string
		role domain.Role
		at   []id.Location
		want string
	}{
		{"at Sydney", local, places(sydney), ""},
		{"at Perth", local, places(perth), "role_above_own"},
		{"at both", local, places(sydney, perth), "role_above_own"},
		{"at none, from where it could be moved anywhere", local, nil, "role_above_own"},
		{"everywhere, at Sydney", everywhere, places(sydney), "role_above_own"},
	} {
		if got := code(domain.MayGrant(h, []domain.Role{c.role}, c.at)); got != c.want {
			t.Errorf("a role %s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNobodyTouchesWhoeverHoldsMoreThere(t *testing.T) {
	h := depotManager()
	peer := domain.Role{Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.UsersUpdate)}
	more := domain.Role{Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.UsersRemove)}
	wide := domain.Role{Scope: domain.ScopeWorkspace, Permissions: domain.NewPermissions(domain.UsersUpdate)}
	for _, c := range []struct {
		name string
		role domain.Role
		at   []id.Location
		want string
	}{
		{"the same right at the same place", peer, places(sydney), ""},
		{"the same right at one place more", peer, places(sydney, perth), "above_own"},
		{"another right at the same place", more, places(sydney), "above_own"},
		{"another right, without any place to use it", more, nil, ""},
		{"the same right everywhere", wide, places(sydney), "above_own"},
		{"an Admin", domain.Role{BuiltIn: true, Scope: domain.ScopeWorkspace}, places(sydney), "above_own"},
	} {
		if got := code(domain.MayTouch(h, []domain.Role{c.role}, c.at)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Who needs no approval where an approver invites, does need one where that approver approves elsewhere.
func TestAnApproverAtALocationInvitesWithoutApprovalThereAlone(t *testing.T) {
	w := domain.Workspace{ApprovalPolicy: domain.ApproveUnlessApprover}
	by := domain.HoldingOf([]domain.Role{{Scope: domain.ScopeLocations, Permissions: domain.NewPermissions(domain.ApprovalsDecide)}}, places(sydney))
	if w.NeedsApproval("ann@example.com", places(sydney), by) || !w.NeedsApproval("ann@example.com", places(perth), by) ||
		!w.NeedsApproval("ann@example.com", nil, by) {
		t.Error("the approver's own location decides")
	}
}

func TestOnlyRightsAboutPeopleOpenAnythingAtALocation(t *testing.T) {
	for _, d := range domain.Catalog() {
		want := d.Permission == domain.UsersRead || d.Permission == domain.UsersInvite || d.Permission == domain.UsersUpdate ||
			d.Permission == domain.UsersSuspend || d.Permission == domain.UsersRemove ||
			d.Permission == domain.ApprovalsRead || d.Permission == domain.ApprovalsDecide
		if d.Permission.OfPeople() != want {
			t.Errorf("%s is about people: %v", d.Permission, !want)
		}
	}
}
