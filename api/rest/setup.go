package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// SetupState tells whether the first start is still to come.
type SetupState struct {
	Open bool `json:"open" validate:"required" example:"true"`
} // @name SetupState

// NewSetup is the first start: the first account and the first workspace.
type NewSetup struct {
	Token         string `json:"token" validate:"required,max=200" maxLength:"200" example:"QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
	Name          string `json:"name" validate:"required,max=120,name" example:"Ana Souza"`
	Email         string `json:"email" validate:"required,max=254,email" format:"email" example:"ana.souza@example.com"`
	Password      string `json:"password" validate:"required,max=256" format:"password" example:"lantern orbit quay seventeen"`
	WorkspaceName string `json:"workspace_name" validate:"required,max=120,name" example:"Northwind Rentals"`
} // @name NewSetup

// SetupSession is a session together with the workspace that was made.
type SetupSession struct {
	Session
	Workspace WorkspaceRef `json:"workspace" validate:"required"`
} // @name SetupSession

// getSetup is GET /api/v1/setup.
//
//	@ID				getSetup
//	@Summary		Is set-up open?
//	@Description	Tells whether the first account is still to be made. Once it is, this says false for good.
//	@Tags			Setup
//	@Produce		json
//	@Success		200	{object}	SetupState
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/setup [get]
func (h *Handler) getSetup(c echo.Context, v authz.Visitor) error {
	open, err := h.Admission.SetupOpen(c.Request().Context(), v)
	if err != nil {
		return err
	}
	return web.OK(c, SetupState{Open: open})
}

// createSetup is POST /api/v1/setup.
//
//	@ID				createSetup
//	@Summary		Make the first account and workspace
//	@Description	Takes the one-time set-up token that the server printed. The answer signs the person in, as the first Admin of the new workspace.
//	@Tags			Setup
//	@Accept			json
//	@Produce		json
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewSetup	true	"The request"
//	@Success		201				{object}	SetupSession
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		403				{object}	web.Problem	"setup_token_invalid, cross_origin"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, setup_closed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/setup [post]
func (h *Handler) createSetup(c echo.Context, v authz.Visitor) error {
	in, err := web.Body[NewSetup](c)
	if err != nil {
		return err
	}
	done, err := h.Admission.Setup(c.Request().Context(), v, admission.SetupCommand{
		Token: secret.Text(in.Token), Name: in.Name, Email: in.Email, Password: secret.Text(in.Password),
		WorkspaceName: in.WorkspaceName,
	})
	if err != nil {
		return err
	}
	view := SetupSession{Session: h.begin(c, done.SignedIn), Workspace: workspaceRef(done.Workspace)}
	return web.Created(c, v1+"/workspaces/"+string(done.Workspace.ID), view, 0)
}
