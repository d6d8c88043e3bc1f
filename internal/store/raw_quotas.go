package store

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// moveMarks moves the marks of addresses ahead by so many mails each, in one statement, and gives where they stand then.
// Those of mails that can wait are moved no further than the quota has room; a mark without room stays, and is not given.
// Reason: an address is spared by all workspaces together; nothing is read but the marks of those that are mailed. GORM
// knows no upsert that adds and tells what came of it.
func (tx *Tx) moveMarks(a allowance, mails map[string]int64) (map[string]time.Time, error) {
	now, most := tx.now.UnixMicro(), int64(math.MaxInt64)
	if a.patient {
		most = tx.now.Add(a.quota.Window + a.quota.Room()).UnixMicro()
	}
	keys := slices.Sorted(maps.Keys(mails)) // in one order, so that nobody waits in a circle
	values := make([]any, 0, 2*len(keys)+6)
	for _, key := range keys {
		values = append(values, key, now+mails[key]*a.quota.Step().Microseconds())
	}
	const moved = "CASE WHEN c.spent_to > ? THEN c.spent_to ELSE ? END + excluded.spent_to - ?"
	text := "INSERT INTO mail_counts AS c (address, spent_to) VALUES (?, ?)" + strings.Repeat(", (?, ?)", len(keys)-1) +
		" ON CONFLICT (address) DO UPDATE SET spent_to = " + moved + " WHERE " + moved + " <= ? RETURNING address, spent_to"
	var found []struct {
		Address string
		SpentTo int64
	}
	err := tx.door().Raw(text, append(values, now, now, now, now, now, now, most)...).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("count mails to addresses: %w", err)
	}
	marks := make(map[string]time.Time, len(found))
	for _, f := range found {
		marks[f.Address] = time.UnixMicro(f.SpentTo).UTC()
	}
	return marks, nil
}
