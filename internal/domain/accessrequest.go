package domain

import (
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The bounds of asking to join.
const (
	AskLife     = 24 * time.Hour  // of a link that proves the address
	AskPause    = 5 * time.Minute // between two mails to one address from one workspace
	MaxAskMails = 5               // to one address from one workspace, until AskLife passed without one
)

// AccessRequest is one address's wish to join a workspace. Until it is proved it is nothing to the workspace; then it is
// a user and their approval, and this keeps of the person only which user that is.
type AccessRequest struct {
	WorkspaceID id.Workspace     `gorm:"primaryKey"`
	ID          id.AccessRequest `gorm:"primaryKey"`
	UserID      *id.User         // once proved
	Email       Email
	Name        string
	Message     string
	TokenHash   string // of the newest link; "" where none was sent, because the address has a place already
	Mails       int
	MailedAt    time.Time
	ExpiresAt   time.Time
	ProvedAt    *time.Time
	CreatedAt   time.Time
}

// AccessToken is one link that was ever sent to prove an address, kept as a hash, so that a dead one can say what
// happened.
type AccessToken struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	TokenHash   string       `gorm:"primaryKey"`
	RequestID   id.AccessRequest
	CreatedAt   time.Time
}

// TakesRequests tells whether somebody with this address may ask to join.
func (w Workspace) TakesRequests(e Email) bool {
	switch w.AccessRequests {
	case AccessAnyone:
		return true
	case AccessDomains:
		return slices.Contains(w.OwnDomains, e.Domain())
	default:
		return false
	}
}

// Restart readies a request whose time is over for a new one.
func (r AccessRequest) Restart(now time.Time) AccessRequest {
	if !now.Before(r.ExpiresAt) {
		r.Mails = 0
	}
	return r
}

// MayMail tells whether another mail may go to the address now. The quota of its kind bounds those of all workspaces.
func (r AccessRequest) MayMail(now time.Time) bool {
	return (r.Mails == 0 || now.Sub(r.MailedAt) >= AskPause) && r.Mails < MaxAskMails
}

// Dead tells why the link with this hash can no longer be used, or nil where it can. The errors are
// access_request_confirmed (Conflict), access_request_superseded and access_request_ended (Gone); none of them names
// the workspace.
func (r AccessRequest) Dead(hash string, now time.Time) error {
	switch {
	case r.ProvedAt != nil:
		return errs.New(errs.Conflict, "access_request_confirmed", "This address was confirmed already. Sign in to see how your request stands.")
	case r.TokenHash != hash:
		return errs.New(errs.Gone, "access_request_superseded", "A newer link was sent to you; use the one in the latest e-mail.")
	case !now.Before(r.ExpiresAt):
		return ErrAccessRequestEnded()
	}
	return nil
}

// ErrAccessRequestEnded answers a link whose time is over, or whose request was closed.
func ErrAccessRequestEnded() *errs.Error {
	return errs.New(errs.Gone, "access_request_ended", "This link has expired, or the request was closed. You can ask again.")
}

// ErrAccessRequestInvalid answers every token that was never given out.
func ErrAccessRequestInvalid() *errs.Error {
	return errs.New(errs.NotFound, "access_request_invalid", "This link is not valid. Check that it was copied whole.")
}
