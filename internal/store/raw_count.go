package store

import (
	"fmt"

	"gorm.io/gorm"
)

// countUpTo counts the rows of a query inside the database, and stops at most. The query is confined as every other: the
// tripwire checks it where it stands as a subquery, too.
func (tx *Tx) countUpTo(q *gorm.DB, most int) (int64, error) {
	var n int64
	if err := tx.door().Raw("SELECT count(*) FROM (?) AS counted", q.Select("id").Limit(most)).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}
