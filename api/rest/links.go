package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// InvitationToken is the token of an invitation link.
type InvitationToken struct {
	Token string `json:"token" validate:"required,max=200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
} // @name InvitationToken

// InvitationLookup is what the holder of a living link sees.
type InvitationLookup struct {
	Workspace     Ref       `json:"workspace" validate:"required"`
	Email         string    `json:"email" validate:"required" format:"email" example:"li.wei@example.com"`
	Name          string    `json:"name" validate:"required" example:"Li Wei"`
	InvitedBy     *Named    `json:"invited_by" validate:"required" extensions:"x-nullable"`
	Roles         []Named   `json:"roles" validate:"required"`
	ExpiresAt     time.Time `json:"expires_at" validate:"required" format:"date-time"`
	AccountExists bool      `json:"account_exists" validate:"required" example:"false"`
	State         string    `json:"state" validate:"required" enums:"pending" example:"pending"`
} // @name InvitationLookup

// AcceptInvitation accepts. Name and password are for an account that has no credential yet.
type AcceptInvitation struct {
	Token    string `json:"token" validate:"required,max=200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
	Name     string `json:"name,omitempty" validate:"omitempty,max=120" example:"Li Wei"`
	Password string `json:"password,omitempty" validate:"omitempty,max=256" format:"password" example:"lantern orbit quay seventeen"`
} // @name AcceptInvitation

// AcceptedInvitation is the place that was accepted: active with a session, or waiting with a pending token.
type AcceptedInvitation struct {
	User         AcceptedUser `json:"user" validate:"required"`
	Workspace    Ref          `json:"workspace" validate:"required"`
	Status       string       `json:"status" validate:"required" enums:"active,pending_approval" example:"active"`
	Session      *Session     `json:"session,omitempty" validate:"omitempty"`
	PendingToken string       `json:"pending_token,omitempty" validate:"omitempty" example:"eyJhbGciOiJFZERTQSIsInR5cCI6InBlbmRpbmcrand0In0.eyJzdWIiOiIwMTk5In0.c2ln"`
} // @name AcceptedInvitation

// AcceptedUser is the user who accepted.
type AcceptedUser struct {
	ID     string `json:"id" validate:"required" format:"uuid"`
	Name   string `json:"name" validate:"required" example:"Li Wei"`
	Email  string `json:"email" validate:"required" format:"email" example:"li.wei@example.com"`
	Status string `json:"status" validate:"required" enums:"active,pending_approval" example:"active"`
} // @name AcceptedUser

// lookupInvitation is POST /api/v1/invitations/lookup.
//
//	@ID				lookupInvitation
//	@Summary		What does this link offer?
//	@Description	Changes nothing. A dead link tells its state and nothing of the workspace.
//	@Tags			Invitation links
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		InvitationToken	true	"The request"
//	@Success		200				{object}	InvitationLookup
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		404				{object}	web.Problem	"invitation_invalid"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, invitation_accepted"
//	@Failure		410				{object}	web.Problem	"invitation_expired, invitation_revoked, invitation_superseded, invitation_declined"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/invitations/lookup [post]
func (h *Handler) lookupInvitation(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[InvitationToken](c)
	if err != nil {
		return err
	}
	found, err := h.Admission.LookupInvitation(c.Request().Context(), v, secret.Text(in.Token))
	if err != nil {
		return err
	}
	return web.OK(c, lookupView(found))
}

// acceptInvitation is POST /api/v1/invitations/accept.
//
//	@ID				acceptInvitation
//	@Summary		Accept an invitation
//	@Description	Without a credential, name and password make one. An account that has one signs in first, as that very e-mail, and sends its access token along. Accepting twice gives the same answer.
//	@Tags			Invitation links
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string				false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			Authorization	header		string				false	"The access token of whoever is signed in: Bearer …"
//	@Param			body			body		AcceptInvitation	true	"The request"
//	@Success		200				{object}	AcceptedInvitation
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"sign_in_required, unauthenticated"
//	@Failure		403				{object}	web.Problem	"email_mismatch, person_required, cross_origin"
//	@Failure		404				{object}	web.Problem	"invitation_invalid"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, invitation_accepted"
//	@Failure		410				{object}	web.Problem	"invitation_expired, invitation_revoked, invitation_superseded, invitation_declined"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/invitations/accept [post]
func (h *Handler) acceptInvitation(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[AcceptInvitation](c)
	if err != nil {
		return err
	}
	who, err := h.Frame.Principal(c)
	if err != nil {
		return err
	}
	done, err := h.Admission.Accept(c.Request().Context(), v, who, admission.AcceptCommand{
		Token: secret.Text(in.Token), Name: orNull(in.Name), Password: secret.Text(in.Password),
	})
	if err != nil {
		return err
	}
	return web.OK(c, h.acceptedView(c, done))
}

// declineInvitation is POST /api/v1/invitations/decline.
//
//	@ID				declineInvitation
//	@Summary		Decline an invitation
//	@Description	Ends the offer. Who invited can send it again.
//	@Tags			Invitation links
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header	string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	InvitationToken	true	"The request"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		404	{object}	web.Problem	"invitation_invalid"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed, invitation_accepted"
//	@Failure		410	{object}	web.Problem	"invitation_expired, invitation_revoked, invitation_superseded"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/invitations/decline [post]
func (h *Handler) declineInvitation(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[InvitationToken](c)
	if err != nil {
		return err
	}
	if err := h.Admission.Decline(c.Request().Context(), v, secret.Text(in.Token)); err != nil {
		return err
	}
	return web.None(c)
}

// requestNewInvitation is POST /api/v1/invitations/request-new.
//
//	@ID				requestNewInvitation
//	@Summary		Ask for a new invitation
//	@Description	The holder of a dead link asks whoever invited for a new one. The answer is the same whether or not there is somebody to ask.
//	@Tags			Invitation links
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header	string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	InvitationToken	true	"The request"
//	@Success		202
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		404	{object}	web.Problem	"invitation_invalid"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/invitations/request-new [post]
func (h *Handler) requestNewInvitation(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[InvitationToken](c)
	if err != nil {
		return err
	}
	if err := h.Admission.AskNew(c.Request().Context(), v, secret.Text(in.Token)); err != nil {
		return err
	}
	return web.Accepted(c)
}

func lookupView(l admission.Lookup) InvitationLookup {
	view := InvitationLookup{
		Workspace: Ref{ID: string(l.Workspace.ID), Name: l.Workspace.Name},
		Email:     string(l.Invitation.Email), Name: l.Invitation.Name,
		Roles:     each(l.Roles, func(r domain.Role) Named { return Named{Name: r.Name} }),
		ExpiresAt: moment(l.Invitation.ExpiresAt), AccountExists: l.AccountExists, State: string(l.Invitation.Status),
	}
	if l.Inviter != "" {
		view.InvitedBy = &Named{Name: l.Inviter}
	}
	return view
}

func (h *Handler) acceptedView(c echo.Context, a admission.Accepted) AcceptedInvitation {
	view := AcceptedInvitation{
		User:      AcceptedUser{ID: string(a.User.ID), Name: a.User.Name, Email: string(a.User.Email), Status: string(a.User.Status)},
		Workspace: Ref{ID: string(a.Workspace.ID), Name: a.Workspace.Name}, Status: string(a.User.Status),
		PendingToken: a.PendingToken.Reveal(),
	}
	if a.Session != nil {
		session := h.begin(c, *a.Session)
		view.Session = &session
	}
	return view
}
