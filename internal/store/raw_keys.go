package store

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// keyStandingRow is one row of the question about a key: one for each role of its maker, or one without a role.
type keyStandingRow struct {
	K domain.APIKey    `gorm:"embedded;embeddedPrefix:k_"`
	M domain.APIKey    `gorm:"embedded;embeddedPrefix:m_"` // the key that made it
	W domain.Workspace `gorm:"embedded;embeddedPrefix:w_"`
	U domain.User      `gorm:"embedded;embeddedPrefix:u_"`
	R domain.Role      `gorm:"embedded;embeddedPrefix:r_"`
	L string           `gorm:"column:l_ids"`
}

const keyJoins = " FROM api_keys k JOIN users u ON u.workspace_id = k.workspace_id AND u.id = k.created_by" +
	" JOIN workspaces w ON w.id = k.workspace_id" +
	" LEFT JOIN api_keys m ON m.workspace_id = k.workspace_id AND m.id = k.made_by" + rolesOfUser

// keyOfHash finds a key by its hash or by the one before, each along an index of its own: an OR of the two is planned anew at
// each request, which costs PostgreSQL more than the answer.
const keyOfHash = "SELECT h.workspace_id, h.id FROM (SELECT workspace_id, id FROM api_keys WHERE token_hash = ?" +
	" UNION ALL SELECT workspace_id, id FROM api_keys WHERE previous_hash = ?) AS h LIMIT 1"

// StandingOfKey reads, in one statement, everything the gate decides on for a key; found is false where there is none, or
// none any more. Where a hash names it, that names the workspace, too.
func (db *DB) StandingOfKey(ctx context.Context, name authz.KeyName) (authz.Standing, bool, error) {
	text, values := db.texts.keyByHash, []any{name.Hash, name.Hash}
	if name.Hash == "" {
		text, values = db.texts.keyByID, []any{name.Workspace, name.ID}
	}
	found, err := recalled[keyStandingRow](ctx, db, db.reader, text, values...)
	if err != nil {
		return authz.Standing{}, false, translate(err)
	}
	if len(found) == 0 {
		return authz.Standing{}, false, nil
	}
	first, roles := found[0], keyRoles(found)
	s := authz.Standing{Workspace: first.W, User: first.U, Roles: roles, Locations: locationList(first.L), Key: &first.K}
	if first.M.ID != "" {
		s.KeyMadeBy = &first.M
	}
	return s, true, nil
}

func keyRoles(found []keyStandingRow) []domain.Role {
	var roles []domain.Role
	for _, row := range found {
		if row.R.ID != "" {
			roles = append(roles, row.R)
		}
	}
	return roles
}

// keyRows reads the same of a key of the workspace inside the transaction, for KeyHolderNow. The workspace is the predicate.
func (tx *Tx) keyRows(one id.APIKey) ([]keyStandingRow, error) {
	if a := tx.takeAhead(); a.key == one {
		return a.byKey, nil
	}
	found, err := fetch[keyStandingRow](tx.ctx, tx.db, tx.store.texts.keyByID, string(tx.ledger.scope), one)
	if err != nil {
		return nil, fmt.Errorf("read how a key stands: %w", err)
	}
	return found, nil
}
