package store

import (
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// UserFilter narrows a list of users.
type UserFilter struct {
	Q        string
	Statuses []domain.UserStatus
	Role     id.Role
	Location id.Location
}

// User gives one user; ErrMissing where they are not here.
func (tx *Tx) User(one id.User) (domain.User, error) {
	return take[domain.User](rows[domain.User](tx).Where("id = ?", one))
}

// LockUser gives one user with their row locked until the end, so that accepting and approving the same person
// are decided one after the other; ErrMissing where they are not here.
func (tx *Tx) LockUser(one id.User) (domain.User, error) {
	return take[domain.User](rows[domain.User](tx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", one))
}

// UsersHere tells which users of a list are here, as far as the caller reaches.
func (tx *Tx) UsersHere(list []id.User) (map[id.User]bool, error) {
	var found []id.User
	err := within(tx, rows[domain.User](tx), "id", tx.confined()).Where("id IN ?", id.Text(list)).Pluck("id", &found).Error
	here := make(map[id.User]bool, len(found))
	for _, one := range found {
		here[one] = true
	}
	return here, err
}

// UserByEmail finds the user of an address; ErrMissing where there is none.
func (tx *Tx) UserByEmail(e domain.Email) (domain.User, error) {
	return take[domain.User](rows[domain.User](tx).Where("email = ?", e))
}

// UserOfAccount finds the account's place here; ErrMissing where it has none.
func (tx *Tx) UserOfAccount(a id.Account) (domain.User, error) {
	return take[domain.User](rows[domain.User](tx).Where("account_id = ?", a))
}

// StatusesByEmail gives the status of the users who have one of some addresses, by address.
func (tx *Tx) StatusesByEmail(list []domain.Email) (map[domain.Email]domain.UserStatus, error) {
	out := map[domain.Email]domain.UserStatus{}
	for some := range slices.Chunk(list, addTogether) {
		found, err := tx.userStatuses(some)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Status != nil {
				out[f.Email] = *f.Status
			}
		}
	}
	return out, nil
}

// AddUser writes new users.
func (tx *Tx) AddUser(list ...domain.User) error {
	for _, u := range list {
		tx.moved("", u.Status, 1)
	}
	return addAll(tx, list)
}

// addTogether is how many rows one statement adds: the engines bound how many values it may have.
const addTogether = 500

// addAll writes new rows, and nothing for none. On PostgreSQL whatever is asked next tells whether they could be written.
func addAll[T any](tx *Tx, list []T) error {
	for part := range slices.Chunk(list, addTogether) {
		if err := tx.later(len(part)).Create(&part).Error; err != nil {
			return err
		}
	}
	return nil
}

// AddRolesOf gives roles to users who have none yet.
func (tx *Tx) AddRolesOf(list []domain.UserRole) error { return addAll(tx, list) }

// AddLocationsOf gives locations to users who have none yet.
func (tx *Tx) AddLocationsOf(list []domain.UserLocation) error { return addAll(tx, list) }

// MoveUser changes the status where it is still the one given; false where it is not.
func (tx *Tx) MoveUser(u domain.User, from domain.UserStatus) (bool, error) {
	u.Version, u.UpdatedAt = u.Version+1, tx.now
	done := rows[domain.User](tx).Where("id = ? AND status = ?", u.ID, from).
		Select("name", "name_key", "search", "status", "activated_at", "version", "updated_at").Updates(&u)
	tx.moved(from, u.Status, done.RowsAffected)
	return done.RowsAffected == 1, done.Error
}

// SaveUser writes the name where the user is still at its version, and raises the version; false where it is not.
func (tx *Tx) SaveUser(u domain.User) (bool, error) {
	version := u.Version
	u.Version, u.UpdatedAt = version+1, tx.now
	done := rows[domain.User](tx).Where("id = ? AND version = ?", u.ID, version).
		Select("name", "name_key", "search", "version", "updated_at").Updates(&u)
	return done.RowsAffected == 1, done.Error
}

// SetRoles gives a user exactly these roles.
func (tx *Tx) SetRoles(u id.User, roles []id.Role) error {
	if err := rows[domain.UserRole](tx).Where("user_id = ?", u).Delete(&domain.UserRole{}).Error; err != nil {
		return err
	}
	list := make([]domain.UserRole, 0, len(roles))
	for _, r := range roles {
		list = append(list, domain.UserRole{WorkspaceID: tx.ledger.scope, UserID: u, RoleID: r})
	}
	if len(list) == 0 {
		return nil
	}
	return tx.db.Create(&list).Error
}

// SetLocations gives a user exactly these locations.
func (tx *Tx) SetLocations(u id.User, locations []id.Location) error {
	err := rows[domain.UserLocation](tx).Where("user_id = ?", u).Delete(&domain.UserLocation{}).Error
	if err != nil || len(locations) == 0 {
		return err
	}
	list := make([]domain.UserLocation, 0, len(locations))
	for _, l := range locations {
		list = append(list, domain.UserLocation{WorkspaceID: tx.ledger.scope, UserID: u, LocationID: l})
	}
	return tx.db.Create(&list).Error
}

// RolesOf gives the roles of a user.
func (tx *Tx) RolesOf(u id.User) ([]domain.Role, error) {
	mine := rows[domain.UserRole](tx).Select("role_id").Where("user_id = ?", u)
	return find[domain.Role](rows[domain.Role](tx).Where("id IN (?)", mine).Order("built_in DESC, name_key"))
}

// LocationsOf gives the locations of a user.
func (tx *Tx) LocationsOf(u id.User) ([]domain.Location, error) {
	mine := rows[domain.UserLocation](tx).Select("location_id").Where("user_id = ?", u)
	return find[domain.Location](rows[domain.Location](tx).Where("id IN (?)", mine).Order("name_key"))
}

// DomainKnown tells whether an active user has an address of the domain.
func (tx *Tx) DomainKnown(host string) (bool, error) {
	var some []string
	active := plannedAnew(tx, rows[domain.User](tx).Where(tx.host()+" = ? AND status = ?", host, domain.StatusActive).Limit(1))
	err := active.Pluck("id", &some).Error
	return len(some) > 0, err
}

// Users lists a page of users, by name, email, created_at or last_active_at.
func (tx *Tx) Users(f UserFilter, r page.Request) (page.Of[domain.User], error) {
	q, column := keyset(narrowUsers(tx, f)(rows[domain.User](tx).Select(tx.store.beside.people)), r, "name", map[string]string{
		"name": "name_key", "email": "email", "created_at": "users.created_at", "last_active_at": "users.last_active_at", // as they are kept: indexed
	})
	list := make([]domain.User, 0, r.Limit+1)
	var heads []domain.AuditHead
	questions := []asking{asks(q, &list)}
	kept := r.Count && f.isOfStatuses() && !tx.confined().Limited
	if kept {
		questions = append(questions, asks(tx.head(), &heads))
	}
	if err := tx.together(questions...); err != nil {
		return page.Of[domain.User]{}, err
	}
	p := page.Cut(list, r.Limit, func(u domain.User) []string { return []string{userKey(column, u), string(u.ID)} })
	if kept {
		p.Total = &page.Total{Exact: true}
		for _, h := range heads {
			p.Total.Value = h.People.Of(f.Statuses)
		}
		return p, nil
	}
	return p, total[domain.User](tx, r, &p.Total, narrowUsers(tx, f))
}

// isOfStatuses tells whether the filter narrows by nothing but the status, by which people are counted as they change.
func (f UserFilter) isOfStatuses() bool { return f.Q == "" && f.Role == "" && f.Location == "" }

func narrowUsers(tx *Tx, f UserFilter) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		q = within(tx, q, "id", tx.confined())
		if f.Q != "" {
			q = havingFragment[userFragmentKey, userFragment](tx, q, f.Q)
		}
		if len(f.Statuses) > 0 {
			q = q.Where("status IN ?", f.Statuses)
		}
		if f.Role != "" {
			q = q.Where("id IN (?)", rows[domain.UserRole](tx).Select("user_id").Where("role_id = ?", f.Role))
		}
		if f.Location != "" {
			q = q.Where("id IN (?)", rows[domain.UserLocation](tx).Select("user_id").Where("location_id = ?", f.Location))
		}
		return q
	}
}

func userKey(column string, u domain.User) string {
	switch column {
	case "email":
		return string(u.Email)
	case "users.created_at":
		return keyText(u.CreatedAt)
	case "users.last_active_at":
		return keyText(u.LastActiveAt)
	default:
		return u.NameKey
	}
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// CountUsers counts the users in reach by status.
func (tx *Tx) CountUsers(r domain.Reach) (map[domain.UserStatus]int64, error) {
	if !r.Limited {
		people, err := tx.headcount()
		return people.ByStatus(), err
	}
	var counted []struct {
		Status domain.UserStatus
		N      int64
	}
	err := within(tx, rows[domain.User](tx), "id", r).Select("status, count(*) AS n").Group("status").Find(&counted).Error
	out := make(map[domain.UserStatus]int64, len(counted))
	for _, c := range counted {
		out[c.Status] = c.N
	}
	return out, err
}

// DropUser deletes a user with everything that is theirs here; invitations, approvals and decisions of theirs
// stay, without their name and words.
func (tx *Tx) DropUser(u id.User) error {
	who, err := tx.LockUser(u)
	if errors.Is(err, ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	tx.moved(who.Status, "", 1)
	steps := []error{
		rows[domain.UserRole](tx).Where("user_id = ?", u).Delete(&domain.UserRole{}).Error,
		rows[domain.UserLocation](tx).Where("user_id = ?", u).Delete(&domain.UserLocation{}).Error,
		rows[domain.Invitation](tx).Where("user_id = ?", u).Update("user_id", nil).Error,
		rows[domain.Invitation](tx).Where("invited_by = ?", u).Update("invited_by", nil).Error,
		rows[domain.Approval](tx).Where("user_id = ?", u).Updates(map[string]any{"user_id": nil, "message": ""}).Error,
		rows[domain.AccessRequest](tx).Where("user_id = ?", u).Delete(&domain.AccessRequest{}).Error,
		tx.forgetInImports(u),
		tx.leaveWebhooks(u),
		rows[domain.Approval](tx).Where("invited_by = ?", u).Update("invited_by", nil).Error,
		rows[domain.Approval](tx).Where("decided_by = ?", u).Updates(map[string]any{"decided_by": nil, "decided_label": ""}).Error,
		rows[domain.User](tx).Where("id = ?", u).Delete(&domain.User{}).Error,
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	return nil
}
