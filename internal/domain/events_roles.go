package domain

import "github.com/gatehouse-dev/gatehouse/internal/id"

// The events of roles and of the workspace's own permissions.
type (
	RoleCreated struct {
		Role        Role        `audit:"drop"`
		Name        string      `audit:"keep"`
		Scope       RoleScope   `audit:"keep"`
		Permissions Permissions `audit:"keep"`
	}
	RoleUpdated struct {
		Role   Role              `audit:"drop"`
		Fields map[string]Change `audit:"keep"`
	}
	RoleDeleted struct {
		Role        Role        `audit:"drop"`
		Name        string      `audit:"keep"`
		Permissions Permissions `audit:"keep"`
		ReplacedBy  id.Role     `audit:"keep"` // "" where nobody held it
		Holders     int64       `audit:"keep"` // how many people were given the replacement
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
