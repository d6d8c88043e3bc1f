package store

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Asker is a request with whoever asks. User is zero, and has neither roles nor locations, once that person is gone; Inviter
// is nil where nobody invited them, or whoever did is gone.
type Asker struct {
	Approval  domain.Approval
	User      domain.User
	Roles     []domain.Role
	Locations []domain.Location
	Inviter   *domain.User

	Invitation *domain.InvitationBrief // the newest one, as it stands now, or nil
}

// Asker gives a request and whoever asks; ErrMissing where the request is not here.
func (tx *Tx) Asker(one id.Approval) (Asker, error) { return tx.asker(one) }

func (tx *Tx) asker(one id.Approval, before ...asking) (Asker, error) {
	found, err := tx.askerRows(one, before...)
	if err != nil {
		return Asker{}, err
	}
	if len(found) == 0 {
		return Asker{}, ErrMissing
	}
	a := Asker{Approval: found[0].A, User: found[0].U}
	if found[0].I.ID != "" {
		a.Inviter = &found[0].I
	}
	for _, row := range found {
		a.Roles = withRole(a.Roles, row.R)
		if v, newest := row.V, a.Invitation; v.ID != "" && (newest == nil || inOrder(newest.CreatedAt, v.CreatedAt, string(newest.ID), string(v.ID)) < 0) {
			v.Status = v.StateAt(tx.now)
			a.Invitation = &v
		}
	}
	a.Locations, err = tx.LocationsByID(locationList(found[0].L))
	return a, err
}

// LockAsker gives the same with the row of whoever asks locked until the end, as LockUser does: what it gives was read
// after the lock. On SQLite every writer is alone anyway.
func (tx *Tx) LockAsker(one id.Approval) (Asker, error) {
	if tx.store.engine != Postgres {
		return tx.Asker(one)
	}
	return tx.asker(one, tx.lockFirst(rows[domain.Approval](tx).Select("user_id").Where("id = ?", one)))
}

// lockFirst is the question that locks a person, to be asked before those whose answers are to stay true.
func (tx *Tx) lockFirst(who *gorm.DB) asking {
	var locked []domain.User
	return asks(rows[domain.User](tx).Clauses(clause.Locking{Strength: "UPDATE"}).Select("id").Where("id IN (?)", who), &locked)
}

// withRole adds a role of one row to those of the rows before it, in which it may stand, and which may have none.
func withRole(list []domain.Role, r domain.Role) []domain.Role {
	if r.ID == "" || slices.ContainsFunc(list, func(x domain.Role) bool { return x.ID == r.ID }) {
		return list
	}
	return append(list, r)
}
