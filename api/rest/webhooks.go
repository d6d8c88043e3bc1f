package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// listWebhooks is GET /api/v1/workspaces/{workspace_id}/webhooks.
//
//	@ID				listWebhooks
//	@Summary		List webhooks
//	@Description	Needs the permission `webhooks:manage`. In the order in which they were made. A webhook is `failing` while the last tries all failed, and `disabled` by somebody's hand or, for disabled_reason, by the house.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(created_at, -created_at)
//	@Param			limit			query		int		false	"How many at most"	minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string	false	"The next_cursor of the page before"
//	@Param			count			query		bool	false	"Add total to the answer"
//	@Success		200				{object}	WebhookPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks [get]
func (h *Handler) listWebhooks(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	request := q.Page(h.Cursors, "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Tenancy.Webhooks(c.Request().Context(), p, request)
	if err != nil {
		return err
	}
	return web.OK(c, WebhookPage{
		Data: each(found.Rows, webhookOf), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// listWebhookEvents is GET /api/v1/workspaces/{workspace_id}/webhooks/event-types.
//
//	@ID				listWebhookEvents
//	@Summary		List what webhooks can be told of
//	@Description	Needs the permission `webhooks:manage`. The names of events, by name. A webhook's event_types are some of these, or `user.*` for all that begin with `user.`, or `*` for all.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Success		200				{object}	WebhookEventTypes
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/event-types [get]
func (h *Handler) listWebhookEvents(c echo.Context, _ authz.Pass) error {
	return web.OK(c, WebhookEventTypes{Data: each(domain.WebhookEvents(), func(t domain.EventType) string { return string(t) })})
}

// getWebhook is GET /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}.
//
//	@ID				getWebhook
//	@Summary		Read a webhook
//	@Description	Needs the permission `webhooks:manage`. The secret is never among it.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Webhook
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id} [get]
func (h *Handler) getWebhook(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Webhook](c, "webhook_id", "webhook")
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Webhook(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, webhookOf(found), found.Version)
}

// createWebhook is POST /api/v1/workspaces/{workspace_id}/webhooks.
//
//	@ID				createWebhook
//	@Summary		Make a webhook
//	@Description	Needs the permission `webhooks:manage`. secret is in this answer alone; by it the receiver verifies what it gets (Standard Webhooks). The address has to begin with https:// and lead to the public internet. The webhook works for the caller: where they may not manage webhooks any more, it is disabled. A workspace can have 20 webhooks.
//	@Tags			Webhooks
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		NewWebhook	true	"The request"
//	@Success		201				{object}	WebhookSecret
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, limit_reached"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks [post]
func (h *Handler) createWebhook(c echo.Context, p authz.Pass) error {
	in, err := web.Body[NewWebhook](c)
	if err != nil {
		return err
	}
	made, text, err := h.Tenancy.CreateWebhook(c.Request().Context(), p, tenancy.WebhookPatch{
		URL: &in.URL, Description: &in.Description, EventTypes: &in.EventTypes, Enabled: in.Enabled,
	})
	if err != nil {
		return err
	}
	return web.Created(c, c.Request().URL.Path+"/"+string(made.ID), webhookSecretOf(made, text), made.Version)
}

// updateWebhook is PATCH /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}.
//
//	@ID				updateWebhook
//	@Summary		Change a webhook
//	@Description	Needs the permission `webhooks:manage`. The webhook works for the caller from now on. Another url gets a new secret, which is in this answer alone, and the one before never signs anything for it; secret is left out where the url stays. Enabling it again sends what still waits, and what happens from now on.
//	@Tags			Webhooks
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Param			body			body		WebhookPatch	true	"The request"
//	@Success		200				{object}	ChangedWebhook
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id} [patch]
func (h *Handler) updateWebhook(c echo.Context, p authz.Pass) error {
	in, err := web.Body[WebhookPatch](c)
	if err != nil {
		return err
	}
	one, err := pathID[id.Webhook](c, "webhook_id", "webhook")
	if err != nil {
		return err
	}
	w, text, err := h.Tenancy.UpdateWebhook(c.Request().Context(), p, one, tenancy.WebhookPatch{
		URL: in.URL.Pointer(), Description: in.Description.Pointer(), EventTypes: in.EventTypes.Pointer(), Enabled: in.Enabled.Pointer(),
	}, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, ChangedWebhook{Webhook: webhookOf(w), Secret: text.Reveal()}, w.Version)
}

// deleteWebhook is DELETE /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}.
//
//	@ID				deleteWebhook
//	@Summary		Delete a webhook
//	@Description	Needs the permission `webhooks:manage`. What is on its way is given up, and what was delivered is forgotten.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Success		204				"No Content"
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id} [delete]
func (h *Handler) deleteWebhook(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Webhook](c, "webhook_id", "webhook")
	if err != nil {
		return err
	}
	if err := h.Tenancy.DeleteWebhook(c.Request().Context(), p, one, web.Expected(c)); err != nil {
		return err
	}
	return web.None(c)
}

// rotateWebhookSecret is POST /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/rotate-secret.
//
//	@ID				rotateWebhookSecret
//	@Summary		Give a webhook a new secret
//	@Description	Needs the permission `webhooks:manage`. secret is in this answer alone. The secret of now signs beside it for 24 hours, so that the receiver can change over; one that was still overlapping ends at once. The webhook works for the caller from now on.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			If-Match		header		string	false	"The ETag that the change is meant for"
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	WebhookSecret
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/rotate-secret [post]
func (h *Handler) rotateWebhookSecret(c echo.Context, p authz.Pass) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	one, err := pathID[id.Webhook](c, "webhook_id", "webhook")
	if err != nil {
		return err
	}
	w, text, err := h.Tenancy.RotateWebhookSecret(c.Request().Context(), p, one, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, webhookSecretOf(w, text), w.Version)
}
