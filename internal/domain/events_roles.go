package domain

import "github.com/gatehouse-dev/gatehouse/internal/id"

// The events of roles and of the workspace's own permissions.
type (
	RoleCreated struct {
		Role        Role        `audit:"drop"`
		Name        string      `audit:"keep"`
		Description string      `audit:"keep"`
		Scope       RoleScope   `audit:"keep"`
		Permissions Permissions `audit:"keep"`
	}
	RoleUpdated struct {
		Role   Role              `audit:"drop"`
		Fields map[string]Change `audit:"keep"`
	}
	RoleDeleted struct {
		Role        Role    `audit:"drop"`
		Name        Change  `audit:"keep"`
		Description Change  `audit:"keep"`
		Scope       Change  `audit:"keep"`
		Permissions Change  `audit:"keep"`
		ReplacedBy  id.Role `audit:"keep"` // "" where nobody held it
		Holders     int64   `audit:"keep"` // how many people were given the replacement
	}
)

func roleRef(r Role) Ref { return Ref{Kind: "role", ID: string(r.ID), Label: r.Name} }

// Type is role.created.
func (RoleCreated) Type() EventType { return "role.created" }

// Type is role.updated.
func (RoleUpdated) Type() EventType { return "role.updated" }

// Type is role.deleted.
func (RoleDeleted) Type() EventType { return "role.deleted" }

// Target names the role.
func (e RoleCreated) Target() Ref { return roleRef(e.Role) }

// Target names the role.
func (e RoleUpdated) Target() Ref { return roleRef(e.Role) }

// Target names the role as it was.
func (e RoleDeleted) Target() Ref { return roleRef(e.Role) }

// The events of the workspace's own permissions.
type (
	PermissionCreated struct {
		Own         OwnPermission `audit:"drop"`
		Description string        `audit:"keep"`
	}
	PermissionUpdated struct {
		Own         OwnPermission `audit:"drop"`
		Description Change        `audit:"keep"`
	}
	PermissionRemoved struct {
		Own         OwnPermission `audit:"drop"`
		Description Change        `audit:"keep"`
		RoleIDs     Change        `audit:"keep"` // the roles that it was taken out of
	}
)

func permissionRef(o OwnPermission) Ref {
	return Ref{Kind: "permission", ID: string(o.Permission), Label: string(o.Permission)}
}

// Type is permission.created.
func (PermissionCreated) Type() EventType { return "permission.created" }

// Type is permission.updated.
func (PermissionUpdated) Type() EventType { return "permission.updated" }

// Type is permission.removed.
func (PermissionRemoved) Type() EventType { return "permission.removed" }

// Target names the permission.
func (e PermissionCreated) Target() Ref { return permissionRef(e.Own) }

// Target names the permission.
func (e PermissionUpdated) Target() Ref { return permissionRef(e.Own) }

// Target names the permission.
func (e PermissionRemoved) Target() Ref { return permissionRef(e.Own) }
