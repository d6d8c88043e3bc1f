package store

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// groupRow is some holders of a role: Others lists their other roles, with commas.
type groupRow struct {
	Others string
	Placed bool
	N      int64
}

// holderGroups groups the holders of a role inside the database, which both engines do by a function of their own:
// there may be 100,000 of them, and a handful of groups. The workspace is the predicate of each table.
func (tx *Tx) holderGroups(role id.Role) ([]groupRow, error) {
	list := "group_concat(o.role_id, ',' ORDER BY o.role_id)"
	if tx.store.engine == Postgres {
		list = "string_agg(o.role_id::text, ',' ORDER BY o.role_id)"
	}
	text := "SELECT g.others AS others, g.placed AS placed, count(*) AS n FROM (SELECT coalesce(" + list + ", '') AS others," +
		" h.user_id IN (SELECT l.user_id FROM user_locations l WHERE l.workspace_id = ?) AS placed" +
		" FROM user_roles h LEFT JOIN user_roles o ON o.workspace_id = h.workspace_id AND o.user_id = h.user_id AND o.role_id <> h.role_id" +
		" WHERE h.workspace_id = ? AND h.role_id = ? GROUP BY h.workspace_id, h.user_id) g GROUP BY g.others, g.placed"
	var found []groupRow
	if err := tx.door().Raw(text, string(tx.ledger.scope), string(tx.ledger.scope), role).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("group the holders of a role: %w", err)
	}
	return found, nil
}
