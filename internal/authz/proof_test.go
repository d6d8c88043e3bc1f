package authz_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// answer is what the database would say; the gate's decisions on real rows are tested beside the store.
type answer struct {
	standing authz.Standing
	found    bool
	err      error
}

func (a answer) StandingOf(context.Context, authz.Principal) (authz.Standing, bool, error) {
	return a.standing, a.found, a.err
}

func (a answer) StandingIn(context.Context, authz.Principal, id.Workspace) (authz.Standing, bool, error) {
	return a.standing, a.found, a.err
}

func (a answer) StandingOfKey(context.Context, authz.KeyName) (authz.Standing, bool, error) {
	return a.standing, a.found, a.err
}

func (a answer) StandingOfUser(context.Context, id.User, id.Workspace) (authz.Standing, bool, error) {
	return a.standing, a.found, a.err
}

var origin = authz.Origin{RequestID: "r-1", IP: "192.0.2.1", UserAgent: "test"}

var someone = authz.Principal{Account: "account", Session: "session"}

func standing() authz.Standing {
	now := clock.System{}.Now()
	ws := domain.NewWorkspace("Depots", "depots", now)
	account := domain.Account{ID: id.New[id.Account](), Name: "Ann", Email: "ann@example.com"}
	user := domain.NewUser(ws.ID, account.ID, "Ann", account.Email, now)
	user.Status = domain.StatusActive
	return authz.Standing{
		Session: domain.Session{
			ID: id.New[id.Session](), AccountID: account.ID, LastUsedAt: now, AuthenticatedAt: now, ExpiresAt: now.Add(time.Hour),
		},
		Account: account, Workspace: ws, User: user, Roles: domain.FirstRoles(ws.ID, now)[2:],
	}
}

// A proof that nobody minted opens nothing, whatever is done with it.
func TestZeroProofsAreNone(t *testing.T) {
	ws := id.New[id.Workspace]()
	for _, p := range []authz.Proof{
		authz.Caller{}, authz.Pass{}, authz.Guest{}, authz.Asker{}, authz.Waiting{}, authz.Resident{}, authz.Visitor{}, authz.Job{}, authz.Job{}.In(ws),
	} {
		if p.Valid() || authz.Genuine(p) {
			t.Errorf("a zero %T is valid", p)
		}
	}
	if authz.Genuine(nil) || authz.Genuine((*authz.Caller)(nil)) {
		t.Error("nothing is a proof")
	}
}

// forged embeds a proof, and says what it likes.
type forged struct{ authz.Job }

func (forged) Workspace() id.Workspace { return "another" }
func (forged) Valid() bool             { return true }

func TestAProofIsNotForgedByEmbedding(t *testing.T) {
	for _, p := range []authz.Proof{forged{}, forged{authz.NewJob("real")}, &forged{authz.NewJob("real")}} {
		if authz.Genuine(p) {
			t.Errorf("%T passes for a proof", p)
		}
	}
	if !authz.Genuine(authz.NewJob("real")) {
		t.Error("the real one does not")
	}
}

// No field of a proof, and none of a gate, can be set from outside.
func TestProofsHaveNoFieldsToSet(t *testing.T) {
	for _, kind := range []reflect.Type{
		reflect.TypeFor[authz.Caller](), reflect.TypeFor[authz.Pass](), reflect.TypeFor[authz.Guest](), reflect.TypeFor[authz.Asker](), reflect.TypeFor[authz.Waiting](),
		reflect.TypeFor[authz.Resident](), reflect.TypeFor[authz.Visitor](), reflect.TypeFor[authz.Job](), reflect.TypeFor[authz.Gate](),
	} {
		for i := range kind.NumField() {
			if f := kind.Field(i); f.IsExported() {
				t.Errorf("%s.%s can be set from anywhere", kind.Name(), f.Name)
			}
		}
	}
}

// Each proof is confined to its workspace, or to none, and says who the audit log names.
func TestEachProofIsConfined(t *testing.T) {
	s := standing()
	g := authz.NewGate(answer{standing: s, found: true}, clock.System{})
	pass, err := g.Enter(context.Background(), someone, origin, s.Workspace.ID, domain.UsersRead)
	if err != nil {
		t.Fatal(err)
	}
	caller, err := g.Identify(context.Background(), someone, origin)
	if err != nil {
		t.Fatal(err)
	}
	token := domain.InvitationToken{WorkspaceID: s.Workspace.ID, InvitationID: id.New[id.Invitation](), Generation: 3}
	guest, waiting := g.Redeem(token, origin), g.Await(s.Account.ID, origin)
	resident, err := waiting.Place(s.User)
	if err != nil {
		t.Fatal(err)
	}
	none := id.Workspace("")
	for _, c := range []struct {
		p         authz.Proof
		workspace id.Workspace
		actor     domain.Actor
		from      authz.Origin
	}{
		{pass, s.Workspace.ID, domain.Actor{Kind: "user", ID: string(s.User.ID), Label: "Ann"}, origin},
		{caller, none, domain.Actor{Kind: "account", ID: string(s.Account.ID), Label: "Ann"}, origin},
		{g.Admit(s.Account, s.Session, origin), none, domain.Actor{Kind: "account", ID: string(s.Account.ID), Label: "Ann"}, origin},
		{guest, s.Workspace.ID, domain.Actor{Kind: "guest", ID: string(token.InvitationID)}, origin},
		{g.Ask(s.Workspace.ID, "ask", origin), s.Workspace.ID, domain.Actor{Kind: "guest", ID: "ask"}, origin},
		{waiting, none, domain.Actor{Kind: "account", ID: string(s.Account.ID)}, origin},
		{resident, s.Workspace.ID, domain.Actor{Kind: "user", ID: string(s.User.ID), Label: "Ann"}, origin},
		{g.Visit(origin), none, domain.Actor{Kind: "guest"}, origin},
		{authz.NewJob("sweep"), none, domain.Actor{Kind: "system", Label: "sweep"}, authz.Origin{}},
		{authz.NewJob("sweep").In(s.Workspace.ID), s.Workspace.ID, domain.Actor{Kind: "system", Label: "sweep"}, authz.Origin{}},
		{authz.NewOperator(), none, domain.Actor{Kind: "operator", Label: "operator"}, authz.Origin{}},
	} {
		if !authz.Genuine(c.p) || c.p.Workspace() != c.workspace || c.p.Actor() != c.actor || c.p.Origin() != c.from {
			t.Errorf("%T: in %q by %+v from %+v", c.p, c.p.Workspace(), c.p.Actor(), c.p.Origin())
		}
	}
	if guest.Invitation() != token.InvitationID || guest.Generation() != 3 || waiting.Account() != s.Account.ID || resident.User() != s.User.ID {
		t.Error("a proof names something else than it was minted for")
	}
	if pass.Opened() != domain.UsersRead || pass.User().ID != s.User.ID || pass.Place().ID != s.Workspace.ID {
		t.Errorf("the pass was opened by %q", pass.Opened())
	}
}

// Whoever waits gets no further than their own place.
func TestWaitingIsForOnesOwnPlace(t *testing.T) {
	s := standing()
	g := authz.NewGate(answer{}, clock.System{})
	r, err := g.Await(id.New[id.Account](), origin).Place(s.User)
	if errs.Of(err) == nil || errs.Of(err).Kind != errs.NotFound || authz.Genuine(r) {
		t.Errorf("somebody else's place: %v, %v", r, err)
	}
	if r, err := (authz.Waiting{}).Place(domain.User{}); err == nil && authz.Genuine(r) {
		t.Error("a zero proof became a place")
	}
}

// Where the database does not answer, nobody comes in.
func TestTheGateStaysShutWhereNothingIsKnown(t *testing.T) {
	broken := errors.New("connection refused")
	g := authz.NewGate(answer{standing: standing(), found: true, err: broken}, clock.System{})
	if c, err := g.Identify(context.Background(), someone, origin); !errors.Is(err, broken) || c.Valid() {
		t.Errorf("identify: %v, %v", c.Valid(), err)
	}
	if p, err := g.Enter(context.Background(), someone, origin, "ws", ""); !errors.Is(err, broken) || p.Valid() {
		t.Errorf("enter: %v, %v", p.Valid(), err)
	}
	nobody := authz.NewGate(answer{standing: standing(), found: true}, clock.System{})
	if p, err := nobody.Enter(context.Background(), authz.Principal{Account: "account"}, origin, "ws", ""); errs.Of(err) == nil || p.Valid() {
		t.Errorf("enter without a session: %v, %v", p.Valid(), err)
	}
	if c, err := nobody.Identify(context.Background(), authz.Principal{Session: "session"}, origin); errs.Of(err) == nil || c.Valid() {
		t.Errorf("identify without an account: %v, %v", c.Valid(), err)
	}
	g = authz.NewGate(answer{found: true}, clock.System{}) // found, and nothing in it
	if p, err := g.Enter(context.Background(), someone, origin, "ws", ""); errs.Of(err) == nil || errs.Of(err).Kind != errs.Unauthenticated || p.Valid() {
		t.Errorf("enter with nothing: %v, %v", p.Valid(), err)
	}
}

// Work that goes on for somebody goes by what they are and hold at that moment, whether or not they are signed in.
func TestOnBehalfGoesByTheStandingOfNow(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		change func(*authz.Standing)
		found  bool
		kind   errs.Kind
	}{
		"as it was":      {func(*authz.Standing) {}, true, errs.Internal},
		"signed out":     {func(s *authz.Standing) { s.Session = domain.Session{} }, true, errs.Internal},
		"suspended":      {func(s *authz.Standing) { s.User.Status = domain.StatusSuspended }, true, errs.NotFound},
		"gone":           {func(*authz.Standing) {}, false, errs.NotFound},
		"without a role": {func(s *authz.Standing) { s.Roles = nil }, true, errs.Denied},
	} {
		s := standing()
		c.change(&s)
		p, err := authz.NewGate(answer{standing: s, found: c.found}, clock.System{}).OnBehalf(ctx, s.User.ID, nil, origin, s.Workspace.ID, domain.UsersRead)
		switch e := errs.Of(err); {
		case c.kind == errs.Internal && (err != nil || !p.Valid() || p.Actor().ID != string(s.User.ID)):
			t.Errorf("%s: %v", name, err)
		case c.kind != errs.Internal && (e == nil || e.Kind != c.kind):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A sensitive act asks for a credential typed within ten minutes.
func TestFreshness(t *testing.T) {
	s := standing()
	c := authz.NewGate(answer{}, clock.System{}).Admit(s.Account, s.Session, origin)
	at := s.Session.AuthenticatedAt
	if !c.FreshAt(at.Add(domain.SensitiveFresh-time.Microsecond)) || c.FreshAt(at.Add(domain.SensitiveFresh)) || (authz.Caller{}).FreshAt(at) {
		t.Error("want it fresh for ten minutes, and no longer")
	}
}
