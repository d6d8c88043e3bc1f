package store

import (
	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// total counts the rows of T in the workspace where the request asks for it: exact up to page.CountedTo.
func total[T any](tx *Tx, r page.Request, out **page.Total, narrow ...func(*gorm.DB) *gorm.DB) error {
	if !r.Count {
		return nil
	}
	q := rows[T](tx)
	for _, n := range narrow {
		q = n(q)
	}
	var some []string
	if err := q.Limit(page.CountedTo+1).Pluck("id", &some).Error; err != nil {
		return err
	}
	t := page.Total{Value: int64(len(some)), Exact: len(some) <= page.CountedTo}
	if !t.Exact {
		t.Value = page.CountedTo
	}
	*out = &t
	return nil
}
