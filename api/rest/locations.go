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

// NewLocation makes a location.
type NewLocation struct {
	Name     string `json:"name" validate:"required,max=120,name" example:"Perth depot"`
	Address  string `json:"address,omitempty" validate:"omitempty,max=500" example:"12 Harbour Road, Perth"`
	Timezone string `json:"timezone,omitempty" validate:"omitempty,max=64,timezone" example:"Australia/Perth"`
} // @name NewLocation

// Location is a place in a workspace, such as a branch or a depot. user_count is how many people have it, the invited
// among them. An archived one stays with the people who have it, and is given to nobody anew.
type Location struct {
	ID         string     `json:"id" validate:"required" format:"uuid"`
	Name       string     `json:"name" validate:"required" example:"Perth depot"`
	Address    *string    `json:"address" validate:"required" extensions:"x-nullable" example:"12 Harbour Road, Perth"`
	Timezone   *string    `json:"timezone" validate:"required" extensions:"x-nullable" example:"Australia/Perth"`
	UserCount  int64      `json:"user_count" validate:"required" example:"12"`
	ArchivedAt *time.Time `json:"archived_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	CreatedAt  time.Time  `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt  time.Time  `json:"updated_at" validate:"required" format:"date-time"`
} // @name Location

// LocationPage is one page of locations.
type LocationPage struct {
	Data       []Location `json:"data" validate:"required"`
	NextCursor *string    `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total     `json:"total,omitempty" validate:"omitempty"`
} // @name LocationPage

// listLocations is GET /api/v1/workspaces/{workspace_id}/locations.
//
//	@ID				listLocations
//	@Summary		List locations
//	@Description	Needs the permission `locations:read`. In the order of their names, each with how many people have it; archived ones too, unless `archived` says otherwise.
//	@Tags			Locations
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"						Format(uuid)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(name, -name, created_at, -created_at)
//	@Param			archived		query		bool	false	"Archived ones alone, or none of them"
//	@Param			limit			query		int		false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string	false	"The next_cursor of the page before"
//	@Param			count			query		bool	false	"Add total to the answer"
//	@Success		200				{object}	LocationPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/locations [get]
func (h *Handler) listLocations(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	var filter tenancy.LocationFilter
	if text := q.OneOf("archived", "", "true", "false"); text != "" {
		archived := text == "true"
		filter.Archived = &archived
	}
	request := q.Page(h.Cursors, "name", "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Tenancy.Locations(c.Request().Context(), p, filter, request)
	if err != nil {
		return err
	}
	return web.OK(c, LocationPage{
		Data: each(found.Rows, locationView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// createLocation is POST /api/v1/workspaces/{workspace_id}/locations.
//
//	@ID				createLocation
//	@Summary		Make a location
//	@Description	Needs the permission `locations:write`. Names are unique in a workspace, which has at most 5,000 locations.
//	@Tags			Locations
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewLocation	true	"The request"
//	@Success		201				{object}	Location
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, name_taken, limit_reached"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/locations [post]
func (h *Handler) createLocation(c echo.Context, p authz.Pass) error {
	in, err := web.Body[NewLocation](c)
	if err != nil {
		return err
	}
	made, err := h.Tenancy.CreateLocation(c.Request().Context(), p, tenancy.NewLocation(in))
	if err != nil {
		return err
	}
	return web.Created(c, c.Request().URL.Path+"/"+string(made.ID), locationView(made), made.Version)
}

// getLocation is GET /api/v1/workspaces/{workspace_id}/locations/{location_id}.
//
//	@ID				getLocation
//	@Summary		Read a location
//	@Description	Needs the permission `locations:read`.
//	@Tags			Locations
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			location_id		path		string	true	"The location"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Location
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/locations/{location_id} [get]
func (h *Handler) getLocation(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Location](c, "location_id", "location")
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Location(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, locationView(found), found.Version)
}

// LocationPatch is a merge patch (RFC 7396): what is left out stays as it is, and null empties address and time zone.
type LocationPatch struct {
	Name     web.Optional[string]  `json:"name,omitzero" swaggertype:"string" validate:"omitempty,name" binding:"optional" minLength:"1" maxLength:"120" example:"Perth depot"`
	Address  web.Removable[string] `json:"address,omitzero" swaggertype:"string" validate:"omitempty" binding:"optional" maxLength:"500" extensions:"x-nullable" example:"12 Harbour Road, Perth"`
	Timezone web.Removable[string] `json:"timezone,omitzero" swaggertype:"string" validate:"omitempty" binding:"optional" maxLength:"64" extensions:"x-nullable" example:"Australia/Perth"`
	Archived web.Optional[bool]    `json:"archived,omitzero" swaggertype:"boolean" validate:"omitempty" binding:"optional" example:"true"`
} // @name LocationPatch

// updateLocation is PATCH /api/v1/workspaces/{workspace_id}/locations/{location_id}.
//
//	@ID				updateLocation
//	@Summary		Rename, change, archive or bring back a location
//	@Description	Needs the permission `locations:write`. An archived location stays with the people who have it, and is given to nobody anew.
//	@Tags			Locations
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"	Format(uuid)
//	@Param			location_id		path		string			true	"The location"	Format(uuid)
//	@Param			If-Match		header		string			false	"Only if it is still this version"
//	@Param			body			body		LocationPatch	true	"The changes"
//	@Success		200				{object}	Location
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"name_taken"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/locations/{location_id} [patch]
func (h *Handler) updateLocation(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Location](c, "location_id", "location")
	if err != nil {
		return err
	}
	in, err := web.Body[LocationPatch](c)
	if err != nil {
		return err
	}
	saved, err := h.Tenancy.UpdateLocation(c.Request().Context(), p, one, tenancy.LocationPatch{
		Name: in.Name.Pointer(), Address: in.Address.Pointer(), Timezone: in.Timezone.Pointer(), Archived: in.Archived.Pointer(),
	}, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, locationView(saved), saved.Version)
}

// deleteLocation is DELETE /api/v1/workspaces/{workspace_id}/locations/{location_id}.
//
//	@ID				deleteLocation
//	@Summary		Delete a location
//	@Description	Needs the permission `locations:write`. Where people have it, or open invitations offer it, `replace_with` says which one they get instead; without it the answer is `location_in_use`. Roles of scope `locations` give their permissions where people are, so whoever moves their holders has to hold those permissions across the workspace.
//	@Tags			Locations
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path	string	true	"The workspace"	Format(uuid)
//	@Param			location_id		path	string	true	"The location"	Format(uuid)
//	@Param			replace_with	query	string	false	"The location that people get instead"	Format(uuid)
//	@Param			If-Match		header	string	false	"Only if it is still this version"
//	@Success		204
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"permission_denied, role_above_own"
//	@Failure		404	{object}	web.Problem	"not_found"
//	@Failure		409	{object}	web.Problem	"location_in_use"
//	@Failure		412	{object}	web.Problem	"precondition_failed"
//	@Failure		422	{object}	web.Problem	"validation_failed"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/locations/{location_id} [delete]
func (h *Handler) deleteLocation(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Location](c, "location_id", "location")
	if err != nil {
		return err
	}
	q := web.QueryOf(c)
	var instead *id.Location
	if other := web.QueryID[id.Location](q, "replace_with"); other != "" {
		instead = &other
	}
	if err := q.Done(); err != nil {
		return err
	}
	if err := h.Tenancy.DeleteLocation(c.Request().Context(), p, one, instead, web.Expected(c)); err != nil {
		return err
	}
	return web.None(c)
}

func locationView(l domain.LocationUse) Location {
	return Location{
		ID: string(l.ID), Name: l.Name, Address: orNull(l.Address), Timezone: orNull(l.Timezone), UserCount: l.Users,
		ArchivedAt: momentOrNull(l.ArchivedAt), CreatedAt: moment(l.CreatedAt), UpdatedAt: moment(l.UpdatedAt),
	}
}
