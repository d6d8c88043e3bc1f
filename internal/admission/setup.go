package admission

import (
	"context"
	"crypto/subtle"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// SetupCommand makes the first account and the first workspace.
type SetupCommand struct {
	Token         secret.Text
	Name          string
	Email         string
	Password      secret.Text
	WorkspaceName string
}

// SetupDone is what the first start made.
type SetupDone struct {
	SignedIn
	Workspace domain.Workspace
}

// SetupOpen tells whether the first start is still to be made.
func (s *Service) SetupOpen(ctx context.Context, p authz.Proof) (bool, error) {
	open := false
	err := s.db.Read(ctx, p, func(tx *store.Tx) error {
		one, err := tx.Installation()
		open = isMissing(err) || err == nil && one.SetupDoneAt == nil
		if isMissing(err) {
			return nil
		}
		return err
	})
	return open, err
}

// PrepareSetup keeps the hash of the token that opens the first start, and tells whether it is still open.
func (s *Service) PrepareSetup(ctx context.Context, p authz.Proof, token secret.Text) (bool, error) {
	open, err := s.SetupOpen(ctx, p)
	if err != nil || !open {
		return false, err
	}
	return true, s.db.Maintain(ctx, p, func(tx *store.Tx) error {
		return tx.SaveSetupToken(secret.Hash(token.Reveal()))
	})
}

// Setup makes the first account and workspace, once, and signs its maker in. Errors: setup_closed once it is
// done; setup_token_invalid; validation_failed.
func (s *Service) Setup(ctx context.Context, v authz.Visitor, c SetupCommand) (SetupDone, error) {
	if err := s.checkSetup(ctx, v, c); err != nil {
		return SetupDone{}, err
	}
	name, badName := domain.ParseName("/name", c.Name)
	email, badEmail := domain.ParseEmail("/email", c.Email)
	place, badPlace := domain.ParseName("/workspace_name", c.WorkspaceName)
	bad := fields(badName, badEmail, badPlace,
		identity.CheckPassword("/password", c.Password, c.Name, c.Email, c.WorkspaceName))
	if err := errs.Validation(bad...); err != nil {
		return SetupDone{}, err
	}
	hash, err := s.identity.HashPassword(ctx, c.Password)
	if err != nil {
		return SetupDone{}, err
	}
	var done SetupDone
	err = s.db.Write(ctx, v, func(tx *store.Tx) error {
		closed, err := tx.CloseSetup()
		if err != nil {
			return err
		}
		if !closed {
			return errSetupClosed()
		}
		account, err := newAccount(tx, email, name)
		if err != nil {
			return err
		}
		if done.Account, err = setCredential(tx, account, hash, "setup"); err != nil {
			return err
		}
		if _, done.Tokens, err = s.identity.StartSession(tx, done.Account, v.Origin()); err != nil {
			return err
		}
		founded, err := tenancy.Create(tx, place, done.Account)
		done.Workspace = founded.Workspace
		return err
	})
	return done, err
}

func (s *Service) checkSetup(ctx context.Context, v authz.Visitor, c SetupCommand) error {
	return s.db.Read(ctx, v, func(tx *store.Tx) error {
		one, err := tx.Installation()
		if err != nil && !isMissing(err) {
			return err
		}
		if one.SetupDoneAt != nil {
			return errSetupClosed()
		}
		given := secret.Hash(c.Token.Reveal())
		if subtle.ConstantTimeCompare([]byte(given), []byte(one.SetupTokenHash)) != 1 {
			return errs.New(errs.Denied, "setup_token_invalid",
				"This set-up link is not the one that the server printed last. Look at the server's output.")
		}
		return nil
	})
}

func errSetupClosed() error {
	return errs.New(errs.Conflict, "setup_closed", "Set-up was done already. Sign in instead.")
}

// fields collects the field errors that are there.
func fields(list ...*errs.Field) []errs.Field {
	var out []errs.Field
	for _, f := range list {
		if f != nil {
			out = append(out, *f)
		}
	}
	return out
}
