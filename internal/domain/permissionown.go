package domain

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// MaxOwnPermissions is how many permissions of its own app a workspace can have.
const MaxOwnPermissions = 500

const maxPermissionPart = 40

// OwnPermission is a permission of the workspace's own app, such as fleet:dispatch.
type OwnPermission struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	Permission  Permission   `gorm:"primaryKey"`
	Description string
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TableName is permissions: Gatehouse's own are in no table.
func (OwnPermission) TableName() string { return "permissions" }

// ParsePermission reads a permission: resource:action, each part 1 to 40 lower-case ASCII letters, digits and _, the
// first one a letter. The error is a field error with code permission_invalid.
func ParsePermission(pointer, text string) (Permission, *errs.Field) {
	resource, action, found := strings.Cut(text, ":")
	if !found || !isPermissionPart(resource) || !isPermissionPart(action) {
		return "", &errs.Field{
			Pointer: pointer, Code: "permission_invalid",
			Detail: "Write resource:action, each with 1 to 40 lower-case letters, digits and _, and a letter first, such as fleet:dispatch.",
		}
	}
	return Permission(text), nil
}

func isPermissionPart(s string) bool {
	if s == "" || len(s) > maxPermissionPart || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return true
}

// Reserved tells whether the permission is about a resource of Gatehouse itself, whose permissions are fixed.
func (p Permission) Reserved() bool {
	resource, _, _ := strings.Cut(string(p), ":")
	return slices.Contains([]string{
		"workspace", "users", "roles", "locations", "approvals", "api_keys", "webhooks", "audit", "invitations", "imports", "account",
	}, resource)
}

// OwnSet gives the permissions of a list as a set.
func OwnSet(list []OwnPermission) Permissions {
	set := make([]Permission, len(list))
	for i, o := range list {
		set[i] = o.Permission
	}
	return NewPermissions(set...)
}
