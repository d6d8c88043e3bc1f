package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// JoinPage is what a workspace that takes requests tells anybody.
type JoinPage struct {
	Workspace      Named  `json:"workspace" validate:"required"`
	AccessRequests string `json:"access_requests" validate:"required" enums:"domains,anyone" example:"domains"`
} // @name JoinPage

// AskToJoin is somebody's wish to join. The message is for whoever decides.
type AskToJoin struct {
	Email   string `json:"email" validate:"required,email" format:"email" example:"li.wei@example.com"`
	Name    string `json:"name" validate:"required,name" maxLength:"120" example:"Li Wei"`
	Message string `json:"message,omitempty" validate:"omitempty,max=1000" example:"I start at the Perth depot on Monday."`
} // @name AskToJoin

// AccessToken is the token of the link that proves an address.
type AccessToken struct {
	Token string `json:"token" validate:"required,max=200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
} // @name AccessToken

// AccessRequestLookup is what the holder of a living link sees.
type AccessRequestLookup struct {
	Workspace     Ref       `json:"workspace" validate:"required"`
	Email         string    `json:"email" validate:"required" format:"email" example:"li.wei@example.com"`
	Name          string    `json:"name" validate:"required" example:"Li Wei"`
	ExpiresAt     time.Time `json:"expires_at" validate:"required" format:"date-time"`
	AccountExists bool      `json:"account_exists" validate:"required" example:"false"`
} // @name AccessRequestLookup

// ConfirmAccessRequest proves the address. The password is for an account that has no credential yet.
type ConfirmAccessRequest struct {
	Token    string `json:"token" validate:"required,max=200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
	Password string `json:"password,omitempty" validate:"omitempty,max=256" format:"password" example:"lantern orbit quay seventeen"`
} // @name ConfirmAccessRequest

// getJoinPage is GET /api/v1/join/{slug}.
//
//	@ID				getJoinPage
//	@Summary		May people ask to join?
//	@Description	For the page on which people ask. A workspace that takes no requests answers as one that does not exist.
//	@Tags			Asking to join
//	@Produce		json
//	@Param			slug	path		string	true	"The workspace’s name in addresses"
//	@Success		200		{object}	JoinPage
//	@Failure		400		{object}	web.Problem	"bad_request"
//	@Failure		404		{object}	web.Problem	"not_found"
//	@Failure		429		{object}	web.Problem	"rate_limited"
//	@Failure		503		{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/join/{slug} [get]
func (h *Handler) getJoinPage(c echo.Context, v authz.Visitor) error {
	found, err := h.Admission.JoinPage(c.Request().Context(), v, c.Param("slug"))
	if err != nil {
		return err
	}
	return web.OK(c, JoinPage{Workspace: Named{Name: found.Name}, AccessRequests: string(found.AccessRequests)})
}

// askToJoin is POST /api/v1/workspaces/{slug}/access-requests.
//
//	@ID				askToJoin
//	@Summary		Ask to join
//	@Description	Mails a link that proves the address; nothing is created before that. The answer is the same whether or not the address has an account, a place or a request already: whom the mail reaches is told there. At most one mail in five minutes.
//	@Tags			Asking to join
//	@Accept			json
//	@Produce		json
//	@Param			slug			path	string		true	"The workspace’s name in addresses"
//	@Param			Idempotency-Key	header	string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body	AskToJoin	true	"The request"
//	@Success		202
//	@Failure		400	{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		404	{object}	web.Problem	"not_found"
//	@Failure		409	{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413	{object}	web.Problem	"body_too_large"
//	@Failure		415	{object}	web.Problem	"unsupported_media_type"
//	@Failure		422	{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{slug}/access-requests [post]
func (h *Handler) askToJoin(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[AskToJoin](c)
	if err != nil {
		return err
	}
	err = h.Admission.Ask(c.Request().Context(), v, c.Param("slug"), admission.AskCommand{
		Email: in.Email, Name: in.Name, Message: in.Message,
	})
	if err != nil {
		return err
	}
	return web.Accepted(c)
}

// lookupAccessRequest is POST /api/v1/access-requests/lookup.
//
//	@ID				lookupAccessRequest
//	@Summary		What does this link confirm?
//	@Description	Changes nothing. A dead link tells its state and nothing of the workspace.
//	@Tags			Asking to join
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		AccessToken	true	"The request"
//	@Success		200				{object}	AccessRequestLookup
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		404				{object}	web.Problem	"access_request_invalid"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, access_request_confirmed"
//	@Failure		410				{object}	web.Problem	"access_request_ended, access_request_superseded"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/access-requests/lookup [post]
func (h *Handler) lookupAccessRequest(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[AccessToken](c)
	if err != nil {
		return err
	}
	found, err := h.Admission.LookupAccessRequest(c.Request().Context(), v, secret.Text(in.Token))
	if err != nil {
		return err
	}
	return web.OK(c, AccessRequestLookup{
		Workspace: Ref{ID: string(found.Workspace.ID), Name: found.Workspace.Name}, Email: string(found.Request.Email),
		Name: found.Request.Name, ExpiresAt: moment(found.Request.ExpiresAt), AccountExists: found.AccountExists,
	})
}

// confirmAccessRequest is POST /api/v1/access-requests/confirm.
//
//	@ID				confirmAccessRequest
//	@Summary		Confirm the address, and ask for the approval
//	@Description	Without a credential, the password makes one. An account that has one signs in first, as that very e-mail, and sends its access token along. An administrator always has to approve, whatever the workspace’s policy says of people who are invited. Signed in, confirming twice gives the same answer.
//	@Tags			Asking to join
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string					false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			Authorization	header		string					false	"The access token of whoever is signed in: Bearer …"
//	@Param			body			body		ConfirmAccessRequest	true	"The request"
//	@Success		200				{object}	AcceptedInvitation
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"sign_in_required, unauthenticated"
//	@Failure		403				{object}	web.Problem	"email_mismatch, person_required"
//	@Failure		404				{object}	web.Problem	"access_request_invalid"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, access_request_confirmed, invitation_open"
//	@Failure		410				{object}	web.Problem	"access_request_ended, access_request_superseded"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/access-requests/confirm [post]
func (h *Handler) confirmAccessRequest(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[ConfirmAccessRequest](c)
	if err != nil {
		return err
	}
	who, err := h.Frame.Principal(c)
	if err != nil {
		return err
	}
	done, err := h.Admission.ConfirmAccessRequest(c.Request().Context(), v, who, secret.Text(in.Token), secret.Text(in.Password))
	if err != nil {
		return err
	}
	return web.OK(c, h.acceptedView(c, done))
}
