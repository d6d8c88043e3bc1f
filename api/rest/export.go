package rest

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/sheet"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// exportUsers is GET /api/v1/workspaces/{workspace_id}/users/export.
//
//	@ID				exportUsers
//	@Summary		Export users
//	@Description	Needs the permission `users:read`, to the last page: whoever loses it gets no more, and the file breaks off without its end. The filters and the order are those of the list. A CSV has the columns id, email, name, status, role, location, invited_until, created_at and last_active_at, several roles or locations with `|` between them (`\|` is one within a name); cells that a spreadsheet would take for a formula begin with an apostrophe. NDJSON has a User in each line. For clients that read as they go.
//	@Tags			Users
//	@Produce		text/csv,application/x-ndjson
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"							Format(uuid)
//	@Param			format			query		string		false	"The kind of file"						Enums(csv, ndjson)	default(csv)
//	@Param			bom				query		bool		false	"Begin a CSV with a byte order mark"
//	@Param			q				query		string		false	"Any part of name or e-mail"			maxlength(120)
//	@Param			status			query		[]string	false	"Of these statuses"						Enums(invited, pending_approval, active, suspended)	collectionFormat(multi)
//	@Param			role_id			query		string		false	"With this role"						Format(uuid)
//	@Param			location_id		query		string		false	"At this location"						Format(uuid)
//	@Param			sort			query		string		false	"The order; a minus turns it round"		Enums(name, -name, email, -email, created_at, -created_at, last_active_at, -last_active_at)
//	@Success		200				{string}	string
//	@Header			200				{string}	Content-Disposition	"The name of the file"
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/export [get]
func (h *Handler) exportUsers(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	filter, format := userFilter(q), q.Format()
	request := page.Request{Limit: page.MaxLimit, Sort: q.Sort(userSorts()...)}
	if err := q.Done(); err != nil {
		return err
	}
	return web.SendTable(h.Frame, c, web.Table[User]{
		Name: "users-" + p.Place().Slug, Format: format,
		Columns: []string{"id", "email", "name", "status", "role", "location", "invited_until", "created_at", "last_active_at"},
		Cells:   userCells,
		Next: func(ctx context.Context, p authz.Pass) ([]User, bool, error) {
			found, err := h.Tenancy.Users(ctx, p, filter, request)
			request.After = found.Next
			return each(found.Rows, userView), found.Next != nil, err
		},
	})
}

// userFilter reads what narrows a list of users.
func userFilter(q *web.Query) tenancy.UserFilter {
	return tenancy.UserFilter{
		Q:        q.Text("q", domain.MaxName),
		Statuses: ids[domain.UserStatus](q.Many("status", "invited", "pending_approval", "active", "suspended")),
		Role:     web.QueryID[id.Role](q, "role_id"), Location: web.QueryID[id.Location](q, "location_id"),
	}
}

func userSorts() []string { return []string{"name", "email", "created_at", "last_active_at"} }

func userCells(u User) []string {
	invited := ""
	if u.Invitation != nil && u.Invitation.Status == string(domain.InvitationPending) {
		invited = cellTime(&u.Invitation.ExpiresAt)
	}
	return []string{
		u.ID, u.Email, u.Name, u.Status, refNames(u.Roles), refNames(u.Locations), invited, cellTime(&u.CreatedAt), cellTime(u.LastActiveAt),
	}
}

func refNames(refs []Ref) string {
	return sheet.JoinNames(each(refs, func(r Ref) string { return r.Name }))
}

func cellTime(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.Format(time.RFC3339)
}
