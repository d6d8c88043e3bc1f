package apitest_test

import (
	"strings"

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
	"previewRole": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/roles/" + w.NewRole(apitest.Address("spare")) + "/preview", status: 200, body: map[string]any{"permissions": []string{"users:read"}}}
	},
	"listPermissions": in("/permissions", 200, nil),
	"putPermission": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/permissions/" + newPermission(), status: 201, body: map[string]any{"description": "Send a car."}}
	},
	"deletePermission": func(w *apitest.Workspace) call {
		p := newPermission()
		ownPermission(w, p)
		return call{path: w.Path + "/permissions/" + p, status: 204}
	},
	"getAccess": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/users/" + w.Admin.UserID + "/access?permission=users:read", status: 200}
	},
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

// newPermission gives a permission that no workspace has yet.
func newPermission() string {
	name, _, _ := strings.Cut(apitest.Address("fleet"), "@")
	return strings.ReplaceAll(name, ".", "") + ":dispatch"
}

// ownPermission adds a permission of the workspace's own app.
func ownPermission(w *apitest.Workspace, p string) {
	w.API.Want(w.API.Call("PUT", w.Path+"/permissions/"+p, w.Admin.Token, map[string]any{"description": "Of the app."}), 201, "")
}
