package authz

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Origin is where a request came from; it goes into the audit log as it is.
type Origin struct {
	RequestID string
	IP        string
	UserAgent string
}

// Principal is who the credential of a request names, before any standing was read: an account with its session, or the
// API key whose secret has a hash.
type Principal struct {
	Account id.Account
	Session id.Session
	KeyHash string
}

func (p Principal) isNobody() bool { return !p.isKey() && (p.Account == "" || p.Session == "") }

func (p Principal) isKey() bool { return p.KeyHash != "" }

// Proof opens transactions. Only this package can make one.
type Proof interface {
	// Workspace is the tenant that the proof is confined to, or "" for none.
	Workspace() id.Workspace
	// Actor is who the audit log will name.
	Actor() domain.Actor
	// Origin is where the request came from.
	Origin() Origin
	// Valid is false for a zero proof.
	Valid() bool
	sealed()
}

// Genuine tells whether a proof was minted here. A type that embeds a proof, to answer for another workspace, is
// none; a zero proof is none.
func Genuine(p Proof) bool {
	switch p.(type) {
	case Caller, Pass, Guest, Asker, Waiting, Resident, Visitor, Job:
		return p.Valid()
	}
	return false
}

type base struct {
	actor  domain.Actor
	origin Origin
	valid  bool
}

func (b base) Workspace() id.Workspace { return "" }
func (b base) Actor() domain.Actor     { return b.actor }
func (b base) Origin() Origin          { return b.origin }
func (b base) Valid() bool             { return b.valid }
func (b base) sealed()                 {}

// Caller is someone signed in, outside any workspace.
type Caller struct {
	base
	account domain.Account
	session domain.Session
	moving  bool
}

// Account is the caller's account as it stood when the request came in.
func (c Caller) Account() domain.Account { return c.account }

// Session is the session that the request came with.
func (c Caller) Session() domain.Session { return c.session }

// Moving tells whether the account had a wish for another address when the request came in; it may have lapsed. False for
// whoever signs in with this very request.
func (c Caller) Moving() bool { return c.moving }

// FreshAt tells whether the caller typed a credential recently enough for a sensitive act.
func (c Caller) FreshAt(now time.Time) bool {
	return now.Sub(c.session.AuthenticatedAt) < domain.SensitiveFresh
}

// Pass is an active user inside one workspace, or an API key of theirs, with the permission that let them in.
type Pass struct {
	base
	workspace domain.Workspace
	user      domain.User
	roles     []domain.Role
	locations []id.Location
	opened    domain.Permission
	session   domain.Session
	key       *domain.APIKey     // nil for the person themselves
	allowed   domain.Permissions // of what its maker holds, what the key may use
}

// Workspace is the tenant that the pass is confined to.
func (p Pass) Workspace() id.Workspace { return p.workspace.ID }

// Place is the workspace as it stood when the request came in.
func (p Pass) Place() domain.Workspace { return p.workspace }

// Key is the API key that came in; false where it is a person.
func (p Pass) Key() (domain.APIKey, bool) {
	if p.key == nil {
		return domain.APIKey{}, false
	}
	return *p.key, true
}

// User is the caller's user in that workspace; for a key its maker.
func (p Pass) User() domain.User { return p.user }

// Holding is what the caller holds, everywhere and at their locations; a key holds of its own permissions those that
// its maker holds.
func (p Pass) Holding() domain.Holding {
	held := domain.HoldingOf(p.roles, p.locations)
	if p.key != nil {
		return held.Within(p.allowed)
	}
	return held
}

// Reach is how far the permission that opened the pass goes.
func (p Pass) Reach() domain.Reach {
	if p.opened == "" {
		return domain.Reach{}
	}
	return p.Holding().Reach(p.opened)
}

// Opened is the permission that opened the pass; "" where every active user may enter.
func (p Pass) Opened() domain.Permission { return p.opened }

// FreshAt tells whether the caller typed a credential recently enough for a sensitive act; ErrStale is the answer
// where they did not. A key's secret comes with every request.
func (p Pass) FreshAt(now time.Time) bool {
	return p.key != nil || now.Sub(p.session.AuthenticatedAt) < domain.SensitiveFresh
}

// Guest is the holder of one invitation link, good for that invitation alone.
type Guest struct {
	base
	workspace  id.Workspace
	invitation id.Invitation
	generation int
}

// Workspace is the tenant of the invitation.
func (g Guest) Workspace() id.Workspace { return g.workspace }

// Invitation is the one the guest holds a link of.
func (g Guest) Invitation() id.Invitation { return g.invitation }

// Generation counts the links of that invitation; only the newest works.
func (g Guest) Generation() int { return g.generation }

// Asker is somebody who asks to join one workspace: before their address is proved, with no request; and with it as the
// holder of its link. Good for that request alone.
type Asker struct {
	base
	workspace id.Workspace
	request   id.AccessRequest
}

// Workspace is the tenant that is asked.
func (a Asker) Workspace() id.Workspace { return a.workspace }

// Request is the one that the asker holds a link of; "" before there is one.
func (a Asker) Request() id.AccessRequest { return a.request }

// Waiting is someone who proved a credential while an approval is pending; good for seeing, reminding and
// withdrawing that approval, and for nothing else.
type Waiting struct {
	base
	account id.Account
}

// Account is who waits.
func (w Waiting) Account() id.Account { return w.account }

// Visitor is anybody at a public operation. It opens account rows, never a workspace's.
type Visitor struct{ base }

// Job is named work of the house itself, in one workspace or in none.
type Job struct {
	base
	workspace id.Workspace
}

// Workspace is the tenant that the work is confined to, or "".
func (j Job) Workspace() id.Workspace { return j.workspace }

// In confines the work to one workspace.
func (j Job) In(ws id.Workspace) Job {
	j.workspace = ws
	return j
}

// NewJob mints the proof of named background work. Only internal/app and tests may call it.
func NewJob(name string) Job {
	return Job{base: base{actor: domain.Actor{Kind: "system", Label: name}, valid: true}}
}

// NewOperator mints the proof of whoever runs a command on the machine itself. Only main and internal/app may call it.
func NewOperator() Job {
	return Job{base: base{actor: domain.Actor{Kind: "operator", Label: "operator"}, valid: true}}
}
