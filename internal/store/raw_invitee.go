package store

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// inviteeRow is one row of the question for an invitation and the person it is for: one for each of their roles, or one
// without a role, and all of them for each request of theirs, of which there is hardly ever a second one.
type inviteeRow struct {
	V domain.Invitation `gorm:"embedded;embeddedPrefix:v_"`
	U domain.User       `gorm:"embedded;embeddedPrefix:u_"`
	A domain.Account    `gorm:"embedded;embeddedPrefix:a_"`
	P domain.Approval   `gorm:"embedded;embeddedPrefix:p_"`
	R domain.Role       `gorm:"embedded;embeddedPrefix:r_"`
}

// inviteeText is that question. Each table but the accounts, which belong to no workspace, is joined within that of the
// invitation, whose predicate stands at the end.
func inviteeText(engine Engine) string {
	return "SELECT " + columns[domain.Invitation](engine, "v") + ", " + columns[domain.User](engine, "u") + ", " +
		columns[domain.Account](engine, "a") + ", " + columns[domain.Approval](engine, "p") + ", " + columns[domain.Role](engine, "r") +
		" FROM invitations v LEFT JOIN users u ON u.workspace_id = v.workspace_id AND u.id = v.user_id" +
		" LEFT JOIN accounts a ON a.id = u.account_id" +
		" LEFT JOIN approvals p ON p.workspace_id = u.workspace_id AND p.user_id = u.id" + rolesOfUser +
		" WHERE v.workspace_id = ? AND v.id = ? ORDER BY r.built_in DESC, r.name_key"
}

// inviteeRows reads, in one statement of the transaction, an invitation with the person it is for, after what is to be asked
// before. Reason: GORM reads one table at a time, and this is six, at each acceptance.
func (tx *Tx) inviteeRows(one id.Invitation, before ...asking) ([]inviteeRow, error) {
	var found []inviteeRow
	err := tx.together(append(before, fetches(tx.db, &found, tx.store.texts.invitee, string(tx.ledger.scope), one))...)
	if err != nil {
		return nil, fmt.Errorf("read who is invited: %w", err)
	}
	return found, nil
}
