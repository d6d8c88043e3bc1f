package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// MePatch is a merge patch (RFC 7396): what is left out stays as it is.
type MePatch struct {
	Name   web.Optional[string] `json:"name,omitzero" swaggertype:"string" validate:"omitempty,name" binding:"optional" minLength:"1" maxLength:"120" example:"Ana Souza"`
	Locale web.Optional[string] `json:"locale,omitzero" swaggertype:"string" validate:"omitempty,max=35,bcp47_language_tag" binding:"optional" maxLength:"35" example:"en"`
} // @name MePatch

// PasswordChange sets another password.
type PasswordChange struct {
	CurrentPassword string `json:"current_password" validate:"required,max=256" format:"password" example:"lantern orbit quay seventeen"`
	NewPassword     string `json:"new_password" validate:"required,max=256" format:"password" example:"copper meadow violet ferry"`
} // @name PasswordChange

// OwnPassword is the password of whoever is signed in, typed once more.
type OwnPassword struct {
	Password string `json:"password" validate:"required,max=256" format:"password" example:"lantern orbit quay seventeen"`
} // @name OwnPassword

// updateMe is PATCH /api/v1/me.
//
//	@ID				updateMe
//	@Summary		Edit one’s account
//	@Description	The name of the account and the language of its mails. The names under which workspaces list the person stay as they are: those belong to the workspaces, whose administrators edit them.
//	@Tags			Me
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			If-Match	header		string	false	"The ETag that the change is meant for"
//	@Param			body		body		MePatch	true	"The request"
//	@Success		200			{object}	Me
//	@Header			200			{string}	ETag		"The version of what is in the body"
//	@Failure		400			{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401			{object}	web.Problem	"unauthenticated"
//	@Failure		403			{object}	web.Problem	"person_required"
//	@Failure		412			{object}	web.Problem	"precondition_failed"
//	@Failure		413			{object}	web.Problem	"body_too_large"
//	@Failure		415			{object}	web.Problem	"unsupported_media_type"
//	@Failure		422			{object}	web.Problem	"validation_failed"
//	@Failure		429			{object}	web.Problem	"rate_limited"
//	@Failure		503			{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me [patch]
func (h *Handler) updateMe(c echo.Context, caller authz.Caller) error {
	in, err := web.Body[MePatch](c)
	if err != nil {
		return err
	}
	patch := admission.ProfilePatch{Name: in.Name.Pointer(), Locale: in.Locale.Pointer()}
	a, err := h.Admission.EditProfile(c.Request().Context(), caller, patch, web.Expected(c))
	if err != nil {
		return err
	}
	return h.showMe(c, caller, a)
}

// changePassword is POST /api/v1/me/password.
//
//	@ID				changePassword
//	@Summary		Change one’s password
//	@Description	Ends all other sessions of the account and the links that were mailed to it; this session goes on with a new refresh cookie. Wrong passwords count against a limit.
//	@Tags			Me
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			Idempotency-Key	header	string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	PasswordChange	true	"The request"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"person_required"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed, conflict"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/password [post]
func (h *Handler) changePassword(c echo.Context, caller authz.Caller) error {
	in, err := web.Body[PasswordChange](c)
	if err != nil {
		return err
	}
	err = h.guess(c, caller, func() error {
		tokens, err := h.Admission.ChangePassword(c.Request().Context(), caller, secret.Text(in.CurrentPassword), secret.Text(in.NewPassword))
		if err == nil {
			h.Frame.KeepRefreshToken(c, tokens.Refresh.Reveal(), domain.SessionLife)
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.None(c)
}

// reauthenticate is POST /api/v1/me/reauthenticate.
//
//	@ID				reauthenticate
//	@Summary		Type one’s password again
//	@Description	For ten minutes after, this session may do what answers reauthentication_required. Wrong passwords count against a limit, as at sign-in.
//	@Tags			Me
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			Idempotency-Key	header	string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	OwnPassword	true	"The request"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"person_required"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed, conflict"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/reauthenticate [post]
func (h *Handler) reauthenticate(c echo.Context, caller authz.Caller) error {
	in, err := web.Body[OwnPassword](c)
	if err != nil {
		return err
	}
	err = h.guess(c, caller, func() error {
		return h.Admission.Reauthenticate(c.Request().Context(), caller, secret.Text(in.Password))
	})
	if err != nil {
		return err
	}
	return web.None(c)
}

// deleteMe is DELETE /api/v1/me.
//
//	@ID				deleteMe
//	@Summary		Delete one’s account
//	@Description	For good, with all places, invitations, requests and sessions; the audit log alone keeps that it was there. All or nothing: where one workspace cannot do without the person, `workspaces` lists those that cannot, each with the code why, and nothing is deleted.
//	@Tags			Me
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			body	body	OwnPassword	true	"The request"
//	@Success		204		"No Content"
//	@Failure		400		{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401		{object}	web.Problem	"unauthenticated"
//	@Failure		403		{object}	web.Problem	"person_required"
//	@Failure		409		{object}	web.Problem	"last_admin, four_eyes_needs_two, conflict"
//	@Failure		413		{object}	web.Problem	"body_too_large"
//	@Failure		415		{object}	web.Problem	"unsupported_media_type"
//	@Failure		422		{object}	web.Problem	"validation_failed"
//	@Failure		429		{object}	web.Problem	"rate_limited"
//	@Failure		503		{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me [delete]
func (h *Handler) deleteMe(c echo.Context, caller authz.Caller) error {
	in, err := web.Body[OwnPassword](c)
	if err != nil {
		return err
	}
	err = h.guess(c, caller, func() error {
		return h.Admission.DeleteAccount(c.Request().Context(), caller, secret.Text(in.Password))
	})
	if err != nil {
		return err
	}
	h.Frame.DropRefreshToken(c)
	return web.None(c)
}

// guess bounds how often whoever is signed in may be wrong about their own password. Nobody else can use that up, so
// that a stranger who guesses at the sign-in page keeps no owner from their account.
func (h *Handler) guess(c echo.Context, caller authz.Caller, try func() error) error {
	who := string(caller.Account().ID)
	if err := h.Frame.Limits().Take(c, web.LimitConfirm, who); err != nil {
		return err
	}
	err := try()
	if !admission.IsWrongPassword(err) {
		h.Frame.Limits().GiveBack(c.Request().Context(), web.LimitConfirm, who)
	}
	return err
}
