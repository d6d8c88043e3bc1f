package store

import (
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Account gives one account; ErrMissing where there is none.
func (tx *Tx) Account(one id.Account) (domain.Account, error) {
	return take[domain.Account](plain[domain.Account](tx).Where("id = ?", one))
}

// AccountByEmail finds the account of an address; ErrMissing where there is none.
func (tx *Tx) AccountByEmail(e domain.Email) (domain.Account, error) {
	return take[domain.Account](plain[domain.Account](tx).Where("email = ?", e))
}

// AccountsByEmail finds the accounts of addresses, by address.
func (tx *Tx) AccountsByEmail(list []domain.Email) (map[domain.Email]domain.Account, error) {
	found, err := find[domain.Account](plain[domain.Account](tx).Where("email IN ?", list))
	out := make(map[domain.Email]domain.Account, len(found))
	for _, a := range found {
		out[a.Email] = a
	}
	return out, err
}

// AddAccount writes new accounts.
func (tx *Tx) AddAccount(list ...domain.Account) error { return addAll(tx, list) }

// SetCredential writes name, password and proof of the mailbox where the account is still at its version.
func (tx *Tx) SetCredential(a domain.Account) (bool, error) {
	version := a.Version
	a.Version, a.UpdatedAt = version+1, tx.now
	done := plain[domain.Account](tx).Where("id = ? AND version = ?", a.ID, version).
		Select("name", "password_hash", "email_verified_at", "version", "updated_at").Updates(&a)
	return done.RowsAffected == 1, done.Error
}

// DeleteAccount removes an account with its sessions and resets, and its address from the mails that have left.
func (tx *Tx) DeleteAccount(one id.Account) error {
	a, err := tx.Account(one)
	if errors.Is(err, ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := tx.db.Where("id = ?", one).Delete(&domain.Account{}).Error; err != nil {
		return err
	}
	return tx.forgetRecipient(a.Email)
}

// AddSession writes a new session.
func (tx *Tx) AddSession(s domain.Session) error { return tx.db.Create(&s).Error }

// SessionByToken finds the session whose newest refresh token hashes so; ErrMissing where none does.
func (tx *Tx) SessionByToken(hash string) (domain.Session, error) {
	return take[domain.Session](plain[domain.Session](tx).Where("token_hash = ?", hash))
}

// SessionByUsedToken finds the session that rotated a token away; ErrMissing where none did.
func (tx *Tx) SessionByUsedToken(hash string) (domain.Session, error) {
	var u domain.UsedToken
	if err := plain[domain.UsedToken](tx).Where("token_hash = ?", hash).Take(&u).Error; err != nil {
		return domain.Session{}, translate(err)
	}
	return take[domain.Session](plain[domain.Session](tx).Where("id = ?", u.SessionID))
}

// RotateSession replaces the refresh token where it is still the one with hash from; false where another
// request was quicker.
func (tx *Tx) RotateSession(s domain.Session, from, to string) (bool, error) {
	used := domain.UsedToken{TokenHash: from, SessionID: s.ID, UsedAt: tx.now}
	if err := tx.db.Create(&used).Error; err != nil {
		return false, err
	}
	done := plain[domain.Session](tx).Where("id = ? AND token_hash = ? AND revoked_at IS NULL", s.ID, from).
		Updates(map[string]any{"token_hash": to, "previous_hash": from, "rotated_at": tx.now, "last_used_at": tx.now})
	return done.RowsAffected == 1, done.Error
}

// TouchSession notes that the session was used.
func (tx *Tx) TouchSession(one id.Session) error {
	return plain[domain.Session](tx).Where("id = ?", one).Update("last_used_at", tx.now).Error
}

// RevokeSession ends one session; false where it had ended.
func (tx *Tx) RevokeSession(one id.Session) (bool, error) {
	done := plain[domain.Session](tx).Where("id = ? AND revoked_at IS NULL", one).Update("revoked_at", tx.now)
	return done.RowsAffected == 1, done.Error
}

// LiveSessionsOf lists the sessions of an account that can still be used, the oldest first.
func (tx *Tx) LiveSessionsOf(account id.Account) ([]domain.Session, error) {
	return find[domain.Session](plain[domain.Session](tx).Where("account_id = ? AND revoked_at IS NULL AND expires_at > ?", account, tx.now).
		Order("created_at, id"))
}

// RevokeSessionsOf ends all sessions of an account.
func (tx *Tx) RevokeSessionsOf(account id.Account) error {
	return plain[domain.Session](tx).Where("account_id = ? AND revoked_at IS NULL", account).
		Update("revoked_at", tx.now).Error
}

// DropSessionsBefore removes sessions that ended before a time; bookkeeping.
func (tx *Tx) DropSessionsBefore(t time.Time) error {
	return tx.db.Where("expires_at < ?", t).Delete(&domain.Session{}).Error
}

// AddReset writes a permission to set a new password, and ends the account's older ones.
func (tx *Tx) AddReset(r domain.PasswordReset) error {
	err := plain[domain.PasswordReset](tx).Where("account_id = ? AND used_at IS NULL", r.AccountID).
		Update("used_at", tx.now).Error
	if err != nil {
		return err
	}
	return tx.db.Create(&r).Error
}

// Reset finds the reset whose token hashes so; ErrMissing where it is unknown, used or past its end.
func (tx *Tx) Reset(hash string) (domain.PasswordReset, error) {
	var r domain.PasswordReset
	err := plain[domain.PasswordReset](tx).Where("token_hash = ? AND used_at IS NULL AND expires_at > ?", hash, tx.now).
		Take(&r).Error
	return r, translate(err)
}

// UseReset takes the reset whose token hashes so, once; ErrMissing as for Reset.
func (tx *Tx) UseReset(hash string) (domain.PasswordReset, error) {
	r, err := tx.Reset(hash)
	if err != nil {
		return r, err
	}
	done := plain[domain.PasswordReset](tx).Where("id = ? AND used_at IS NULL", r.ID).Update("used_at", tx.now)
	if done.Error == nil && done.RowsAffected == 0 {
		return r, ErrMissing
	}
	return r, done.Error
}

// Installation gives the row of the first start, made when it is first asked for.
func (tx *Tx) Installation() (domain.Installation, error) {
	return take[domain.Installation](plain[domain.Installation](tx).Where("id = 1"))
}

// SaveSetupToken keeps the hash of the set-up token, unless set-up is done.
func (tx *Tx) SaveSetupToken(hash string) error {
	_, err := tx.Installation()
	if errors.Is(err, ErrMissing) {
		return tx.db.Create(&domain.Installation{ID: 1, SetupTokenHash: hash}).Error
	}
	if err != nil {
		return err
	}
	return plain[domain.Installation](tx).Where("id = 1 AND setup_done_at IS NULL").Update("setup_token_hash", hash).Error
}

// CloseSetup ends the first start for good; false where it had ended.
func (tx *Tx) CloseSetup() (bool, error) {
	done := plain[domain.Installation](tx).Where("id = 1 AND setup_done_at IS NULL").Update("setup_done_at", tx.now)
	return done.RowsAffected == 1, done.Error
}
