package rest

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// revokeInvitations is POST /api/v1/workspaces/{workspace_id}/invitations/bulk/revoke.
//
//	@ID				revokeInvitations
//	@Summary		Withdraw many invitations
//	@Description	Needs the permission `users:invite`. Up to 200, each by the rules of withdrawing one, in a transaction of its own: one refusal holds up nobody else. Where an id is not of this workspace the whole is refused and nothing changes.
//	@Tags			Invitations
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		InvitationIDs	true	"The request"
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
//	@Router			/api/v1/workspaces/{workspace_id}/invitations/bulk/revoke [post]
func (h *Handler) revokeInvitations(c echo.Context, p authz.Pass) error {
	return h.eachInvitation(c, p, func(ctx context.Context, one id.Invitation) error {
		_, err := h.Admission.Revoke(ctx, p, one, web.AnyVersion)
		return err
	})
}

func (h *Handler) eachInvitation(c echo.Context, p authz.Pass, do func(context.Context, id.Invitation) error) error {
	in, err := web.Body[InvitationIDs](c)
	if err != nil {
		return err
	}
	done, err := h.Admission.EachInvitation(c.Request().Context(), p, ids[id.Invitation](in.InvitationIDs), do)
	if err != nil {
		return err
	}
	return web.OK(c, bulkView(h.Frame, c, "invitation_id", done))
}
