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

// holdingsText is the question for the holders of roles, where HELD stands for a few of their rows (heldText). It looks each of
// them up, however many other people there are.
func holdingsText(engine Engine) string {
	each := " JOIN users u ON u.workspace_id = few.workspace_id AND u.id = few.user_id"
	if engine == Postgres {
		each = " CROSS JOIN LATERAL (SELECT * FROM users WHERE workspace_id = few.workspace_id AND id = few.user_id LIMIT 1) u"
	}
	return "SELECT " + columns[domain.User](engine, "u") + ", few.role_id AS role_id, " + whereabouts(engine) + " FROM (HELD) few" + each
}

// heldText reads a few rows of who holds some roles. PostgreSQL is asked for each role by its own value: among a million people
// a role that it knows nothing of looks as common as any other, of which the first rows of the table have enough, and it would
// go through them all for the one who administers.
func heldText(engine Engine, roles int) string {
	const held = "SELECT workspace_id, user_id, role_id FROM user_roles WHERE workspace_id = ? AND role_id "
	few := fmt.Sprintf(" LIMIT %d", fewHolders+1)
	switch {
	case engine != Postgres:
		return held + "IN " + places(roles) + few
	case roles == 1:
		return held + "= ?" + few
	}
	return "(" + held + "= ?" + few + ")" + strings.Repeat(" UNION ALL ("+held+"= ?"+few+")", roles-1) + few
}

// holdings reads, in one statement, who holds some roles, and where they are: up to one more than are few. The workspace is
// the predicate. Reason: GORM reads one table at a time, and limits no table that is joined.
func (tx *Tx) holdings(roles []id.Role) ([]holdingRow, error) {
	values := []any{string(tx.ledger.scope)}
	for i, r := range roles {
		if i > 0 && tx.store.engine == Postgres {
			values = append(values, string(tx.ledger.scope))
		}
		values = append(values, string(r))
	}
	text := strings.Replace(tx.store.texts.holdings, "HELD", heldText(tx.store.engine, len(roles)), 1)
	found, err := fetch[holdingRow](tx.ctx, tx.db, bound(tx.store.engine, text), values...)
	if err != nil {
		return nil, fmt.Errorf("read who holds roles: %w", err)
	}
	return found, nil
}
