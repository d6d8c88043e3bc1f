package store

import (
	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// A Pass may be confined to people at some locations: its permission was given by a role of scope locations. Every
// transaction that such a pass opens has to hold what it shows or changes against those locations: the lists here
// narrow themselves, and use cases ask See or Reach for one person. One that ends without either is refused with
// ErrUnconfined, so that no path can forget it.

// confinement is how far the permission goes that opened the transaction.
func (tx *Tx) confinement() domain.Reach {
	if pass, ok := tx.proof.(authz.Pass); ok {
		return pass.Reach()
	}
	return domain.Reach{}
}

// confined is confinement for a list, which narrows itself by it.
func (tx *Tx) confined() domain.Reach {
	tx.ledger.held = true
	return tx.confinement()
}

// See refuses to show somebody at the locations to whoever holds the permission elsewhere only; the error is
// that of a person who is not here.
func (tx *Tx) See(h domain.Holding, need domain.Permission, at []id.Location) error {
	tx.ledger.held = true
	if need == "" {
		return nil
	}
	return h.MaySee(need, at)
}

// Reach refuses to change somebody at the locations to whoever holds the permission elsewhere only; the errors are
// those of Holding.MayReach.
func (tx *Tx) Reach(h domain.Holding, need domain.Permission, at []id.Location) error {
	tx.ledger.held = true
	if need == "" {
		return nil
	}
	return h.MayReach(need, at)
}

// Put refuses to put somebody at the locations where the permission is not held; the error is permission_denied.
func (tx *Tx) Put(h domain.Holding, need domain.Permission, at []id.Location) error {
	tx.ledger.held = true
	if need == "" {
		return nil
	}
	return h.MayPlace(need, at)
}

// keepsConfinement refuses what a confined pass did or saw without holding it against its locations.
func (tx *Tx) keepsConfinement() error {
	if tx.ledger.held || tx.ledger.upkeep && !tx.ledger.reads || !tx.confinement().Limited {
		return nil
	}
	if !tx.ledger.reads && tx.ledger.effects == 0 {
		return nil // a denial that was noted
	}
	return ErrUnconfined
}

// within narrows a query to people in reach; column holds their id.
func within(tx *Tx, q *gorm.DB, column string, r domain.Reach) *gorm.DB {
	if !r.Limited {
		return q
	}
	q = q.Where(column+" IN (?)", near(tx, r))
	if r.All {
		far := rows[domain.UserLocation](tx).Select("user_id").Where("location_id NOT IN ?", id.Text(r.Locations))
		q = q.Where(column+" NOT IN (?)", far)
	}
	return q
}

// near gives the people who share a location with the reach.
func near(tx *Tx, r domain.Reach) *gorm.DB {
	return rows[domain.UserLocation](tx).Select("user_id").Where("location_id IN ?", id.Text(r.Locations))
}

// ofPeople narrows invitations to people in reach; whose place is gone, to those that the caller sent.
func (tx *Tx) ofPeople(q *gorm.DB, r domain.Reach) *gorm.DB {
	if !r.Limited {
		return q
	}
	return q.Where("(user_id IN (?) OR (user_id IS NULL AND invited_by = ?))", near(tx, r), tx.proof.Actor().ID)
}
