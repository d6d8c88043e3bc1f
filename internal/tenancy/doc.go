// Package tenancy is where someone belongs: workspaces, users, roles, locations. Join is the only way to
// become a user of a workspace, Activate the only way to get access, Remove the only way out; every flow
// calls them inside its own transaction.
package tenancy
