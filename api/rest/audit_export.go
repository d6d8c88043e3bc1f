package rest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// auditRow is an entry on its way into a file, with what its ids name today.
type auditRow struct {
	AuditEvent
	names map[string]string
}

// exportAuditEvents is GET /api/v1/workspaces/{workspace_id}/audit-events/export.
//
//	@ID				exportAuditEvents
//	@Summary		Export the audit log
//	@Description	Needs the permission `audit:read`, to the last page: whoever loses it gets no more, and the file breaks off without its end. The filters and the order are those of the list. A CSV has the columns id, occurred_at, type, actor_kind, actor_id, actor, target_kind, target_id, target, changes (JSON), names (what the ids in the changes name today), request_id, ip, user_agent and actor_owner_id (whose API key it was); cells that a spreadsheet would take for a formula begin with an apostrophe. NDJSON has an AuditEvent in each line. For clients that read as they go.
//	@Tags			Audit
//	@Produce		text/csv,application/x-ndjson
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			format			query		string		false	"The kind of file"														Enums(csv, ndjson)	default(csv)
//	@Param			bom				query		bool		false	"Begin a CSV with a byte order mark"
//	@Param			action			query		[]string	false	"Of these types; `user.*` means all that begin with user."				collectionFormat(multi)
//	@Param			actor_id		query		string		false	"Done by this user"														maxlength(120)
//	@Param			target_id		query		string		false	"Done to exactly this thing"											maxlength(120)
//	@Param			user_id			query		string		false	"About this user: done to them, to their invitation or to their approval"	Format(uuid)
//	@Param			since			query		string		false	"Not before this time"													Format(date-time)
//	@Param			until			query		string		false	"Before this time"														Format(date-time)
//	@Param			sort			query		string		false	"The order; a minus turns it round"										Enums(occurred_at, -occurred_at)
//	@Success		200				{string}	string
//	@Header			200				{string}	Content-Disposition	"The name of the file"
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/audit-events/export [get]
func (h *Handler) exportAuditEvents(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	filter, format := auditFilter(q), q.Format()
	request := page.Request{Limit: page.MaxLimit, Sort: q.OneOf("sort", "", "occurred_at", "-occurred_at")}
	if err := q.Done(); err != nil {
		return err
	}
	return web.SendTable(h.Frame, c, web.Table[auditRow]{
		Name: "audit-" + p.Place().Slug, Format: format,
		Columns: []string{
			"id", "occurred_at", "type", "actor_kind", "actor_id", "actor", "target_kind", "target_id", "target",
			"changes", "names", "request_id", "ip", "user_agent", "actor_owner_id",
		},
		Cells: auditRow.cells,
		Next: func(ctx context.Context, p authz.Pass) ([]auditRow, bool, error) {
			found, err := h.Audit.Events(ctx, p, filter, request)
			request.After = found.Next
			rows := each(found.Rows, func(e domain.AuditEvent) auditRow { return auditRow{auditEventView(e), found.Names} })
			return rows, found.Next != nil, err
		},
	})
}

func (r auditRow) cells() []string {
	changes, _ := json.Marshal(r.Changes, json.Deterministic(true)) // it was read as JSON
	var names []string
	for _, one := range slices.Sorted(maps.Keys(r.names)) {
		if strings.Contains(string(changes), one) {
			names = append(names, one+"="+r.names[one])
		}
	}
	return []string{
		r.ID, r.OccurredAt.Format(time.RFC3339Nano), r.Type, r.Actor.Kind, given(r.Actor.ID), r.Actor.Label,
		r.Target.Kind, r.Target.ID, r.Target.Label, string(changes), strings.Join(names, "|"), r.RequestID, r.IP, r.UserAgent,
		given(r.Actor.OwnerID),
	}
}
