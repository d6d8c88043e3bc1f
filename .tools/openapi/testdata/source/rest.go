package rest

import (
	"time"

	"example.com/sample/internal/domain"
)

type problem struct {
	Type      string       `json:"type" example:"/api/docs#x" validate:"required"`
	Title     string       `json:"title" example:"Conflict"`
	Status    int          `json:"status" example:"409"`
	Code      string       `json:"code" example:"conflict"`
	Detail    string       `json:"detail" example:"text"`
	RequestID string       `json:"request_id" example:"r"`
	Errors    []fieldError `json:"errors,omitempty"`
} // @name Problem

type fieldError struct {
	Pointer string `json:"pointer" example:"/email"`
	Code    string `json:"code" example:"email_invalid"`
}
type newInvitation struct {
	Email   string           `json:"email" validate:"required,email,max=254" example:"ana@example.com"`
	RoleIDs []domain.ID[int] `json:"role_ids" swaggertype:"array,string" validate:"required" example:"a"`
	Message *string          `json:"message,omitempty" extensions:"x-nullable" example:"hi"`
}
type invitation struct {
	ID         domain.ID[int] `json:"id" swaggertype:"string" format:"uuid" validate:"required"`
	Status     domain.Status  `json:"status"`
	Parent     *role          `json:"parent" extensions:"x-nullable"`
	At         time.Time      `json:"at"`
	Role       role           `json:"role"`
	NextCursor *string        `json:"next_cursor" extensions:"x-nullable" example:"c"`
}
type role struct {
	Name string `json:"name" example:"Admin"`
}
type invitationPage struct {
	Data []invitation `json:"data"`
}
type joined struct {
	Status string `json:"status" enums:"active"`
}
type waiting struct {
	Status string `json:"status" enums:"pending_approval"`
}

// createInvitation invites someone.
// @Summary Invite
// @Description d
// @ID invitations.create
// @Tags invitations
// @Accept json
// @Produce json
// @Param workspace_id path string true "ws" format(uuid)
// @Param body body newInvitation true "who"
// @Success 201 {object} invitation "made"
// @Header 201 {string} Location "where"
// @Failure 409 {object} problem "already_member or already_invited"
// @Failure 422 {object} problem "bad fields"
// @Security AccessToken || RefreshCookie
// @Router /workspaces/{workspace_id}/invitations [post]
func create() {}

// accept
// @Summary Accept
// @ID invitations.accept
// @Tags invitations
// @Produce json
// @Success 200 {object} joined "in"
// @Success 200 {object} waiting "in"
// @Success 202 {object} invitationPage "in"
// @Failure 404 {object} problem "not found"
// @x-oneof {"200":{"property":"status","active":"Joined","pending_approval":"Waiting"}}
// @Router /invitations/accept [post]
func accept() {}
