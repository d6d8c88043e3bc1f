package rest

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/audit"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// EventFeed is what happened after a place in the feed. next_cursor is the place to go on from, always; has_more says
// that there is more already.
type EventFeed struct {
	Data       []AuditEvent `json:"data" validate:"required"`
	NextCursor string       `json:"next_cursor" validate:"required" example:"bmV4dA"`
	HasMore    bool         `json:"has_more" validate:"required"`
} // @name EventFeed

// readEventFeed is GET /api/v1/workspaces/{workspace_id}/event-feed.
//
//	@ID				readEventFeed
//	@Summary		Read what happened, in its order
//	@Description	Needs the permission `audit:read` across the workspace. For programs that cannot be called by webhooks: every event once, the oldest first, in the order in which they were committed, with the ids that they have in the audit log. Without `after` it begins with the oldest; `after=latest` gives the place after the newest event and no event. `next_cursor` is always there: ask again with it as `after`, at once where `has_more` is true (also where `data` is empty: a page looks through 2,000 events of all types at most), else when you like. It is bound to the workspace, not to `type`, which may change from one request to the next. The feed leaves out what is for the audit log alone: `account.*`, `session.*`, and what was refused. A cursor from before the database was set back to a backup is `cursor_invalid`: begin again, and leave out the ids that you know.
//	@Tags			Audit
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			after			query		string		false	"The next_cursor of the answer before, or `latest`"
//	@Param			type			query		[]string	false	"Of these types; `user.*` means all that begin with user."				collectionFormat(multi)
//	@Param			limit			query		int			false	"How many at most"														minimum(1)	maximum(200)	default(50)
//	@Param			If-None-Match	header		string		false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	EventFeed
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/event-feed [get]
func (h *Handler) readEventFeed(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	keys, latest := q.After(h.Cursors)
	request := audit.FeedRequest{
		After: placeOf(keys), Latest: latest, Types: q.Each("type", maxActions, isToldType), Limit: q.Limit(),
	}
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Audit.Feed(c.Request().Context(), p, request)
	if err != nil {
		return err
	}
	return web.OKAt(c, EventFeed{
		Data: each(found.Events, auditEventView), NextCursor: q.Here(h.Cursors, keysOf(found.Next)), HasMore: found.More,
	}, found.Next.Sequence+1)
}

func isToldType(text string) bool {
	return action.MatchString(text) && !domain.EventType(text).ForLogAlone()
}

func keysOf(p audit.Place) []string {
	return []string{strconv.FormatInt(p.Sequence, 10), string(p.Event)}
}

// placeOf reads the keys of a cursor, which was signed here.
func placeOf(keys []string) audit.Place {
	if len(keys) != 2 {
		return audit.Place{}
	}
	sequence, _ := strconv.ParseInt(keys[0], 10, 64)
	return audit.Place{Sequence: sequence, Event: id.Event(keys[1])}
}
