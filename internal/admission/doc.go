// Package admission is how one gets in: set-up, sign-in, invitations, approvals. These flows change the same
// rows for the same reason, so they live in one room. Every way in passes the same two gates, in either order:
// the invitee accepts, an administrator approves.
package admission
