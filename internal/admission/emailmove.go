package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// The two mailboxes of a move.
const (
	mailboxOld = "old"
	mailboxNew = "new"
)

// OpenMove gives the caller's wish for another address; nil where there is none.
func (s *Service) OpenMove(ctx context.Context, c authz.Caller) (*domain.EmailMove, error) {
	if !c.Moving() { // was read with the account, to spare whoever asks who they are a question
		return nil, nil
	}
	var out *domain.EmailMove
	err := s.db.Read(ctx, c, func(tx *store.Tx) error {
		m, err := tx.EmailMoveOf(c.Account().ID)
		if err == nil {
			out = &m
		}
		return ignoreMissing(err)
	})
	return out, err
}

// AskMove mails a link to the new address and one to the old: the account moves once both were confirmed. Where the
// new address has an account already, it is told so instead, and the answer, the time and what the old address gets
// are the same. Password may be "" for somebody who typed it recently. Errors: validation_failed, with
// password_wrong; reauthentication_required.
func (s *Service) AskMove(ctx context.Context, c authz.Caller, emailText string, password secret.Text) error {
	email, bad := domain.ParseEmail("/email", emailText)
	if bad == nil && email == c.Account().Email {
		bad = &errs.Field{Pointer: "/email", Code: "email_unchanged", Detail: "This is your address already."}
	}
	var wrong *errs.Field
	if password != "" {
		var err error
		if wrong, err = s.wrongPassword(ctx, c, "/password", password); err != nil {
			return err
		}
	}
	if err := errs.Validation(fields(bad, wrong)...); err != nil {
		return err
	}
	return s.db.Write(ctx, c, func(tx *store.Tx) error {
		a, err := s.stillProven(tx, c)
		if err != nil {
			return err
		}
		if password == "" && !c.FreshAt(tx.Now()) {
			return authz.ErrStale()
		}
		return ask(tx, a, c.Session().ID, email)
	})
}

func ask(tx *store.Tx, a domain.Account, by id.Session, email domain.Email) error {
	toOld, toNew := secret.NewToken(), secret.NewToken()
	m := domain.EmailMove{
		ID: id.New[id.Move](), AccountID: a.ID, SessionID: by, Email: email,
		OldTokenHash: secret.Hash(toOld.Reveal()), NewTokenHash: secret.Hash(toNew.Reveal()),
		ExpiresAt: tx.Now().Add(domain.MoveLife), CreatedAt: tx.Now(),
	}
	if err := tx.AddEmailMove(m); err != nil {
		return err
	}
	if err := tx.Record(domain.AccountEmailAsked{Account: a, Email: email}); err != nil {
		return err
	}
	err := tx.Mail(domain.Message{
		Kind: domain.MailEmailLeaving, To: a.Email, Locale: a.Locale,
		Data: domain.MailData{Name: a.Name, Email: string(email), Link: movePath(toOld, mailboxOld), ExpiresAt: m.ExpiresAt},
	})
	if err != nil {
		return err
	}
	letter := domain.Message{
		Kind: domain.MailEmailConfirm, To: email, Locale: a.Locale,
		Data: domain.MailData{Name: a.Name, Email: string(a.Email), Link: movePath(toNew, mailboxNew), ExpiresAt: m.ExpiresAt},
	}
	switch other, err := tx.AccountByEmail(email); {
	case err == nil:
		letter.Kind, letter.Locale = domain.MailEmailTaken, other.Locale
		letter.Data = domain.MailData{Email: string(email), Link: "/sign-in"}
	case !isMissing(err):
		return err
	}
	return tx.Mail(letter)
}

// movePath is the page where a mailbox confirms or refuses. Which of the two it is, is told for its words alone.
func movePath(token secret.Text, mailbox string) string {
	return "/confirm-email?mailbox=" + mailbox + "#token=" + token.Reveal()
}

// Moved is what a mailbox's yes led to: the account has its new address, or the other mailbox is still asked.
type Moved struct {
	Done bool
}

// ConfirmMove takes a mailbox's yes. The second one makes the move real: the account and all its users get the new
// address, links that were mailed to the old one die, and every session ends but the one that asked. Errors:
// email_change_invalid for a token that is unknown, used, replaced or past its end; email_taken where another
// account has got the address meanwhile.
func (s *Service) ConfirmMove(ctx context.Context, v authz.Visitor, token secret.Text) (Moved, error) {
	hash := secret.Hash(token.Reveal())
	owner, err := s.ownerOfMove(ctx, v, hash)
	if err != nil {
		return Moved{}, err
	}
	var out Moved
	err = s.db.Write(ctx, owner, func(tx *store.Tx) error {
		out = Moved{}
		a, m, err := heldMove(tx, owner, hash)
		if err != nil {
			return err
		}
		now, mailbox := tx.Now(), mailboxNew
		confirmed := &m.NewConfirmedAt
		if m.OldTokenHash == hash {
			mailbox, confirmed = mailboxOld, &m.OldConfirmedAt
		}
		if *confirmed != nil {
			return errMoveInvalid()
		}
		*confirmed = &now
		if err := tx.Record(domain.AccountEmailConfirmed{Account: a, Mailbox: mailbox}); err != nil {
			return err
		}
		if out.Done = m.Confirmed(); out.Done {
			return s.move(tx, a, m)
		}
		_, err = tx.NoteMoveConfirmed(m)
		return err
	})
	return out, err
}

// RefuseMove ends the wish for another address, by the token of either mailbox, also of one that has said yes. Errors:
// email_change_invalid.
func (s *Service) RefuseMove(ctx context.Context, v authz.Visitor, token secret.Text) error {
	hash := secret.Hash(token.Reveal())
	owner, err := s.ownerOfMove(ctx, v, hash)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, owner, func(tx *store.Tx) error {
		a, m, err := heldMove(tx, owner, hash)
		if err != nil {
			return err
		}
		by := mailboxNew
		if m.OldTokenHash == hash {
			by = mailboxOld
		}
		return refuseMove(tx, a, by)
	})
}

// TakeBackMove ends the caller's own wish for another address; it is no error where there is none.
func (s *Service) TakeBackMove(ctx context.Context, c authz.Caller) error {
	return s.db.Write(ctx, c, func(tx *store.Tx) error {
		a, err := tx.LockAccount(c.Account().ID)
		if err != nil {
			return orSignIn(err)
		}
		if _, err := tx.EmailMoveOf(a.ID); err != nil {
			return ignoreMissing(err)
		}
		return refuseMove(tx, a, "owner")
	})
}

func refuseMove(tx *store.Tx, a domain.Account, by string) error {
	if err := tx.DropEmailMovesOf(a.ID); err != nil {
		return err
	}
	return tx.Record(domain.AccountEmailRefused{Account: a, By: by})
}

// ownerOfMove proves the holder of a mailed token as the account that it was mailed for.
func (s *Service) ownerOfMove(ctx context.Context, v authz.Visitor, hash string) (authz.Caller, error) {
	var owner authz.Caller
	err := s.db.Read(ctx, v, func(tx *store.Tx) error {
		m, err := tx.EmailMoveByToken(hash)
		if err != nil {
			return err
		}
		a, err := tx.Account(m.AccountID)
		owner = s.gate.Admit(a, domain.Session{}, v.Origin())
		return err
	})
	if isMissing(err) {
		err = errMoveInvalid()
	}
	return owner, err
}

// heldMove locks the account first, so that two mailboxes that answer together are heard one after the other.
func heldMove(tx *store.Tx, owner authz.Caller, hash string) (domain.Account, domain.EmailMove, error) {
	a, err := tx.LockAccount(owner.Account().ID)
	var m domain.EmailMove
	if err == nil {
		m, err = tx.EmailMoveByToken(hash)
	}
	if isMissing(err) {
		err = errMoveInvalid()
	}
	return a, m, err
}

func errMoveInvalid() error {
	return errs.New(errs.Gone, "email_change_invalid", "This link was used, replaced or refused, or has expired. Ask for the change again in your account.")
}

// move makes it real.
func (s *Service) move(tx *store.Tx, a domain.Account, m domain.EmailMove) error {
	switch _, err := tx.AccountByEmail(m.Email); {
	case err == nil:
		return errs.New(errs.Conflict, "email_taken", "Another account has got this address meanwhile.")
	case !isMissing(err):
		return err
	}
	old, now := a.Email, tx.Now()
	a.Email, a.EmailVerifiedAt = m.Email, &now
	moved, err := tx.MoveAccount(a, old)
	if err != nil {
		return err
	}
	if !moved {
		return errs.New(errs.Conflict, "conflict", "This account was changed by another request just now. Try again.")
	}
	if err := moveUsers(tx, a, old); err != nil {
		return err
	}
	if err := tx.EndResetsOf(a.ID); err != nil {
		return err
	}
	if err := tx.DropEmailMovesOf(a.ID); err != nil {
		return err
	}
	if err := tx.Record(domain.AccountEmailChanged{Account: a, Email: domain.Change{From: old, To: a.Email}}); err != nil {
		return err
	}
	if err := endSessions(tx, a.ID, m.SessionID, "email_changed"); err != nil {
		return err
	}
	for _, to := range []domain.Email{old, a.Email} {
		err := tx.Mail(domain.Message{
			Kind: domain.MailEmailChanged, To: to, Locale: a.Locale,
			Data: domain.MailData{Name: a.Name, Email: string(a.Email)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// moveUsers gives every place of the account the new address.
func moveUsers(tx *store.Tx, a domain.Account, old domain.Email) error {
	places, err := orderedPlaces(tx, a.ID)
	for _, p := range places {
		in := tx.Inside(p)
		u, err := in.LockUser(p.User.ID)
		if isMissing(err) {
			continue // removed this moment
		}
		if err != nil {
			return err
		}
		if u, err = in.MoveAddress(u, a.Email); err != nil {
			return err
		}
		changes := map[string]domain.Change{"email": {From: old, To: a.Email}}
		if err := in.Record(domain.UserUpdated{User: u, Fields: changes}); err != nil {
			return err
		}
	}
	return err
}
