package web

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Authenticator reads a credential; identity fulfils it. An unauthenticated error where it is not, or no longer, good.
type Authenticator interface {
	Authenticate(ctx context.Context, token string) (authz.Principal, error)
}

// KeyUse notes that an API key was used.
type KeyUse interface {
	NoteKeyUse(ctx context.Context, p authz.Pass) error
}

const (
	enterKey = "enter" // asks the gate again, for streams
	denyKey  = "deny"  // records the denial of one of many
	maxToken = 4096
	maxAgent = 256
)

// Bearer gives the token of the Authorization header, or "" where there is none.
func Bearer(c echo.Context) string {
	values := c.Request().Header.Values(echo.HeaderAuthorization)
	if len(values) != 1 || len(values[0]) > maxToken {
		return ""
	}
	scheme, token, found := strings.Cut(values[0], " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// challenge says which credential is wanted (RFC 6750, 3).
func challenge(c echo.Context) string {
	if c.Request().Header.Get(echo.HeaderAuthorization) == "" {
		return `Bearer realm="gatehouse"`
	}
	return `Bearer realm="gatehouse", error="invalid_token"`
}

// principal reads the request's credential; unauthenticated where there is none that is good, rate_limited where it is not
// even to be held against the database.
func (f *Frame) principal(c echo.Context) (authz.Principal, error) {
	token := Bearer(c)
	if token == "" {
		return authz.Principal{}, authz.ErrSignIn()
	}
	p, err := f.auth.Authenticate(c.Request().Context(), token)
	if err != nil {
		return authz.Principal{}, err
	}
	return p, f.hold(c, p)
}

// Principal gives who is signed in at a public operation, or nil where the request carries no credential. One that
// is no longer good, such as the token of a session that has ended, is an unauthenticated error, so that nobody acts
// as a stranger unknowingly.
func (f *Frame) Principal(c echo.Context) (*authz.Principal, error) {
	if c.Request().Header.Get(echo.HeaderAuthorization) == "" {
		return nil, nil //nolint:nilnil // nobody is a good answer here
	}
	p, err := f.principal(c)
	if err != nil {
		return nil, err
	}
	if _, err := f.gate.Identify(c.Request().Context(), p, OriginOf(c)); err != nil {
		return nil, err
	}
	return &p, nil
}

// Caller proves who is signed in at a public operation; false where nobody is, or no longer, or it is an API key.
func (f *Frame) Caller(c echo.Context) (authz.Caller, bool, error) {
	p, err := f.principal(c)
	if err == nil {
		var caller authz.Caller
		if caller, err = f.gate.Identify(c.Request().Context(), p, OriginOf(c)); err == nil {
			return caller, true, nil
		}
	}
	if e := errs.Of(err); e != nil && (e.Kind == errs.Unauthenticated || e.Kind == errs.Denied) {
		return authz.Caller{}, false, nil
	}
	return authz.Caller{}, false, err
}

// OriginOf says where a request came from, for the audit log.
func OriginOf(c echo.Context) authz.Origin {
	agent := c.Request().UserAgent()
	for len(agent) > maxAgent || !utf8.ValidString(agent) {
		agent = strings.ToValidUTF8(agent[:min(len(agent), maxAgent)], "")
	}
	return authz.Origin{RequestID: RequestID(c), IP: c.RealIP(), UserAgent: agent}
}

func (f *Frame) public(op Operation, h PublicHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := f.limitAddress(c, op); err != nil {
			return err
		}
		if err := f.refuseOtherSites(c, op); err != nil {
			return err
		}
		visitor := f.gate.Visit(OriginOf(c))
		return f.once(c, op, visitor, "public:"+credentialsOf(c), func(c echo.Context) error { return h(c, visitor) })
	}
}

func (f *Frame) signedIn(op Operation, h SignedInHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		p, err := f.principal(c)
		var caller authz.Caller
		if err == nil {
			if caller, err = f.gate.Identify(c.Request().Context(), p, OriginOf(c)); err != nil {
				f.recordKeyAtHome(c, op, p, err)
			}
		}
		if err := f.count(c, op, p, "", err); err != nil {
			return err
		}
		return f.once(c, op, caller, "account:"+string(p.Account), func(c echo.Context) error { return h(c, caller) })
	}
}

func (f *Frame) inWorkspace(op Operation, h WorkspaceHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		p, err := f.principal(c)
		var pass authz.Pass
		if err == nil {
			pass, err = f.enter(c, op, p)
		}
		if err := f.count(c, op, p, string(pass.Workspace()), err); err != nil {
			return err
		}
		c.Set(enterKey, func() (authz.Pass, error) {
			return f.admit(c, op, p, pass.Workspace())
		})
		c.Set(denyKey, func(denial error, about map[string]domain.Change) { f.recordDenied(c, op, pass, denial, about) })
		return f.once(c, op, pass, pass.Actor().Kind+":"+pass.Actor().ID, func(c echo.Context) error {
			err := h(c, pass)
			f.recordDenied(c, op, pass, err, nil)
			return err
		})
	}
}

// admit asks the gate, and refuses whoever holds the permission at locations alone where the operation asks for it across
// the workspace.
func (f *Frame) admit(c echo.Context, op Operation, p authz.Principal, ws id.Workspace) (authz.Pass, error) {
	pass, err := f.gate.Enter(c.Request().Context(), p, OriginOf(c), ws, op.Permission)
	if err == nil && op.Everywhere && pass.Reach().Limited {
		return pass, authz.ErrOnlyAtLocations(op.Permission)
	}
	return pass, err
}

// enter asks the gate. Who is not signed in learns only that; an unreadable workspace is one that does not exist.
func (f *Frame) enter(c echo.Context, op Operation, p authz.Principal) (authz.Pass, error) {
	ctx, origin := c.Request().Context(), OriginOf(c)
	workspace, err := id.Parse[id.Workspace](c.Param("workspace_id"))
	if err != nil {
		return authz.Pass{}, f.gate.Nowhere(ctx, p, origin)
	}
	pass, err := f.admit(c, op, p, workspace)
	if !pass.Valid() {
		return pass, err
	}
	_, isKey := pass.Key()
	if isKey {
		f.noteKeyUse(c, pass)
	}
	if err == nil && isKey && op.people {
		err = authz.ErrPerson()
	}
	switch e := errs.Of(err); {
	case e == nil || e.Kind != errs.Denied:
		return pass, err
	case op.own && !isKey && c.Param("user_id") == string(pass.User().ID):
		return f.gate.Enter(ctx, p, origin, workspace, "")
	}
	f.recordDenied(c, op, pass, err, nil)
	return pass, err
}

// noteKeyUse keeps when a key was last used, where that was not noted a moment ago. The answer does not wait for its
// success.
func (f *Frame) noteKeyUse(c echo.Context, pass authz.Pass) {
	k, _ := pass.Key()
	if f.keyUse == nil || !k.UseIsNews(f.clock.Now()) {
		return
	}
	if err := f.keyUse.NoteKeyUse(c.Request().Context(), pass); err != nil {
		f.log.Error("the use of an API key was not noted", "request_id", RequestID(c), "error", err)
	}
}
