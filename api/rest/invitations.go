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

// NewInvitation invites one person.
type NewInvitation struct {
	Email       string   `json:"email" validate:"required,max=254,email" format:"email" example:"li.wei@example.com"`
	Name        string   `json:"name" validate:"required,max=120,name" example:"Li Wei"`
	RoleIDs     []string `json:"role_ids" validate:"required,min=1,max=50,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	LocationIDs []string `json:"location_ids,omitempty" validate:"omitempty,max=100,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
	Message     string   `json:"message,omitempty" validate:"omitempty,max=1000" example:"Welcome to the fleet team."`
	Locale      string   `json:"locale,omitempty" validate:"omitempty,max=35,bcp47_language_tag" example:"en"`
	Deliver     *string  `json:"deliver,omitempty" validate:"omitempty,oneof=email link" enums:"email,link" default:"email" example:"email"`
} // @name NewInvitation

// InvitedUser is the user that was made; accept_url comes this once, for deliver=link.
type InvitedUser struct {
	User
	AcceptURL string `json:"accept_url,omitempty" validate:"omitempty" format:"uri" example:"https://gatehouse.example.com/invite#token=QmFzZTY0LW9mLTMyLXJhbmRvbS1ieXRlcy1hcy10ZXh0"`
} // @name InvitedUser

// Invitation is the offer of a place, with the truth about its mail.
type Invitation struct {
	ID              string     `json:"id" validate:"required" format:"uuid"`
	Email           string     `json:"email" validate:"required" format:"email" example:"li.wei@example.com"`
	Name            string     `json:"name" validate:"required" example:"Li Wei"`
	Roles           []Ref      `json:"roles" validate:"required"`
	Locations       []Ref      `json:"locations" validate:"required"`
	Status          string     `json:"status" validate:"required" enums:"pending,accepted,declined,revoked,expired" example:"pending"`
	Delivery        string     `json:"delivery" validate:"required" enums:"queued,sent,retrying,undeliverable,link" example:"sent"`
	DeliveryProblem *string    `json:"delivery_problem" validate:"required" extensions:"x-nullable" example:"mailbox_unknown"`
	NextTryAt       *time.Time `json:"next_try_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	Message         string     `json:"message" validate:"required" example:"Welcome to the fleet team."`
	Locale          string     `json:"locale" validate:"required" example:"en"`
	InvitedBy       *Ref       `json:"invited_by" validate:"required" extensions:"x-nullable"`
	UserID          *string    `json:"user_id" validate:"required" format:"uuid" extensions:"x-nullable"`
	ExpiresAt       time.Time  `json:"expires_at" validate:"required" format:"date-time"`
	CreatedAt       time.Time  `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt       time.Time  `json:"updated_at" validate:"required" format:"date-time"`
} // @name Invitation

// InvitationPage is one page of invitations.
type InvitationPage struct {
	Data       []Invitation `json:"data" validate:"required"`
	NextCursor *string      `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total       `json:"total,omitempty" validate:"omitempty"`
} // @name InvitationPage

// createInvitation is POST /api/v1/workspaces/{workspace_id}/invitations.
//
//	@ID				createInvitation
//	@Summary		Invite a person
//	@Description	Needs the permission `users:invite`. Roles may not exceed one’s own. already_invited carries the standing one in the member `invitation`, so that it can be sent again.
//	@Tags			Invitations
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewInvitation	true	"The request"
//	@Success		201				{object}	InvitedUser
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, already_member, already_invited, limit_reached"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/invitations [post]
func (h *Handler) createInvitation(c echo.Context, p authz.Pass) error {
	in, err := web.Body[NewInvitation](c)
	if err != nil {
		return err
	}
	made, err := h.Admission.Invite(c.Request().Context(), p, in.command())
	if err != nil {
		return err
	}
	view := InvitedUser{User: userView(made.Member), AcceptURL: made.AcceptURL.Reveal()}
	return web.Created(c, c.Request().URL.Path+"/"+string(made.Member.Invitation.ID), view, 0)
}

// listInvitations is GET /api/v1/workspaces/{workspace_id}/invitations.
//
//	@ID				listInvitations
//	@Summary		List invitations
//	@Description	Needs the permission `users:invite`. The newest come first.
//	@Tags			Invitations
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"						Format(uuid)
//	@Param			q				query		string		false	"Any part of name or e-mail"		maxlength(120)
//	@Param			status			query		[]string	false	"Of these states"					Enums(pending, accepted, declined, revoked, expired)	collectionFormat(multi)
//	@Param			delivery		query		[]string	false	"With these states of delivery"		Enums(queued, sent, retrying, undeliverable, link)		collectionFormat(multi)
//	@Param			expires_before	query		string	false	"Whose link ends before this time (RFC 3339)"	Format(date-time)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(created_at, -created_at)
//	@Param			limit			query		int			false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string		false	"The next_cursor of the page before"
//	@Param			count			query		bool		false	"Add total to the answer"
//	@Success		200				{object}	InvitationPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/invitations [get]
func (h *Handler) listInvitations(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	filter := admission.InvitationFilter{
		Q:          q.Text("q", domain.MaxName),
		Statuses:   ids[domain.InvitationStatus](q.Many("status", "pending", "accepted", "declined", "revoked", "expired")),
		Deliveries: ids[domain.Delivery](q.Many("delivery", "queued", "sent", "retrying", "undeliverable", "link")),
		Before:     q.Time("expires_before"),
	}
	request := q.Page(h.Cursors, "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Admission.Invitations(c.Request().Context(), p, filter, request)
	if err != nil {
		return err
	}
	return web.OK(c, InvitationPage{
		Data: each(found.Rows, invitationView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// getInvitation is GET /api/v1/workspaces/{workspace_id}/invitations/{invitation_id}.
//
//	@ID				getInvitation
//	@Summary		Read an invitation
//	@Description	Needs the permission `users:invite`. The link itself is never shown again.
//	@Tags			Invitations
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"		Format(uuid)
//	@Param			invitation_id	path		string	true	"The invitation"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Invitation
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/invitations/{invitation_id} [get]
func (h *Handler) getInvitation(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Invitation](c, "invitation_id", "invitation")
	if err != nil {
		return err
	}
	found, err := h.Admission.Invitation(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, invitationView(found), found.Version)
}

// revokeInvitation is POST /api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/revoke.
//
//	@ID				revokeInvitation
//	@Summary		Withdraw an invitation
//	@Description	Needs the permission `users:invite`. The link stops working at once, and the invited user is deleted.
//	@Tags			Invitations
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			invitation_id	path		string	true	"The invitation"														Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Success		200				{object}	Invitation
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/revoke [post]
func (h *Handler) revokeInvitation(c echo.Context, p authz.Pass) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	one, err := pathID[id.Invitation](c, "invitation_id", "invitation")
	if err != nil {
		return err
	}
	ended, err := h.Admission.Revoke(c.Request().Context(), p, one, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, invitationView(ended), ended.Version)
}

const deliverLink = "link"

func (in NewInvitation) command() admission.InviteCommand {
	return admission.InviteCommand{
		Email: in.Email, Name: in.Name, RoleIDs: ids[id.Role](in.RoleIDs), LocationIDs: ids[id.Location](in.LocationIDs),
		Message: in.Message, Locale: in.Locale, ByLink: given(in.Deliver) == deliverLink,
	}
}

func invitationView(i admission.InvitationView) Invitation {
	view := Invitation{
		ID: string(i.ID), Email: string(i.Email), Name: i.Name, Roles: roleRefs(i.Roles), Locations: locationRefs(i.Locations),
		Status: string(i.Status), Delivery: string(i.Delivery), DeliveryProblem: orNull(i.DeliveryProblem),
		NextTryAt: momentOrNull(i.NextTryAt), Message: i.Message, Locale: i.Locale, InvitedBy: userRef(i.Inviter),
		ExpiresAt: moment(i.ExpiresAt), CreatedAt: moment(i.CreatedAt), UpdatedAt: moment(i.UpdatedAt),
	}
	if i.UserID != nil {
		view.UserID = orNull(*i.UserID)
	}
	return view
}
