package store

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// HolderNow gives a user with their roles and locations, by one statement; ErrMissing where they are not here.
func (tx *Tx) HolderNow(one id.User) (domain.User, []domain.Role, []id.Location, error) {
	found, err := tx.holderRows(one)
	if err != nil || len(found) == 0 {
		return domain.User{}, nil, nil, cmp.Or(err, ErrMissing)
	}
	var roles []domain.Role
	for _, row := range found {
		if row.R.ID != "" {
			roles = append(roles, row.R)
		}
	}
	return found[0].U, roles, locationList(found[0].L), nil
}

// ActiveHolders lists active users who hold one of the roles, the oldest first.
func (tx *Tx) ActiveHolders(roles []id.Role, limit int) ([]domain.User, error) {
	return tx.activeHolders(roles, limit, func(q *gorm.DB) *gorm.DB { return q })
}

// HoldersAt lists active users who hold one of the roles and are at each of the locations, the oldest first.
func (tx *Tx) HoldersAt(roles []id.Role, at []id.Location, limit int) ([]domain.User, error) {
	if len(at) == 0 {
		return nil, nil
	}
	return tx.activeHolders(roles, limit, func(q *gorm.DB) *gorm.DB {
		return q.Where("id IN (?)", rows[domain.UserLocation](tx).Select("user_id").Where("location_id IN ?", id.Text(at)).
			Group("user_id").Having("count(*) = ?", len(at)))
	})
}

const fewHolders = 200

// activeHolders begins with the holders where those are few, as they are of a role that decides, and sorts them here: a
// database may go through everybody else to find them in order. Where they are many, it comes upon enough of them soon.
func (tx *Tx) activeHolders(roles []id.Role, limit int, narrow func(*gorm.DB) *gorm.DB) ([]domain.User, error) {
	if len(roles) == 0 {
		return nil, nil
	}
	var few []string
	holders := rows[domain.UserRole](tx).Select("user_id").Where("role_id IN ?", id.Text(roles))
	if err := holders.Session(&gorm.Session{}).Limit(fewHolders+1).Pluck("user_id", &few).Error; err != nil {
		return nil, err
	}
	q := narrow(rows[domain.User](tx).Where("status = ?", domain.StatusActive))
	if len(few) > fewHolders {
		return find[domain.User](q.Where("id IN (?)", holders).Order("created_at, id").Limit(limit))
	}
	list, err := find[domain.User](q.Where("id IN ?", few))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b domain.User) int { return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID)) })
	return list[:min(len(list), limit)], nil
}
