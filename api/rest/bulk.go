package rest

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// UserIDs names up to 200 users; one who is named twice counts once.
type UserIDs struct {
	UserIDs []string `json:"user_ids" validate:"required,min=1,max=200,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
} // @name UserIDs

// UsersPatch gives and takes roles and locations; what else the users have stays theirs.
type UsersPatch struct {
	UserIDs           []string `json:"user_ids" validate:"required,min=1,max=200,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	AddRoleIDs        []string `json:"add_role_ids,omitempty" validate:"omitempty,max=50,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
	RemoveRoleIDs     []string `json:"remove_role_ids,omitempty" validate:"omitempty,max=50,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d60"`
	AddLocationIDs    []string `json:"add_location_ids,omitempty" validate:"omitempty,max=100,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d61"`
	RemoveLocationIDs []string `json:"remove_location_ids,omitempty" validate:"omitempty,max=100,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d62"`
} // @name UsersPatch

// InvitationIDs names up to 200 invitations; one that is named twice counts once.
type InvitationIDs struct {
	InvitationIDs []string `json:"invitation_ids" validate:"required,min=1,max=200,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
} // @name InvitationIDs

// BulkResult is what became of each of many, in the order of the request.
type BulkResult struct {
	Done    int           `json:"done" validate:"required" example:"11"`
	Failed  int           `json:"failed" validate:"required" example:"1"`
	Results []BulkOutcome `json:"results" validate:"required"`
} // @name BulkResult

// BulkOutcome is what became of one of many. Status, code and detail are those that the operation on this one alone would have answered; code and detail are null where it was done.
type BulkOutcome struct {
	ID     string  `json:"id" validate:"required" format:"uuid"`
	Status int     `json:"status" validate:"required" example:"409"`
	Code   *string `json:"code" validate:"required" extensions:"x-nullable" example:"last_admin"`
	Detail *string `json:"detail" validate:"required" extensions:"x-nullable" example:"A workspace keeps at least one active Admin. Make someone else Admin first."`
} // @name BulkOutcome

// suspendUsers is POST /api/v1/workspaces/{workspace_id}/users/bulk/suspend.
//
//	@ID				suspendUsers
//	@Summary		Suspend many users
//	@Description	Needs the permission `users:suspend`. Up to 200, each by the rules of suspending one, in a transaction of its own: one refusal holds up nobody else. Where an id is not of this workspace the whole is refused and nothing changes.
//	@Tags			Users
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		UserIDs	true	"The request"
//	@Success		200				{object}	BulkResult
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/bulk/suspend [post]
func (h *Handler) suspendUsers(c echo.Context, p authz.Pass) error {
	return h.eachUser(c, p, func(ctx context.Context, one id.User) error {
		_, err := h.Tenancy.Suspend(ctx, p, one, web.AnyVersion)
		return err
	})
}

// reactivateUsers is POST /api/v1/workspaces/{workspace_id}/users/bulk/reactivate.
//
//	@ID				reactivateUsers
//	@Summary		Reactivate many users
//	@Description	Needs the permission `users:suspend`. Up to 200, each by the rules of reactivating one, in a transaction of its own: one refusal holds up nobody else. Where an id is not of this workspace the whole is refused and nothing changes.
//	@Tags			Users
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		UserIDs	true	"The request"
//	@Success		200				{object}	BulkResult
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/bulk/reactivate [post]
func (h *Handler) reactivateUsers(c echo.Context, p authz.Pass) error {
	return h.eachUser(c, p, func(ctx context.Context, one id.User) error {
		_, err := h.Tenancy.Reactivate(ctx, p, one, web.AnyVersion)
		return err
	})
}

// removeUsers is POST /api/v1/workspaces/{workspace_id}/users/bulk/remove.
//
//	@ID				removeUsers
//	@Summary		Remove many users
//	@Description	Needs the permission `users:remove`. Up to 200, each by the rules of removing one, in a transaction of its own: one refusal holds up nobody else. Where an id is not of this workspace the whole is refused and nothing changes.
//	@Tags			Users
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		UserIDs	true	"The request"
//	@Success		200				{object}	BulkResult
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/bulk/remove [post]
func (h *Handler) removeUsers(c echo.Context, p authz.Pass) error {
	return h.eachUser(c, p, func(ctx context.Context, one id.User) error {
		return h.Admission.RemoveUser(ctx, p, one, web.AnyVersion)
	})
}

// updateUsers is POST /api/v1/workspaces/{workspace_id}/users/bulk/update.
//
//	@ID				updateUsers
//	@Summary		Give and take roles and locations of many users
//	@Description	Needs the permission `users:update`. Up to 200, each by the rules of editing one, in a transaction of its own: one refusal holds up nobody else. What is taken goes first, so what is both taken and added is held afterwards; who has it already, or has it not, counts as done. Nobody loses their only role (last_role). Where an id is not of this workspace the whole is refused and nothing changes.
//	@Tags			Users
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		UsersPatch	true	"The request"
//	@Success		200				{object}	BulkResult
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/bulk/update [post]
func (h *Handler) updateUsers(c echo.Context, p authz.Pass) error {
	in, err := web.Body[UsersPatch](c)
	if err != nil {
		return err
	}
	patch, err := in.patch()
	if err != nil {
		return err
	}
	done, err := h.Tenancy.EachUser(c.Request().Context(), p, ids[id.User](in.UserIDs), patch, func(ctx context.Context, one id.User) error {
		_, err := h.Admission.EditUser(ctx, p, one, patch, web.AnyVersion)
		return err
	})
	if err != nil {
		return err
	}
	return web.OK(c, bulkView(h.Frame, c, "user_id", done))
}

func (in UsersPatch) patch() (tenancy.UserPatch, error) {
	if len(in.AddRoleIDs)+len(in.RemoveRoleIDs)+len(in.AddLocationIDs)+len(in.RemoveLocationIDs) == 0 {
		return tenancy.UserPatch{}, errs.Validation(errs.Field{
			Pointer: "/add_role_ids", Code: "required", Detail: "Say which roles or locations to give or to take.",
		})
	}
	return tenancy.UserPatch{
		Roles:     tenancy.Shift[id.Role]{Add: ids[id.Role](in.AddRoleIDs), Drop: ids[id.Role](in.RemoveRoleIDs)},
		Locations: tenancy.Shift[id.Location]{Add: ids[id.Location](in.AddLocationIDs), Drop: ids[id.Location](in.RemoveLocationIDs)},
	}, nil
}

func (h *Handler) eachUser(c echo.Context, p authz.Pass, do func(context.Context, id.User) error) error {
	in, err := web.Body[UserIDs](c)
	if err != nil {
		return err
	}
	done, err := h.Tenancy.EachUser(c.Request().Context(), p, ids[id.User](in.UserIDs), tenancy.UserPatch{}, do)
	if err != nil {
		return err
	}
	return web.OK(c, bulkView(h.Frame, c, "user_id", done))
}

// bulkView says what became of each; name is what the id of one is called.
func bulkView[T ~string](f *web.Frame, c echo.Context, name string, outcomes []tenancy.Outcome[T]) BulkResult {
	view := BulkResult{Results: each(outcomes, func(o tenancy.Outcome[T]) BulkOutcome {
		if o.Err == nil {
			return BulkOutcome{ID: string(o.ID), Status: http.StatusOK}
		}
		f.NoteDenied(c, o.Err, name, string(o.ID))
		status, code, detail := f.Explain(c, o.Err)
		return BulkOutcome{ID: string(o.ID), Status: status, Code: &code, Detail: &detail}
	})}
	for _, o := range view.Results {
		if o.Code == nil {
			view.Done++
		}
	}
	view.Failed = len(view.Results) - view.Done
	return view
}
