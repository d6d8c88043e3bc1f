package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// OwnSession is one browser or program in which the account is signed in. Its id is a name, not a secret. Place is
// the network of its first request: the house has no list of places.
type OwnSession struct {
	ID         string    `json:"id" validate:"required" format:"uuid"`
	Current    bool      `json:"current" validate:"required" example:"true"`
	CreatedAt  time.Time `json:"created_at" validate:"required" format:"date-time"`
	LastUsedAt time.Time `json:"last_used_at" validate:"required" format:"date-time"`
	ExpiresAt  time.Time `json:"expires_at" validate:"required" format:"date-time"`
	IP         string    `json:"ip" validate:"required" example:"203.0.113.7"`
	UserAgent  string    `json:"user_agent" validate:"required" example:"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"`
	Device     string    `json:"device" validate:"required" example:"Firefox on Windows"`
	Place      string    `json:"place" validate:"required" example:"203.0.113.0/24"`
} // @name OwnSession

// OwnSessions are all sessions of the account.
type OwnSessions struct {
	Data []OwnSession `json:"data" validate:"required"`
} // @name OwnSessions

// listMySessions is GET /api/v1/me/sessions.
//
//	@ID				listMySessions
//	@Summary		Where am I signed in?
//	@Description	All living sessions of the account, the one used last first; `current` is the one that asks. `last_used_at` moves when the access token is renewed, at most every ten minutes. `device` is read from the user agent, which any program can make up; `place` is the network of the address at sign-in.
//	@Tags			Me
//	@Produce		json
//	@Security		Bearer
//	@Success		200	{object}	OwnSessions
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"person_required"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/sessions [get]
func (h *Handler) listMySessions(c echo.Context, caller authz.Caller) error {
	list, err := h.Admission.Sessions(c.Request().Context(), caller)
	if err != nil {
		return err
	}
	return web.OK(c, OwnSessions{Data: each(list, func(s domain.Session) OwnSession {
		return OwnSession{
			ID: string(s.ID), Current: s.ID == caller.Session().ID, CreatedAt: moment(s.CreatedAt),
			LastUsedAt: moment(s.LastUsedAt), ExpiresAt: moment(s.ExpiresAt), IP: s.IP, UserAgent: s.UserAgent,
			Device: domain.DeviceOf(s.UserAgent), Place: domain.NetworkOf(s.IP),
		}
	})})
}

// endMySession is DELETE /api/v1/me/sessions/{session_id}.
//
//	@ID				endMySession
//	@Summary		End one of one’s sessions
//	@Description	Holds from that session’s next request on, and closes its open streams. Ending the current one is signing out.
//	@Tags			Me
//	@Produce		json
//	@Security		Bearer
//	@Param			session_id	path	string	true	"The session"	Format(uuid)
//	@Success		204			"No Content"
//	@Failure		400			{object}	web.Problem	"bad_request"
//	@Failure		401			{object}	web.Problem	"unauthenticated"
//	@Failure		403			{object}	web.Problem	"person_required"
//	@Failure		404			{object}	web.Problem	"not_found"
//	@Failure		429			{object}	web.Problem	"rate_limited"
//	@Failure		503			{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/sessions/{session_id} [delete]
func (h *Handler) endMySession(c echo.Context, caller authz.Caller) error {
	one, err := pathID[id.Session](c, "session_id", "session")
	if err != nil {
		return err
	}
	here, err := h.Admission.EndSession(c.Request().Context(), caller, one)
	if err != nil {
		return err
	}
	if here {
		h.Frame.DropRefreshToken(c)
	}
	return web.None(c)
}

// endMySessions is DELETE /api/v1/me/sessions.
//
//	@ID				endMySessions
//	@Summary		Sign out everywhere else
//	@Description	Ends all sessions of the account but this one; with `current=true` this one too.
//	@Tags			Me
//	@Produce		json
//	@Security		Bearer
//	@Param			current	query	string	false	"End this session too"	Enums(true, false)
//	@Success		204		"No Content"
//	@Failure		400		{object}	web.Problem	"bad_request, unknown_parameter"
//	@Failure		401		{object}	web.Problem	"unauthenticated"
//	@Failure		403		{object}	web.Problem	"person_required"
//	@Failure		422		{object}	web.Problem	"validation_failed"
//	@Failure		429		{object}	web.Problem	"rate_limited"
//	@Failure		503		{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/me/sessions [delete]
func (h *Handler) endMySessions(c echo.Context, caller authz.Caller) error {
	q := web.QueryOf(c)
	here := q.OneOf("current", "false", "true") == "true"
	if err := q.Done(); err != nil {
		return err
	}
	if err := h.Admission.EndOwnSessions(c.Request().Context(), caller, here); err != nil {
		return err
	}
	if here {
		h.Frame.DropRefreshToken(c)
	}
	return web.None(c)
}

// endUserSessions is POST /api/v1/workspaces/{workspace_id}/users/{user_id}/end-sessions.
//
//	@ID				endUserSessions
//	@Summary		End a user’s sessions
//	@Description	Needs the permission `users:suspend`. Signs the person out everywhere, in other workspaces too, because a session is the account’s; they can sign in again. Holds from their next request on, and closes their open streams. Of nobody who holds a right that one lacks, and of nobody who has not come in yet.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path	string	true	"The workspace"	Format(uuid)
//	@Param			user_id			path	string	true	"The user"		Format(uuid)
//	@Param			Idempotency-Key	header	string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header	string	false	"The ETag that the change is meant for"
//	@Success		204				"No Content"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id}/end-sessions [post]
func (h *Handler) endUserSessions(c echo.Context, p authz.Pass) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	return h.partWith(c, p, h.Admission.EndSessionsOf)
}
