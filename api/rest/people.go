package rest

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// UserPatch is a merge patch (RFC 7396): what is left out stays as it is. The e-mail of another person is never editable.
type UserPatch struct {
	Name        web.Optional[string]   `json:"name,omitzero" swaggertype:"string" validate:"omitempty,name" binding:"optional" minLength:"1" maxLength:"120" example:"Bo Brown"`
	RoleIDs     web.Optional[[]string] `json:"role_ids,omitzero" swaggertype:"array,string" validate:"omitempty,min=1,max=50,unique,dive,uuid" binding:"optional" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	LocationIDs web.Optional[[]string] `json:"location_ids,omitzero" swaggertype:"array,string" validate:"omitempty,max=100,unique,dive,uuid" binding:"optional" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
} // @name UserPatch

// updateUser is PATCH /api/v1/workspaces/{workspace_id}/users/{user_id}.
//
//	@ID				updateUser
//	@Summary		Edit a user
//	@Description	Needs the permission `users:update`. Name, roles and locations, never beyond one’s own rights, and of nobody who holds a right that one lacks. Where an invited person’s roles change, their link dies and a new one is mailed. At least one active Admin stays.
//	@Tags			Users
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			user_id			path		string		true	"The user"		Format(uuid)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Param			body			body		UserPatch	true	"The request"
//	@Success		200				{object}	User
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"last_admin, four_eyes_needs_two, conflict, limit_reached"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id} [patch]
func (h *Handler) updateUser(c echo.Context, p authz.Pass) error {
	in, err := web.Body[UserPatch](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.User](c, "user_id", "user")
	if err != nil {
		return err
	}
	patch := tenancy.UserPatch{
		Name: in.Name.Pointer(), RoleIDs: idsOf[id.Role](in.RoleIDs), LocationIDs: idsOf[id.Location](in.LocationIDs),
	}
	m, err := h.Admission.EditUser(c.Request().Context(), p, one, patch, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, userView(m), m.Version)
}

func idsOf[T ~string](o web.Optional[[]string]) *[]T {
	texts := o.Pointer()
	if texts == nil {
		return nil
	}
	list := ids[T](*texts)
	return &list
}

// removeUser is DELETE /api/v1/workspaces/{workspace_id}/users/{user_id}.
//
//	@ID				removeUser
//	@Summary		Remove a user
//	@Description	Needs the permission `users:remove`. The person’s place, invitations and pending approval are deleted, and their account where this was its only place. Of nobody who holds a right that one lacks, and not of oneself. At least one active Admin stays.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			user_id			path		string		true	"The user"		Format(uuid)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Success		204				"No Content"
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"last_admin, four_eyes_needs_two, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id} [delete]
func (h *Handler) removeUser(c echo.Context, p authz.Pass) error {
	return h.partWith(c, p, h.Admission.RemoveUser)
}

// leaveWorkspace is POST /api/v1/workspaces/{workspace_id}/users/{user_id}/leave.
//
//	@ID				leaveWorkspace
//	@Summary		Leave the workspace
//	@Description	For oneself alone. The place is deleted, and the account where this was its only one. At least one active Admin stays.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			user_id			path		string		true	"The user"		Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Success		204				"No Content"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, person_required"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, last_admin, four_eyes_needs_two, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id}/leave [post]
func (h *Handler) leaveWorkspace(c echo.Context, p authz.Pass) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	return h.partWith(c, p, h.Admission.Leave)
}

func (h *Handler) partWith(c echo.Context, p authz.Pass, part func(context.Context, authz.Pass, id.User, int64) error) error {
	one, err := pathID[id.User](c, "user_id", "user")
	if err != nil {
		return err
	}
	if err := part(c.Request().Context(), p, one, web.Expected(c)); err != nil {
		return err
	}
	return web.None(c)
}

// suspendUser is POST /api/v1/workspaces/{workspace_id}/users/{user_id}/suspend.
//
//	@ID				suspendUser
//	@Summary		Suspend a user
//	@Description	Needs the permission `users:suspend`. Takes access away from the person’s next request on, also on open streams, until somebody gives it back. Of nobody who holds a right that one lacks, and not of oneself. At least one active Admin stays.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			user_id			path		string		true	"The user"		Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Success		200				{object}	User
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, last_admin, four_eyes_needs_two, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id}/suspend [post]
func (h *Handler) suspendUser(c echo.Context, p authz.Pass) error {
	return h.changeUser(c, p, h.Tenancy.Suspend)
}

// reactivateUser is POST /api/v1/workspaces/{workspace_id}/users/{user_id}/reactivate.
//
//	@ID				reactivateUser
//	@Summary		Reactivate a user
//	@Description	Needs the permission `users:suspend`. Gives a suspended person their access back. Of nobody who holds a right that one lacks.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			user_id			path		string		true	"The user"		Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Success		200				{object}	User
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, last_admin, four_eyes_needs_two, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id}/reactivate [post]
func (h *Handler) reactivateUser(c echo.Context, p authz.Pass) error {
	return h.changeUser(c, p, h.Tenancy.Reactivate)
}

func (h *Handler) changeUser(c echo.Context, p authz.Pass, change func(context.Context, authz.Pass, id.User, int64) (domain.Member, error)) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	one, err := pathID[id.User](c, "user_id", "user")
	if err != nil {
		return err
	}
	m, err := change(c.Request().Context(), p, one, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, userView(m), m.Version)
}
