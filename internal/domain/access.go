package domain

import (
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Access is the answer to the question whether somebody may do something, with each grant that allows it, or with
// everything that is missing.
type Access struct {
	Allowed bool
	Grants  []Grant
	Missing []Lack
}

// Grant is a role that gives the permission asked for: everywhere, or only at Locations where it has some.
type Grant struct {
	Role      Role
	Locations []id.Location
}

// Lack is one thing that is missing.
type Lack struct{ Code, Detail string }

// The codes of what is missing.
const (
	LackActive    = "not_active"
	LackRole      = "no_role_with_permission"
	LackLocation  = "not_at_location"
	LackAnywhere  = "only_at_locations"
	LackPlaces    = "no_locations"
	LackWorkspace = "needs_workspace_role"
)

// Gives tells whether the role holds a permission. Admin holds every one that there is, now and later.
func (r Role) Gives(p Permission) bool { return r.BuiltIn || r.Permissions.Has(p) }

// GivesAt tells whether the role gives a permission, to whoever is at the locations, at one of them, or, where at is "",
// across the workspace: a role of scope workspace everywhere, one of scope locations at its holder's own.
func (r Role) GivesAt(p Permission, locations []id.Location, at id.Location) bool {
	return r.Gives(p) && (r.Scope == ScopeWorkspace || at != "" && p.Local() && slices.Contains(locations, at))
}

// Allows is the short answer of AccessOf.
func Allows(status UserStatus, roles []Role, locations []id.Location, p Permission, at id.Location) bool {
	return status == StatusActive && slices.ContainsFunc(roles, func(r Role) bool { return r.GivesAt(p, locations, at) })
}

// Local tells whether the permission may be held at locations alone: Gatehouse's own ones about people, and all of
// the workspace's app.
func (p Permission) Local() bool { return p.OfPeople() || !p.Reserved() }

// AccessOf answers whether somebody with a status, roles and locations may do p at a location, or, where at is "",
// across the workspace. A workspace role gives everywhere; a role at locations gives at the holder's own ones, and
// nothing where no location is asked for, or for a right that belongs to no location. That the permission and the location exist, the caller has checked.
func AccessOf(status UserStatus, roles []Role, locations []id.Location, p Permission, at id.Location) Access {
	a := Access{Grants: []Grant{}, Missing: []Lack{}}
	var elsewhere []string // roles that give it, but not there
	for _, r := range roles {
		switch {
		case !r.Gives(p):
		case !r.GivesAt(p, locations, at):
			elsewhere = append(elsewhere, r.Name)
		case r.Scope == ScopeWorkspace:
			a.Grants = append(a.Grants, Grant{Role: r})
		default:
			a.Grants = append(a.Grants, Grant{Role: r, Locations: locations})
		}
	}
	if status != StatusActive {
		a.Missing = append(a.Missing, Lack{LackActive, notActive(status)})
	}
	if len(a.Grants) == 0 {
		a.Missing = append(a.Missing, whyNot(elsewhere, len(locations) > 0, p, at))
	}
	a.Allowed = len(a.Missing) == 0
	return a
}

func notActive(s UserStatus) string {
	switch s {
	case StatusInvited:
		return "They have not accepted their invitation yet."
	case StatusPending:
		return "They wait for an administrator's approval."
	default:
		return "They are suspended."
	}
}

func whyNot(elsewhere []string, placed bool, p Permission, at id.Location) Lack {
	names := strings.Join(elsewhere, ", ")
	switch {
	case len(elsewhere) == 0:
		return Lack{LackRole, "None of their roles holds " + string(p) + "."}
	case !p.Local():
		return Lack{LackWorkspace, string(p) + " belongs to no location: it takes a role across the workspace, and " + names + " gives it only at locations."}
	case !placed:
		return Lack{LackPlaces, names + " gives " + string(p) + " only at one's own locations, and they have none."}
	case at != "":
		return Lack{LackLocation, names + " gives " + string(p) + " only at their own locations, and this is none of them."}
	}
	return Lack{LackAnywhere, names + " gives " + string(p) + " only at their own locations, not across the workspace."}
}
