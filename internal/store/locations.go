package store

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// LocationFilter narrows a list of locations; nil takes archived ones and others.
type LocationFilter struct {
	Archived *bool
}

// LocationPage lists the locations as a keyset page, by name or created_at, each with how many people are there.
func (tx *Tx) LocationPage(f LocationFilter, r page.Request) (page.Of[domain.LocationUse], error) {
	q, column := keyset(narrowLocations(f)(rows[domain.Location](tx)), r, "name", named())
	list, err := find[domain.Location](q)
	if err != nil {
		return page.Of[domain.LocationUse]{}, err
	}
	used, err := tx.LocationUses(list)
	if err != nil {
		return page.Of[domain.LocationUse]{}, err
	}
	p := page.Cut(used, r.Limit, func(x domain.LocationUse) []string {
		return []string{namedKey(column, x.NameKey, x.CreatedAt), string(x.ID)}
	})
	return p, total[domain.Location](tx, r, &p.Total, narrowLocations(f))
}

func narrowLocations(f LocationFilter) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		switch {
		case f.Archived == nil:
			return q
		case *f.Archived:
			return q.Where("archived_at IS NOT NULL")
		}
		return q.Where("archived_at IS NULL")
	}
}

// LocationUses completes locations with how many people are there, in one statement.
func (tx *Tx) LocationUses(list []domain.Location) ([]domain.LocationUse, error) {
	out := make([]domain.LocationUse, len(list))
	ids := make([]string, len(list))
	for i, l := range list {
		out[i].Location, ids[i] = l, string(l.ID)
	}
	if len(list) == 0 {
		return out, nil
	}
	var counted []struct {
		LocationID id.Location
		N          int64
	}
	err := rows[domain.UserLocation](tx).Select("location_id, count(*) AS n").Where("location_id IN ?", ids).
		Group("location_id").Find(&counted).Error
	at := make(map[id.Location]int64, len(counted))
	for _, c := range counted {
		at[c.LocationID] = c.N
	}
	for i := range out {
		out[i].Users = at[out[i].ID]
	}
	return out, err
}

// LockLocation gives one location with its row locked until the end, so that nobody is given it meanwhile;
// ErrMissing where it is not here.
func (tx *Tx) LockLocation(one id.Location) (domain.Location, error) {
	return take[domain.Location](rows[domain.Location](tx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", one))
}

// CountLocations counts the locations, archived ones included.
func (tx *Tx) CountLocations() (int64, error) {
	var n int64
	err := rows[domain.Location](tx).Count(&n).Error
	return n, err
}

// SaveLocation writes a location where it is still at its version, and raises the version; false where it is not.
func (tx *Tx) SaveLocation(l domain.Location) (bool, error) {
	version := l.Version
	l.Version, l.UpdatedAt = version+1, tx.now
	done := rows[domain.Location](tx).Where("id = ? AND version = ?", l.ID, version).
		Select("name", "name_key", "address", "timezone", "archived_at", "version", "updated_at").Updates(&l)
	return done.RowsAffected == 1, done.Error
}

// CountAt counts the people at a location, and the pending invitations that name it.
func (tx *Tx) CountAt(one id.Location) (users, offers int64, err error) {
	if err = rows[domain.UserLocation](tx).Where("location_id = ?", one).Count(&users).Error; err != nil {
		return 0, 0, err
	}
	err = tx.naming(one).Where("status = ?", domain.InvitationPending).Count(&offers).Error
	return users, offers, err
}

// naming starts a query of the invitations whose list has the location. Lists are JSON, and an id is never part of
// another one.
func (tx *Tx) naming(one id.Location) *gorm.DB {
	return rows[domain.Invitation](tx).Where("CAST(location_ids AS text) LIKE ?", "%"+string(one)+"%")
}

// LockPeopleAt locks everybody at a location until the end, and raises their version, because they are about to be
// moved. It gives how many they are.
func (tx *Tx) LockPeopleAt(one id.Location) (int64, error) {
	there := rows[domain.UserLocation](tx).Select("user_id").Where("location_id = ?", one)
	done := rows[domain.User](tx).Where("id IN (?)", there).
		UpdateColumns(map[string]any{"version": gorm.Expr("version + 1"), "updated_at": tx.now})
	return done.RowsAffected, done.Error
}

// LocalRolesAt lists the roles of scope locations that people at a location hold: what they may do there.
func (tx *Tx) LocalRolesAt(one id.Location) ([]domain.Role, error) {
	there := rows[domain.UserLocation](tx).Select("user_id").Where("location_id = ?", one)
	held := rows[domain.UserRole](tx).Select("role_id").Where("user_id IN (?)", there)
	return find[domain.Role](rows[domain.Role](tx).Where("scope = ? AND id IN (?)", domain.ScopeLocations, held).Order("name_key"))
}

// MoveAll puts whoever is at one location, locked before, at another one instead, once each, and renames it in the lists
// of invitations.
func (tx *Tx) MoveAll(from, to id.Location) error {
	both := rows[domain.UserLocation](tx).Select("user_id").Where("location_id = ?", to)
	err := rows[domain.UserLocation](tx).Where("location_id = ? AND user_id IN (?)", from, both).Delete(&domain.UserLocation{}).Error
	if err != nil {
		return err
	}
	err = rows[domain.UserLocation](tx).Where("location_id = ?", from).UpdateColumns(map[string]any{"location_id": to}).Error
	if err != nil {
		return err
	}
	return tx.relist(from, to)
}

// DropLocation deletes a location that nobody is at, and takes it out of the lists of invitations that have ended.
func (tx *Tx) DropLocation(one id.Location) error {
	if err := tx.relist(one, ""); err != nil {
		return err
	}
	return rows[domain.Location](tx).Where("id = ?", one).Delete(&domain.Location{}).Error
}

// relist writes another location, or with "" none, for one in the lists of invitations: one statement for each
// different list.
func (tx *Tx) relist(from, to id.Location) error {
	found, err := find[domain.Invitation](tx.naming(from).Distinct("location_ids"))
	if err != nil {
		return err
	}
	for _, f := range found {
		was, err := json.Marshal(f.LocationIDs)
		if err != nil {
			return fmt.Errorf("write a list of locations: %w", err)
		}
		now := domain.Invitation{LocationIDs: replaced(f.LocationIDs, from, to)}
		err = rows[domain.Invitation](tx).Where("location_ids = ?", string(was)).Select("location_ids").Updates(&now).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// LocationsNamed gives the locations of these folded names.
func (tx *Tx) LocationsNamed(keys []string) ([]domain.Location, error) {
	var list []domain.Location
	if len(keys) == 0 {
		return nil, nil
	}
	err := rows[domain.Location](tx).Where("name_key IN ?", keys).Find(&list).Error
	return list, err
}
