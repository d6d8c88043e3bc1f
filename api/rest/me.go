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
	ID          string     `json:"id" validate:"required" format:"uuid"`
	Email       string     `json:"email" validate:"required" format:"email" example:"ana.souza@example.com"`
	Name        string     `json:"name" validate:"required" example:"Ana Souza"`
	Locale      string     `json:"locale" validate:"required" example:"en"`
	CreatedAt   time.Time  `json:"created_at" validate:"required" format:"date-time"`
	EmailChange *EmailMove `json:"email_change" extensions:"x-nullable"`
	Workspaces  []Place    `json:"workspaces" validate:"required"`
} // @name Me

// EmailMove is the wish for another e-mail address, until both mailboxes have confirmed it.
type EmailMove struct {
	Email        string    `json:"email" validate:"required" format:"email" example:"ana@new.example.com"`
	OldConfirmed bool      `json:"old_confirmed" validate:"required" example:"true"`
	NewConfirmed bool      `json:"new_confirmed" validate:"required" example:"false"`
	ExpiresAt    time.Time `json:"expires_at" validate:"required" format:"date-time"`
} // @name EmailMove

// Place is an account's place in one workspace. Only an active one opens anything; permissions are empty otherwise.
// Permissions are held across the workspace, location_permissions only at the place's locations.
type Place struct {
	Workspace           WorkspaceRef `json:"workspace" validate:"required"`
	User                Ref          `json:"user" validate:"required"`
	Roles               []Ref        `json:"roles" validate:"required"`
	Permissions         []string     `json:"permissions" validate:"required" example:"users:read,users:invite"`
	LocationPermissions []string     `json:"location_permissions" validate:"required" example:"users:update"`
	Locations           []Ref        `json:"locations" validate:"required"`
	Status              string       `json:"status" validate:"required" enums:"invited,pending_approval,active,suspended" example:"active"`
} // @name Place

// getMe is GET /api/v1/me.
//
//	@ID				getMe
//	@Summary		Who am I?
//	@Description	The signed-in account, its places with roles and permissions, and the e-mail address that it is about to get, if any.
//	@Tags			Me
//	@Produce		json
//	@Security		Bearer
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200	{object}	Me
//	@Header			200	{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"person_required"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me [get]
func (h *Handler) getMe(c echo.Context, caller authz.Caller) error {
	return h.showMe(c, caller, caller.Account())
}

func (h *Handler) showMe(c echo.Context, caller authz.Caller, a domain.Account) error {
	places, err := h.Tenancy.Places(c.Request().Context(), caller)
	if err != nil {
		return err
	}
	wish, err := h.Admission.OpenMove(c.Request().Context(), caller)
	if err != nil {
		return err
	}
	return web.OKAt(c, Me{
		ID: string(a.ID), Email: string(a.Email), Name: a.Name, Locale: a.Locale, CreatedAt: moment(a.CreatedAt),
		EmailChange: moveView(wish), Workspaces: each(places, placeView),
	}, a.Version)
}

func moveView(m *domain.EmailMove) *EmailMove {
	if m == nil {
		return nil
	}
	return &EmailMove{
		Email: string(m.Email), OldConfirmed: m.OldConfirmedAt != nil, NewConfirmed: m.NewConfirmedAt != nil,
		ExpiresAt: moment(m.ExpiresAt),
	}
}

func placeView(p tenancy.Place) Place {
	view := Place{
		Workspace: workspaceRef(p.Workspace), User: Ref{ID: string(p.User.ID), Name: p.User.Name},
		Roles: roleRefs(p.Roles), Permissions: []string{}, LocationPermissions: []string{}, Locations: locationRefs(p.Locations), Status: string(p.User.Status),
	}
	if p.User.Status == domain.StatusActive {
		held := domain.HoldingOf(p.Roles, tenancy.LocationIDs(p.Locations))
		view.Permissions, view.LocationPermissions = permissionNames(held.Permissions), permissionNames(held.Local)
	}
	return view
}
