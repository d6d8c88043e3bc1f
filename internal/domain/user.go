package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// UserStatus is where someone stands between invitation and access.
type UserStatus string

// The statuses of a user.
const (
	StatusInvited   UserStatus = "invited"
	StatusPending   UserStatus = "pending_approval"
	StatusActive    UserStatus = "active"
	StatusSuspended UserStatus = "suspended"
)

// UserStatuses lists every status in the order in which screens show them.
func UserStatuses() []UserStatus {
	return []UserStatus{StatusActive, StatusInvited, StatusPending, StatusSuspended}
}

// User is an account's place in one workspace. Search is name and e-mail folded, for finding any part of them.
type User struct {
	WorkspaceID  id.Workspace `gorm:"primaryKey"`
	ID           id.User      `gorm:"primaryKey"`
	AccountID    id.Account
	Name         string
	NameKey      string
	Email        Email
	Search       string
	Status       UserStatus
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ActivatedAt  *time.Time
	LastActiveAt time.Time // zero: never
}

// NewUser makes a user in status invited.
func NewUser(ws id.Workspace, account id.Account, name string, email Email, now time.Time) User {
	return User{
		WorkspaceID: ws, ID: id.New[id.User](), AccountID: account, Name: name, NameKey: Fold(name), Email: email,
		Search: SearchText(name, email), Status: StatusInvited, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
}

// SearchText is what a search looks through.
func SearchText(name string, email Email) string { return Fold(name) + " " + string(email) }

// UserRole is one role of one user.
type UserRole struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	UserID      id.User      `gorm:"primaryKey"`
	RoleID      id.Role      `gorm:"primaryKey"`
}

// UserLocation is one location of one user.
type UserLocation struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	UserID      id.User      `gorm:"primaryKey"`
	LocationID  id.Location  `gorm:"primaryKey"`
}

// MayMove refuses a change of status that is not on the list: invited → pending_approval or active,
// pending_approval → active, active ⇄ suspended. The error is a conflict naming the present status.
func (s UserStatus) MayMove(to UserStatus) error {
	switch {
	case s == StatusInvited && (to == StatusPending || to == StatusActive),
		s == StatusPending && to == StatusActive,
		s == StatusActive && to == StatusSuspended,
		s == StatusSuspended && to == StatusActive:
		return nil
	}
	if to == StatusSuspended {
		return s.not("Only somebody active can be suspended.")
	}
	return s.not("This is no longer possible.")
}

// MayReactivate refuses to reactivate somebody who is not suspended.
func (s UserStatus) MayReactivate() error {
	if s == StatusSuspended {
		return nil
	}
	return s.not("Only somebody suspended can be reactivated.")
}

func (s UserStatus) not(rule string) error {
	words := map[UserStatus]string{
		StatusInvited: "invited, and has not accepted yet", StatusPending: "waiting for approval",
		StatusActive: "active", StatusSuspended: "suspended",
	}
	return errs.Newf(errs.Conflict, "conflict", "%s This person is %s.", rule, words[s]).With("status", string(s))
}

// Member is a user with everything that a list shows.
type Member struct {
	User
	Roles      []Role
	Locations  []Location
	Invitation *InvitationBrief // the newest one
	Approval   *ApprovalBrief   // the newest one
}
