package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// listAPIKeys is GET /api/v1/workspaces/{workspace_id}/api-keys.
//
//	@ID				listAPIKeys
//	@Summary		List API keys
//	@Description	Needs the permission `api_keys:manage`. In the order of their names. A key holds those of its permissions that its maker (created_by) holds, at each request anew; unusable_permissions are the others. A key is `stopped` while its maker is suspended. last_used_at is noted once a minute at most.
//	@Tags			API keys
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"						Format(uuid)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(name, -name, created_at, -created_at)
//	@Param			limit			query		int		false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string	false	"The next_cursor of the page before"
//	@Param			count			query		bool	false	"Add total to the answer"
//	@Success		200				{object}	APIKeyPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/api-keys [get]
func (h *Handler) listAPIKeys(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	request := q.Page(h.Cursors, "name", "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Tenancy.APIKeys(c.Request().Context(), p, request)
	if err != nil {
		return err
	}
	return web.OK(c, APIKeyPage{
		Data: each(found.Rows, apiKeyView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// getAPIKey is GET /api/v1/workspaces/{workspace_id}/api-keys/{key_id}.
//
//	@ID				getAPIKey
//	@Summary		Read an API key
//	@Description	Needs the permission `api_keys:manage`. The secret is never among it.
//	@Tags			API keys
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			key_id			path		string	true	"The API key"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	APIKey
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/api-keys/{key_id} [get]
func (h *Handler) getAPIKey(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.APIKey](c, "key_id", "API key")
	if err != nil {
		return err
	}
	found, err := h.Tenancy.APIKey(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, apiKeyView(found), found.Version)
}

// createAPIKey is POST /api/v1/workspaces/{workspace_id}/api-keys.
//
//	@ID				createAPIKey
//	@Summary		Make an API key
//	@Description	Needs the permission `api_keys:manage`, each permission that the key is given, and a password typed within the last 10 minutes (a key that makes a key needs none). secret is in this answer alone: what is stored is its hash. A key never holds more than its maker, now or later; without expires_at it has no end. A key that was made by a key ends with it, never holds more than it, and cannot have `api_keys:manage`. A workspace can have 200 keys.
//	@Tags			API keys
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string		false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewAPIKey	true	"The request"
//	@Success		201				{object}	APIKeySecret
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, api_key_above_own, reauthentication_required"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, limit_reached"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/api-keys [post]
func (h *Handler) createAPIKey(c echo.Context, p authz.Pass) error {
	in, err := web.Body[NewAPIKey](c)
	if err != nil {
		return err
	}
	made, text, err := h.Tenancy.CreateAPIKey(c.Request().Context(), p, tenancy.KeyPatch{
		Name: &in.Name, Permissions: &in.Permissions, ExpiresAt: in.ExpiresAt.Pointer(),
	})
	if err != nil {
		return err
	}
	return web.Created(c, c.Request().URL.Path+"/"+string(made.ID), apiKeySecretView(made, text), made.Version)
}

// updateAPIKey is PATCH /api/v1/workspaces/{workspace_id}/api-keys/{key_id}.
//
//	@ID				updateAPIKey
//	@Summary		Change an API key
//	@Description	Needs the permission `api_keys:manage`, each permission that the key is given anew, and a password typed within the last 10 minutes; for somebody else's key also, across the workspace, each permission that it has. Holds from the key's next request on.
//	@Tags			API keys
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			key_id			path		string		true	"The API key"	Format(uuid)
//	@Param			If-Match		header		string		false	"The ETag that the change is meant for"
//	@Param			body			body		APIKeyPatch	true	"The request"
//	@Success		200				{object}	APIKey
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own, api_key_above_own, reauthentication_required"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/api-keys/{key_id} [patch]
func (h *Handler) updateAPIKey(c echo.Context, p authz.Pass) error {
	in, err := web.Body[APIKeyPatch](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.APIKey](c, "key_id", "API key")
	if err != nil {
		return err
	}
	k, err := h.Tenancy.UpdateAPIKey(c.Request().Context(), p, one, tenancy.KeyPatch{
		Name: in.Name.Pointer(), Permissions: in.Permissions.Pointer(), ExpiresAt: in.ExpiresAt.Optional.Pointer(),
		Never: in.ExpiresAt.Null,
	}, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, apiKeyView(k), k.Version)
}

// rotateAPIKey is POST /api/v1/workspaces/{workspace_id}/api-keys/{key_id}/rotate.
//
//	@ID				rotateAPIKey
//	@Summary		Give an API key a new secret
//	@Description	Needs the permission `api_keys:manage` and a password typed within the last 10 minutes; for somebody else's key also, across the workspace, each permission that it has. secret is in this answer alone. The secret of now goes on for overlap_hours, so that programs can change over; 0 ends it at once, and one that was still overlapping ends in any case.
//	@Tags			API keys
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"															Format(uuid)
//	@Param			key_id			path		string			true	"The API key"															Format(uuid)
//	@Param			If-Match		header		string			false	"The ETag that the change is meant for"
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		RotateAPIKey	true	"The request"
//	@Success		200				{object}	APIKeySecret
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own, reauthentication_required"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, conflict"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/api-keys/{key_id}/rotate [post]
func (h *Handler) rotateAPIKey(c echo.Context, p authz.Pass) error {
	in, err := web.Body[RotateAPIKey](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.APIKey](c, "key_id", "API key")
	if err != nil {
		return err
	}
	k, text, err := h.Tenancy.RotateAPIKey(c.Request().Context(), p, one, in.OverlapHours, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, apiKeySecretView(k, text), k.Version)
}

// deleteAPIKey is DELETE /api/v1/workspaces/{workspace_id}/api-keys/{key_id}.
//
//	@ID				deleteAPIKey
//	@Summary		Delete an API key
//	@Description	Needs the permission `api_keys:manage`; for somebody else's key also, across the workspace, each permission that it has. The key, and the keys that it made, open nothing from their next request on; streams that they hold open end.
//	@Tags			API keys
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			key_id			path		string	true	"The API key"	Format(uuid)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Success		204				"No Content"
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/api-keys/{key_id} [delete]
func (h *Handler) deleteAPIKey(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.APIKey](c, "key_id", "API key")
	if err != nil {
		return err
	}
	if err := h.Tenancy.DeleteAPIKey(c.Request().Context(), p, one, web.Expected(c)); err != nil {
		return err
	}
	return web.None(c)
}
