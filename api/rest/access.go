package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Access is why somebody may do something, or why not.
type Access struct {
	Allowed    bool       `json:"allowed" validate:"required" example:"true"`
	User       AccessUser `json:"user" validate:"required"`
	Permission string     `json:"permission" validate:"required" example:"fleet:dispatch"`
	Location   *Ref       `json:"location" validate:"required" extensions:"x-nullable"`
	Grants     []Grant    `json:"grants" validate:"required"`
	Missing    []Lack     `json:"missing" validate:"required"`
} // @name Access

// AccessUser is who was asked about.
type AccessUser struct {
	ID     string `json:"id" validate:"required" format:"uuid"`
	Name   string `json:"name" validate:"required" example:"Ana Souza"`
	Status string `json:"status" validate:"required" enums:"invited,pending_approval,active,suspended" example:"active"`
} // @name AccessUser

// Grant is a role that gives the permission there: one of scope workspace everywhere, one of scope locations at the
// locations listed.
type Grant struct {
	Role      Ref    `json:"role" validate:"required"`
	Scope     string `json:"scope" validate:"required" enums:"workspace,locations" example:"locations"`
	Locations []Ref  `json:"locations" validate:"required"`
} // @name Grant

// Lack is one thing that is missing.
type Lack struct {
	Code   string `json:"code" validate:"required" enums:"not_active,no_role_with_permission,not_at_location,only_at_locations,no_locations,needs_workspace_role" example:"not_at_location"`
	Detail string `json:"detail" validate:"required" example:"None of their roles holds fleet:dispatch."`
} // @name Lack

// getAccess is GET /api/v1/workspaces/{workspace_id}/users/{user_id}/access.
//
//	@ID				getAccess
//	@Summary		Why may somebody do something, or why not?
//	@Description	Needs the permission `users:read`; everybody may ask about themselves. Every role that gives the permission is listed, or else everything that is missing. Without location_id the question is about the whole workspace, for which a role of scope locations gives nothing; nor does one give, anywhere, a right that belongs to no location, such as roles:write. Whoever may see people only at locations may ask about those.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"				Format(uuid)
//	@Param			user_id			path		string	true	"The user"					Format(uuid)
//	@Param			permission		query		string	true	"What they want to do"		maxlength(81)
//	@Param			location_id		query		string	false	"Where they want to do it"	Format(uuid)
//	@Success		200				{object}	Access
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id}/access [get]
func (h *Handler) getAccess(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.User](c, "user_id", "user")
	if err != nil {
		return err
	}
	q := web.QueryOf(c)
	permission, at := q.Text("permission", maxPermission), web.QueryID[id.Location](q, "location_id")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Tenancy.Explain(c.Request().Context(), p, one, permission, at)
	if err != nil {
		return err
	}
	return web.OK(c, accessView(found))
}

const maxPermission = 81

func accessView(e tenancy.Explanation) Access {
	view := Access{
		Allowed: e.Allowed, User: AccessUser{ID: string(e.User.ID), Name: e.User.Name, Status: string(e.User.Status)},
		Permission: string(e.Permission),
		Grants: each(e.Grants, func(g domain.Grant) Grant {
			return Grant{Role: Ref{ID: string(g.Role.ID), Name: g.Role.Name}, Scope: string(g.Role.Scope), Locations: locationRefs(e.Where(g))}
		}),
		Missing: each(e.Missing, func(l domain.Lack) Lack { return Lack{Code: l.Code, Detail: l.Detail} }),
	}
	if e.At != nil {
		view.Location = &Ref{ID: string(e.At.ID), Name: e.At.Name}
	}
	return view
}
