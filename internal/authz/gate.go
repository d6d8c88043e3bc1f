package authz

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Standing is what the database says of a principal at this very moment.
type Standing struct {
	Session   domain.Session
	Account   domain.Account
	Moving    bool             // the account has a wish for another address, which may have lapsed; told by StandingOf alone
	Workspace domain.Workspace // zero where the principal has no place there
	User      domain.User
	Roles     []domain.Role
	Locations []id.Location // where the user is

	Key       *domain.APIKey // the principal, where it is one: its maker is User, and there is no session or account
	KeyMadeBy *domain.APIKey // the key that made it, where one did
}

// Standings reads standing; the store fulfils it. Each call reads the primary: nothing here may be cached
// unless "holds at the next request, on every process" survives it. Found is false where the session,
// the account or, in StandingIn, the place does not exist.
type Standings interface {
	StandingOf(ctx context.Context, p Principal) (s Standing, found bool, err error)
	StandingIn(ctx context.Context, p Principal, ws id.Workspace) (s Standing, found bool, err error)
	StandingOfUser(ctx context.Context, u id.User, ws id.Workspace) (s Standing, found bool, err error)
	StandingOfKey(ctx context.Context, k KeyName) (s Standing, found bool, err error)
}

// Gate turns principals into proofs.
type Gate struct {
	standings Standings
	clock     clock.Clock
}

// NewGate takes where standing is read, and the clock by which sessions end.
func NewGate(standings Standings, c clock.Clock) *Gate {
	return &Gate{standings: standings, clock: c}
}

// Identify proves that the principal is signed in. Unauthenticated where its session has ended; person_required where it
// is an API key, which is nobody's account.
func (g *Gate) Identify(ctx context.Context, p Principal, o Origin) (Caller, error) {
	if p.isNobody() {
		return Caller{}, errSignIn()
	}
	if p.isKey() {
		if _, err := g.keyStanding(ctx, p); err != nil {
			return Caller{}, err
		}
		return Caller{}, ErrPerson()
	}
	s, found, err := g.standings.StandingOf(ctx, p)
	if err != nil {
		return Caller{}, err
	}
	if !found || !signedIn(s, g.clock.Now()) {
		return Caller{}, errSignIn()
	}
	actor := domain.Actor{Kind: "account", ID: string(s.Account.ID), Label: s.Account.Name}
	return Caller{base: base{actor: actor, origin: o, valid: true}, account: s.Account, session: s.Session, moving: s.Moving}, nil
}

// Enter proves that the principal is an active user of the workspace who holds the permission ("" asks for
// none). Unauthenticated where the session has ended; not_found where the principal has no active place
// there, exactly as for a workspace that does not exist; permission_denied, naming the permission, where
// an active user lacks it, in which case the Pass that lacks it comes back too, for the audit log alone.
func (g *Gate) Enter(ctx context.Context, p Principal, o Origin, ws id.Workspace, need domain.Permission) (Pass, error) {
	if p.isNobody() {
		return Pass{}, errSignIn()
	}
	if p.isKey() {
		return g.enterByKey(ctx, p, o, ws, need)
	}
	s, found, err := g.standings.StandingIn(ctx, p, ws)
	if err != nil {
		return Pass{}, err
	}
	if !found {
		return Pass{}, g.Nowhere(ctx, p, o)
	}
	return decide(s, o, need, g.clock.Now())
}

// Nowhere is the answer to whoever names a workspace that is not there for them: not_found, or unauthenticated where
// nobody valid asks.
func (g *Gate) Nowhere(ctx context.Context, p Principal, o Origin) error {
	var err error
	if p.isKey() {
		_, err = g.keyStanding(ctx, p)
	} else {
		_, err = g.Identify(ctx, p, o)
	}
	if err != nil {
		return err
	}
	return errs.Missing("workspace")
}

// OnBehalf proves, for work that somebody asked for and that goes on without them, that they still are an active user
// who holds the permission, signed in or not; and where a key of theirs asked for it, that it still works and holds it.
// Errors: not_found, permission_denied. Only internal/admission may call it.
func (g *Gate) OnBehalf(ctx context.Context, u id.User, key *id.APIKey, o Origin, ws id.Workspace, need domain.Permission) (Pass, error) {
	if key != nil {
		return g.onBehalfOfKey(ctx, *key, o, ws, need)
	}
	s, found, err := g.standings.StandingOfUser(ctx, u, ws)
	if err != nil {
		return Pass{}, err
	}
	if !found {
		return Pass{}, errs.Missing("workspace")
	}
	return place(s, o, need)
}

func decide(s Standing, o Origin, need domain.Permission, now time.Time) (Pass, error) {
	if !signedIn(s, now) {
		return Pass{}, errSignIn()
	}
	return place(s, o, need)
}

// place decides for somebody who is known: whether they have an active place, and the permission.
func place(s Standing, o Origin, need domain.Permission) (Pass, error) {
	if s.User.ID == "" || s.User.Status != domain.StatusActive {
		return Pass{}, errs.Missing("workspace")
	}
	return open(s, domain.Actor{Kind: "user", ID: string(s.User.ID), Label: s.User.Name}, o, need)
}

// open gives the pass of whoever stands so, and the refusal where the permission is not among what they hold.
func open(s Standing, actor domain.Actor, o Origin, need domain.Permission) (Pass, error) {
	pass := Pass{
		base:      base{actor: actor, origin: o, valid: true},
		workspace: s.Workspace, user: s.User, roles: s.Roles, locations: s.Locations, opened: need, session: s.Session,
		key: s.Key, allowed: KeyPermissions(s.Key, s.KeyMadeBy),
	}
	if !Opens(pass.Holding(), need) {
		return pass, errs.Newf(errs.Denied, "permission_denied",
			"You need the permission %s for this. Ask an administrator of the workspace.", need).
			With("permission", string(need))
	}
	return pass, nil
}

// Opens tells whether what somebody holds opens an operation that asks for the permission ("" asks for none). A
// permission about people may be held at locations alone: the Pass is confined to them then, and so is every
// transaction that it opens.
func Opens(h domain.Holding, need domain.Permission) bool {
	return need == "" || h.Everywhere(need) || need.OfPeople() && h.Somewhere(need)
}

func signedIn(s Standing, now time.Time) bool {
	if s.Account.ID == "" || !s.Session.Alive(now) {
		return false
	}
	administers := domain.GrantsOf(s.Roles).Administers() // at a location, too
	return !administers || now.Sub(s.Session.LastUsedAt) < domain.AdminIdle
}

func errSignIn() *errs.Error {
	return errs.New(errs.Unauthenticated, "unauthenticated", "Sign in first: this request carries no valid credential.")
}

// ErrStale is the answer to a sensitive act of somebody who typed their password too long ago.
func ErrStale() *errs.Error {
	return errs.New(errs.Denied, "reauthentication_required", "For this, type your password again: it was longer than ten minutes ago.")
}

// ErrOnlyAtLocations is the answer to whoever holds a permission at some locations, for what takes it across the workspace.
func ErrOnlyAtLocations(need domain.Permission) *errs.Error {
	return errs.Newf(errs.Denied, "permission_denied",
		"You need the permission %s across the whole workspace for this, and hold it at your locations alone.", need).
		With("permission", string(need))
}

// ErrSignIn is the one answer to a request without a valid credential.
func ErrSignIn() *errs.Error { return errSignIn() }

// errOver is why a credential is refused that was good once.
var errOver = errors.New("it has ended")

// ErrOver is ErrSignIn for a credential of this installation whose time is over. Whoever asks is told no difference.
func ErrOver() *errs.Error { return errSignIn().Because(errOver) }

// IsOver tells whether an error is ErrOver.
func IsOver(err error) bool { return errors.Is(err, errOver) }

// Admit proves a caller whose credential was verified this moment. Only internal/admission may call it.
func (g *Gate) Admit(a domain.Account, s domain.Session, o Origin) Caller {
	actor := domain.Actor{Kind: "account", ID: string(a.ID), Label: a.Name}
	return Caller{base: base{actor: actor, origin: o, valid: true}, account: a, session: s}
}

// Redeem proves the holder of an invitation link. Only internal/admission may call it.
func (g *Gate) Redeem(t domain.InvitationToken, o Origin) Guest {
	return Guest{
		base:      base{actor: domain.Actor{Kind: "guest", ID: string(t.InvitationID)}, origin: o, valid: true},
		workspace: t.WorkspaceID, invitation: t.InvitationID, generation: t.Generation,
	}
}

// Ask proves somebody who asks to join a workspace that lets people ask, or holds the link of such a request. Only
// internal/admission may call it.
func (g *Gate) Ask(ws id.Workspace, one id.AccessRequest, o Origin) Asker {
	return Asker{
		base:      base{actor: domain.Actor{Kind: "guest", ID: string(one)}, origin: o, valid: true},
		workspace: ws, request: one,
	}
}

// Await proves someone who waits for an approval. Only internal/admission may call it.
func (g *Gate) Await(account id.Account, o Origin) Waiting {
	return Waiting{
		base:    base{actor: domain.Actor{Kind: "account", ID: string(account)}, origin: o, valid: true},
		account: account,
	}
}

// Visit proves anybody at a public operation.
func (g *Gate) Visit(o Origin) Visitor {
	return Visitor{base: base{actor: domain.Actor{Kind: "guest"}, origin: o, valid: true}}
}

// Place confines the waiting person's proof to the workspace they wait for, with its user as the actor.
// Only internal/admission may call it, with a user of that very account.
func (w Waiting) Place(u domain.User) (Resident, error) {
	if u.AccountID != w.account {
		return Resident{}, errs.Missing("request")
	}
	r := Resident{base: w.base, workspace: u.WorkspaceID, user: u.ID}
	r.actor = domain.Actor{Kind: "user", ID: string(u.ID), Label: u.Name}
	return r, nil
}

// Resident is a person in a workspace acting on their own place there, whatever its status: seeing,
// reminding, withdrawing.
type Resident struct {
	base
	workspace id.Workspace
	user      id.User
}

// Workspace is the tenant of the place.
func (r Resident) Workspace() id.Workspace { return r.workspace }

// User is the place itself.
func (r Resident) User() id.User { return r.user }
