package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Account is a person's sign-in identity, global, one per e-mail. Without a password hash it has no
// credential yet and cannot sign in.
type Account struct {
	ID              id.Account `gorm:"primaryKey"`
	Email           Email
	Name            string
	Locale          string // a language tag (BCP 47) for mails, or ""
	PasswordHash    string // PHC string; "" means no credential
	EmailVerifiedAt *time.Time
	Version         int64
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// HasCredential tells whether the account can sign in at all.
func (a Account) HasCredential() bool { return a.PasswordHash != "" }

// Session is one signed-in browser. The refresh token rotates; the one before it is remembered for the
// grace of two tabs racing, and any older one ends the session.
type Session struct {
	ID              id.Session `gorm:"primaryKey"`
	AccountID       id.Account
	TokenHash       string
	PreviousHash    string
	RotatedAt       time.Time
	AuthenticatedAt time.Time
	LastUsedAt      time.Time
	ExpiresAt       time.Time
	RevokedAt       *time.Time
	IP              string
	UserAgent       string
	CreatedAt       time.Time
}

// The lives of a session and its tokens.
const (
	SessionLife    = 30 * 24 * time.Hour
	AdminIdle      = 12 * time.Hour // for people with administrative permissions
	AccessLife     = 10 * time.Minute
	RotationGrace  = 10 * time.Second
	PendingLife    = 30 * 24 * time.Hour // of the token that shows the state of an approval
	ResetLife      = time.Hour
	MoveLife       = 24 * time.Hour
	ReminderPause  = 24 * time.Hour
	SensitiveFresh = 10 * time.Minute
)

// Alive tells whether the session can still be used at now.
func (s Session) Alive(now time.Time) bool {
	return s.RevokedAt == nil && now.Before(s.ExpiresAt)
}

// UsedToken remembers a refresh token that was rotated away, so that its reuse ends the session.
type UsedToken struct {
	TokenHash string `gorm:"primaryKey"`
	SessionID id.Session
	UsedAt    time.Time
}

// PasswordReset is one mailed permission to set a new password.
type PasswordReset struct {
	ID        id.Reset `gorm:"primaryKey"`
	AccountID id.Account
	TokenHash string
	ExpiresAt time.Time
	UsedAt    *time.Time
	CreatedAt time.Time
}

// EmailMove is an account's wish to have another e-mail address. It becomes real once both the old and the new
// mailbox have confirmed it, each with its own mailed token; either mailbox can refuse it until then.
type EmailMove struct {
	ID             id.Move `gorm:"primaryKey"`
	AccountID      id.Account
	SessionID      id.Session // the one that asked; it stays signed in
	Email          Email      // the new address
	OldTokenHash   string
	NewTokenHash   string
	OldConfirmedAt *time.Time
	NewConfirmedAt *time.Time
	ExpiresAt      time.Time
	CreatedAt      time.Time
}

// Confirmed tells whether both mailboxes have said yes.
func (m EmailMove) Confirmed() bool { return m.OldConfirmedAt != nil && m.NewConfirmedAt != nil }

// Installation is the one row that closes the first start for good.
type Installation struct {
	ID             int64 `gorm:"primaryKey"`
	SetupTokenHash string
	SetupDoneAt    *time.Time
}
