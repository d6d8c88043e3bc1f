package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// AskEmailChange asks for another e-mail address.
type AskEmailChange struct {
	Email    string `json:"email" validate:"required,max=254,email" format:"email" example:"ana@new.example.com"`
	Password string `json:"password,omitempty" validate:"max=256" format:"password" example:"lantern orbit quay seventeen"`
} // @name AskEmailChange

// MailboxToken is the token of one of the two mails.
type MailboxToken struct {
	Token string `json:"token" validate:"required,max=200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
} // @name MailboxToken

// EmailConfirmed tells what a mailbox’s yes led to.
type EmailConfirmed struct {
	Changed bool `json:"changed" validate:"required" example:"false"`
} // @name EmailConfirmed

// askEmailChange is POST /api/v1/me/email.
//
//	@ID				askEmailChange
//	@Summary		Ask for another e-mail address
//	@Description	Mails a link to the new address and one to the old: the address changes once both have confirmed it. An older wish ends. The answer is the same where another account has the address; that address is told instead. The password may be left out for ten minutes after it was typed.
//	@Tags			Me
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			Idempotency-Key	header	string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	AskEmailChange	true	"The request"
//	@Success		202
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"reauthentication_required, person_required"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed, conflict"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/email [post]
func (h *Handler) askEmailChange(c echo.Context, caller authz.Caller) error {
	in, err := web.Body[AskEmailChange](c)
	if err != nil {
		return err
	}
	err = h.guess(c, caller, func() error {
		return h.Admission.AskMove(c.Request().Context(), caller, in.Email, secret.Text(in.Password))
	})
	if err != nil {
		return err
	}
	return web.Accepted(c)
}

// takeBackEmailChange is DELETE /api/v1/me/email.
//
//	@ID				takeBackEmailChange
//	@Summary		Keep one’s e-mail address
//	@Description	Ends the wish for another address; both links die. It does no harm where there is none.
//	@Tags			Me
//	@Produce		json
//	@Security		Bearer
//	@Success		204	"No Content"
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"person_required"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/email [delete]
func (h *Handler) takeBackEmailChange(c echo.Context, caller authz.Caller) error {
	if err := h.Admission.TakeBackMove(c.Request().Context(), caller); err != nil {
		return err
	}
	return web.None(c)
}

// confirmEmailChange is POST /api/v1/me/email/confirm.
//
//	@ID				confirmEmailChange
//	@Summary		Confirm another e-mail address
//	@Description	Takes the token of one of the two mails, once. `changed` tells that both have confirmed now: the account and its users have the new address, links mailed to the old one are dead, and all sessions have ended but the one that asked.
//	@Tags			Me
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		MailboxToken	true	"The request"
//	@Success		200				{object}	EmailConfirmed
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, email_taken, conflict"
//	@Failure		410				{object}	web.Problem	"email_change_invalid"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/email/confirm [post]
func (h *Handler) confirmEmailChange(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[MailboxToken](c)
	if err != nil {
		return err
	}
	done, err := h.Admission.ConfirmMove(c.Request().Context(), v, secret.Text(in.Token))
	if err != nil {
		return err
	}
	return web.OK(c, EmailConfirmed{Changed: done.Done})
}

// cancelEmailChange is POST /api/v1/me/email/cancel.
//
//	@ID				cancelEmailChange
//	@Summary		Refuse another e-mail address
//	@Description	Takes the token of either mail, also of one that has confirmed already: nothing changes, and both links die.
//	@Tags			Me
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header	string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	MailboxToken	true	"The request"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		410	{object}	web.Problem	"email_change_invalid"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/email/cancel [post]
func (h *Handler) cancelEmailChange(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[MailboxToken](c)
	if err != nil {
		return err
	}
	if err := h.Admission.RefuseMove(c.Request().Context(), v, secret.Text(in.Token)); err != nil {
		return err
	}
	return web.None(c)
}
