package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Approval is the request for a decision on a pending account, a "login request" on the screens. Message is what somebody
// wrote who asked to join.
type Approval struct {
	ID        string        `json:"id" validate:"required" format:"uuid"`
	State     string        `json:"state" validate:"required" enums:"pending,approved,rejected,cancelled,expired" example:"pending"`
	Source    string        `json:"source" validate:"required" enums:"invitation,import,access_request" example:"invitation"`
	User      *ApprovalUser `json:"user" validate:"required" extensions:"x-nullable"`
	InvitedBy *Ref          `json:"invited_by" validate:"required" extensions:"x-nullable"`
	Flags     []string      `json:"flags" validate:"required" enums:"look_alike_email,new_domain" example:"new_domain"`
	Message   *string       `json:"message" validate:"required" extensions:"x-nullable" example:"I start at the Perth depot on Monday."`
	CreatedAt time.Time     `json:"created_at" validate:"required" format:"date-time"`
	ExpiresAt time.Time     `json:"expires_at" validate:"required" format:"date-time"`
	Decision  *Decision     `json:"decision" validate:"required" extensions:"x-nullable"`
} // @name Approval

// ApprovalUser is who waits.
type ApprovalUser struct {
	ID        string `json:"id" validate:"required" format:"uuid"`
	Name      string `json:"name" validate:"required" example:"Li Wei"`
	Email     string `json:"email" validate:"required" format:"email" example:"li.wei@example.com"`
	Status    string `json:"status" validate:"required" enums:"invited,pending_approval,active,suspended" example:"pending_approval"`
	Roles     []Ref  `json:"roles" validate:"required"`
	Locations []Ref  `json:"locations" validate:"required"`
} // @name ApprovalUser

// Decision is what was decided, by whom and when; by is null where the house decided.
type Decision struct {
	State string    `json:"state" validate:"required" enums:"approved,rejected,cancelled,expired" example:"approved"`
	By    *string   `json:"by" validate:"required" extensions:"x-nullable" example:"Ana Souza"`
	At    time.Time `json:"at" validate:"required" format:"date-time"`
	Note  *string   `json:"note" validate:"required" extensions:"x-nullable" example:"Known from the Perth depot."`
} // @name Decision

// ApprovalPage is one page of approvals.
type ApprovalPage struct {
	Data       []Approval `json:"data" validate:"required"`
	NextCursor *string    `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total     `json:"total,omitempty" validate:"omitempty"`
} // @name ApprovalPage

// Approve grants access; without role_ids the roles of the invitation stand.
type Approve struct {
	RoleIDs     []string `json:"role_ids,omitempty" validate:"omitempty,min=1,max=50,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	LocationIDs []string `json:"location_ids,omitempty" validate:"omitempty,max=100,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
	Note        string   `json:"note,omitempty" validate:"omitempty,max=1000" example:"Known from the Perth depot."`
} // @name Approve

// Reject denies access and deletes the pending user. The person is told the reason where notify says so.
type Reject struct {
	Reason string `json:"reason,omitempty" validate:"omitempty,max=1000" example:"We could not confirm that you work here."`
	Notify bool   `json:"notify,omitempty" validate:"omitempty" example:"true"`
} // @name Reject

// listApprovals is GET /api/v1/workspaces/{workspace_id}/approvals.
//
//	@ID				listApprovals
//	@Summary		List login requests
//	@Description	Needs the permission `approvals:read`. The oldest come first, so that nobody waits longest unseen. Sorted by decided_at, only those come that are decided: decision says what, by whom and when.
//	@Tags			Approvals
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"						Format(uuid)
//	@Param			state			query		[]string	false	"In these states"					Enums(pending, approved, rejected, cancelled, expired)	collectionFormat(multi)
//	@Param			source			query		[]string		false	"Of these sources"					Enums(invitation, import, access_request)	collectionFormat(multi)
//	@Param			decidable		query		bool		false	"Only those that the caller may decide now: pending, not their own, and under four eyes not of people whom they invited"
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(created_at, -created_at, decided_at, -decided_at)
//	@Param			limit			query		int			false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string		false	"The next_cursor of the page before"
//	@Param			count			query		bool		false	"Add total to the answer"
//	@Success		200				{object}	ApprovalPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/approvals [get]
func (h *Handler) listApprovals(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	filter := admission.ApprovalFilter{
		States:  ids[domain.ApprovalState](q.Many("state", "pending", "approved", "rejected", "cancelled", "expired")),
		Sources: ids[domain.ApprovalSource](q.Many("source", "invitation", "import", "access_request")),
	}
	decidable := q.OneOf("decidable", "", "true", "false") == "true"
	request := q.Page(h.Cursors, "created_at", "decided_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Admission.Approvals(c.Request().Context(), p, filter, decidable, request)
	if err != nil {
		return err
	}
	return web.OK(c, ApprovalPage{
		Data: each(found.Rows, approvalView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// getApproval is GET /api/v1/workspaces/{workspace_id}/approvals/{approval_id}.
//
//	@ID				getApproval
//	@Summary		Read a login request
//	@Description	Needs the permission `approvals:read`.
//	@Tags			Approvals
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			approval_id		path		string	true	"The approval"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Approval
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/approvals/{approval_id} [get]
func (h *Handler) getApproval(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Approval](c, "approval_id", "approval")
	if err != nil {
		return err
	}
	found, err := h.Admission.Approval(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, approvalView(found), found.Version)
}

// approveApproval is POST /api/v1/workspaces/{workspace_id}/approvals/{approval_id}/approve.
//
//	@ID				approveApproval
//	@Summary		Approve
//	@Description	Needs the permission `approvals:decide`. Grants access with the roles of the invitation or those given here, which may not exceed one’s own. Approving before the person accepted counts. already_decided carries what was decided in the member `decision`.
//	@Tags			Approvals
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			approval_id		path		string	true	"The approval"															Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Param			body			body		Approve	false	"May be left out"
//	@Success		200				{object}	Approval
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, four_eyes, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, already_decided"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/approvals/{approval_id}/approve [post]
func (h *Handler) approveApproval(c echo.Context, p authz.Pass) error {
	in, err := web.OptionalBody[Approve](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.Approval](c, "approval_id", "approval")
	if err != nil {
		return err
	}
	command := admission.ApproveCommand{Note: in.Note, Version: web.Expected(c)}
	command.RoleIDs, command.LocationIDs = idsOrNil[id.Role](in.RoleIDs), idsOrNil[id.Location](in.LocationIDs)
	decided, err := h.Admission.Approve(c.Request().Context(), p, one, command)
	if err != nil {
		return err
	}
	return web.OKAt(c, approvalView(decided), decided.Version)
}

// rejectApproval is POST /api/v1/workspaces/{workspace_id}/approvals/{approval_id}/reject.
//
//	@ID				rejectApproval
//	@Summary		Reject and delete
//	@Description	Needs the permission `approvals:decide`. Deletes the pending user, and the account where this was its only place. Cannot be undone.
//	@Tags			Approvals
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			approval_id		path		string	true	"The approval"															Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Param			body			body		Reject	false	"May be left out"
//	@Success		200				{object}	Approval
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, already_decided"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/approvals/{approval_id}/reject [post]
func (h *Handler) rejectApproval(c echo.Context, p authz.Pass) error {
	in, err := web.OptionalBody[Reject](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.Approval](c, "approval_id", "approval")
	if err != nil {
		return err
	}
	decided, err := h.Admission.Reject(c.Request().Context(), p, one, admission.RejectCommand{
		Reason: in.Reason, Notify: in.Notify, Version: web.Expected(c),
	})
	if err != nil {
		return err
	}
	return web.OKAt(c, approvalView(decided), decided.Version)
}

func approvalView(a admission.ApprovalView) Approval {
	view := Approval{
		ID: string(a.ID), State: string(a.State), Source: string(a.Source), InvitedBy: userRef(a.Inviter),
		Flags:     each(a.Flags, func(f domain.Flag) string { return string(f) }),
		Message:   orNull(a.Message),
		CreatedAt: moment(a.CreatedAt), ExpiresAt: moment(a.ExpiresAt),
	}
	if m := a.Member; m != nil {
		view.User = &ApprovalUser{
			ID: string(m.ID), Name: m.Name, Email: string(m.Email), Status: string(m.Status),
			Roles: roleRefs(m.Roles), Locations: locationRefs(m.Locations),
		}
	}
	if a.DecidedAt != nil {
		view.Decision = &Decision{
			State: string(a.State), By: orNull(a.DecidedLabel), At: moment(*a.DecidedAt), Note: orNull(a.Note),
		}
	}
	return view
}
