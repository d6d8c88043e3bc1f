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

// KeyHolder is a key with whoever made it. MadeBy is the key by which they did; nil where they did themselves, or it is gone.
type KeyHolder struct {
	Key       domain.APIKey
	MadeBy    *domain.APIKey
	User      domain.User
	Roles     []domain.Role
	Locations []id.Location
}

// KeyHolderNow gives a key and whoever made it as HolderNow does, by one statement; ErrMissing where the key is not here.
func (tx *Tx) KeyHolderNow(one id.APIKey) (KeyHolder, error) {
	found, err := tx.keyRows(one)
	if err != nil || len(found) == 0 {
		return KeyHolder{}, cmp.Or(err, ErrMissing)
	}
	h := KeyHolder{Key: found[0].K, User: found[0].U, Roles: keyRoles(found), Locations: locationList(found[0].L)}
	if found[0].M.ID != "" {
		h.MadeBy = &found[0].M
	}
	return h, nil
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

// HoldersHere lists active users who hold one of the roles everywhere, the oldest first, and then those who hold one of the
// roles there and are at each of the locations; nobody twice. Where they are few, it is one statement.
func (tx *Tx) HoldersHere(everywhere, there []id.Role, at []id.Location, limit int) ([]domain.User, error) {
	if len(at) == 0 {
		there = nil
	}
	if len(everywhere)+len(there) == 0 {
		return nil, nil
	}
	found, err := tx.holdings(slices.Concat(everywhere, there))
	if err != nil {
		return nil, err
	}
	var wide, local []domain.User
	if len(found) > fewHolders {
		if wide, err = tx.ActiveHolders(everywhere, limit); err == nil && len(there) > 0 {
			local, err = tx.HoldersAt(there, at, limit)
		}
		return oncePerson(wide, local, limit), err
	}
	for _, h := range found {
		switch {
		case h.U.Status != domain.StatusActive:
		case slices.Contains(everywhere, h.R):
			wide = append(wide, h.U)
		case containsAll(locationList(h.L), at):
			local = append(local, h.U)
		}
	}
	slices.SortFunc(wide, older)
	slices.SortFunc(local, older)
	return oncePerson(wide, local, limit), nil
}

func older(a, b domain.User) int {
	return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID))
}

func containsAll[T comparable](list, wanted []T) bool {
	return !slices.ContainsFunc(wanted, func(w T) bool { return !slices.Contains(list, w) })
}

// oncePerson puts lists of people together, up to a limit, and leaves nobody in twice.
func oncePerson(first, then []domain.User, limit int) []domain.User {
	out, seen := []domain.User{}, map[id.User]bool{}
	for _, u := range slices.Concat(first, then) {
		if len(out) < limit && !seen[u.ID] {
			out = append(out, u)
			seen[u.ID] = true
		}
	}
	return out
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
	slices.SortFunc(list, older)
	return list[:min(len(list), limit)], nil
}
