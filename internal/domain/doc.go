// Package domain holds the words of the trade: accounts, workspaces, users, roles, invitations, approvals,
// their states and the rules between them, as pure functions. It reads no clock, no database and no request.
// Entities carry gorm tags, because they are also the rows of the store; they carry no JSON tags, because
// what clients see is decided at the door.
package domain
