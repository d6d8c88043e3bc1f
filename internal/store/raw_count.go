package store

import (
	"fmt"

	"gorm.io/gorm"
)

// countUpTo counts the rows of a query inside the database, and stops at most. The query is confined as every other: the
// tripwire checks it where it stands as a subquery, too; where it is to be planned anew each time, so is the whole.
func (tx *Tx) countUpTo(q *gorm.DB, most int) (int64, error) {
	var n int64
	whole := tx.door().Raw("SELECT count(*) FROM (?) AS counted", q.Select("id").Limit(most))
	if again, planned := q.Statement.ConnPool.(anew); planned {
		whole.Statement.ConnPool = again
	}
	if err := whole.Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}
