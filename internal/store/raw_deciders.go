package store

import (
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// holdingRow is one role that somebody holds.
type holdingRow struct {
	U domain.User `gorm:"embedded;embeddedPrefix:u_"`
	R id.Role     `gorm:"column:role_id"`
	L string      `gorm:"column:l_ids"`
}

// holdingsText is the question for the holders of roles, where LIST stands for these. It begins with a few holders and looks
// each of them up, however many other people there are. PostgreSQL is led role by role and person by person: planned once
// for all values, it would go through everybody where a list or a join lets it.
func holdingsText(engine Engine) string {
	few := fmt.Sprintf(" LIMIT %d", fewHolders+1)
	held := "SELECT workspace_id, user_id, role_id FROM user_roles WHERE workspace_id = ? AND role_id IN (LIST)" + few
	each := " JOIN users u ON u.workspace_id = few.workspace_id AND u.id = few.user_id"
	if engine == Postgres {
		held = "SELECT h.* FROM (SELECT CAST(? AS uuid) AS id) place CROSS JOIN unnest(ARRAY[LIST]::uuid[]) AS wanted(id) CROSS JOIN LATERAL" +
			" (SELECT workspace_id, user_id, role_id FROM user_roles WHERE workspace_id = place.id AND role_id = wanted.id" + few + ") h" + few
		each = " CROSS JOIN LATERAL (SELECT * FROM users WHERE workspace_id = few.workspace_id AND id = few.user_id LIMIT 1) u"
	}
	return "SELECT " + columns[domain.User]("u") + ", few.role_id AS role_id, " + whereabouts(engine) + " FROM (" + held + ") few" + each
}

// holdings reads, in one statement, who holds some roles, and where they are: up to one more than are few. The workspace is
// the predicate.
// Reason: GORM reads one table at a time, and limits no table that is joined.
func (tx *Tx) holdings(roles []id.Role) ([]holdingRow, error) {
	values := []any{string(tx.ledger.scope)}
	for _, r := range roles {
		values = append(values, r)
	}
	text := strings.Replace(tx.store.texts.holdings, "LIST", "?"+strings.Repeat(", ?", len(roles)-1), 1)
	found, err := fetch[holdingRow](tx.ctx, tx.db, bound(tx.store.engine, text), values...)
	if err != nil {
		return nil, fmt.Errorf("read who holds roles: %w", err)
	}
	return found, nil
}
