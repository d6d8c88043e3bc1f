package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// SignIn opens a session for right credentials. Errors: invalid_credentials, in the same words and the same
// time whether or not there is such an account; approval_pending, with the places that wait and a token to
// watch them, where no place is active and one is pending.
func (s *Service) SignIn(ctx context.Context, v authz.Visitor, emailText string, password secret.Text) (SignedIn, error) {
	email, _ := domain.ParseEmail("/email", emailText)
	account, err := s.lookAccount(ctx, v, email)
	if err != nil {
		return SignedIn{}, err
	}
	ok, outdated, err := s.identity.VerifyPassword(ctx, account, password)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		return SignedIn{}, s.refuse(ctx, v, account)
	}
	rehashed := ""
	if outdated {
		if rehashed, err = s.identity.HashPassword(ctx, password); err != nil {
			return SignedIn{}, err
		}
	}
	return s.open(ctx, v, account, rehashed)
}

// lookAccount gives the account of an address, or the zero account, which no password opens.
func (s *Service) lookAccount(ctx context.Context, p authz.Proof, email domain.Email) (domain.Account, error) {
	var a domain.Account
	err := s.db.Read(ctx, p, func(tx *store.Tx) (err error) {
		a, err = tx.AccountByEmail(email)
		if isMissing(err) {
			a = domain.Account{}
			return nil
		}
		return err
	})
	return a, err
}

func (s *Service) refuse(ctx context.Context, p authz.Proof, a domain.Account) error {
	err := s.db.Maintain(ctx, p, func(tx *store.Tx) error {
		return tx.Record(domain.SessionRefused{AccountID: a.ID, Reason: "wrong_password"})
	})
	if err != nil {
		return err
	}
	return identity.ErrCredentials()
}

// open starts the session, or answers approval_pending. The account is read again inside, so that a password
// that was changed meanwhile opens nothing.
func (s *Service) open(ctx context.Context, v authz.Visitor, seen domain.Account, rehashed string) (SignedIn, error) {
	var out SignedIn
	var waits error
	err := s.db.Write(ctx, v, func(tx *store.Tx) error {
		waits = nil
		account, err := tx.LockAccount(seen.ID)
		if isMissing(err) || err == nil && account.PasswordHash != seen.PasswordHash {
			return identity.ErrCredentials()
		}
		if err != nil {
			return err
		}
		if waits, err = s.waiting(tx, account); err != nil {
			return err
		}
		if waits != nil {
			return tx.Record(domain.SessionRefused{AccountID: account.ID, Reason: "approval_pending"})
		}
		if rehashed != "" {
			account.PasswordHash = rehashed
			if _, err := tx.SetCredential(account); err != nil {
				return err
			}
		}
		out.Account = account
		out.Tokens, err = s.startSession(tx, account, v.Origin())
		return err
	})
	if err == nil {
		err = waits
	}
	return out, err
}

// waiting gives the approval_pending answer where the account has no active place and one is pending.
func (s *Service) waiting(tx *store.Tx, a domain.Account) (error, error) {
	places, err := tx.PlacesOf(a.ID)
	if err != nil {
		return nil, err
	}
	var pending []map[string]any
	for _, p := range places {
		switch p.User.Status {
		case domain.StatusActive:
			return nil, nil
		case domain.StatusPending:
			roles, err := tenancy.DecidingRoles(tx.Inside(p), p.User.ID)
			if err != nil {
				return nil, err
			}
			pending = append(pending, map[string]any{
				"workspace":        map[string]any{"id": p.Workspace.ID, "name": p.Workspace.Name},
				"since":            waitingSince(p).Format(time.RFC3339Nano),
				"decided_by_roles": roles,
			})
		}
	}
	if pending == nil {
		return nil, nil
	}
	token, err := s.identity.PendingToken(a)
	if err != nil {
		return nil, err
	}
	return errs.New(errs.Denied, "approval_pending",
		"An administrator has to approve your account before you can sign in.").
		With("pending", pending).With("pending_token", token), nil
}

func waitingSince(p store.Place) time.Time {
	if p.Approval != nil {
		return p.Approval.CreatedAt
	}
	return p.User.CreatedAt
}

// Refresh gives a new access token for the refresh cookie, and rotates it. Unauthenticated where the session
// has ended, or where the token was used before, which ends its session.
func (s *Service) Refresh(ctx context.Context, v authz.Visitor, refresh secret.Text) (SignedIn, error) {
	var out SignedIn
	var reused bool
	err := s.db.Maintain(ctx, v, func(tx *store.Tx) error {
		session, tokens, again, err := s.identity.Continue(tx, refresh)
		reused = again
		if err != nil || again {
			return err
		}
		out.Tokens = tokens
		if out.Account, err = tx.Account(session.AccountID); err != nil {
			return err
		}
		return tx.SeenActive(session.AccountID)
	})
	if err == nil && reused {
		err = authz.ErrSignIn()
	}
	return out, err
}

// SignOut ends the session that the refresh cookie names; it is no error where there is none.
func (s *Service) SignOut(ctx context.Context, v authz.Visitor, refresh secret.Text) error {
	return s.db.Write(ctx, v, func(tx *store.Tx) error {
		session, err := tx.SessionByToken(secret.Hash(refresh.Reveal()))
		if isMissing(err) {
			session, err = tx.SessionByUsedToken(secret.Hash(refresh.Reveal()))
		}
		if isMissing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return closeSession(tx, session, "signed_out")
	})
}

// SignOutCaller ends the session that the access token names.
func (s *Service) SignOutCaller(ctx context.Context, c authz.Caller) error {
	return s.db.Write(ctx, c, func(tx *store.Tx) error { return closeSession(tx, c.Session(), "signed_out") })
}
