package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// InvitationStatus is the state of an offer.
type InvitationStatus string

// The states of an invitation.
const (
	InvitationPending  InvitationStatus = "pending"
	InvitationAccepted InvitationStatus = "accepted"
	InvitationDeclined InvitationStatus = "declined"
	InvitationRevoked  InvitationStatus = "revoked"
	InvitationExpired  InvitationStatus = "expired"
)

// Delivery is the truth about an invitation's mail.
type Delivery string

// The states of delivery. DeliveryLink says that no mail was asked for: the link was handed over by hand.
const (
	DeliveryQueued        Delivery = "queued"
	DeliverySent          Delivery = "sent"
	DeliveryRetrying      Delivery = "retrying"
	DeliveryUndeliverable Delivery = "undeliverable"
	DeliveryLink          Delivery = "link"
)

// Invitation is the offer of a place. It keeps e-mail, name, roles and locations itself, so that a declined
// one can be sent again after its user is gone; UserID is "" then.
type Invitation struct {
	WorkspaceID     id.Workspace  `gorm:"primaryKey"`
	ID              id.Invitation `gorm:"primaryKey"`
	UserID          *id.User
	Email           Email
	Name            string
	Search          string        // SearchText of both
	RoleIDs         []id.Role     `gorm:"serializer:json"`
	LocationIDs     []id.Location `gorm:"serializer:json"`
	Message         string
	Locale          string
	Status          InvitationStatus
	Delivery        Delivery
	DeliveryProblem string // the class of the last refusal, such as mailbox_unknown; never the server's own words
	NextTryAt       *time.Time
	Generation      int // counts links; only the newest works
	InvitedBy       *id.User
	InvitedByKey    *id.APIKey // the key of theirs that invited; nil where they did it themselves
	ExpiresAt       time.Time
	NewAskedAt      *time.Time // when the holder of a dead link last asked for a new one
	Version         int64
	CreatedAt       time.Time
	UpdatedAt       time.Time
	EndedAt         *time.Time // when it was accepted, declined, revoked or expired
}

// InvitationBrief is what is shown of an invitation beside its person.
type InvitationBrief struct {
	ID        id.Invitation
	UserID    *id.User
	Status    InvitationStatus
	Delivery  Delivery
	ExpiresAt time.Time
	CreatedAt time.Time
}

// Brief gives that of an invitation.
func (i Invitation) Brief() *InvitationBrief {
	return &InvitationBrief{i.ID, i.UserID, i.Status, i.Delivery, i.ExpiresAt, i.CreatedAt}
}

// InvitationToken is one link that was ever sent, kept as a hash, so that a dead link can say what happened.
// Ended says that the invitation itself is gone (the person was rejected or removed).
type InvitationToken struct {
	TokenHash    string `gorm:"primaryKey"`
	WorkspaceID  id.Workspace
	InvitationID id.Invitation
	Generation   int
	Ended        bool
	CreatedAt    time.Time
}

// StateAt is the status as it holds at now: a pending one past its end is expired, whether or not the
// job has recorded it yet.
func (i Invitation) StateAt(now time.Time) InvitationStatus {
	return i.Status.at(now, i.ExpiresAt)
}

// StateAt is that of the invitation.
func (i InvitationBrief) StateAt(now time.Time) InvitationStatus {
	return i.Status.at(now, i.ExpiresAt)
}

func (s InvitationStatus) at(now, end time.Time) InvitationStatus {
	if s == InvitationPending && !now.Before(end) {
		return InvitationExpired
	}
	return s
}

// ErrInvitationInvalid answers every token that was never given out.
func ErrInvitationInvalid() *errs.Error {
	return errs.New(errs.NotFound, "invitation_invalid", "This invitation link is not valid. Check that it was copied whole.")
}

// Dead tells why a link of the given generation can no longer be used, or nil where it can. The errors are
// invitation_superseded, invitation_expired, invitation_revoked, invitation_declined (Gone) and
// invitation_accepted (Conflict); none of them names the workspace.
func (i Invitation) Dead(generation int, now time.Time) error {
	if i.Status == InvitationPending && generation != i.Generation {
		return errs.New(errs.Gone, "invitation_superseded", "A newer invitation was sent to you; use the link in the latest e-mail.")
	}
	switch i.StateAt(now) {
	case InvitationExpired:
		return errs.New(errs.Gone, "invitation_expired", "This invitation has expired. You can ask for a new one.")
	case InvitationRevoked:
		return errs.New(errs.Gone, "invitation_revoked", "This invitation was withdrawn.")
	case InvitationDeclined:
		return errs.New(errs.Gone, "invitation_declined", "This invitation was declined. You can ask for a new one.")
	case InvitationAccepted:
		return errs.New(errs.Conflict, "invitation_accepted", "This invitation was accepted already. Sign in instead.")
	}
	return nil
}

// MayResend tells whether a new link can be sent: pending, expired and declined ones can.
func (i Invitation) MayResend() error {
	if i.Status == InvitationAccepted || i.Status == InvitationRevoked {
		return errs.Newf(errs.Conflict, "conflict", "This invitation was %s; it cannot be sent again.", i.Status).
			With("status", string(i.Status))
	}
	return nil
}

// MayRevoke tells whether the offer can be withdrawn: pending, expired and declined ones can.
func (i Invitation) MayRevoke() error {
	if i.Status == InvitationAccepted || i.Status == InvitationRevoked {
		return errs.Newf(errs.Conflict, "conflict", "This invitation was %s already.", i.Status).
			With("status", string(i.Status))
	}
	return nil
}
