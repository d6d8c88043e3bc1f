package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// RoleQuestion is a change of a role, or with replace_with its deletion, to be looked at beforehand.
type RoleQuestion struct {
	Scope       *string   `json:"scope,omitempty" validate:"omitempty,oneof=workspace locations" enums:"workspace,locations" example:"locations"`
	Permissions *[]string `json:"permissions,omitempty" validate:"omitempty,max=600" binding:"optional" example:"users:read,users:invite"`
	ReplaceWith *string   `json:"replace_with,omitempty" validate:"omitempty,uuid" format:"uuid"`
} // @name RoleQuestion

// Shift is a permission with how many people gain or lose it.
type Shift struct {
	Permission string `json:"permission" validate:"required" example:"users:invite"`
	Users      int64  `json:"users" validate:"required" example:"12"`
} // @name Shift

// RolePreview is what the change would do to those who hold the role. own_loss says that the caller would no longer be
// able to change roles; approvers_left is how many active people could still decide login requests.
type RolePreview struct {
	UserCount     int64   `json:"user_count" validate:"required" example:"12"`
	Gains         []Shift `json:"gains" validate:"required"`
	Loses         []Shift `json:"loses" validate:"required"`
	OwnLoss       bool    `json:"own_loss" validate:"required" example:"false"`
	ApproversLeft int64   `json:"approvers_left" validate:"required" example:"3"`
} // @name RolePreview

// previewRole is POST /api/v1/workspaces/{workspace_id}/roles/{role_id}/preview.
//
//	@ID				previewRole
//	@Summary		What would a change of a role do?
//	@Description	Needs the permission `roles:read`. Changes nothing. Give scope and permissions as they would be, or replace_with as for a deletion. All who hold the role are counted, whatever their status; a permission is gained or lost only by those whose other roles do not give it as far. One that held across the workspace and would hold at locations alone is lost, and the other way round it is gained.
//	@Tags			Roles
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"															Format(uuid)
//	@Param			role_id			path		string			true	"The role"																Format(uuid)
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		RoleQuestion	true	"The request"
//	@Success		200				{object}	RolePreview
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, built_in_role"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/roles/{role_id}/preview [post]
func (h *Handler) previewRole(c echo.Context, p authz.Pass) error {
	in, err := web.Body[RoleQuestion](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.Role](c, "role_id", "role")
	if err != nil {
		return err
	}
	patch := tenancy.RolePatch{Permissions: in.Permissions, Scope: (*domain.RoleScope)(in.Scope)}
	found, err := h.Tenancy.PreviewRole(c.Request().Context(), p, one, patch, id.Role(given(in.ReplaceWith)))
	if err != nil {
		return err
	}
	return web.OK(c, RolePreview{
		UserCount: found.Users, Gains: each(found.Gains, shiftView), Loses: each(found.Loses, shiftView),
		OwnLoss: found.OwnLoss, ApproversLeft: found.ApproversLeft,
	})
}

func shiftView(s domain.Shift) Shift { return Shift{Permission: string(s.Permission), Users: s.Users} }
