package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// PolicyPatch is the part of a workspace's settings that decides who gets in: what is left out stays as it is.
type PolicyPatch struct {
	ApprovalPolicy web.Optional[string]   `json:"approval_policy,omitzero" swaggertype:"string" validate:"omitempty,oneof=always unless_invited_by_approver outside_domains never" binding:"optional" enums:"always,unless_invited_by_approver,outside_domains,never" example:"outside_domains"`
	FourEyes       web.Optional[bool]     `json:"four_eyes,omitzero" swaggertype:"boolean" validate:"omitempty" binding:"optional" example:"true"`
	OwnDomains     web.Optional[[]string] `json:"own_domains,omitzero" swaggertype:"array,string" validate:"omitempty" binding:"optional" example:"example.com"`
	AccessRequests web.Optional[string]   `json:"access_requests,omitzero" swaggertype:"string" validate:"omitempty,oneof=off domains anyone" binding:"optional" enums:"off,domains,anyone" example:"domains"`
} // @name PolicyPatch

// PolicyPreview tells whom a change of the policies concerns. A change approves and blocks nobody by itself, so
// open_invitations stay as they were made and waiting_requests go on waiting; invited_without_approval are those of
// the open invitations whose acceptance lets in at once, now as after the change. own_domain_users and
// own_domain_invitations are people with an address at one of the domains as they would be. widens names the settings
// by which more people would get in, or may ask to, than now.
type PolicyPreview struct {
	Widens                 []string `json:"widens" validate:"required" enums:"approval_policy,four_eyes,own_domains,access_requests" example:"approval_policy"`
	OpenInvitations        int64    `json:"open_invitations" validate:"required" example:"12"`
	InvitedWithoutApproval int64    `json:"invited_without_approval" validate:"required" example:"3"`
	WaitingRequests        int64    `json:"waiting_requests" validate:"required" example:"2"`
	ActiveApprovers        int64    `json:"active_approvers" validate:"required" example:"4"`
	OwnDomainUsers         int64    `json:"own_domain_users" validate:"required" example:"214"`
	OwnDomainInvitations   int64    `json:"own_domain_invitations" validate:"required" example:"5"`
} // @name PolicyPreview

// previewWorkspace is POST /api/v1/workspaces/{workspace_id}/preview.
//
//	@ID				previewWorkspace
//	@Summary		Count whom a change of policies concerns
//	@Description	Needs the permission `workspace:update`. Changes nothing. The body is what `updateWorkspace` would be sent.
//	@Tags			Workspaces
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		PolicyPatch	true	"The change"
//	@Success		200				{object}	PolicyPreview
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
//	@Router			/api/v1/workspaces/{workspace_id}/preview [post]
func (h *Handler) previewWorkspace(c echo.Context, p authz.Pass) error {
	in, err := web.Body[PolicyPatch](c)
	if err != nil {
		return err
	}
	seen, err := h.Tenancy.PreviewWorkspace(c.Request().Context(), p, tenancy.WorkspacePatch{
		FourEyes: in.FourEyes.Pointer(), OwnDomains: in.OwnDomains.Pointer(),
		ApprovalPolicy: (*domain.ApprovalPolicy)(in.ApprovalPolicy.Pointer()),
		AccessRequests: (*domain.AccessRequests)(in.AccessRequests.Pointer()),
	})
	if err != nil {
		return err
	}
	return web.OK(c, PolicyPreview{
		Widens: seen.Widened, OpenInvitations: seen.Counts.OpenInvitations, InvitedWithoutApproval: seen.Counts.WithoutApproval,
		WaitingRequests: seen.Counts.WaitingRequests, ActiveApprovers: seen.Counts.Approvers,
		OwnDomainUsers: seen.Counts.OwnDomainUsers, OwnDomainInvitations: seen.Counts.OwnDomainInvitees,
	})
}

// deleteWorkspace is DELETE /api/v1/workspaces/{workspace_id}.
//
//	@ID				deleteWorkspace
//	@Summary		Delete a workspace with everything in it
//	@Description	Needs the permission `workspace:delete`, and a credential typed within the last 10 minutes. Deletes people, roles, locations, invitations and login requests, and the accounts whose only place it was, but for the caller's own. This cannot be undone. Links that were sent answer as links that never were.
//	@Tags			Workspaces
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path	string	true	"The workspace"	Format(uuid)
//	@Param			name			query	string	true	"The workspace's name, exactly as it is shown"	maxlength(120)
//	@Param			If-Match		header	string	false	"Only if it is still this version"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"permission_denied, reauthentication_required, person_required"
//	@Failure		404	{object}	web.Problem	"not_found"
//	@Failure		412	{object}	web.Problem	"precondition_failed"
//	@Failure		422	{object}	web.Problem	"validation_failed"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id} [delete]
func (h *Handler) deleteWorkspace(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	name := q.Text("name", domain.MaxName)
	if err := q.Done(); err != nil {
		return err
	}
	if err := h.Tenancy.DeleteWorkspace(c.Request().Context(), p, name, web.Expected(c)); err != nil {
		return err
	}
	return web.None(c)
}
