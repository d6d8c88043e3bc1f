package store

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// askerRow is one row of the question for a request: one for each role of whoever asks, or one without a role, and all of
// them for each invitation of theirs, of which there is hardly ever a second one.
type askerRow struct {
	A domain.Approval        `gorm:"embedded;embeddedPrefix:a_"`
	U domain.User            `gorm:"embedded;embeddedPrefix:u_"`
	I domain.User            `gorm:"embedded;embeddedPrefix:i_"` // who invited them
	V domain.InvitationBrief `gorm:"embedded;embeddedPrefix:v_"`
	R domain.Role            `gorm:"embedded;embeddedPrefix:r_"`
	L string                 `gorm:"column:l_ids"`
}

// askerText is that question. Each table is joined within the workspace of the request, whose predicate stands at the end.
func askerText(engine Engine) string {
	return "SELECT " + columns[domain.Approval](engine, "a") + ", " + columns[domain.User](engine, "u") + ", " + columns[domain.User](engine, "i") + ", " +
		columns[domain.InvitationBrief](engine, "v") + ", " + columns[domain.Role](engine, "r") + ", " + whereabouts(engine) + " FROM approvals a" +
		" LEFT JOIN users u ON u.workspace_id = a.workspace_id AND u.id = a.user_id" +
		" LEFT JOIN users i ON i.workspace_id = a.workspace_id AND i.id = a.invited_by" +
		" LEFT JOIN invitations v ON v.workspace_id = u.workspace_id AND v.user_id = u.id" + rolesOfUser +
		" WHERE a.workspace_id = ? AND a.id = ? ORDER BY r.built_in DESC, r.name_key"
}

// askerRows reads, in one statement of the transaction, a request, who asks, and who invited them, after what is to be asked
// before. Reason: GORM reads one table at a time, and this is six, at each decision.
func (tx *Tx) askerRows(one id.Approval, before ...asking) ([]askerRow, error) {
	var found []askerRow
	err := tx.together(append(before, fetches(tx.db, &found, tx.store.texts.asker, string(tx.ledger.scope), one))...)
	if err != nil {
		return nil, fmt.Errorf("read who asks: %w", err)
	}
	return found, nil
}
