package rest

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Permission is the right to do one thing with one kind of resource: one of Gatehouse's own, or of the workspace's app.
type Permission struct {
	Permission  string `json:"permission" validate:"required" example:"fleet:dispatch"`
	Description string `json:"description" validate:"required" example:"Send a car to a customer."`
	Origin      string `json:"origin" validate:"required" enums:"gatehouse,workspace" example:"workspace"`
	RoleCount   int64  `json:"role_count" validate:"required" example:"2"`
} // @name Permission

// PermissionPage is all permissions: there is one page of them.
type PermissionPage struct {
	Data       []Permission `json:"data" validate:"required"`
	NextCursor *string      `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
} // @name PermissionPage

// PermissionText says what a permission allows.
type PermissionText struct {
	Description string `json:"description" validate:"required,max=500" minLength:"1" maxLength:"500" example:"Send a car to a customer."`
} // @name PermissionText

// listPermissions is GET /api/v1/workspaces/{workspace_id}/permissions.
//
//	@ID				listPermissions
//	@Summary		List permissions
//	@Description	Needs the permission `roles:read`. Gatehouse's own, and then those of the workspace's app, all on one page. role_count is how many roles hold it; Admin, which holds all, is counted.
//	@Tags			Roles
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Success		200				{object}	PermissionPage
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/permissions [get]
func (h *Handler) listPermissions(c echo.Context, p authz.Pass) error {
	if err := web.QueryOf(c).Done(); err != nil {
		return err
	}
	list, err := h.Tenancy.Permissions(c.Request().Context(), p)
	if err != nil {
		return err
	}
	return web.OK(c, PermissionPage{Data: each(list, permissionView)})
}

// putPermission is PUT /api/v1/workspaces/{workspace_id}/permissions/{permission}.
//
//	@ID				putPermission
//	@Summary		Add or describe a permission of one's app
//	@Description	Needs the permission `roles:write`. A permission is resource:action, each with 1 to 40 lower-case ASCII letters, digits and _, and a letter first; Gatehouse's own resources are taken. Admins hold it at once; whoever adds it does not, unless they are one. A workspace can have 500 of its own.
//	@Tags			Roles
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"		Format(uuid)
//	@Param			permission		path		string			true	"The permission"	maxlength(81)
//	@Param			If-Match		header		string			false	"The ETag that the change is meant for"
//	@Param			body			body		PermissionText	true	"The request"
//	@Success		200				{object}	Permission
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		201				{object}	Permission
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, built_in_permission"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"limit_reached"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/permissions/{permission} [put]
func (h *Handler) putPermission(c echo.Context, p authz.Pass) error {
	in, err := web.Body[PermissionText](c)
	if err != nil {
		return err
	}
	made, added, err := h.Tenancy.PutPermission(c.Request().Context(), p, pathText(c, "permission"), in.Description, web.Expected(c))
	if err != nil {
		return err
	}
	if added {
		return web.Added(c, permissionView(made), made.Version)
	}
	return web.OKAt(c, permissionView(made), made.Version)
}

// deletePermission is DELETE /api/v1/workspaces/{workspace_id}/permissions/{permission}.
//
//	@ID				deletePermission
//	@Summary		Delete a permission of one's app
//	@Description	Needs the permission `roles:write`. One that roles hold is refused with their names, unless remove_from_roles takes it out of them, which needs each permission that those roles hold.
//	@Tags			Roles
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id		path		string		true	"The workspace"		Format(uuid)
//	@Param			permission			path		string		true	"The permission"	maxlength(81)
//	@Param			remove_from_roles	query		bool		false	"Take it out of the roles that hold it"
//	@Param			If-Match			header		string		false	"The ETag that the change is meant for"
//	@Success		204					"No Content"
//	@Failure		400					{object}	web.Problem	"bad_request"
//	@Failure		401					{object}	web.Problem	"unauthenticated"
//	@Failure		403					{object}	web.Problem	"permission_denied, built_in_permission, above_own"
//	@Failure		404					{object}	web.Problem	"not_found"
//	@Failure		409					{object}	web.Problem	"permission_in_use"
//	@Failure		412					{object}	web.Problem	"precondition_failed"
//	@Failure		422					{object}	web.Problem	"validation_failed"
//	@Failure		429					{object}	web.Problem	"rate_limited"
//	@Failure		503					{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/permissions/{permission} [delete]
func (h *Handler) deletePermission(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	fromRoles := q.OneOf("remove_from_roles", "", "true", "false") == "true"
	if err := q.Done(); err != nil {
		return err
	}
	err := h.Tenancy.DeletePermission(c.Request().Context(), p, pathText(c, "permission"), fromRoles, web.Expected(c))
	if err != nil {
		return err
	}
	return web.None(c)
}

// pathText reads a text of the path, in which clients may write a colon as %3A.
func pathText(c echo.Context, name string) string {
	text, err := url.PathUnescape(c.Param(name))
	if err != nil {
		return "" // which nothing is called
	}
	return text
}

func permissionView(p tenancy.PermissionUse) Permission {
	view := Permission{Permission: string(p.Permission), Description: p.Description, Origin: "gatehouse", RoleCount: p.Roles}
	if p.Version > 0 {
		view.Origin = "workspace"
	}
	return view
}
