package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// NewRole makes a role.
type NewRole struct {
	Name        string   `json:"name" validate:"required,name" minLength:"1" maxLength:"120" example:"Fleet"`
	Description string   `json:"description,omitempty" validate:"omitempty,max=500" maxLength:"500" example:"Dispatches cars."`
	Scope       *string  `json:"scope,omitempty" validate:"omitempty,oneof=workspace locations" enums:"workspace,locations" default:"workspace" example:"workspace"`
	Permissions []string `json:"permissions" validate:"required,max=600" example:"users:read,users:invite"`
} // @name NewRole

// RolePatch is a merge patch (RFC 7396): what is left out stays as it is.
type RolePatch struct {
	Name        web.Optional[string]   `json:"name,omitzero" swaggertype:"string" validate:"omitempty,name" binding:"optional" minLength:"1" maxLength:"120" example:"Fleet"`
	Description web.Optional[string]   `json:"description,omitzero" swaggertype:"string" validate:"omitempty,max=500" binding:"optional" maxLength:"500" example:"Dispatches cars."`
	Scope       web.Optional[string]   `json:"scope,omitzero" swaggertype:"string" validate:"omitempty,oneof=workspace locations" binding:"optional" enums:"workspace,locations" example:"locations"`
	Permissions web.Optional[[]string] `json:"permissions,omitzero" swaggertype:"array,string" validate:"omitempty,max=600" binding:"optional" example:"users:read,users:invite"`
} // @name RolePatch

// Role is a named set of permissions. A role of scope locations gives them only at its holder's own locations.
type Role struct {
	ID          string    `json:"id" validate:"required" format:"uuid"`
	Name        string    `json:"name" validate:"required" example:"Fleet"`
	Description string    `json:"description" validate:"required" example:"Dispatches cars."`
	Scope       string    `json:"scope" validate:"required" enums:"workspace,locations" example:"workspace"`
	BuiltIn     bool      `json:"built_in" validate:"required" example:"false"`
	Permissions []string  `json:"permissions" validate:"required" example:"users:read,users:invite"`
	UserCount   int64     `json:"user_count" validate:"required" example:"12"`
	CreatedAt   time.Time `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt   time.Time `json:"updated_at" validate:"required" format:"date-time"`
} // @name Role

// RolePage is one page of roles.
type RolePage struct {
	Data       []Role  `json:"data" validate:"required"`
	NextCursor *string `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total  `json:"total,omitempty" validate:"omitempty"`
} // @name RolePage

// listRoles is GET /api/v1/workspaces/{workspace_id}/roles.
//
//	@ID				listRoles
//	@Summary		List roles
//	@Description	Needs the permission `roles:read`. In the order of their names. user_count is how many people hold the role, whatever their status.
//	@Tags			Roles
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"						Format(uuid)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(name, -name, created_at, -created_at)
//	@Param			limit			query		int		false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string	false	"The next_cursor of the page before"
//	@Param			count			query		bool	false	"Add total to the answer"
//	@Success		200				{object}	RolePage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/roles [get]
func (h *Handler) listRoles(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	request := q.Page(h.Cursors, "name", "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Tenancy.Roles(c.Request().Context(), p, request)
	if err != nil {
		return err
	}
	return web.OK(c, RolePage{
		Data: each(found.Rows, roleView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// getRole is GET /api/v1/workspaces/{workspace_id}/roles/{role_id}.
//
//	@ID				getRole
//	@Summary		Read a role
//	@Description	Needs the permission `roles:read`.
//	@Tags			Roles
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			role_id			path		string	true	"The role"		Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Role
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/roles/{role_id} [get]
func (h *Handler) getRole(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Role](c, "role_id", "role")
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Role(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, roleView(found), found.Version)
}

// createRole is POST /api/v1/workspaces/{workspace_id}/roles.
//
//	@ID				createRole
//	@Summary		Make a role
//	@Description	Needs the permission `roles:write`, and, across the workspace, each permission that the role is given. Names are unique in a workspace, whatever their case and width. A workspace can have 500 roles.
//	@Tags			Roles
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewRole		true	"The request"
//	@Success		201				{object}	Role
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, name_taken, limit_reached"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/roles [post]
func (h *Handler) createRole(c echo.Context, p authz.Pass) error {
	in, err := web.Body[NewRole](c)
	if err != nil {
		return err
	}
	made, err := h.Tenancy.CreateRole(c.Request().Context(), p, tenancy.RolePatch{
		Name: &in.Name, Description: &in.Description, Permissions: &in.Permissions, Scope: (*domain.RoleScope)(in.Scope),
	})
	if err != nil {
		return err
	}
	return web.Created(c, c.Request().URL.Path+"/"+string(made.ID), roleView(made), made.Version)
}

// updateRole is PATCH /api/v1/workspaces/{workspace_id}/roles/{role_id}.
//
//	@ID				updateRole
//	@Summary		Change a role
//	@Description	Needs the permission `roles:write`, and, across the workspace, each permission that the role holds before and after. Everybody who holds the role has what it allows now from their next request on. Admin cannot be changed. With four_eyes two active people keep the right to approve.
//	@Tags			Roles
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			role_id			path		string		true	"The role"		Format(uuid)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Param			body			body		RolePatch	true	"The request"
//	@Success		200				{object}	Role
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, built_in_role, above_own, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"name_taken, four_eyes_needs_two"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/roles/{role_id} [patch]
func (h *Handler) updateRole(c echo.Context, p authz.Pass) error {
	in, err := web.Body[RolePatch](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.Role](c, "role_id", "role")
	if err != nil {
		return err
	}
	patch := tenancy.RolePatch{
		Name: in.Name.Pointer(), Description: in.Description.Pointer(),
		Scope: (*domain.RoleScope)(in.Scope.Pointer()), Permissions: in.Permissions.Pointer(),
	}
	r, err := h.Tenancy.UpdateRole(c.Request().Context(), p, one, patch, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, roleView(r), r.Version)
}

// deleteRole is DELETE /api/v1/workspaces/{workspace_id}/roles/{role_id}.
//
//	@ID				deleteRole
//	@Summary		Delete a role
//	@Description	Needs the permission `roles:write`, and, across the workspace, each permission that the role holds. A role that somebody holds needs replace_with, which everybody gets instead and which the caller has to be able to grant; invited people get a new link, and the old one dies. Admin cannot be deleted. With four_eyes two active people keep the right to approve.
//	@Tags			Roles
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"											Format(uuid)
//	@Param			role_id			path		string		true	"The role"												Format(uuid)
//	@Param			replace_with	query		string		false	"The role that everybody who holds this one gets instead"	Format(uuid)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Success		204				"No Content"
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, built_in_role, above_own, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"role_in_use, four_eyes_needs_two, limit_reached, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/roles/{role_id} [delete]
func (h *Handler) deleteRole(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Role](c, "role_id", "role")
	if err != nil {
		return err
	}
	q := web.QueryOf(c)
	replaceWith := web.QueryID[id.Role](q, "replace_with")
	if err := q.Done(); err != nil {
		return err
	}
	if err := h.Admission.DeleteRole(c.Request().Context(), p, one, replaceWith, web.Expected(c)); err != nil {
		return err
	}
	return web.None(c)
}

func roleView(r domain.CountedRole) Role {
	return Role{
		ID: string(r.ID), Name: r.Name, Description: r.Description, Scope: string(r.Scope), BuiltIn: r.BuiltIn,
		Permissions: permissionNames(r.Grants()), UserCount: r.Users, CreatedAt: moment(r.CreatedAt), UpdatedAt: moment(r.UpdatedAt),
	}
}
