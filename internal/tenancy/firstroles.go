package tenancy

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

const firstRole = "Member"

// FirstRoles are what somebody is to get who asked to join, unless the approver chooses otherwise: the role Member or,
// where there is none, the one that allows the least across the workspace, the oldest of those. It is never Admin: a
// workspace without another role gives none, and the approver has to choose.
func FirstRoles(tx *store.Tx) ([]id.Role, error) {
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	roles = slices.DeleteFunc(slices.Clone(roles), func(r domain.Role) bool {
		return r.BuiltIn || r.Scope != domain.ScopeWorkspace
	})
	if len(roles) == 0 {
		return []id.Role{}, nil
	}
	least := slices.MinFunc(roles, func(a, b domain.Role) int {
		if byName := rank(a) - rank(b); byName != 0 {
			return byName
		}
		if byRights := len(a.Grants()) - len(b.Grants()); byRights != 0 {
			return byRights
		}
		return a.CreatedAt.Compare(b.CreatedAt)
	})
	return []id.Role{least.ID}, nil
}

// rank puts the role Member before all others.
func rank(r domain.Role) int {
	if r.NameKey == domain.Fold(firstRole) {
		return 0
	}
	return 1
}
