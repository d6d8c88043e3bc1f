package store

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// APIKeyPage lists the API keys as a keyset page, by name or created_at.
func (tx *Tx) APIKeyPage(r page.Request) (page.Of[domain.APIKey], error) {
	q, column := keyset(rows[domain.APIKey](tx), r, "name", named())
	list, err := find[domain.APIKey](q)
	if err != nil {
		return page.Of[domain.APIKey]{}, err
	}
	p := page.Cut(list, r.Limit, func(x domain.APIKey) []string {
		return []string{namedKey(column, x.NameKey, x.CreatedAt), string(x.ID)}
	})
	return p, total[domain.APIKey](tx, r, &p.Total)
}

// APIKey gives one key; ErrMissing where it is not here.
func (tx *Tx) APIKey(one id.APIKey) (domain.APIKey, error) {
	return take[domain.APIKey](rows[domain.APIKey](tx).Where("id = ?", one))
}

// APIKeysByID gives the keys of a list that are here.
func (tx *Tx) APIKeysByID(ids []id.APIKey) ([]domain.APIKey, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return find[domain.APIKey](rows[domain.APIKey](tx).Where("id IN ?", id.Text(ids)))
}

// APIKeysOf lists the keys that a user made, also by way of a key, those first that a key made.
func (tx *Tx) APIKeysOf(maker id.User) ([]domain.APIKey, error) {
	return find[domain.APIKey](rows[domain.APIKey](tx).Where("created_by = ?", maker).Order("made_by IS NULL, created_at, id"))
}

// APIKeysMadeBy lists the keys that a key made.
func (tx *Tx) APIKeysMadeBy(key id.APIKey) ([]domain.APIKey, error) {
	return find[domain.APIKey](rows[domain.APIKey](tx).Where("made_by = ?", key).Order("created_at, id"))
}

// APIKeys lists all keys of the workspace, which are domain.MaxAPIKeys at most.
func (tx *Tx) APIKeys() ([]domain.APIKey, error) {
	return find[domain.APIKey](rows[domain.APIKey](tx).Order("created_at, id").Limit(domain.MaxAPIKeys))
}

// CountAPIKeys counts the workspace's keys.
func (tx *Tx) CountAPIKeys() (int64, error) {
	var n int64
	err := rows[domain.APIKey](tx).Count(&n).Error
	return n, err
}

// AddAPIKey writes a new key.
func (tx *Tx) AddAPIKey(k domain.APIKey) error { return tx.db.Create(&k).Error }

// SaveAPIKey writes what can be changed of a key where it is still at its version, and raises the version; false where
// it is not.
func (tx *Tx) SaveAPIKey(k domain.APIKey) (bool, error) {
	version := k.Version
	k.Version, k.UpdatedAt = version+1, tx.now
	done := rows[domain.APIKey](tx).Where("id = ? AND version = ?", k.ID, version).
		Select("name", "name_key", "permissions", "expires_at", "prefix", "token_hash", "previous_hash", "previous_until", "version", "updated_at").
		Updates(&k)
	return done.RowsAffected == 1, done.Error
}

// DropAPIKey deletes a key where it is still at its version; false where it is not. The database refuses while there are
// keys that it made.
func (tx *Tx) DropAPIKey(k domain.APIKey) (bool, error) {
	done := rows[domain.APIKey](tx).Where("id = ? AND version = ?", k.ID, k.Version).Delete(&domain.APIKey{})
	return done.RowsAffected == 1, done.Error
}

// NoteKeyUse keeps that a key was used, unless that was noted since a time; bookkeeping.
func (tx *Tx) NoteKeyUse(one id.APIKey, since time.Time) error {
	return rows[domain.APIKey](tx).Where("id = ? AND (last_used_at IS NULL OR last_used_at <= ?)", one, since).
		UpdateColumn("last_used_at", tx.now).Error
}
