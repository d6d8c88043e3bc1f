package rest

import (
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// WorkspaceRef names a workspace.
type WorkspaceRef struct {
	ID   string `json:"id" validate:"required" format:"uuid"`
	Name string `json:"name" validate:"required" example:"Northwind Rentals"`
	Slug string `json:"slug" validate:"required" example:"northwind-rentals"`
} // @name WorkspaceRef

// Workspace is the tenant with its policies.
type Workspace struct {
	ID                 string    `json:"id" validate:"required" format:"uuid"`
	Name               string    `json:"name" validate:"required" example:"Northwind Rentals"`
	Slug               string    `json:"slug" validate:"required" example:"northwind-rentals"`
	ApprovalPolicy     string    `json:"approval_policy" validate:"required" enums:"always,unless_invited_by_approver,outside_domains,never" example:"always"`
	FourEyes           bool      `json:"four_eyes" validate:"required" example:"false"`
	OwnDomains         []string  `json:"own_domains" validate:"required" example:"example.com"`
	InvitationTTLHours int       `json:"invitation_ttl_hours" validate:"required" example:"168"`
	ApprovalTTLHours   int       `json:"approval_ttl_hours" validate:"required" example:"720"`
	AccessRequests     string    `json:"access_requests" validate:"required" enums:"off,domains,anyone" example:"off"`
	CreatedAt          time.Time `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt          time.Time `json:"updated_at" validate:"required" format:"date-time"`
} // @name Workspace

// WorkspacePage is one page of workspaces.
type WorkspacePage struct {
	Data       []Workspace `json:"data" validate:"required"`
	NextCursor *string     `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total      `json:"total,omitempty" validate:"omitempty"`
} // @name WorkspacePage

// WorkspacePatch is a merge patch (RFC 7396): what is left out stays as it is. The tag binding:"optional" is for the
// document alone, which would call every field required.
type WorkspacePatch struct {
	Name               web.Optional[string]   `json:"name,omitzero" swaggertype:"string" validate:"omitempty,name" binding:"optional" minLength:"1" maxLength:"120" example:"Northwind Rentals"`
	Slug               web.Optional[string]   `json:"slug,omitzero" swaggertype:"string" validate:"omitempty" binding:"optional" minLength:"2" maxLength:"48" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"northwind-rentals"`
	ApprovalPolicy     web.Optional[string]   `json:"approval_policy,omitzero" swaggertype:"string" validate:"omitempty,oneof=always unless_invited_by_approver outside_domains never" binding:"optional" enums:"always,unless_invited_by_approver,outside_domains,never" example:"outside_domains"`
	FourEyes           web.Optional[bool]     `json:"four_eyes,omitzero" swaggertype:"boolean" validate:"omitempty" binding:"optional" example:"true"`
	OwnDomains         web.Optional[[]string] `json:"own_domains,omitzero" swaggertype:"array,string" validate:"omitempty" binding:"optional" example:"example.com"`
	InvitationTTLHours web.Optional[int]      `json:"invitation_ttl_hours,omitzero" swaggertype:"integer" validate:"omitempty" binding:"optional" minimum:"1" maximum:"2160" example:"168"`
	ApprovalTTLHours   web.Optional[int]      `json:"approval_ttl_hours,omitzero" swaggertype:"integer" validate:"omitempty" binding:"optional" minimum:"1" maximum:"8760" example:"720"`
	AccessRequests     web.Optional[string]   `json:"access_requests,omitzero" swaggertype:"string" validate:"omitempty,oneof=off domains anyone" binding:"optional" enums:"off,domains,anyone" example:"off"`
} // @name WorkspacePatch

// listWorkspaces is GET /api/v1/workspaces.
//
//	@ID				listWorkspaces
//	@Summary		List one’s workspaces
//	@Description	The workspaces in which the caller is an active user, all on one page.
//	@Tags			Workspaces
//	@Produce		json
//	@Security		Bearer
//	@Success		200		{object}	WorkspacePage
//	@Failure		400		{object}	web.Problem	"bad_request"
//	@Failure		401		{object}	web.Problem	"unauthenticated"
//	@Failure		403		{object}	web.Problem	"person_required"
//	@Failure		429		{object}	web.Problem	"rate_limited"
//	@Failure		503		{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces [get]
func (h *Handler) listWorkspaces(c echo.Context, caller authz.Caller) error {
	if err := web.QueryOf(c).Done(); err != nil {
		return err
	}
	places, err := h.Tenancy.Places(c.Request().Context(), caller)
	if err != nil {
		return err
	}
	active := slices.DeleteFunc(places, func(p tenancy.Place) bool { return p.User.Status != domain.StatusActive })
	return web.OK(c, WorkspacePage{
		Data: each(active, func(p tenancy.Place) Workspace { return workspaceView(p.Workspace) }),
	})
}

// NewWorkspace founds a workspace.
type NewWorkspace struct {
	Name string `json:"name" validate:"required,name" minLength:"1" maxLength:"120" example:"Northwind Rentals"`
} // @name NewWorkspace

// createWorkspace is POST /api/v1/workspaces.
//
//	@ID				createWorkspace
//	@Summary		Create a workspace
//	@Description	The caller becomes its first active Admin. It begins with the roles Admin, Approver and Member. An installation may let nobody.
//	@Tags			Workspaces
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewWorkspace	true	"The request"
//	@Success		201				{object}	Workspace
//	@Header			201				{string}	Location	"Where the workspace is read"
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"workspace_creation_closed, person_required"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces [post]
func (h *Handler) createWorkspace(c echo.Context, caller authz.Caller) error {
	in, err := web.Body[NewWorkspace](c)
	if err != nil {
		return err
	}
	w, err := h.Tenancy.CreateWorkspace(c.Request().Context(), caller, in.Name)
	if err != nil {
		return err
	}
	return web.Created(c, v1+"/workspaces/"+string(w.ID), workspaceView(w), w.Version)
}

// getWorkspace is GET /api/v1/workspaces/{workspace_id}.
//
//	@ID				getWorkspace
//	@Summary		Read a workspace
//	@Description	Every active user may.
//	@Tags			Workspaces
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Workspace
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id} [get]
func (h *Handler) getWorkspace(c echo.Context, p authz.Pass) error {
	w, err := h.Tenancy.Workspace(c.Request().Context(), p)
	if err != nil {
		return err
	}
	return web.OKAt(c, workspaceView(w), w.Version)
}

// updateWorkspace is PATCH /api/v1/workspaces/{workspace_id}.
//
//	@ID				updateWorkspace
//	@Summary		Change name and policies
//	@Description	Needs the permission `workspace:update`. The slug is the workspace's name in addresses, unique in the installation; the old one is free at once. Changing the policy approves or blocks nobody by itself; `previewWorkspace` counts beforehand whom it concerns. four_eyes cannot be switched on with a single active approver.
//	@Tags			Workspaces
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"	Format(uuid)
//	@Param			If-Match		header		string			false	"The ETag that the change is meant for"
//	@Param			body			body		WorkspacePatch	true	"The request"
//	@Success		200				{object}	Workspace
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"four_eyes_needs_two, slug_taken"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id} [patch]
func (h *Handler) updateWorkspace(c echo.Context, p authz.Pass) error {
	in, err := web.Body[WorkspacePatch](c)
	if err != nil {
		return err
	}
	w, err := h.Tenancy.UpdateWorkspace(c.Request().Context(), p, in.command(), web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, workspaceView(w), w.Version)
}

func (in WorkspacePatch) command() tenancy.WorkspacePatch {
	return tenancy.WorkspacePatch{
		Name: in.Name.Pointer(), Slug: in.Slug.Pointer(), FourEyes: in.FourEyes.Pointer(), OwnDomains: in.OwnDomains.Pointer(),
		ApprovalPolicy:     (*domain.ApprovalPolicy)(in.ApprovalPolicy.Pointer()),
		InvitationTTLHours: in.InvitationTTLHours.Pointer(), ApprovalTTLHours: in.ApprovalTTLHours.Pointer(),
		AccessRequests: (*domain.AccessRequests)(in.AccessRequests.Pointer()),
	}
}

func workspaceRef(w domain.Workspace) WorkspaceRef {
	return WorkspaceRef{ID: string(w.ID), Name: w.Name, Slug: w.Slug}
}

func workspaceView(w domain.Workspace) Workspace {
	return Workspace{
		ID: string(w.ID), Name: w.Name, Slug: w.Slug, ApprovalPolicy: string(w.ApprovalPolicy), FourEyes: w.FourEyes,
		OwnDomains: w.OwnDomains, InvitationTTLHours: w.InvitationTTLHours, ApprovalTTLHours: w.ApprovalTTLHours,
		AccessRequests: string(w.AccessRequests), CreatedAt: moment(w.CreatedAt), UpdatedAt: moment(w.UpdatedAt),
	}
}
