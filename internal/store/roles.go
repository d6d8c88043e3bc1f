package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// RoleNamed tells whether the workspace has another role than this one of that folded name.
func (tx *Tx) RoleNamed(key string, but id.Role) (bool, error) {
	var n int64
	q := rows[domain.Role](tx).Where("name_key = ?", key)
	if but != "" {
		q = q.Where("id <> ?", but)
	}
	err := q.Count(&n).Error
	return n > 0, err
}

// CountRoles counts the workspace's roles.
func (tx *Tx) CountRoles() (int64, error) {
	var n int64
	err := rows[domain.Role](tx).Count(&n).Error
	return n, err
}

// CountHolders counts the people who hold each of the roles, whatever their status, in one statement.
func (tx *Tx) CountHolders(roles []id.Role) (map[id.Role]int64, error) {
	out := make(map[id.Role]int64, len(roles))
	if len(roles) == 0 {
		return out, nil
	}
	var counted []struct {
		RoleID id.Role
		N      int64
	}
	err := rows[domain.UserRole](tx).Select("role_id, count(*) AS n").Where("role_id IN ?", id.Text(roles)).
		Group("role_id").Find(&counted).Error
	for _, c := range counted {
		out[c.RoleID] = c.N
	}
	return out, err
}

// CountActiveHolders counts the active people who hold at least one of the roles, each once.
func (tx *Tx) CountActiveHolders(roles []id.Role) (int64, error) {
	if len(roles) == 0 {
		return 0, nil
	}
	var n int64
	holders := rows[domain.UserRole](tx).Select("user_id").Where("role_id IN ?", id.Text(roles))
	err := rows[domain.User](tx).Where("status = ? AND id IN (?)", domain.StatusActive, holders).Count(&n).Error
	return n, err
}

// InvitedHolders lists the invited people who hold a role.
func (tx *Tx) InvitedHolders(role id.Role, limit int) ([]domain.User, error) {
	holders := rows[domain.UserRole](tx).Select("user_id").Where("role_id = ?", role)
	return find[domain.User](rows[domain.User](tx).Where("status = ? AND id IN (?)", domain.StatusInvited, holders).
		Order("created_at, id").Limit(limit))
}

// SaveRole writes a role's name, description, scope and permissions where it is still at its version, and raises the
// version; false where it is not.
func (tx *Tx) SaveRole(r domain.Role) (bool, error) {
	version := r.Version
	r.Version, r.UpdatedAt = version+1, tx.now
	tx.ledger.roles = nil
	done := rows[domain.Role](tx).Where("id = ? AND version = ?", r.ID, version).
		Select("name", "name_key", "description", "scope", "permissions", "version", "updated_at").Updates(&r)
	return done.RowsAffected == 1, done.Error
}

// ReplaceRole gives everybody who holds a role another one instead, and to nobody twice.
func (tx *Tx) ReplaceRole(old, replacement id.Role) error {
	already := rows[domain.UserRole](tx).Select("user_id").Where("role_id = ?", replacement)
	err := rows[domain.UserRole](tx).Where("role_id = ? AND user_id NOT IN (?)", old, already).
		Update("role_id", replacement).Error
	if err != nil {
		return err
	}
	return rows[domain.UserRole](tx).Where("role_id = ?", old).Delete(&domain.UserRole{}).Error
}

// DropRole deletes a role that nobody holds where it is still at its version; false where it is not. The database
// refuses while somebody holds it.
func (tx *Tx) DropRole(r domain.Role) (bool, error) {
	tx.ledger.roles = nil
	done := rows[domain.Role](tx).Where("id = ? AND version = ?", r.ID, r.Version).Delete(&domain.Role{})
	return done.RowsAffected == 1, done.Error
}

// FollowRole puts another role, or with "" none, in the place of a role that is going, wherever an invitation offers
// it: one statement for each different list.
func (tx *Tx) FollowRole(old, replacement id.Role) error {
	var found []domain.Invitation
	err := rows[domain.Invitation](tx).Distinct("role_ids").
		Where("CAST(role_ids AS text) LIKE ?", fmt.Sprintf("%%%q%%", string(old))).Find(&found).Error
	if err != nil {
		return err
	}
	for _, f := range found {
		was, err := json.Marshal(f.RoleIDs)
		if err != nil {
			return fmt.Errorf("write a list of roles: %w", err)
		}
		now := domain.Invitation{RoleIDs: replaced(f.RoleIDs, old, replacement)}
		err = rows[domain.Invitation](tx).Where("role_ids = ?", string(was)).Select("role_ids").Updates(&now).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// HolderGroups counts the holders of a role by the set of their other roles and by whether they are at locations, in
// one statement however many they are.
func (tx *Tx) HolderGroups(role id.Role) ([]domain.HolderGroup, error) {
	found, err := tx.holderGroups(role)
	out := make([]domain.HolderGroup, len(found))
	for i, f := range found {
		out[i] = domain.HolderGroup{Placed: f.Placed, Users: f.N}
		for _, one := range strings.FieldsFunc(f.Others, func(r rune) bool { return r == ',' }) {
			out[i].Others = append(out[i].Others, id.Role(one))
		}
	}
	return out, err
}

// replaced gives a list with another id, or with "" none, in the place of one, and nothing twice.
func replaced[T ~string](list []T, old, replacement T) []T {
	out := make([]T, 0, len(list))
	for _, one := range list {
		if one == old {
			one = replacement
		}
		if one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}
