package store

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// SigningKeys lists the keys that are published, in the order in which they came.
func (tx *Tx) SigningKeys() ([]domain.SigningKey, error) {
	var list []domain.SigningKey
	err := plain[domain.SigningKey](tx).Order("published_at, id").Find(&list).Error
	return list, err
}

// SigningKey gives the key of a state that one key at most is in; ErrMissing where there is none.
func (tx *Tx) SigningKey(state domain.SigningKeyState) (domain.SigningKey, error) {
	return take[domain.SigningKey](plain[domain.SigningKey](tx).Where("state = ?", state))
}

// AddSigningKey writes a new one. Where another transaction added one of that state, this one runs again.
func (tx *Tx) AddSigningKey(k domain.SigningKey) error { return tx.db.Create(&k).Error }

// RetireSigningKey ends the signing of the current key and forgets its private half; false where it is not the current
// one any more.
func (tx *Tx) RetireSigningKey(k domain.SigningKey) (bool, error) {
	done := plain[domain.SigningKey](tx).Where("id = ? AND state = ?", k.ID, domain.SigningKeyCurrent).
		Updates(map[string]any{"state": domain.SigningKeyRetired, "sealed": nil, "retired_at": tx.now})
	return done.RowsAffected == 1, done.Error
}

// PromoteSigningKey lets the next key sign; false where it is not the next one any more.
func (tx *Tx) PromoteSigningKey(k domain.SigningKey) (bool, error) {
	done := plain[domain.SigningKey](tx).Where("id = ? AND state = ?", k.ID, domain.SigningKeyNext).
		Updates(map[string]any{"state": domain.SigningKeyCurrent, "signs_from": tx.now})
	return done.RowsAffected == 1, done.Error
}

// DropSigningKey withdraws a key; false where it is gone already.
func (tx *Tx) DropSigningKey(k domain.SigningKey) (bool, error) {
	done := tx.db.Where("id = ?", k.ID).Delete(&domain.SigningKey{})
	return done.RowsAffected == 1, done.Error
}
