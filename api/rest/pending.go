package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// Pending is what someone sees who waits for an approval. State is approved as soon as one place is active, and ended
// once no request is left: rejected, withdrawn or expired.
type Pending struct {
	State   string         `json:"state" validate:"required" enums:"pending,approved,ended" example:"pending"`
	Pending []PendingPlace `json:"pending" validate:"required"`
} // @name Pending

// PendingPlace is one workspace that someone waits for.
type PendingPlace struct {
	Workspace      Ref        `json:"workspace" validate:"required"`
	Since          time.Time  `json:"since" validate:"required" format:"date-time"`
	DecidedByRoles []string   `json:"decided_by_roles" validate:"required" example:"Admin,Approver"`
	RemindedAt     *time.Time `json:"reminded_at" validate:"required" format:"date-time" extensions:"x-nullable"`
} // @name PendingPlace

// getPending is GET /api/v1/auth/pending.
//
//	@ID				getPending
//	@Summary		See how one’s request stands
//	@Description	For whoever was answered approval_pending. Once state is approved, exchange the token for a session.
//	@Tags			Waiting
//	@Produce		json
//	@Security		PendingToken
//	@Success		200	{object}	Pending
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/pending [get]
func (h *Handler) getPending(c echo.Context, v authz.Visitor) error {
	return h.showPending(c, v)
}

// withdrawPending is DELETE /api/v1/auth/pending.
//
//	@ID				withdrawPending
//	@Summary		Withdraw one’s request
//	@Description	Ends the request and deletes the place, and the account where this was its only place.
//	@Tags			Waiting
//	@Produce		json
//	@Security		PendingToken
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		409	{object}	web.Problem	"already_decided"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/pending [delete]
func (h *Handler) withdrawPending(c echo.Context, v authz.Visitor) error {
	if err := h.Admission.Withdraw(c.Request().Context(), v, secret.Text(web.Bearer(c))); err != nil {
		return err
	}
	return web.None(c)
}

// remindPending is POST /api/v1/auth/pending/remind.
//
//	@ID				remindPending
//	@Summary		Remind the approvers
//	@Description	Sends the approvers a reminder, once in 24 hours.
//	@Tags			Waiting
//	@Produce		json
//	@Security		PendingToken
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	Pending
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/pending/remind [post]
func (h *Handler) remindPending(c echo.Context, v authz.Visitor) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	if err := h.Admission.Remind(c.Request().Context(), v, secret.Text(web.Bearer(c))); err != nil {
		return err
	}
	return h.showPending(c, v)
}

// exchangePending is POST /api/v1/auth/pending/exchange.
//
//	@ID				exchangePending
//	@Summary		Turn the pending token into a session
//	@Description	Works once a place is active; until then the answer is approval_pending.
//	@Tags			Waiting
//	@Produce		json
//	@Security		PendingToken
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	Session
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"approval_pending, cross_origin"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/auth/pending/exchange [post]
func (h *Handler) exchangePending(c echo.Context, v authz.Visitor) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	done, err := h.Admission.Exchange(c.Request().Context(), v, secret.Text(web.Bearer(c)))
	if err != nil {
		return err
	}
	return web.OK(c, h.begin(c, done))
}

func (h *Handler) showPending(c echo.Context, v authz.Visitor) error {
	state, err := h.Admission.PendingState(c.Request().Context(), v, secret.Text(web.Bearer(c)))
	if err != nil {
		return err
	}
	return web.OK(c, Pending{State: state.State, Pending: each(state.Waits, waitView)})
}

func waitView(w admission.Wait) PendingPlace {
	return PendingPlace{
		Workspace: Ref{ID: string(w.Workspace.ID), Name: w.Workspace.Name}, Since: moment(w.Since),
		DecidedByRoles: w.Deciders, RemindedAt: momentOrNull(w.RemindedAt),
	}
}
