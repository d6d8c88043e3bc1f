package store

import (
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// LockAccount gives one account with its row locked until the end, so that a session cannot start while the
// credential changes; ErrMissing where there is none.
func (tx *Tx) LockAccount(one id.Account) (domain.Account, error) {
	return take[domain.Account](plain[domain.Account](tx).Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", one))
}

// SaveProfile writes name and language where the account is still at its version; false where it is not.
func (tx *Tx) SaveProfile(a domain.Account) (bool, error) {
	version := a.Version
	a.Version, a.UpdatedAt = version+1, tx.now
	done := plain[domain.Account](tx).Where("id = ? AND version = ?", a.ID, version).
		Select("name", "locale", "version", "updated_at").Updates(&a)
	return done.RowsAffected == 1, done.Error
}

// MoveAccount gives the account another address where it is still at its version; false where it is not. The old
// address leaves the mails that came to their end.
func (tx *Tx) MoveAccount(a domain.Account, old domain.Email) (bool, error) {
	version := a.Version
	a.Version, a.UpdatedAt = version+1, tx.now
	done := plain[domain.Account](tx).Where("id = ? AND version = ?", a.ID, version).
		Select("email", "email_verified_at", "version", "updated_at").Updates(&a)
	if done.Error != nil || done.RowsAffected != 1 {
		return false, done.Error
	}
	return true, tx.forgetRecipient(old)
}

// MoveAddress gives a user of the workspace, and the invitations of theirs, another address.
func (tx *Tx) MoveAddress(u domain.User, to domain.Email) (domain.User, error) {
	u.Email, u.Search = to, domain.SearchText(u.Name, to)
	version := u.Version
	u.Version, u.UpdatedAt = version+1, tx.now
	done := rows[domain.User](tx).Where("id = ? AND version = ?", u.ID, version).
		Select("email", "search", "version", "updated_at").Updates(&u)
	if done.Error != nil {
		return u, done.Error
	}
	if done.RowsAffected != 1 {
		return u, ErrMissing
	}
	var list []domain.Invitation
	if err := rows[domain.Invitation](tx).Where("user_id = ?", u.ID).Find(&list).Error; err != nil {
		return u, err
	}
	for _, i := range list {
		err := rows[domain.Invitation](tx).Where("id = ?", i.ID).
			UpdateColumns(map[string]any{"email": to, "search": domain.SearchText(i.Name, to)}).Error
		if err != nil {
			return u, err
		}
	}
	return u, nil
}

// SessionOf finds a living session of an account and locks it; ErrMissing where it has none of that id.
func (tx *Tx) SessionOf(account id.Account, one id.Session) (domain.Session, error) {
	return take[domain.Session](plain[domain.Session](tx).Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).
		Where("id = ? AND account_id = ? AND revoked_at IS NULL AND expires_at > ?", one, account, tx.now))
}

// AgentsOf lists the user agents of all sessions of an account that are remembered, each once.
func (tx *Tx) AgentsOf(account id.Account) ([]string, error) {
	var list []string
	err := plain[domain.Session](tx).Where("account_id = ?", account).Distinct().Pluck("user_agent", &list).Error
	return list, err
}

// NoteAuthenticated keeps that the session's person has just typed their password; false where it has ended.
func (tx *Tx) NoteAuthenticated(one id.Session) (bool, error) {
	done := plain[domain.Session](tx).Where("id = ? AND revoked_at IS NULL", one).Update("authenticated_at", tx.now)
	return done.RowsAffected == 1, done.Error
}

// RenewSession gives a session another refresh token and forgets the one before at once, without the grace of tabs
// that race; false where the session has ended.
func (tx *Tx) RenewSession(s domain.Session, hash string) (bool, error) {
	done := plain[domain.Session](tx).Where("id = ? AND token_hash = ? AND revoked_at IS NULL", s.ID, s.TokenHash).
		Updates(map[string]any{
			"token_hash": hash, "previous_hash": "", "rotated_at": tx.now, "last_used_at": tx.now, "authenticated_at": tx.now,
		})
	if done.Error != nil || done.RowsAffected != 1 {
		return false, done.Error
	}
	return true, tx.db.Create(&domain.UsedToken{TokenHash: s.TokenHash, SessionID: s.ID, UsedAt: tx.now}).Error
}

// EndResetsOf ends all permissions to set a new password that were mailed to an account.
func (tx *Tx) EndResetsOf(account id.Account) error {
	return plain[domain.PasswordReset](tx).Where("account_id = ? AND used_at IS NULL", account).Update("used_at", tx.now).Error
}

// AddEmailMove writes the wish for another address, in place of an older one.
func (tx *Tx) AddEmailMove(m domain.EmailMove) error {
	if err := tx.DropEmailMovesOf(m.AccountID); err != nil {
		return err
	}
	return tx.db.Create(&m).Error
}

// EmailMoveOf finds the wish of an account that is still open; ErrMissing where there is none.
func (tx *Tx) EmailMoveOf(account id.Account) (domain.EmailMove, error) {
	return take[domain.EmailMove](plain[domain.EmailMove](tx).Where("account_id = ? AND expires_at > ?", account, tx.now))
}

// EmailMoveByToken finds the open wish one of whose two tokens hashes so; ErrMissing where none does.
func (tx *Tx) EmailMoveByToken(hash string) (domain.EmailMove, error) {
	var m domain.EmailMove
	err := plain[domain.EmailMove](tx).Where("(old_token_hash = ? OR new_token_hash = ?) AND expires_at > ?", hash, hash, tx.now).
		Take(&m).Error
	return m, translate(err)
}

// NoteMoveConfirmed keeps which mailboxes have said yes; false where the wish has gone.
func (tx *Tx) NoteMoveConfirmed(m domain.EmailMove) (bool, error) {
	done := plain[domain.EmailMove](tx).Where("id = ?", m.ID).
		UpdateColumns(map[string]any{"old_confirmed_at": m.OldConfirmedAt, "new_confirmed_at": m.NewConfirmedAt})
	return done.RowsAffected == 1, done.Error
}

// DropEmailMovesOf ends an account's wish for another address, if it has one.
func (tx *Tx) DropEmailMovesOf(account id.Account) error {
	return tx.db.Where("account_id = ?", account).Delete(&domain.EmailMove{}).Error
}

// DropEmailMovesBefore removes wishes that nobody confirmed in time; bookkeeping.
func (tx *Tx) DropEmailMovesBefore(t time.Time) error {
	return tx.db.Where("expires_at < ?", t).Delete(&domain.EmailMove{}).Error
}
