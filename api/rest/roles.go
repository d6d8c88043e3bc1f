package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Role is a named set of permissions.
type Role struct {
	ID          string    `json:"id" validate:"required" format:"uuid"`
	Name        string    `json:"name" validate:"required" example:"Fleet"`
	Description string    `json:"description" validate:"required" example:"Dispatches cars."`
	Scope       string    `json:"scope" validate:"required" enums:"workspace,locations" example:"workspace"`
	BuiltIn     bool      `json:"built_in" validate:"required" example:"false"`
	Permissions []string  `json:"permissions" validate:"required" example:"users:read,users:invite"`
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
//	@Description	Needs the permission `roles:read`. In the order of their names.
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
//	@Failure		503				{object}	web.Problem	"unavailable"
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
//	@Failure		503				{object}	web.Problem	"unavailable"
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

func roleView(r domain.Role) Role {
	return Role{
		ID: string(r.ID), Name: r.Name, Description: r.Description, Scope: string(r.Scope), BuiltIn: r.BuiltIn,
		Permissions: permissionNames(r.Grants()), CreatedAt: moment(r.CreatedAt), UpdatedAt: moment(r.UpdatedAt),
	}
}
