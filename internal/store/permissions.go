package store

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// OwnPermissions lists the permissions of the workspace's own app.
func (tx *Tx) OwnPermissions() ([]domain.OwnPermission, error) {
	return find[domain.OwnPermission](rows[domain.OwnPermission](tx).Order("permission"))
}

// OwnPermission gives one of them; ErrMissing where it is not here.
func (tx *Tx) OwnPermission(p domain.Permission) (domain.OwnPermission, error) {
	return take[domain.OwnPermission](rows[domain.OwnPermission](tx).Where("permission = ?", p))
}

// AddPermission writes a new one.
func (tx *Tx) AddPermission(p domain.OwnPermission) error { return tx.db.Create(&p).Error }

// SavePermission writes the description where it is still at its version, and raises the version; false where it is not.
func (tx *Tx) SavePermission(p domain.OwnPermission) (bool, error) {
	version := p.Version
	p.Version, p.UpdatedAt = version+1, tx.now
	done := rows[domain.OwnPermission](tx).Where("permission = ? AND version = ?", p.Permission, version).
		Select("description", "version", "updated_at").Updates(&p)
	return done.RowsAffected == 1, done.Error
}

// DropPermission deletes one where it is still at its version; false where it is not.
func (tx *Tx) DropPermission(p domain.OwnPermission) (bool, error) {
	done := rows[domain.OwnPermission](tx).Where("permission = ? AND version = ?", p.Permission, p.Version).
		Delete(&domain.OwnPermission{})
	return done.RowsAffected == 1, done.Error
}
