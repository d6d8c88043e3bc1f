package domain

import (
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// FingerprintLength is how much the log keeps of the hash of what it must not keep itself.
const FingerprintLength = 12

// EventType names what happened, as webhooks and the audit log show it.
type EventType string

// Ref names a person or thing in an event, with the label it had then.
type Ref struct {
	Kind  string
	ID    string
	Label string
}

// Actor is who did it: a person's user or account, an API key, a guest with an invitation, the house itself, or the
// operator on the machine.
type Actor struct {
	Kind  string // user, account, api_key, guest, system, operator
	ID    string
	Label string
	Owner id.User // whose API key it is; "" for everybody else
}

// Change is a value before and after.
type Change struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Was is the change of a value that is gone with what it was of.
func Was(value any) Change { return Change{From: value} }

// Event is something that changed who may do what, or that somebody tried to. Its struct fields are recorded
// as its changes; each bears an audit tag: keep, mask (kept as a short hash) or drop.
type Event interface {
	Type() EventType
	Target() Ref
}

// IsAttempt tells the events that say what somebody tried and was refused. Every other one says what was changed.
func (t EventType) IsAttempt() bool {
	return t == SessionRefused{}.Type() || t == InvitationRefused{}.Type() || t == AccessRequestRefused{}.Type() || t == EntryDenied{}.Type()
}

// ForLogAlone tells the events that other programs are never told of: what people do with their own accounts and
// sessions, what the installation does with its keys, and what was refused.
func (t EventType) ForLogAlone() bool {
	family, _, _ := strings.Cut(string(t), ".")
	return family == "account" || family == "session" || family == "signing_key" || t.IsAttempt()
}

// AuditEvent is an event as it was recorded, in the transaction that made it happen; never changed later.
type AuditEvent struct {
	ID           id.Event `gorm:"primaryKey"`
	ForWorkspace *id.Workspace
	Type         EventType
	OccurredAt   time.Time
	ActorKind    string
	ActorID      string
	ActorLabel   string
	TargetKind   string
	TargetID     string
	TargetLabel  string
	Changes      map[string]Change `gorm:"serializer:json"`
	RequestID    string
	IP           string
	UserAgent    string
	AboutUser    id.User // the person it happened to, also where the target is their invitation or approval; "" for none
	Sequence     int64   // place in the workspace's chain, from 1, without a gap
	Hash         string  // of the entry and of the hash before it
	ActorOwner   id.User // whose API key did it; "" where none did
}

// AuditHead is the newest entry of one chain: that of a workspace, or, with the scope "", of what belongs to none.
type AuditHead struct {
	Scope    string `gorm:"primaryKey"`
	Sequence int64
	Hash     string
	Usage    `gorm:"embedded"` // kept here because every change of a workspace writes this row anyway, and last
}
