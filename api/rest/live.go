package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Change is one server-sent event: what happened and to which thing, without personal data. A permission is its own id. The id is null for
// stream.opened, for people.changed, which says that something changed about people of whom the caller sees some at most, and for resync, which says that something was missed.
type Change struct {
	Type string  `json:"type" validate:"required" example:"approval.requested"`
	ID   *string `json:"id" validate:"required" extensions:"x-nullable" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
} // @name Change

// streamEvents is GET /api/v1/workspaces/{workspace_id}/events.
//
//	@ID				streamEvents
//	@Summary		Follow what changes
//	@Description	Server-sent events. Every active user may. Each event is `data: {"type": …, "id": …}`; read the thing again, with your own permissions, to see what it is now. A comment line comes every 15 seconds. The first event is `stream.opened`, and `resync` says that something was missed: read the lists again, since nothing is replayed. Ids of users, invitations and approvals come to whoever may read them across the workspace; whoever may at locations alone gets `people.changed` without an id, and reads the lists again; whoever may not at all hears of themselves alone. Changes that follow each other closely are sent together, each once.
//	@Tags			Live
//	@Produce		text/event-stream
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Success		200				{object}	Change
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/events [get]
func (h *Handler) streamEvents(c echo.Context, p authz.Pass) error {
	notices, cancel := h.Live.Subscribe(p.Workspace())
	defer cancel()
	return web.Stream(h.Frame, c, Change{Type: "stream.opened"}, notices, func(p authz.Pass, n domain.Notice) (any, bool) {
		heard, tell := n.For(p.User(), p.Holding())
		return Change{Type: string(heard.Type), ID: orNull(heard.ID)}, tell
	})
}
