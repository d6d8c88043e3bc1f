package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Check asks whether somebody, named by user_id or by email, may do things.
type Check struct {
	UserID      *string  `json:"user_id,omitempty" validate:"required_without=Email,excluded_with=Email,omitempty,uuid" format:"uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Email       *string  `json:"email,omitempty" validate:"omitempty,email" format:"email" example:"ana.souza@example.com"`
	Permissions []string `json:"permissions" validate:"required,min=1,max=50,unique,dive,max=81" example:"fleet:dispatch,users:read"`
	LocationID  *string  `json:"location_id,omitempty" validate:"omitempty,uuid" format:"uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
} // @name Check

// Checked is the answer: allowed says that every permission is.
type Checked struct {
	Allowed bool            `json:"allowed" validate:"required" example:"true"`
	Results map[string]bool `json:"results" validate:"required"`
} // @name Checked

// CheckBatch asks it about many at once.
type CheckBatch struct {
	Users       []CheckUser `json:"users" validate:"required,min=1,max=200,dive"`
	Permissions []string    `json:"permissions" validate:"required,min=1,max=50,unique,dive,max=81" example:"fleet:dispatch,users:read"`
	LocationID  *string     `json:"location_id,omitempty" validate:"omitempty,uuid" format:"uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
} // @name CheckBatch

// CheckUser names one of them, by user_id or by email.
type CheckUser struct {
	UserID *string `json:"user_id,omitempty" validate:"required_without=Email,excluded_with=Email,omitempty,uuid" format:"uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Email  *string `json:"email,omitempty" validate:"omitempty,email" format:"email" example:"ana.souza@example.com"`
} // @name CheckUser

// CheckedBatch has an answer for each, in the order of the request.
type CheckedBatch struct {
	Data []CheckedUser `json:"data" validate:"required"`
} // @name CheckedBatch

// CheckedUser is the answer about one of them, who is named as the request named them.
type CheckedUser struct {
	UserID *string `json:"user_id" validate:"required" format:"uuid" extensions:"x-nullable" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Email  *string `json:"email" validate:"required" format:"email" extensions:"x-nullable" example:"ana.souza@example.com"`
	Checked
} // @name CheckedUser

// check is POST /api/v1/workspaces/{workspace_id}/check.
//
//	@ID				check
//	@Summary		May this person do that?
//	@Description	Needs the permission `users:read`. The question that your program asks at each of its own requests, about Gatehouse's permissions and those of the workspace's own app. The answer is read from the database each time: a change of access shows in the very next one. Only active people may do anything; whoever is not here may do nothing, which is no error, and reads like somebody who lacks everything. Without location_id the question is about the whole workspace, for which a role at locations gives nothing. Whoever may see people only at locations gets true for those alone.
//	@Tags			Access
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again, which is what nobody wants here"	minlength(1)	maxlength(255)
//	@Param			body			body		Check	true	"The request"
//	@Success		200				{object}	Checked
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/check [post]
func (h *Handler) check(c echo.Context, p authz.Pass) error {
	in, err := web.Body[Check](c)
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Check(c.Request().Context(), p, tenancy.Question{
		About: []tenancy.Asked{askedOf(CheckUser{in.UserID, in.Email})}, Permissions: in.Permissions, At: id.Location(given(in.LocationID)),
	})
	if err != nil {
		return err
	}
	return web.OK(c, checkedView(found[0]))
}

// checkMany is POST /api/v1/workspaces/{workspace_id}/check/batch.
//
//	@ID				checkMany
//	@Summary		May these people do that?
//	@Description	Needs the permission `users:read`. As POST …/check, for up to 200 people at once, each by user_id or by email; the answers are in the order of the request.
//	@Tags			Access
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again, which is what nobody wants here"	minlength(1)	maxlength(255)
//	@Param			body			body		CheckBatch	true	"The request"
//	@Success		200				{object}	CheckedBatch
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/check/batch [post]
func (h *Handler) checkMany(c echo.Context, p authz.Pass) error {
	in, err := web.Body[CheckBatch](c)
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Check(c.Request().Context(), p, tenancy.Question{
		About: each(in.Users, askedOf), Permissions: in.Permissions, At: id.Location(given(in.LocationID)),
	})
	if err != nil {
		return err
	}
	view := CheckedBatch{Data: make([]CheckedUser, len(found))}
	for i, v := range found {
		view.Data[i] = CheckedUser{UserID: in.Users[i].UserID, Email: in.Users[i].Email, Checked: checkedView(v)}
	}
	return web.OK(c, view)
}

// askedOf takes a user whom the body's rules found to be named well.
func askedOf(u CheckUser) tenancy.Asked {
	email, _ := domain.ParseEmail("", given(u.Email))
	return tenancy.Asked{User: id.User(given(u.UserID)), Email: email}
}

func checkedView(v tenancy.Verdict) Checked { return Checked{Allowed: v.Allowed, Results: v.Results} }
