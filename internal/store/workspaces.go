package store

import (
	"cmp"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// Place gives the workspace that the transaction is confined to, as it was read before where its row is held since.
func (tx *Tx) Place() (domain.Workspace, error) {
	if tx.holdsPlace() {
		return *tx.ledger.place, nil
	}
	return take[domain.Workspace](tx.place())
}

func (tx *Tx) holdsPlace() bool {
	return tx.ledger.place != nil && tx.ledger.place.ID == tx.ledger.scope
}

// LockPlace gives it with its row locked until the end, so that rules over several rows (the last Admin, the
// last other approver) are decided one after another. On SQLite every writer is alone anyway.
func (tx *Tx) LockPlace() (domain.Workspace, error) {
	return tx.hold("UPDATE")
}

// HoldPlace gives it with its row held until the end: whoever acts holds it beside others, and waits for whoever has
// locked it to change what people may do. What somebody may do, read after this, stays true until the end.
func (tx *Tx) HoldPlace() (domain.Workspace, error) {
	return tx.hold("KEY SHARE")
}

// HoldPlaceFor is HoldPlace for somebody whose standing is asked for next: PostgreSQL tells both together.
func (tx *Tx) HoldPlaceFor(pass authz.Pass) (domain.Workspace, error) {
	if tx.store.engine != Postgres {
		return tx.HoldPlace()
	}
	return tx.hold("KEY SHARE", tx.standingOf(pass))
}

// ExpectRoles says that Roles will be asked for while the row is held: PostgreSQL tells them with it.
func (tx *Tx) ExpectRoles() { tx.ledger.expects = true }

// hold asks for the row first, and for what is asked for most often while it is held.
func (tx *Tx) hold(strength string, next ...asking) (domain.Workspace, error) {
	var found []domain.Workspace
	var roles []domain.Role
	list := append([]asking{asks(tx.place().Clauses(clause.Locking{Strength: strength}), &found)}, next...)
	if tx.store.engine == Postgres && tx.ledger.expects {
		list = append(list, asks(tx.roles(), &roles))
	}
	err := translate(tx.together(list...))
	if err != nil || len(found) == 0 {
		return domain.Workspace{}, cmp.Or(err, ErrMissing)
	}
	tx.ledger.place, tx.ledger.roles = &found[0], roles
	return found[0], nil
}

func (tx *Tx) place() *gorm.DB {
	return plain[domain.Workspace](tx).Where(tx.predicate("id")).Limit(1)
}

// UpdatePlace writes the workspace's settings where its version is still the one given; false where it is not.
func (tx *Tx) UpdatePlace(w domain.Workspace, version int64) (bool, error) {
	w.Version, w.UpdatedAt = version+1, tx.now
	tx.ledger.place = nil
	done := tx.db.Model(&domain.Workspace{}).
		Where(clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: "id"}, Value: string(tx.ledger.scope)}).
		Where("version = ?", version).
		Select("name", "slug", "approval_policy", "four_eyes", "own_domains", "invitation_ttl_hours",
			"approval_ttl_hours", "access_requests", "version", "updated_at").Updates(&w)
	return done.RowsAffected == 1, done.Error
}

// Roles lists the workspace's roles, Admin first, then by name. Whoever changes one locks the workspace's row, so that they
// are read once while it is held.
func (tx *Tx) Roles() ([]domain.Role, error) {
	if !tx.holdsPlace() {
		return find[domain.Role](tx.roles())
	}
	if tx.ledger.roles == nil {
		list, err := find[domain.Role](tx.roles())
		if err != nil {
			return nil, err
		}
		tx.ledger.roles = list
	}
	return slices.Clone(tx.ledger.roles), nil
}

// roles starts the question for all roles, in the order of their list.
func (tx *Tx) roles() *gorm.DB { return rows[domain.Role](tx).Order("built_in DESC, name_key, id") }

// RolePage lists the roles as a keyset page, by name or created_at.
func (tx *Tx) RolePage(r page.Request) (page.Of[domain.Role], error) {
	q, column := keyset(rows[domain.Role](tx), r, "name", named())
	list, err := find[domain.Role](q)
	if err != nil {
		return page.Of[domain.Role]{}, err
	}
	p := page.Cut(list, r.Limit, func(x domain.Role) []string {
		return []string{namedKey(column, x.NameKey, x.CreatedAt), string(x.ID)}
	})
	return p, total[domain.Role](tx, r, &p.Total)
}

// Role gives one role; ErrMissing where it is not here.
func (tx *Tx) Role(one id.Role) (domain.Role, error) {
	return take[domain.Role](rows[domain.Role](tx).Where("id = ?", one))
}

// RolesByID gives the roles of a list that are here, which may be fewer.
func (tx *Tx) RolesByID(ids []id.Role) ([]domain.Role, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if tx.holdsPlace() { // whoever hands roles out asks for those that decide, too: a workspace has few
		list, err := tx.Roles()
		return slices.DeleteFunc(list, func(r domain.Role) bool { return !slices.Contains(ids, r.ID) }), err
	}
	return find[domain.Role](rows[domain.Role](tx).Where("id IN ?", id.Text(ids)).Order("built_in DESC, name_key"))
}

// AddRoles writes new roles.
func (tx *Tx) AddRoles(list []domain.Role) error {
	tx.ledger.roles = nil
	return tx.db.Create(&list).Error
}

// Location gives one location; ErrMissing where it is not here.
func (tx *Tx) Location(one id.Location) (domain.Location, error) {
	return take[domain.Location](rows[domain.Location](tx).Where("id = ?", one))
}

// LocationsByID gives the locations of a list that are here, which may be fewer.
func (tx *Tx) LocationsByID(ids []id.Location) ([]domain.Location, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return find[domain.Location](rows[domain.Location](tx).Where("id IN ?", id.Text(ids)).Order("name_key"))
}

// LocationNamed tells whether the workspace has a location of that folded name.
func (tx *Tx) LocationNamed(key string) (bool, error) {
	var n int64
	err := rows[domain.Location](tx).Where("name_key = ?", key).Count(&n).Error
	return n > 0, err
}

// AddLocation writes a new location.
func (tx *Tx) AddLocation(l domain.Location) error { return tx.db.Create(&l).Error }

// named are the fields by which named things are sorted.
func named() map[string]string {
	return map[string]string{"name": "name_key", "created_at": "created_at"}
}

func namedKey(column, name string, created time.Time) string {
	if column == "created_at" {
		return keyText(created)
	}
	return name
}
