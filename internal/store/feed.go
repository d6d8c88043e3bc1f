package store

import (
	"errors"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// FeedWindow is how many entries of the log one page of the feed looks through at most, so that a page of a rare type
// costs no more than any other.
const FeedWindow = 2000

// FeedPlace is a place in a workspace's log: after the entry of that number and id; after none where it is zero.
type FeedPlace struct {
	Sequence int64
	Event    id.Event
}

// FeedHead gives the place after the newest entry.
func (tx *Tx) FeedHead() (FeedPlace, error) {
	var head domain.AuditHead
	err := plain[domain.AuditHead](tx).Where("scope = ?", string(tx.ledger.scope)).Take(&head).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return FeedPlace{}, nil
	}
	if err != nil {
		return FeedPlace{}, err
	}
	return tx.feedPlace(head.Sequence)
}

// IsFeedPlace tells whether the entry that a place comes after is the one that has its number: it is another one, or
// none, where the database was set back to a time before.
func (tx *Tx) IsFeedPlace(p FeedPlace) (bool, error) {
	if p == (FeedPlace{}) {
		return true, nil
	}
	found, err := tx.feedPlace(p.Sequence)
	return found == p, err
}

// FeedAfter lists at most limit events between two places, the first ones first, of the types that are wanted. It
// gives the place to go on from, which is behind what it looked through, also where it found nothing.
//
// An entry gets its number with the row of the newest entry locked until the commit. So numbers are committed in their
// order, and where one can be seen all before it can.
func (tx *Tx) FeedAfter(p, head FeedPlace, limit int, wanted func(domain.EventType) bool) ([]domain.AuditEvent, FeedPlace, error) {
	end := min(head.Sequence, p.Sequence+FeedWindow)
	if end <= p.Sequence {
		return nil, p, nil
	}
	var types []domain.EventType
	if err := tx.between(p.Sequence, end).Distinct().Pluck("type", &types).Error; err != nil {
		return nil, p, err
	}
	var some []domain.EventType
	for _, t := range types {
		if wanted(t) {
			some = append(some, t)
		}
	}
	var list []domain.AuditEvent
	if len(some) > 0 {
		var err error
		if list, err = find[domain.AuditEvent](tx.between(p.Sequence, end).Where("type IN ?", some).Order("sequence").Limit(limit)); err != nil {
			return nil, p, err
		}
	}
	if len(list) == limit {
		last := list[limit-1]
		return list, FeedPlace{last.Sequence, last.ID}, nil
	}
	next, err := tx.feedPlace(end)
	return list, next, err
}

// between starts a query of the entries after one number, up to another. That numbers are above zero has to stand
// there for the index to be used.
func (tx *Tx) between(after, end int64) *gorm.DB {
	return tx.events(AuditFilter{}).Where("sequence > 0 AND sequence > ? AND sequence <= ?", after, end)
}

func (tx *Tx) feedPlace(sequence int64) (FeedPlace, error) {
	var found []domain.AuditEvent
	err := tx.between(sequence-1, sequence).Select("id", "sequence").Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return FeedPlace{}, err
	}
	return FeedPlace{found[0].Sequence, found[0].ID}, nil
}
