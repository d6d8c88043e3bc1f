package store

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
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
	first := found[0]
	s := authz.Standing{Workspace: first.W, User: first.U, Locations: locationList(first.L), Key: &first.K}
	if first.M.ID != "" {
		s.KeyMadeBy = &first.M
	}
	for _, row := range found {
		if row.R.ID != "" {
			s.Roles = append(s.Roles, row.R)
		}
	}
	return s, true, nil
}
