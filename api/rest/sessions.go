package rest

import (
	"errors"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// Credentials are an e-mail address and its password.
type Credentials struct {
	Email    string `json:"email" validate:"required,max=254,email" format:"email" example:"ana.souza@example.com"`
	Password string `json:"password" validate:"required,max=256" format:"password" example:"lantern orbit quay seventeen"`
} // @name Credentials

// Session is what a browser keeps in memory; its refresh token is a cookie that no script sees.
type Session struct {
	AccessToken string  `json:"access_token" validate:"required" example:"eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTk5In0.c2ln"`
	TokenType   string  `json:"token_type" validate:"required" enums:"Bearer" example:"Bearer"`
	ExpiresIn   int     `json:"expires_in" validate:"required" example:"600"`
	Account     Account `json:"account" validate:"required"`
} // @name Session

// AskReset asks for a mail with a link to set a new password.
type AskReset struct {
	Email string `json:"email" validate:"required,max=254,email" format:"email" example:"ana.souza@example.com"`
} // @name AskReset

// ConfirmReset sets the new password.
type ConfirmReset struct {
	Token    string `json:"token" validate:"required,max=200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
	Password string `json:"password" validate:"required,max=256" format:"password" example:"copper meadow violet ferry"`
} // @name ConfirmReset

// createSession is POST /api/v1/auth/sessions.
//
//	@ID				createSession
//	@Summary		Sign in
//	@Description	Right credentials give an access token, and a refresh token as a cookie. Where no place is active and one is pending, the answer is approval_pending, with the members `pending` (as in Pending) and `pending_token`.
//	@Tags			Sessions
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		Credentials	true	"The request"
//	@Success		200				{object}	Session
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"invalid_credentials"
//	@Failure		403				{object}	web.Problem	"approval_pending, cross_origin"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/sessions [post]
func (h *Handler) createSession(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[Credentials](c)
	if err != nil {
		return err
	}
	who := addressKey(in.Email)
	if err := h.Frame.Limits().Take(c, web.LimitPassword, who); err != nil {
		return err
	}
	done, err := h.Admission.SignIn(c.Request().Context(), v, in.Email, secret.Text(in.Password))
	if !errors.Is(err, identity.ErrCredentials()) {
		h.Frame.Limits().GiveBack(c.Request().Context(), web.LimitPassword, who) // only wrong guesses count
	}
	if err != nil {
		return err
	}
	return web.OK(c, h.begin(c, done))
}

// refreshSession is POST /api/v1/auth/sessions/refresh.
//
//	@ID				refreshSession
//	@Summary		Renew the access token
//	@Description	Trades the refresh cookie for a new access token and a new cookie. The use of an older cookie ends the whole session, but for a grace of ten seconds.
//	@Tags			Sessions
//	@Produce		json
//	@Security		RefreshCookie
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	Session
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"cross_origin"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/sessions/refresh [post]
func (h *Handler) refreshSession(c echo.Context, v authz.Visitor) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	done, err := h.Admission.Refresh(c.Request().Context(), v, secret.Text(h.Frame.RefreshToken(c)))
	if err != nil {
		return err
	}
	return web.OK(c, h.begin(c, done))
}

// deleteSession is DELETE /api/v1/auth/sessions/current.
//
//	@ID				deleteSession
//	@Summary		Sign out
//	@Description	Ends the session of the refresh cookie, or of the access token where there is no cookie. Doing it twice does no harm.
//	@Tags			Sessions
//	@Produce		json
//	@Security		RefreshCookie
//	@Security		Bearer
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		403	{object}	web.Problem	"cross_origin"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/sessions/current [delete]
func (h *Handler) deleteSession(c echo.Context, v authz.Visitor) error {
	if err := h.Admission.SignOut(c.Request().Context(), v, secret.Text(h.Frame.RefreshToken(c))); err != nil {
		return err
	}
	caller, signedIn, err := h.Frame.Caller(c)
	if err != nil {
		return err
	}
	if signedIn {
		if err := h.Admission.SignOutCaller(c.Request().Context(), caller); err != nil {
			return err
		}
	}
	h.Frame.DropRefreshToken(c)
	return web.None(c)
}

// askPasswordReset is POST /api/v1/auth/password-resets.
//
//	@ID				askPasswordReset
//	@Summary		Ask for a password reset
//	@Description	Sends a mail where the address has an account; the answer is the same where it has none.
//	@Tags			Sessions
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header	string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	AskReset	true	"The request"
//	@Success		202
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/password-resets [post]
func (h *Handler) askPasswordReset(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[AskReset](c)
	if err != nil {
		return err
	}
	if err := h.Frame.Limits().Take(c, web.LimitReset, addressKey(in.Email)); err != nil {
		return err
	}
	if err := h.Admission.AskReset(c.Request().Context(), v, in.Email); err != nil {
		return err
	}
	return web.Accepted(c)
}

// confirmPasswordReset is POST /api/v1/auth/password-resets/confirm.
//
//	@ID				confirmPasswordReset
//	@Summary		Set a new password
//	@Description	Takes the token of the mail, sets the password and ends all sessions of the account. Sign in afterwards.
//	@Tags			Sessions
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header	string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	ConfirmReset	true	"The request"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		410	{object}	web.Problem	"reset_invalid"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/password-resets/confirm [post]
func (h *Handler) confirmPasswordReset(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[ConfirmReset](c)
	if err != nil {
		return err
	}
	if err := h.Admission.ConfirmReset(c.Request().Context(), v, secret.Text(in.Token), secret.Text(in.Password)); err != nil {
		return err
	}
	return web.None(c)
}

// begin shows a session and hands the browser its refresh cookie. Where the use case gives none, another tab's stays.
func (h *Handler) begin(c echo.Context, done admission.SignedIn) Session {
	if done.Tokens.Refresh != "" {
		h.Frame.KeepRefreshToken(c, done.Tokens.Refresh.Reveal(), domain.SessionLife)
	}
	return Session{
		AccessToken: done.Tokens.Access, TokenType: "Bearer", ExpiresIn: int(domain.AccessLife.Seconds()),
		Account: accountView(done.Account),
	}
}

func accountView(a domain.Account) Account {
	return Account{ID: string(a.ID), Email: string(a.Email), Name: a.Name}
}

// addressKey names an address for a limit: all spellings of one address are one.
func addressKey(text string) string {
	email, _ := domain.ParseEmail("", text) // the body's rules found it to be one
	return string(email)
}
