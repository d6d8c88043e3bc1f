package apitest_test

import (
	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// roleRecipes are the recipes of roles, permissions and what explains them.
var roleRecipes = map[string]func(w *apitest.Workspace) call{
	"createRole": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/roles", status: 201, body: newRole(apitest.Address("fleet"))}
	},
	"updateRole": spareRole(200, map[string]any{"description": "Drives."}),
	"deleteRole": spareRole(204, nil),
}

// newRole is the body that makes a role.
func newRole(name string, permissions ...domain.Permission) map[string]any {
	return map[string]any{"name": name, "permissions": append([]domain.Permission{}, permissions...)}
}

// spareRole is a call on a new role that allows nothing and that nobody holds.
func spareRole(status int, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		return call{path: w.Path + "/roles/" + w.NewRole(apitest.Address("spare")), status: status, body: body}
	}
}
