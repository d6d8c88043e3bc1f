package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// RoleScope says where a role gives its permissions.
type RoleScope string

// The scopes of a role.
const (
	ScopeWorkspace RoleScope = "workspace" // everywhere in the workspace
	ScopeLocations RoleScope = "locations" // only at the holder's locations
)

// AdminRole is the name of the built-in role that holds every permission.
const AdminRole = "Admin"

// MaxRoles is how many roles a workspace can have.
const MaxRoles = 500

// Role is a named set of permissions in a workspace.
type Role struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	ID          id.Role      `gorm:"primaryKey"`
	Name        string
	NameKey     string
	Description string
	Scope       RoleScope
	BuiltIn     bool
	Permissions Permissions `gorm:"serializer:json"`
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Grants gives what the role allows: Admin holds every permission there is, now and later.
func (r Role) Grants() Permissions {
	if r.BuiltIn {
		return AllPermissions().Union(r.Permissions)
	}
	return r.Permissions
}

// FirstRoles are the roles of a new workspace; the first one is Admin.
func FirstRoles(ws id.Workspace, now time.Time) []Role {
	role := func(name, description string, builtIn bool, set Permissions) Role {
		return Role{
			WorkspaceID: ws, ID: id.New[id.Role](), Name: name, NameKey: Fold(name), Description: description,
			Scope: ScopeWorkspace, BuiltIn: builtIn, Permissions: set, Version: 1, CreatedAt: now, UpdatedAt: now,
		}
	}
	return []Role{
		role(AdminRole, "Holds every permission. Cannot be changed or deleted.", true, AllPermissions()),
		role("Approver", "Decides login requests.", false,
			NewPermissions(UsersRead, ApprovalsRead, ApprovalsDecide)),
		role("Member", "Sees people, roles and locations.", false,
			NewPermissions(UsersRead, RolesRead, LocationsRead)),
	}
}

// GrantsOf gives everything that a list of roles allows.
func GrantsOf(roles []Role) Permissions {
	var all Permissions
	for _, r := range roles {
		all = all.Union(r.Grants())
	}
	return all
}

// MayGrant refuses to hand out more than the giver holds: an Admin role only by an Admin, any other role
// only where each of its permissions is held. The error is role_above_own, of kind Denied.
func MayGrant(giver Holding, roles []Role) error {
	for _, r := range roles {
		if r.BuiltIn && !giver.Admin {
			return aboveOwn(r.Name, "")
		}
		if p, beyond := giver.Lacks(r.Grants()); beyond {
			return aboveOwn(r.Name, p)
		}
	}
	return nil
}

// MayTouch refuses to change, suspend or remove somebody who holds a right that one lacks. The error is above_own,
// of kind Denied.
func MayTouch(actor Holding, target []Role) error {
	held := HoldingOf(target)
	p, beyond := actor.Lacks(GrantsOf(target))
	if held.Admin && !actor.Admin || beyond {
		e := errs.New(errs.Denied, "above_own", "This person holds rights that you lack, so you cannot change them. Ask somebody who holds them.")
		if p != "" {
			return e.With("permission", string(p))
		}
		return e
	}
	return nil
}

func aboveOwn(role string, p Permission) error {
	e := errs.Newf(errs.Denied, "role_above_own", "You cannot give the role %q, because it allows more than your own roles do.", role)
	if p != "" {
		return e.With("permission", string(p))
	}
	return e
}

// Holding is what somebody holds in a workspace, across all of it.
type Holding struct {
	Admin       bool
	Permissions Permissions
}

// HoldingOf sums up a list of roles.
func HoldingOf(roles []Role) Holding {
	h := Holding{}
	for _, r := range roles {
		if r.Scope != ScopeWorkspace {
			continue // given at locations only
		}
		h.Admin = h.Admin || r.BuiltIn
		h.Permissions = h.Permissions.Union(r.Grants())
	}
	return h
}
