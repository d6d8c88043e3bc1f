package tenancy

import (
	"context"
	"errors"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// WebhookView is a webhook with the people whom it names; nil where they are gone.
type WebhookView struct {
	domain.Webhook
	Maker *domain.User
	Owner *domain.User // whom it works for
}

// DeliveryView is a delivery with what is sent by it; nil where the event is not in the log any more.
type DeliveryView struct {
	domain.WebhookDelivery
	Body []byte
}

// Webhooks lists the workspace's webhooks.
func (s *Service) Webhooks(ctx context.Context, pass authz.Pass, r page.Request) (page.Of[WebhookView], error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (page.Of[WebhookView], error) {
		list, err := tx.WebhookPage(r)
		if err != nil {
			return page.Of[WebhookView]{}, err
		}
		views, err := webhookViews(tx, list.Rows)
		return page.Of[WebhookView]{Rows: views, Next: list.Next, Total: list.Total}, err
	})
}

// Webhook reads one webhook; not_found where it is not here.
func (s *Service) Webhook(ctx context.Context, pass authz.Pass, one id.Webhook) (WebhookView, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (WebhookView, error) {
		w, err := tx.Webhook(one)
		if err != nil {
			return WebhookView{}, missing(err, "webhook")
		}
		return webhookView(tx, w)
	})
}

// Deliveries lists what went or is on its way to one endpoint, in some states or, where none is named, in any; not_found
// where there is no such webhook.
func (s *Service) Deliveries(ctx context.Context, pass authz.Pass, of id.Webhook, states []domain.DeliveryState, r page.Request) (page.Of[domain.WebhookDelivery], error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (page.Of[domain.WebhookDelivery], error) {
		w, err := workingWebhook(tx, of)
		if err != nil {
			return page.Of[domain.WebhookDelivery]{}, err
		}
		list, err := tx.DeliveryPage(of, states, r)
		for i, d := range list.Rows {
			list.Rows[i].NextTryAt = w.NextTry(d)
		}
		return list, err
	})
}

// Delivery reads one delivery with what is sent by it; not_found where it is not here.
func (s *Service) Delivery(ctx context.Context, pass authz.Pass, of id.Webhook, one id.Delivery) (DeliveryView, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (DeliveryView, error) {
		w, err := workingWebhook(tx, of)
		if err != nil {
			return DeliveryView{}, err
		}
		d, err := tx.Delivery(of, one)
		if err != nil {
			return DeliveryView{}, missing(err, "delivery")
		}
		return deliveryView(tx, w, d)
	})
}

// TestWebhook records that the endpoint is tried, and sends it that, whatever it wants to hear of. Errors: not_found;
// webhook_disabled.
func (s *Service) TestWebhook(ctx context.Context, pass authz.Pass, one id.Webhook) (DeliveryView, error) {
	var out DeliveryView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		w, err := sendable(tx, pass, one)
		if err != nil {
			return err
		}
		if err := tx.Record(domain.WebhookTested{Webhook: w}); err != nil {
			return err
		}
		out.WebhookDelivery, err = tx.Deliver(w.ID)
		return err
	})
	if err != nil {
		return out, err
	}
	return s.Delivery(ctx, pass, one, out.ID)
}

// Redeliver sends an event once more to an endpoint that was told of it, or that could not be. Errors: not_found;
// webhook_disabled; conflict where it is on its way already.
func (s *Service) Redeliver(ctx context.Context, pass authz.Pass, of id.Webhook, one id.Delivery) (DeliveryView, error) {
	var out DeliveryView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		w, err := sendable(tx, pass, of)
		if err != nil {
			return err
		}
		d, err := tx.Delivery(of, one)
		if err != nil {
			return missing(err, "delivery")
		}
		d = d.Again(tx.Now())
		again, err := tx.DeliverAgain(d)
		if err != nil {
			return err
		}
		if !again {
			return errs.New(errs.Conflict, "conflict", "This event is on its way already.")
		}
		if err := tx.Record(domain.WebhookRedelivered{Webhook: w, EventID: d.EventID}); err != nil {
			return err
		}
		out, err = deliveryView(tx, w, d)
		return err
	})
	return out, err
}

// sendable gives a webhook that something can be sent to.
func sendable(tx *store.Tx, pass authz.Pass, one id.Webhook) (domain.Webhook, error) {
	if _, err := Recheck(tx, pass); err != nil {
		return domain.Webhook{}, err
	}
	w, err := workingWebhook(tx, one)
	if err != nil {
		return w, err
	}
	if !w.Enabled {
		return w, errs.New(errs.Conflict, "webhook_disabled", "This webhook is disabled, so nothing is sent to it. Enable it first.")
	}
	return w, nil
}

// workingWebhook reads a webhook as it works at this moment; not_found where it is not here.
func workingWebhook(tx *store.Tx, one id.Webhook) (domain.Webhook, error) {
	w, err := tx.Webhook(one)
	if err != nil {
		return w, missing(err, "webhook")
	}
	return asItWorks(tx, w)
}

func deliveryView(tx *store.Tx, w domain.Webhook, d domain.WebhookDelivery) (DeliveryView, error) {
	d.NextTryAt = w.NextTry(d)
	e, err := tx.EventOf(d)
	if errors.Is(err, store.ErrMissing) {
		return DeliveryView{WebhookDelivery: d}, nil
	}
	if err != nil {
		return DeliveryView{}, err
	}
	body, err := domain.HookBody(e)
	return DeliveryView{WebhookDelivery: d, Body: body}, err
}

func webhookView(tx *store.Tx, w domain.Webhook) (WebhookView, error) {
	list, err := webhookViews(tx, []domain.Webhook{w})
	if err != nil {
		return WebhookView{}, err
	}
	return list[0], nil
}

// webhookViews completes webhooks: as many statements for a page as for one.
func webhookViews(tx *store.Tx, list []domain.Webhook) ([]WebhookView, error) {
	list, err := asTheyWork(tx, list)
	if err != nil {
		return nil, err
	}
	var ids []id.User
	for _, w := range list {
		for _, who := range []*id.User{w.CreatedBy, w.OnBehalf} {
			if who != nil {
				ids = append(ids, *who)
			}
		}
	}
	users, err := tx.UsersByID(ids)
	if err != nil {
		return nil, err
	}
	named := func(who *id.User) *domain.User {
		if who == nil {
			return nil
		}
		if u, ok := users[*who]; ok {
			return &u
		}
		return nil
	}
	out := make([]WebhookView, len(list))
	for i, w := range list {
		out[i] = WebhookView{Webhook: w, Maker: named(w.CreatedBy), Owner: named(w.OnBehalf)}
	}
	return out, nil
}
