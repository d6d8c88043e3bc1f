package rest

import (
	"regexp"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/audit"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// AuditEvent is one entry of the audit log: who did what to whom, when and from where.
type AuditEvent struct {
	ID          string                 `json:"id" validate:"required" format:"uuid"`
	Type        string                 `json:"type" validate:"required" example:"user.suspended"`
	OccurredAt  time.Time              `json:"occurred_at" validate:"required" format:"date-time"`
	WorkspaceID string                 `json:"workspace_id" validate:"required" format:"uuid"`
	Actor       AuditActor             `json:"actor" validate:"required"`
	Target      AuditTarget            `json:"target" validate:"required"`
	Changes     map[string]AuditChange `json:"changes" validate:"required"`
	RequestID   string                 `json:"request_id" validate:"required" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	IP          string                 `json:"ip" validate:"required" example:"192.0.2.10"`
	UserAgent   string                 `json:"user_agent" validate:"required" example:"Mozilla/5.0"`
} // @name AuditEvent

// AuditActor is who did it, with the name that they had then. The house itself and the operator on the machine have no id. owner_id is the user whose API key it was; null where none was, and in entries of earlier versions.
type AuditActor struct {
	Kind    string  `json:"kind" validate:"required" enums:"user,account,api_key,guest,system,operator" example:"user"`
	ID      *string `json:"id" validate:"required" format:"uuid" extensions:"x-nullable"`
	Label   string  `json:"label" validate:"required" example:"Ben Okoro"`
	OwnerID *string `json:"owner_id" validate:"required" format:"uuid" extensions:"x-nullable"`
} // @name AuditActor

// AuditTarget is what it happened to, with the name that it had then.
type AuditTarget struct {
	Kind  string `json:"kind" validate:"required" example:"user"`
	ID    string `json:"id" validate:"required" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Label string `json:"label" validate:"required" example:"Ana Souza"`
} // @name AuditTarget

// AuditChange is a value before and after; null where there was or is none. What was deleted has its last values as from.
type AuditChange struct {
	From any `json:"from" validate:"required" swaggertype:"string" extensions:"x-nullable,x-anything" example:"active"`
	To   any `json:"to" validate:"required" swaggertype:"string" extensions:"x-nullable,x-anything" example:"suspended"`
} // @name AuditChange

// AuditEventPage is one page of the audit log. names says what the ids in the changes, and the owners of keys, are called today.
type AuditEventPage struct {
	Data       []AuditEvent      `json:"data" validate:"required"`
	Names      map[string]string `json:"names" validate:"required"`
	NextCursor *string           `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total            `json:"total,omitempty" validate:"omitempty"`
} // @name AuditEventPage

const maxActions = 20

// action is the type of an event, or a family of them.
var action = regexp.MustCompile(`^[a-z_]{1,40}\.([a-z_]{1,40}|\*)$`)

// listAuditEvents is GET /api/v1/workspaces/{workspace_id}/audit-events.
//
//	@ID				listAuditEvents
//	@Summary		Read the audit log
//	@Description	Needs the permission `audit:read`. The newest first. Entries are never changed or deleted. `changes` is each field with `from` and `to`; what was deleted has its last values as `from`, with `to` null. What accounts do outside any workspace, such as signing in, is in no workspace's log. Several values of `action` mean any of them.
//	@Tags			Audit
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"																			Format(uuid)
//	@Param			action			query		[]string	false	"Of these types; `user.*` means all that begin with user."								collectionFormat(multi)
//	@Param			actor_id		query		string		false	"Done by this user or API key"																		maxlength(120)
//	@Param			target_id		query		string		false	"Done to exactly this thing"																maxlength(120)
//	@Param			user_id			query		string		false	"About this user: done to them, to their invitation or to their approval"				Format(uuid)
//	@Param			since			query		string		false	"Not before this time"																	Format(date-time)
//	@Param			until			query		string		false	"Before this time"																		Format(date-time)
//	@Param			sort			query		string		false	"The order; a minus turns it round"														Enums(occurred_at, -occurred_at)
//	@Param			limit			query		int			false	"How many at most"																		minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string		false	"The next_cursor of the page before"
//	@Param			count			query		bool		false	"Add total to the answer"
//	@Success		200				{object}	AuditEventPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/audit-events [get]
func (h *Handler) listAuditEvents(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	filter := auditFilter(q)
	request := q.Page(h.Cursors, "occurred_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Audit.Events(c.Request().Context(), p, filter, request)
	if err != nil {
		return err
	}
	return web.OK(c, AuditEventPage{
		Data: each(found.Rows, auditEventView), Names: found.Names,
		NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

func auditFilter(q *web.Query) audit.Filter {
	return audit.Filter{
		Actions: q.Each("action", maxActions, action.MatchString),
		Actor:   q.Text("actor_id", domain.MaxName), Target: q.Text("target_id", domain.MaxName),
		About: web.QueryID[id.User](q, "user_id"), Since: q.Time("since"), Until: q.Time("until"),
	}
}

func auditEventView(e domain.AuditEvent) AuditEvent {
	view := AuditEvent{
		ID: string(e.ID), Type: string(e.Type), OccurredAt: moment(e.OccurredAt),
		Actor:   AuditActor{Kind: e.ActorKind, ID: orNull(e.ActorID), Label: e.ActorLabel, OwnerID: orNull(e.ActorOwner)},
		Target:  AuditTarget{Kind: e.TargetKind, ID: e.TargetID, Label: e.TargetLabel},
		Changes: map[string]AuditChange{}, RequestID: e.RequestID, IP: e.IP, UserAgent: e.UserAgent,
	}
	if e.ForWorkspace != nil {
		view.WorkspaceID = string(*e.ForWorkspace)
	}
	for field, change := range e.Changes {
		view.Changes[field] = AuditChange{From: change.From, To: change.To}
	}
	return view
}
