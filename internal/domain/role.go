package domain

import (
	"time"

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
		// An Approver holds all that a Member does: nobody lets somebody in with more than they hold themselves.
		role("Approver", "Decides login requests; sees people, roles and locations.", false,
			NewPermissions(UsersRead, RolesRead, LocationsRead, ApprovalsRead, ApprovalsDecide)),
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
