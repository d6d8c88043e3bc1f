package domain

import (
	"strings"
	"time"

	"golang.org/x/net/idna"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// ApprovalState is the state of the request for an administrator's decision.
type ApprovalState string

// The states of an approval.
const (
	ApprovalPending   ApprovalState = "pending"
	ApprovalApproved  ApprovalState = "approved"
	ApprovalRejected  ApprovalState = "rejected"
	ApprovalCancelled ApprovalState = "cancelled"
	ApprovalExpired   ApprovalState = "expired"
)

// ApprovalSource says by which way someone came to the gate.
type ApprovalSource string

// The ways in.
const (
	SourceInvitation    ApprovalSource = "invitation"
	SourceImport        ApprovalSource = "import"
	SourceAccessRequest ApprovalSource = "access_request"
)

// Flag warns the approver.
type Flag string

// The flags.
const (
	FlagLookAlike Flag = "look_alike_email" // the domain is written in letters of another script
	FlagNewDomain Flag = "new_domain"       // nobody active here has an address of this domain
)

// Approval is the request for a decision on a pending account. UserID and InvitedBy are nil once that user
// is gone; the decision stays, so that whoever comes second is told of it.
type Approval struct {
	WorkspaceID  id.Workspace `gorm:"primaryKey"`
	ID           id.Approval  `gorm:"primaryKey"`
	UserID       *id.User
	State        ApprovalState
	Source       ApprovalSource
	InvitedBy    *id.User
	Flags        []Flag `gorm:"serializer:json"`
	Message      string // what the person who asked to join wrote to whoever decides
	ExpiresAt    time.Time
	RemindedAt   *time.Time // by the person waiting
	NudgedAt     *time.Time // by the house, to the approvers
	DecidedBy    *id.User
	DecidedLabel string // the decider's name then; "" where the house decided
	DecidedAt    *time.Time
	Note         string
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// ApprovalBrief is what is shown of a request beside its person.
type ApprovalBrief struct {
	ID        id.Approval
	UserID    *id.User
	State     ApprovalState
	CreatedAt time.Time
}

// Brief gives that of a request.
func (a Approval) Brief() *ApprovalBrief { return &ApprovalBrief{a.ID, a.UserID, a.State, a.CreatedAt} }

// NewApproval makes a pending approval.
func NewApproval(u User, source ApprovalSource, invitedBy *id.User, ends, now time.Time) Approval {
	return Approval{
		WorkspaceID: u.WorkspaceID, ID: id.New[id.Approval](), UserID: &u.ID, State: ApprovalPending, Source: source,
		InvitedBy: invitedBy, Flags: []Flag{}, ExpiresAt: ends, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
}

// Decided is the answer to whoever decides second: already_decided with what was decided, by whom and when.
func (a Approval) Decided() error {
	if a.State == ApprovalPending {
		return nil
	}
	decision := map[string]any{"state": string(a.State)}
	by := "the system"
	if a.DecidedLabel != "" {
		by = a.DecidedLabel
		decision["by"] = a.DecidedLabel
	}
	if a.DecidedAt != nil {
		decision["at"] = a.DecidedAt.Format(time.RFC3339Nano)
	}
	return errs.Newf(errs.Conflict, "already_decided", "This request was already %s by %s.", a.State, by).
		With("decision", decision)
}

// MayDecide refuses a decision on oneself, and under four_eyes an approval by whoever invited.
func (a Approval) MayDecide(decider id.User, fourEyes bool) error {
	if a.UserID != nil && *a.UserID == decider {
		return errs.New(errs.Denied, "permission_denied", "Nobody decides on their own request.").
			With("permission", string(ApprovalsDecide))
	}
	if fourEyes && a.InvitedBy != nil && *a.InvitedBy == decider {
		return errs.New(errs.Denied, "four_eyes", "You invited this person, so somebody else has to approve them.")
	}
	return nil
}

// LooksAlike tells whether the domain holds letters beyond ASCII, which can imitate another address.
func LooksAlike(e Email) bool {
	if !strings.Contains(e.Domain(), "xn--") {
		return false
	}
	shown, err := idna.ToUnicode(e.Domain())
	return err != nil || shown != e.Domain()
}
