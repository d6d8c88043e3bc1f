package domain

import (
	"slices"
	"strings"
	"sync"
)

// Permission is the right to do one thing with one kind of resource, written resource:action.
type Permission string

// Gatehouse's own permissions. A workspace adds those of its own app.
const (
	WorkspaceUpdate Permission = "workspace:update"
	WorkspaceDelete Permission = "workspace:delete"
	UsersRead       Permission = "users:read"
	UsersInvite     Permission = "users:invite"
	UsersUpdate     Permission = "users:update"
	UsersSuspend    Permission = "users:suspend"
	UsersRemove     Permission = "users:remove"
	RolesRead       Permission = "roles:read"
	RolesWrite      Permission = "roles:write"
	LocationsRead   Permission = "locations:read"
	LocationsWrite  Permission = "locations:write"
	ApprovalsRead   Permission = "approvals:read"
	ApprovalsDecide Permission = "approvals:decide"
	APIKeysManage   Permission = "api_keys:manage"
	WebhooksManage  Permission = "webhooks:manage"
	AuditRead       Permission = "audit:read"
)

// Described is a permission with the sentence that says what it allows and what it does not.
type Described struct {
	Permission  Permission
	Description string
}

// Catalog lists Gatehouse's own permissions in the order in which screens show them.
func Catalog() []Described {
	return []Described{
		{WorkspaceUpdate, "Change the workspace's name and policies; not delete it."},
		{WorkspaceDelete, "Delete the workspace with everything in it."},
		{UsersRead, "See the people of the workspace, their roles, locations and status; change nothing."},
		{UsersInvite, "Invite people with roles that do not exceed one's own, resend and revoke invitations; not approve them."},
		{UsersUpdate, "Change other people's names, roles and locations, never beyond one's own rights; not their e-mail address."},
		{UsersSuspend, "Suspend and reactivate people who hold no right that one lacks."},
		{UsersRemove, "Remove people who hold no right that one lacks."},
		{RolesRead, "See roles and what they allow; not change them."},
		{RolesWrite, "Create, edit and delete roles, never with a permission that one lacks."},
		{LocationsRead, "See the locations; not change them."},
		{LocationsWrite, "Create, rename, archive and delete locations."},
		{ApprovalsRead, "See the login requests; not decide them."},
		{ApprovalsDecide, "Approve login requests, with roles that do not exceed one's own, or reject and delete them; not one's own."},
		{APIKeysManage, "Create and revoke API keys with permissions that one holds."},
		{WebhooksManage, "Create, test and delete webhooks and read their deliveries."},
		{AuditRead, "Read and export the audit log; nobody can change it."},
	}
}

// OfPeople tells whether the permission is about people and their requests, which are at locations: only such a one
// may be held at locations alone. Things that belong to no location take a right that is held everywhere.
func (p Permission) OfPeople() bool {
	return strings.HasPrefix(string(p), "users:") || strings.HasPrefix(string(p), "approvals:")
}

// Permissions is a set of permissions, sorted, each once. It is stored as a JSON list.
type Permissions []Permission

// NewPermissions makes a set of any list.
func NewPermissions(list ...Permission) Permissions {
	set := append(Permissions{}, list...) // never nil: a role that allows nothing is stored as an empty list
	slices.Sort(set)
	return slices.Compact(set)
}

// AllPermissions is Gatehouse's own catalog as a set. It is everybody's: nobody writes into it.
func AllPermissions() Permissions { return everyPermission() }

var everyPermission = sync.OnceValue(func() Permissions { //nolint:gochecknoglobals // the catalog never changes
	var all []Permission
	for _, d := range Catalog() {
		all = append(all, d.Permission)
	}
	return slices.Clip(NewPermissions(all...))
})

// Has tells whether the set contains p.
func (s Permissions) Has(p Permission) bool {
	_, found := slices.BinarySearch(s, p)
	return found
}

// Beyond gives the first permission of other that s lacks, and whether there is one.
func (s Permissions) Beyond(other Permissions) (Permission, bool) {
	for _, p := range other {
		if !s.Has(p) {
			return p, true
		}
	}
	return "", false
}

// Union gives all permissions of both sets: s itself where the other adds nothing.
func (s Permissions) Union(other Permissions) Permissions {
	if _, more := s.Beyond(other); !more && s != nil {
		return slices.Clip(s)
	}
	return NewPermissions(append(slices.Clone(s), other...)...)
}

// Both gives what is in both sets.
func (s Permissions) Both(other Permissions) Permissions {
	both := Permissions{}
	for _, p := range s {
		if other.Has(p) {
			both = append(both, p)
		}
	}
	return both
}

// Without gives the set without one permission.
func (s Permissions) Without(p Permission) Permissions {
	rest := Permissions{}
	for _, one := range s {
		if one != p {
			rest = append(rest, one)
		}
	}
	return rest
}

// Administers tells whether the set lets its holder change other people's access, which is why their
// sessions end after 12 idle hours.
func (s Permissions) Administers() bool {
	for _, p := range []Permission{
		WorkspaceUpdate, WorkspaceDelete, UsersInvite, UsersUpdate, UsersSuspend, UsersRemove,
		RolesWrite, ApprovalsDecide, APIKeysManage,
	} {
		if s.Has(p) {
			return true
		}
	}
	return false
}
