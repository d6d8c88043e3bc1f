package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Me is the signed-in account and its places.
type Me struct {
	ID         string    `json:"id" validate:"required" format:"uuid"`
	Email      string    `json:"email" validate:"required" format:"email" example:"ana.souza@example.com"`
	Name       string    `json:"name" validate:"required" example:"Ana Souza"`
	CreatedAt  time.Time `json:"created_at" validate:"required" format:"date-time"`
	Workspaces []Place   `json:"workspaces" validate:"required"`
} // @name Me

// Place is an account's place in one workspace. Only an active one opens anything; permissions are empty otherwise.
type Place struct {
	Workspace   WorkspaceRef `json:"workspace" validate:"required"`
	User        Ref          `json:"user" validate:"required"`
	Roles       []Ref        `json:"roles" validate:"required"`
	Permissions []string     `json:"permissions" validate:"required" example:"users:read,users:invite"`
	Status      string       `json:"status" validate:"required" enums:"invited,pending_approval,active,suspended" example:"active"`
} // @name Place

// getMe is GET /api/v1/me.
//
//	@ID				getMe
//	@Summary		Who am I?
//	@Description	The signed-in account, and its places with roles and permissions.
//	@Tags			Me
//	@Produce		json
//	@Security		Bearer
//	@Success		200	{object}	Me
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"unavailable"
//	@Router			/api/v1/me [get]
func (h *Handler) getMe(c echo.Context, caller authz.Caller) error {
	places, err := h.Tenancy.Places(c.Request().Context(), caller)
	if err != nil {
		return err
	}
	a := caller.Account()
	return web.OK(c, Me{
		ID: string(a.ID), Email: string(a.Email), Name: a.Name, CreatedAt: moment(a.CreatedAt),
		Workspaces: each(places, placeView),
	})
}

func placeView(p tenancy.Place) Place {
	view := Place{
		Workspace: workspaceRef(p.Workspace), User: Ref{ID: string(p.User.ID), Name: p.User.Name},
		Roles: roleRefs(p.Roles), Permissions: []string{}, Status: string(p.User.Status),
	}
	if p.User.Status == domain.StatusActive {
		view.Permissions = permissionNames(domain.HoldingOf(p.Roles).Permissions)
	}
	return view
}
