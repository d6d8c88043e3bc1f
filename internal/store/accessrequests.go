package store

import (
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// OpenAccessRequest finds the request of an address that is not proved yet; ErrMissing where there is none.
func (tx *Tx) OpenAccessRequest(e domain.Email) (domain.AccessRequest, error) {
	return take[domain.AccessRequest](rows[domain.AccessRequest](tx).Where("email = ? AND proved_at IS NULL", e))
}

// AccessRequest gives one request; ErrMissing where it is not here.
func (tx *Tx) AccessRequest(one id.AccessRequest) (domain.AccessRequest, error) {
	return take[domain.AccessRequest](rows[domain.AccessRequest](tx).Where("id = ?", one))
}

// AddAccessRequest writes a new request, with the hash of its link where it has one.
func (tx *Tx) AddAccessRequest(r domain.AccessRequest) error {
	if err := tx.db.Create(&r).Error; err != nil {
		return err
	}
	return tx.addAccessToken(r)
}

// RenewAccessRequest writes what was asked last, and the hash of the newest link; the links before it are superseded.
func (tx *Tx) RenewAccessRequest(r domain.AccessRequest) error {
	err := rows[domain.AccessRequest](tx).Where("id = ? AND proved_at IS NULL", r.ID).
		Select("name", "message", "token_hash", "mails", "mailed_at", "expires_at").Updates(&r).Error
	if err != nil {
		return err
	}
	return tx.addAccessToken(r)
}

func (tx *Tx) addAccessToken(r domain.AccessRequest) error {
	if r.TokenHash == "" {
		return nil
	}
	return tx.db.Create(&domain.AccessToken{
		WorkspaceID: r.WorkspaceID, TokenHash: r.TokenHash, RequestID: r.ID, CreatedAt: tx.now,
	}).Error
}

// ProveAccessRequest notes which user a request became, and forgets the rest, where it is not proved yet; false where
// another request was quicker.
func (tx *Tx) ProveAccessRequest(one id.AccessRequest, u id.User) (bool, error) {
	done := rows[domain.AccessRequest](tx).Where("id = ? AND proved_at IS NULL", one).
		Updates(map[string]any{"user_id": u, "proved_at": tx.now, "email": "", "name": "", "message": ""})
	return done.RowsAffected == 1, done.Error
}

// DropAccessRequest deletes a request that nobody proved in time. Its links then say that they have ended.
func (tx *Tx) DropAccessRequest(one id.AccessRequest) error {
	return rows[domain.AccessRequest](tx).Where("id = ? AND proved_at IS NULL AND expires_at <= ?", one, tx.now).
		Delete(&domain.AccessRequest{}).Error
}
