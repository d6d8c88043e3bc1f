package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// User is an account's place in one workspace.
type User struct {
	ID           string          `json:"id" validate:"required" format:"uuid"`
	Name         string          `json:"name" validate:"required" example:"Li Wei"`
	Email        string          `json:"email" validate:"required" format:"email" example:"li.wei@example.com"`
	Status       string          `json:"status" validate:"required" enums:"invited,pending_approval,active,suspended" example:"invited"`
	Roles        []Ref           `json:"roles" validate:"required"`
	Locations    []Ref           `json:"locations" validate:"required"`
	Invitation   *UserInvitation `json:"invitation" validate:"required" extensions:"x-nullable"`
	Approval     *UserApproval   `json:"approval" validate:"required" extensions:"x-nullable"`
	CreatedAt    time.Time       `json:"created_at" validate:"required" format:"date-time"`
	LastActiveAt *time.Time      `json:"last_active_at" validate:"required" format:"date-time" extensions:"x-nullable"`
} // @name User

// UserInvitation is how a user's invitation stands.
type UserInvitation struct {
	ID        string    `json:"id" validate:"required" format:"uuid"`
	Status    string    `json:"status" validate:"required" enums:"pending,accepted,declined,revoked,expired" example:"pending"`
	Delivery  string    `json:"delivery" validate:"required" enums:"queued,sent,retrying,undeliverable,link" example:"sent"`
	ExpiresAt time.Time `json:"expires_at" validate:"required" format:"date-time"`
} // @name UserInvitation

// UserApproval is how a user's approval stands.
type UserApproval struct {
	ID    string `json:"id" validate:"required" format:"uuid"`
	State string `json:"state" validate:"required" enums:"pending,approved,rejected,cancelled,expired" example:"pending"`
} // @name UserApproval

// UserPage is one page of users.
type UserPage struct {
	Data       []User  `json:"data" validate:"required"`
	NextCursor *string `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total  `json:"total,omitempty" validate:"omitempty"`
} // @name UserPage

// UserSummary counts users by status. PendingApprovals is the badge: how many requests the caller may decide, or null where they may see none.
type UserSummary struct {
	Counts           StatusCounts `json:"counts" validate:"required"`
	Total            int64        `json:"total" validate:"required" example:"214"`
	PendingApprovals *int64       `json:"pending_approvals" validate:"required" extensions:"x-nullable" example:"3"`
} // @name UserSummary

// StatusCounts has a number for each status.
type StatusCounts struct {
	Active          int64 `json:"active" validate:"required" example:"190"`
	Invited         int64 `json:"invited" validate:"required" example:"15"`
	PendingApproval int64 `json:"pending_approval" validate:"required" example:"3"`
	Suspended       int64 `json:"suspended" validate:"required" example:"6"`
} // @name StatusCounts

// listUsers is GET /api/v1/workspaces/{workspace_id}/users.
//
//	@ID				listUsers
//	@Summary		List and search users
//	@Description	Needs the permission `users:read`. Several values of `status` mean any of them.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"						Format(uuid)
//	@Param			q				query		string		false	"Any part of name or e-mail"		maxlength(120)
//	@Param			status			query		[]string	false	"Of these statuses"					Enums(invited, pending_approval, active, suspended)	collectionFormat(multi)
//	@Param			role_id			query		string		false	"With this role"					Format(uuid)
//	@Param			location_id		query		string		false	"At this location"					Format(uuid)
//	@Param			sort			query		string		false	"The order; a minus turns it round"	Enums(name, -name, email, -email, created_at, -created_at, last_active_at, -last_active_at)
//	@Param			limit			query		int			false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string		false	"The next_cursor of the page before"
//	@Param			count			query		bool		false	"Add total to the answer"
//	@Success		200				{object}	UserPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users [get]
func (h *Handler) listUsers(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	filter := userFilter(q)
	request := q.Page(h.Cursors, userSorts()...)
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Tenancy.Users(c.Request().Context(), p, filter, request)
	if err != nil {
		return err
	}
	return web.OK(c, UserPage{
		Data: each(found.Rows, userView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// getUserSummary is GET /api/v1/workspaces/{workspace_id}/users/summary.
//
//	@ID				getUserSummary
//	@Summary		Count users
//	@Description	For every active user: the counts need the permission `users:read` and are 0 without it, pending_approvals needs `approvals:read` and `approvals:decide` and is null without them. Cheap at any size.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Success		200				{object}	UserSummary
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/summary [get]
func (h *Handler) getUserSummary(c echo.Context, p authz.Pass) error {
	sum, err := h.Tenancy.Summary(c.Request().Context(), p)
	if err != nil {
		return err
	}
	return web.OK(c, summaryView(sum))
}

// getUser is GET /api/v1/workspaces/{workspace_id}/users/{user_id}.
//
//	@ID				getUser
//	@Summary		Read a user
//	@Description	Needs the permission `users:read`, except for oneself.
//	@Tags			Users
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			user_id			path		string	true	"The user"		Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	User
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/users/{user_id} [get]
func (h *Handler) getUser(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.User](c, "user_id", "user")
	if err != nil {
		return err
	}
	m, err := h.Tenancy.User(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, userView(m), m.Version)
}

func summaryView(s tenancy.Summary) UserSummary {
	view := UserSummary{
		Counts: StatusCounts{
			Active: s.Counts[domain.StatusActive], Invited: s.Counts[domain.StatusInvited],
			PendingApproval: s.Counts[domain.StatusPending], Suspended: s.Counts[domain.StatusSuspended],
		},
		PendingApprovals: s.Waiting,
	}
	view.Total = view.Counts.Active + view.Counts.Invited + view.Counts.PendingApproval + view.Counts.Suspended
	return view
}

func userView(m domain.Member) User {
	view := User{
		ID: string(m.ID), Name: m.Name, Email: string(m.Email), Status: string(m.Status), Roles: roleRefs(m.Roles),
		Locations: locationRefs(m.Locations), CreatedAt: moment(m.CreatedAt), LastActiveAt: momentUnlessZero(m.LastActiveAt),
	}
	if i := m.Invitation; i != nil {
		view.Invitation = &UserInvitation{
			ID: string(i.ID), Status: string(i.Status), Delivery: string(i.Delivery), ExpiresAt: moment(i.ExpiresAt),
		}
	}
	if a := m.Approval; a != nil {
		view.Approval = &UserApproval{ID: string(a.ID), State: string(a.State)}
	}
	return view
}
