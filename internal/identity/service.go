package identity

import (
	"context"
	"runtime"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Service knows credentials and sessions.
type Service struct {
	gate    *hashGate
	decoy   string // the hash that is compared where there is no account
	access  minter
	pending minter
}

// New takes the installation's keys, the public URL as the issuer of tokens, and the clock.
func New(keys *secret.Keys, issuer string, c clock.Clock) *Service {
	return &Service{
		gate:    newHashGate(runtime.GOMAXPROCS(0)),
		decoy:   newDecoy(),
		access:  newMinter("gatehouse-access+jwt", issuer, keys, c),
		pending: newMinter("gatehouse-pending+jwt", issuer, keys, c),
	}
}

// LendWhile lets a password more be hashed at once while quiet says that nobody else asks for anything. Call it before the
// first request.
func (s *Service) LendWhile(quiet func() bool) { s.gate.quiet = quiet }

// Authenticate reads an access token or an API key. It says who that names, not that they may still come in: the gate
// asks the database for that. Unauthenticated for anything but a token of this installation that is in time, and a key
// with the right checksum.
func (s *Service) Authenticate(_ context.Context, token string) (authz.Principal, error) {
	if secret.IsKey(token) {
		if !secret.SoundKey(token) {
			return authz.Principal{}, authz.ErrSignIn()
		}
		return authz.Principal{KeyHash: secret.Hash(token)}, nil
	}
	c, err := s.access.read(token)
	if err != nil {
		return authz.Principal{}, err
	}
	session, err := id.Parse[id.Session](c.Session)
	if err != nil {
		return authz.Principal{}, authz.ErrSignIn()
	}
	return authz.Principal{Account: id.Account(c.Subject), Session: session}, nil
}

// AuthenticatePending reads a pending token: good for the state of one's own approvals alone, while the
// account is at the version that it gives.
func (s *Service) AuthenticatePending(token string) (account id.Account, version int64, err error) {
	c, err := s.pending.read(token)
	return id.Account(c.Subject), c.Version, err
}

// PendingToken makes the token that shows the state of an account's approvals. It dies with the account's
// version: when the credential changes, and when it was exchanged for a session.
func (s *Service) PendingToken(a domain.Account) (string, error) {
	return s.pending.mint(a.ID, "", a.Version, domain.PendingLife)
}

// Tokens are what a signed-in browser holds: the access token in memory, the refresh token in a cookie.
type Tokens struct {
	Access  string
	Refresh secret.Text
}

// VerifyPassword tells whether the password is the account's. For an account without a credential, or the zero
// account, it takes the same time and says no. Outdated says that the hash should be made anew.
func (s *Service) VerifyPassword(ctx context.Context, a domain.Account, password secret.Text) (ok, outdated bool, err error) {
	return s.verify(ctx, a.PasswordHash, password)
}

// HashPassword gives what is stored of a password.
func (s *Service) HashPassword(ctx context.Context, password secret.Text) (string, error) {
	return s.hash(ctx, password)
}

// StartSession opens a session for an account whose credential was verified this moment.
func (s *Service) StartSession(tx *store.Tx, a domain.Account, o authz.Origin) (domain.Session, Tokens, error) {
	refresh := secret.NewToken()
	session := domain.Session{
		ID: id.New[id.Session](), AccountID: a.ID, TokenHash: secret.Hash(refresh.Reveal()), RotatedAt: tx.Now(),
		AuthenticatedAt: tx.Now(), LastUsedAt: tx.Now(), ExpiresAt: tx.Now().Add(domain.SessionLife),
		IP: o.IP, UserAgent: o.UserAgent, CreatedAt: tx.Now(),
	}
	if err := tx.AddSession(session); err != nil {
		return session, Tokens{}, err
	}
	if err := tx.Record(domain.SessionCreated{Account: a, SessionID: session.ID}); err != nil {
		return session, Tokens{}, err
	}
	access, err := s.access.mint(a.ID, session.ID, 0, domain.AccessLife)
	return session, Tokens{Access: access, Refresh: refresh}, err
}

// Renew gives a session whose person has just typed their password a new refresh token. The one before it is dead
// at once: whoever has a copy of it ends the session by using it. Unauthenticated where the session has ended.
func (s *Service) Renew(tx *store.Tx, session domain.Session) (Tokens, error) {
	now, err := tx.SessionOf(session.AccountID, session.ID)
	if isMissing(err) {
		return Tokens{}, authz.ErrSignIn()
	}
	if err != nil {
		return Tokens{}, err
	}
	fresh := secret.NewToken()
	renewed, err := tx.RenewSession(now, secret.Hash(fresh.Reveal()))
	if err == nil && !renewed {
		err = authz.ErrSignIn()
	}
	return Tokens{Refresh: fresh}, err
}

// Continue rotates the refresh token of a session and gives the new tokens. A token that was rotated away
// more than the grace ago ends the session, because two hold it, and so do idle hours of somebody with
// administrative permissions; ended is true then, and the caller answers as for no session. Within the grace of two tabs racing, the second one gets an access token and
// keeps the cookie that the first one set. Unauthenticated where the token was never given out or its
// session has ended.
func (s *Service) Continue(tx *store.Tx, refresh secret.Text) (session domain.Session, t Tokens, ended bool, err error) {
	hash := secret.Hash(refresh.Reveal())
	session, err = tx.SessionByToken(hash)
	rotated := isMissing(err)
	if rotated {
		session, err = tx.SessionByUsedToken(hash)
	}
	switch {
	case isMissing(err), err == nil && !session.Alive(tx.Now()):
		return session, t, false, authz.ErrSignIn()
	case err != nil:
		return session, t, false, err
	case rotated && (session.PreviousHash != hash || tx.Now().Sub(session.RotatedAt) > domain.RotationGrace):
		return session, t, true, end(tx, session, "token_reused")
	}
	idle, err := idled(tx, session)
	switch {
	case err != nil:
		return session, t, false, err
	case idle:
		return session, t, true, end(tx, session, "idle")
	}
	if !rotated {
		fresh := secret.NewToken()
		won, err := tx.RotateSession(session, hash, secret.Hash(fresh.Reveal()))
		if err != nil {
			return session, t, false, err
		}
		if won { // else the other tab's cookie stays
			t.Refresh = fresh
		}
	}
	t.Access, err = s.access.mint(session.AccountID, session.ID, 0, domain.AccessLife)
	return session, t, false, err
}

// idled tells whether the session was unused for too long by somebody who administers any workspace: to use it
// again, they sign in again.
func idled(tx *store.Tx, session domain.Session) (bool, error) {
	if tx.Now().Sub(session.LastUsedAt) < domain.AdminIdle {
		return false, nil
	}
	return Administers(tx, session.AccountID)
}

// Administers tells whether an account has administrative permissions in any workspace, so that its sessions end
// when they are idle.
func Administers(tx *store.Tx, account id.Account) (bool, error) {
	places, err := tx.PlacesOf(account)
	for _, p := range places {
		if p.User.Status == domain.StatusActive && domain.GrantsOf(p.Roles).Administers() {
			return true, err
		}
	}
	return false, err
}

func end(tx *store.Tx, session domain.Session, reason string) error {
	ended, err := tx.RevokeSession(session.ID)
	if err != nil || !ended {
		return err
	}
	return tx.Record(domain.SessionRevoked{AccountID: session.AccountID, SessionID: session.ID, Reason: reason})
}

// ErrCredentials is the one answer to wrong credentials, whether or not there is such an account.
func ErrCredentials() error {
	return errs.New(errs.Unauthenticated, "invalid_credentials", "E-mail address or password is not right.")
}
