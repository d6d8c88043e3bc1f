package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// evenTime is how long asking for a reset takes at least, so that the time does not tell whether there is an
// account: writing one takes a few milliseconds.
const evenTime = 150 * time.Millisecond

// AskReset mails a link that sets a new password, where the address has an account with a password. The answer
// and its time are the same where it has none, and where it was sent as many as it can get.
func (s *Service) AskReset(ctx context.Context, v authz.Visitor, emailText string) error {
	over := time.NewTimer(evenTime)
	defer over.Stop()
	email, bad := domain.ParseEmail("/email", emailText)
	if err := errs.Validation(fields(bad)...); err != nil {
		return err
	}
	if err := unlessFull(s.mailReset(ctx, v, email)); err != nil {
		return err
	}
	select {
	case <-over.C:
	case <-ctx.Done():
	}
	return nil
}

func (s *Service) mailReset(ctx context.Context, v authz.Visitor, email domain.Email) error {
	return s.db.Write(ctx, v, func(tx *store.Tx) error {
		account, err := tx.AccountByEmail(email)
		if isMissing(err) || err == nil && !account.HasCredential() {
			return nil
		}
		if err != nil {
			return err
		}
		token := secret.NewToken()
		reset := domain.PasswordReset{
			ID: id.New[id.Reset](), AccountID: account.ID, TokenHash: secret.Hash(token.Reveal()),
			ExpiresAt: tx.Now().Add(domain.ResetLife), CreatedAt: tx.Now(),
		}
		if err := tx.AddReset(reset); err != nil {
			return err
		}
		if err := tx.Record(domain.AccountResetAsked{Account: account}); err != nil {
			return err
		}
		return tx.Mail(domain.Message{
			Kind: domain.MailPasswordReset, To: account.Email,
			Data: domain.MailData{
				Name: account.Name, Email: string(account.Email),
				Link: resetPath(token), ExpiresAt: reset.ExpiresAt,
			},
		})
	})
}

// unlessFull keeps quiet of an address that has had its quota of mails, which would tell that it is known. What was asked
// for was not done; the link sent before works on.
func unlessFull(err error) error {
	if e := errs.Of(err); e != nil && e.Kind == errs.TooMany {
		return nil
	}
	return err
}

// resetPath is the page that sets a password; the token stands in the fragment, which no server sees.
func resetPath(token secret.Text) string { return "/reset-password#token=" + token.Reveal() }

// ConfirmReset sets a new password and ends every session of the account. Errors: reset_invalid for a token
// that is unknown, used, replaced or past its end; validation_failed.
func (s *Service) ConfirmReset(ctx context.Context, v authz.Visitor, token, password secret.Text) error {
	known, err := s.namesOf(ctx, v, token)
	if err != nil {
		return err
	}
	if err := errs.Validation(fields(identity.CheckPassword("/password", password, known...))...); err != nil {
		return err
	}
	hash, err := s.identity.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, v, func(tx *store.Tx) error {
		reset, err := tx.UseReset(secret.Hash(token.Reveal()))
		if isMissing(err) {
			return errResetInvalid()
		}
		if err != nil {
			return err
		}
		account, err := tx.Account(reset.AccountID)
		if err != nil {
			return err
		}
		if _, err := setCredential(tx, account, hash, "reset"); err != nil {
			return err
		}
		return endSessions(tx, account.ID, "", "password_changed")
	})
}

func errResetInvalid() error {
	return errs.New(errs.Gone, "reset_invalid", "This link was used or has expired. Ask for a new one.")
}

// namesOf gives what the password of a reset's account must not be made of.
func (s *Service) namesOf(ctx context.Context, v authz.Visitor, token secret.Text) ([]string, error) {
	var account domain.Account
	err := s.db.Read(ctx, v, func(tx *store.Tx) error {
		reset, err := tx.Reset(secret.Hash(token.Reveal()))
		if isMissing(err) {
			return errResetInvalid()
		}
		if err != nil {
			return err
		}
		account, err = tx.Account(reset.AccountID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.contextOf(ctx, v, account)
}
