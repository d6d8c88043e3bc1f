package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// MailKind names a message; its templates and its payload go by it.
type MailKind string

// The messages that the house sends.
const (
	MailInvitation       MailKind = "invitation"        // Data: Link, InviterName, WorkspaceName, Name, Roles, Message, ExpiresAt
	MailInvitationResent MailKind = "invitation_resent" // as invitation
	MailNewLinkAsked     MailKind = "new_link_asked"    // to the inviter: Name (of the invitee), Email, WorkspaceName, Link
	MailApprovalNeeded   MailKind = "approval_needed"   // to an approver: WorkspaceName, Count, People, Link
	MailApproved         MailKind = "approved"          // Name, WorkspaceName, Link
	MailRejected         MailKind = "rejected"          // Name, WorkspaceName, Message (the reason)
	MailAccessChanged    MailKind = "access_changed"    // to somebody who has come in: Name, WorkspaceName, Changes
	MailPasswordReset    MailKind = "password_reset"    // Name, Link, ExpiresAt
	MailEmailConfirm     MailKind = "email_confirm"     // to the new address: Name, Email (the old one), Link, ExpiresAt
	MailEmailLeaving     MailKind = "email_leaving"     // to the old address: Name, Email (the new one), Link, ExpiresAt
	MailEmailTaken       MailKind = "email_taken"       // to an address that has an account already: Email (itself)
	MailEmailChanged     MailKind = "email_changed"     // to both: Name, Email (the new one), Link
	MailNewDevice        MailKind = "new_device"        // Name, Device, Network, At, Link

	MailWebhookDisabled MailKind = "webhook_disabled" // to who may manage webhooks: Name, WorkspaceName, Webhook, Reason, Link

	// To an address that asked to join. Whoever asked may be anybody: nothing that they typed is in these.
	MailAccessConfirm MailKind = "access_request_confirm" // WorkspaceName, Link, ExpiresAt
	MailAccessMember  MailKind = "access_request_member"  // has a place already: WorkspaceName, Link
	MailAccessInvited MailKind = "access_request_invited" // has a standing invitation: WorkspaceName
)

// MaxPeopleNamed is how many people one mail names.
const MaxPeopleNamed = 50

// MailData is what templates may use. Everything in it that people typed is bounded by domain/text.go and
// escaped by the templates. It is sealed at rest and erased on delivery, because Link may carry a token.
type MailData struct {
	Name          string    `json:"name,omitempty"`
	Email         string    `json:"email,omitempty"`
	WorkspaceName string    `json:"workspace_name,omitempty"`
	InviterName   string    `json:"inviter_name,omitempty"`
	Roles         []string  `json:"roles,omitempty"`
	People        []string  `json:"people,omitempty"`
	Count         int       `json:"count,omitempty"`
	Message       string    `json:"message,omitempty"`
	Link          string    `json:"link,omitempty"` // path and fragment, such as /invite#token=…; the public URL is put before it when sent
	ExpiresAt     time.Time `json:"expires_at,omitzero"`
	Device        string    `json:"device,omitempty"`
	Network       string    `json:"network,omitempty"`
	At            time.Time `json:"at,omitzero"`
	Webhook       string    `json:"webhook,omitempty"`
	Reason        string    `json:"reason,omitempty"` // a DisabledReason

	Changes []AccessChange `json:"changes,omitempty"` // in the order in which they were made
}

// AccessChange is one thing that somebody changed of another person's access. Now names the roles or locations that the
// person has since.
type AccessChange struct {
	Kind AccessKind `json:"kind"`
	Now  []string   `json:"now,omitempty"`
	By   string     `json:"by"`
	At   time.Time  `json:"at"`
}

// AccessKind is what was changed.
type AccessKind string

// What can be changed of somebody's access.
const (
	AccessRoles       AccessKind = "roles"
	AccessLocations   AccessKind = "locations"
	AccessSuspended   AccessKind = "suspended"
	AccessReactivated AccessKind = "reactivated"
	AccessRemoved     AccessKind = "removed"
)

// Message is a mail to be sent: what a use case hands to the store's Mail within its transaction.
type Message struct {
	Kind       MailKind
	To         Email
	Locale     string
	Workspace  id.Workspace  // "" where it belongs to none
	Invitation id.Invitation // the invitation whose delivery this mail is, or ""
	Generation int           // of that invitation's link
	Bulk       bool          // leaves at the rate of bulk mail, behind everything else
	Digest     string        // messages to one address with the same digest, not yet sent, are folded into one
	Patient    bool          // waits where the address has had its quota, instead of being refused; bulk ones do
	Data       MailData
}

// ProblemAddressFull is why a mail waits whose address has had its quota.
const ProblemAddressFull = "address_full"

// MailStatus is the state of one mail.
type MailStatus string

// The states of a mail.
const (
	MailQueued        MailStatus = "queued"
	MailRetrying      MailStatus = "retrying"
	MailSent          MailStatus = "sent"
	MailUndeliverable MailStatus = "undeliverable"
	MailDropped       MailStatus = "dropped" // what it announced ended before it was sent
)

// Mail is one message in the outbox. Payload is the sealed MailData, nil once sent. MessageID is stable over
// all tries (RFC 5322, 3.6.4), so that a copy sent after a crash is recognised as the same message.
type Mail struct {
	ID           id.Mail `gorm:"primaryKey"`
	ForWorkspace *id.Workspace
	InvitationID *id.Invitation
	Generation   int
	Kind         MailKind
	Recipient    Email
	Locale       string
	Digest       string // messages to one recipient with the same digest become one; "" stands alone
	Payload      []byte
	Status       MailStatus
	Attempts     int
	Problem      string // class of the last refusal; never the server's own words
	NextTryAt    *time.Time
	LeasedUntil  *time.Time // the lease of the process that is sending it now
	MessageID    string
	Bulk         bool // leaves behind everything else
	Held         bool // waits for its turn at the rate of bulk mail, and has no job yet
	Uncounted    bool // waits for room in its address's quota, and is counted when its time has come
	CreatedAt    time.Time
	SentAt       *time.Time
}

// LocalMail is a rendered message in the local outbox, which stands in for a mail server in development.
type LocalMail struct {
	ID        id.Mail `gorm:"primaryKey"`
	Recipient Email
	Subject   string
	Text      string
	HTML      string
	Raw       []byte
	CreatedAt time.Time
}
