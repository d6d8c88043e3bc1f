package rest

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Resend says how the new link is handed over; by e-mail where nothing is said.
type Resend struct {
	Deliver *string `json:"deliver,omitempty" validate:"omitempty,oneof=email link" enums:"email,link" default:"email" example:"email"`
} // @name Resend

// ResentInvitation is the invitation with its new link; accept_url comes this once, for deliver=link.
type ResentInvitation struct {
	Invitation
	AcceptURL string `json:"accept_url,omitempty" validate:"omitempty" format:"uri" example:"https://gatehouse.example.com/invite#token=QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
} // @name ResentInvitation

// resendInvitation is POST /api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/resend.
//
//	@ID				resendInvitation
//	@Summary		Send an invitation again
//	@Description	Needs the permission `users:invite`. Makes a new link with a new expiry; the old one stops working at once.
//	@Tags			Invitations
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			invitation_id	path		string	true	"The invitation"														Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Param			body			body		Resend	false	"May be left out"
//	@Success		200				{object}	ResentInvitation
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, conflict, already_member, already_invited, limit_reached"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/resend [post]
func (h *Handler) resendInvitation(c echo.Context, p authz.Pass) error {
	in, err := web.OptionalBody[Resend](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.Invitation](c, "invitation_id", "invitation")
	if err != nil {
		return err
	}
	sent, err := h.Admission.Resend(c.Request().Context(), p, one, given(in.Deliver) == deliverLink, web.Expected(c))
	if err != nil {
		return err
	}
	view := ResentInvitation{Invitation: invitationView(sent), AcceptURL: sent.AcceptURL.Reveal()}
	return web.OKAt(c, view, sent.Version)
}

// resendInvitations is POST /api/v1/workspaces/{workspace_id}/invitations/bulk/resend.
//
//	@ID				resendInvitations
//	@Summary		Send many invitations again
//	@Description	Needs the permission `users:invite`. Up to 200, each by the rules of sending one again and within the same limits of mail, in a transaction of its own: one refusal holds up nobody else. Where an id is not of this workspace the whole is refused and nothing changes.
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
//	@Router			/api/v1/workspaces/{workspace_id}/invitations/bulk/resend [post]
func (h *Handler) resendInvitations(c echo.Context, p authz.Pass) error {
	return h.eachInvitation(c, p, func(ctx context.Context, one id.Invitation) error {
		if err := h.Frame.Limits().Spend(ctx, web.LimitInvite, string(p.Workspace())); err != nil {
			return err
		}
		_, err := h.Admission.Resend(ctx, p, one, false, web.AnyVersion)
		return err
	})
}
