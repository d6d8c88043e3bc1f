package rest

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// listWebhookDeliveries is GET /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries.
//
//	@ID				listWebhookDeliveries
//	@Summary		List what went to a webhook
//	@Description	Needs the permission `webhooks:manage`. The newest first. Several values of `state` mean any of them. `next_try_at` is when one is tried at the earliest, given that the endpoint rests after failures; null where, as things stand, it will not be. Deliveries are kept for 30 days.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			state			query		[]string	false	"In these states"	collectionFormat(multi)	Enums(waiting, retrying, delivered, failed)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(created_at, -created_at)
//	@Param			limit			query		int		false	"How many at most"	minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string	false	"The next_cursor of the page before"
//	@Param			count			query		bool	false	"Add total to the answer"
//	@Success		200				{object}	WebhookDeliveryPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries [get]
func (h *Handler) listWebhookDeliveries(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	allowed := each(domain.DeliveryStates(), func(s domain.DeliveryState) string { return string(s) })
	states := each(q.Many("state", allowed...), func(text string) domain.DeliveryState { return domain.DeliveryState(text) })
	request := q.Page(h.Cursors, "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	one, err := pathID[id.Webhook](c, "webhook_id", "webhook")
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Deliveries(c.Request().Context(), p, one, states, request)
	if err != nil {
		return err
	}
	return web.OK(c, WebhookDeliveryPage{
		Data: each(found.Rows, deliveryView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// getWebhookDelivery is GET /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id}.
//
//	@ID				getWebhookDelivery
//	@Summary		Read a delivery
//	@Description	Needs the permission `webhooks:manage`. With what is sent, the tries, and how the last answer began.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			delivery_id		path		string	true	"The delivery"	Format(uuid)
//	@Success		200				{object}	WebhookDeliveryDetail
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id} [get]
func (h *Handler) getWebhookDelivery(c echo.Context, p authz.Pass) error {
	of, one, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	found, err := h.Tenancy.Delivery(c.Request().Context(), p, of, one)
	if err != nil {
		return err
	}
	return web.OK(c, deliveryDetail(found))
}

// testWebhook is POST /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/test.
//
//	@ID				testWebhook
//	@Summary		Try a webhook
//	@Description	Needs the permission `webhooks:manage`. Sends the event `webhook.tested` to this endpoint alone, whatever it wants to hear of. The delivery that is answered says, when it is read again, what came of it.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		201				{object}	WebhookDeliveryDetail
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, webhook_disabled"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/test [post]
func (h *Handler) testWebhook(c echo.Context, p authz.Pass) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	one, err := pathID[id.Webhook](c, "webhook_id", "webhook")
	if err != nil {
		return err
	}
	made, err := h.Tenancy.TestWebhook(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	list := strings.TrimSuffix(c.Request().URL.Path, "test") + "deliveries/"
	return web.Created(c, list+string(made.ID), deliveryDetail(made), 0)
}

// redeliverWebhook is POST /api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver.
//
//	@ID				redeliverWebhook
//	@Summary		Send an event once more
//	@Description	Needs the permission `webhooks:manage`. With the same webhook-id as before, and tries for three days as for a new event.
//	@Tags			Webhooks
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			webhook_id		path		string	true	"The webhook"	Format(uuid)
//	@Param			delivery_id		path		string	true	"The delivery"	Format(uuid)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	WebhookDeliveryDetail
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, conflict, webhook_disabled"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver [post]
func (h *Handler) redeliverWebhook(c echo.Context, p authz.Pass) error {
	if err := web.NoBody(c); err != nil {
		return err
	}
	of, one, err := deliveryIDs(c)
	if err != nil {
		return err
	}
	again, err := h.Tenancy.Redeliver(c.Request().Context(), p, of, one)
	if err != nil {
		return err
	}
	return web.OK(c, deliveryDetail(again))
}

func deliveryIDs(c echo.Context) (of id.Webhook, one id.Delivery, err error) {
	if of, err = pathID[id.Webhook](c, "webhook_id", "webhook"); err != nil {
		return of, one, err
	}
	one, err = pathID[id.Delivery](c, "delivery_id", "delivery")
	return of, one, err
}
