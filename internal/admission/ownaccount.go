package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// ProfilePatch holds what to change of one's own account; nil leaves it as it is.
type ProfilePatch struct {
	Name   *string
	Locale *string
}

// EditProfile changes the name and language of the caller's account. The names of its users in workspaces stay as
// they are: those belong to the workspaces. Errors: validation_failed; precondition_failed.
func (s *Service) EditProfile(ctx context.Context, c authz.Caller, p ProfilePatch, version int64) (domain.Account, error) {
	var out domain.Account
	err := s.db.Write(ctx, c, func(tx *store.Tx) error {
		a, err := tx.LockAccount(c.Account().ID)
		if err != nil {
			return orSignIn(err)
		}
		if version != 0 && version != a.Version {
			return errProfileMoved()
		}
		changes := map[string]domain.Change{}
		if p.Name != nil {
			name, bad := domain.ParseName("/name", *p.Name)
			if err := errs.Validation(fields(bad)...); err != nil {
				return err
			}
			note(changes, "name", &a.Name, name)
		}
		if p.Locale != nil {
			note(changes, "locale", &a.Locale, *p.Locale)
		}
		if out = a; len(changes) == 0 {
			return nil
		}
		saved, err := tx.SaveProfile(a)
		if err != nil {
			return err
		}
		if !saved {
			return errProfileMoved()
		}
		out.Version++
		return tx.Record(domain.AccountUpdated{Account: out, Fields: changes})
	})
	return out, err
}

func errProfileMoved() error {
	return errs.New(errs.Precondition, "precondition_failed", "Your account was changed since you read it. Read it again.")
}

func note(changes map[string]domain.Change, name string, value *string, to string) {
	if *value != to {
		changes[name] = domain.Change{From: *value, To: to}
		*value = to
	}
}

// orSignIn turns an account that is gone into the one answer to whoever is not signed in.
func orSignIn(err error) error {
	if isMissing(err) {
		return authz.ErrSignIn()
	}
	return err
}

// ChangePassword sets another password. Every other session of the account ends, and so do the links that were
// mailed to it; this session goes on with a new refresh token. Errors: validation_failed, with password_wrong where
// the present password is not right.
func (s *Service) ChangePassword(ctx context.Context, c authz.Caller, present, wanted secret.Text) (identity.Tokens, error) {
	wrong, err := s.wrongPassword(ctx, c, "/current_password", present)
	if err != nil {
		return identity.Tokens{}, err
	}
	names, err := s.contextOf(ctx, c, c.Account())
	if err != nil {
		return identity.Tokens{}, err
	}
	bad := fields(wrong, identity.CheckPassword("/new_password", wanted, names...))
	if err := errs.Validation(bad...); err != nil {
		return identity.Tokens{}, err
	}
	hash, err := s.identity.HashPassword(ctx, wanted)
	if err != nil {
		return identity.Tokens{}, err
	}
	var out identity.Tokens
	err = s.db.Write(ctx, c, func(tx *store.Tx) error {
		a, err := s.stillProven(tx, c)
		if err != nil {
			return err
		}
		if a, err = setCredential(tx, a, hash, byChange); err != nil {
			return err
		}
		if out, err = s.identity.Renew(tx, c.Session()); err != nil {
			return err
		}
		return endSessions(tx, a.ID, c.Session().ID, "password_changed")
	})
	return out, err
}

// Reauthenticate keeps that the caller has just typed their password, so that a sensitive act may follow. Errors:
// validation_failed with password_wrong.
func (s *Service) Reauthenticate(ctx context.Context, c authz.Caller, password secret.Text) error {
	if err := s.provePassword(ctx, c, password); err != nil {
		return err
	}
	return s.db.Write(ctx, c, func(tx *store.Tx) error {
		a, err := s.stillProven(tx, c)
		if err != nil {
			return err
		}
		noted, err := tx.NoteAuthenticated(c.Session().ID)
		if err != nil {
			return err
		}
		if !noted {
			return authz.ErrSignIn()
		}
		return tx.Record(domain.AccountReauthenticated{Account: a, SessionID: c.Session().ID})
	})
}

// provePassword refuses a password that is not the caller's: validation_failed with password_wrong, which the audit
// log keeps.
func (s *Service) provePassword(ctx context.Context, c authz.Caller, password secret.Text) error {
	wrong, err := s.wrongPassword(ctx, c, "/password", password)
	if err != nil {
		return err
	}
	return errs.Validation(fields(wrong)...)
}

const codeWrong = "password_wrong"

func (s *Service) wrongPassword(ctx context.Context, c authz.Caller, pointer string, password secret.Text) (*errs.Field, error) {
	right, _, err := s.identity.VerifyPassword(ctx, c.Account(), password)
	if err != nil || right {
		return nil, err
	}
	err = s.db.Maintain(ctx, c, func(tx *store.Tx) error {
		return tx.Record(domain.SessionRefused{AccountID: c.Account().ID, Reason: "wrong_password"})
	})
	return &errs.Field{Pointer: pointer, Code: codeWrong, Detail: "This is not your password."}, err
}

// IsWrongPassword tells the refusals that count as a guess.
func IsWrongPassword(err error) bool {
	e := errs.Of(err)
	if e == nil {
		return false
	}
	for _, f := range e.Fields {
		if f.Code == codeWrong {
			return true
		}
	}
	return false
}

// stillProven gives the caller's account, locked, where its password is still the one that was verified before the
// transaction; unauthenticated where it was changed meanwhile, which ended this session or will.
func (s *Service) stillProven(tx *store.Tx, c authz.Caller) (domain.Account, error) {
	a, err := tx.LockAccount(c.Account().ID)
	if err != nil {
		return a, orSignIn(err)
	}
	if a.PasswordHash != c.Account().PasswordHash {
		return a, errs.New(errs.Conflict, "conflict", "Your password was changed by another request just now. Try again.")
	}
	return a, nil
}

// contextOf gives what an account's password must not be made of: its name, its address, and the names of its
// workspaces.
func (s *Service) contextOf(ctx context.Context, p authz.Proof, a domain.Account) ([]string, error) {
	names := []string{a.Name, string(a.Email)}
	err := s.db.Read(ctx, p, func(tx *store.Tx) error {
		places, err := tx.PlacesOf(a.ID)
		for _, place := range places {
			names = append(names, place.Workspace.Name)
		}
		return err
	})
	return names, err
}
