package store

import (
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// subjectRow is a user with one of their roles, or without one.
type subjectRow struct {
	UserID      id.User
	Email       domain.Email
	Status      domain.UserStatus
	RoleID      *string
	Scope       domain.RoleScope
	BuiltIn     bool
	Permissions string // JSON
	LIDs        string `gorm:"column:l_ids"`
}

// subjectRows reads what the hottest question of all asks for, in one statement along an index. The workspace is the
// predicate of each table.
func (tx *Tx) subjectRows(ids []string, emails []domain.Email) ([]subjectRow, error) {
	values, who := []any{string(tx.ledger.scope)}, []string{}
	if len(ids) > 0 {
		values, who = plus(values, ids), append(who, "u.id IN "+places(len(ids)))
	}
	if len(emails) > 0 {
		values, who = plus(values, emails), append(who, "u.email IN "+places(len(emails)))
	}
	text := "SELECT u.id AS user_id, u.email AS email, u.status AS status, r.id AS role_id, coalesce(r.scope, '') AS scope," +
		" coalesce(r.built_in, false) AS built_in, coalesce(CAST(r.permissions AS text), '[]') AS permissions, " + whereabouts(tx.store.engine) +
		" FROM users u" + rolesOfUser + " WHERE u.workspace_id = ? AND (" + strings.Join(who, " OR ") + ")"
	found, err := fetch[subjectRow](tx.ctx, tx.db, bound(tx.store.engine, text), values...)
	if err != nil {
		return nil, fmt.Errorf("read who was asked about: %w", err)
	}
	return found, nil
}

// places are the placeholders of a list of n values.
func places(n int) string { return "(?" + strings.Repeat(", ?", n-1) + ")" }

// plus adds the values of a list, each by itself.
func plus[T ~string](values []any, list []T) []any {
	for _, one := range list {
		values = append(values, string(one))
	}
	return values
}

// nameRow is a name that is known.
type nameRow struct{ Name string }

// knownNames gives those of the permissions that the workspace's own app has, and the location where it is here.
func (tx *Tx) knownNames(permissions []domain.Permission, at id.Location) ([]string, error) {
	var parts []string
	var values []any
	if len(permissions) > 0 {
		parts = append(parts, "SELECT permission AS name FROM permissions WHERE workspace_id = ? AND permission IN "+places(len(permissions)))
		values = plus(append(values, string(tx.ledger.scope)), permissions)
	}
	if at != "" {
		parts = append(parts, "SELECT CAST(id AS text) AS name FROM locations WHERE workspace_id = ? AND id = ?")
		values = append(values, string(tx.ledger.scope), at)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	text := bound(tx.store.engine, strings.Join(parts, " UNION ALL "))
	found, err := recalledIn[nameRow](tx, text, values...)
	if err != nil {
		return nil, fmt.Errorf("read what is known: %w", err)
	}
	names := make([]string, len(found))
	for i, one := range found {
		names[i] = one.Name
	}
	return names, nil
}
