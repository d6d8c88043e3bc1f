package store_test

import (
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// hookSights are the cases of webhooks.
var hookSights = map[string]sight{
	"WebhookPage":   {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return paged(tx.WebhookPage(all)) }},
	"CountWebhooks": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { n, err := tx.CountWebhooks(); return int(n), err }},
	"Webhook":       {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.Webhook(s.hook.ID)) }},
	"AddWebhook": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		w := s.hook
		w.ID = id.New[id.Webhook]()
		return done(tx.AddWebhook(w))
	}},
	"SaveWebhook": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.hook.Description = "Renamed"
		return truth(tx.SaveWebhook(s.hook))
	}},
	"DropWebhook": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return truth(tx.DropWebhook(s.hook)) }},
	"DeliveryPage": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return paged(tx.DeliveryPage(s.hook.ID, []domain.DeliveryState{domain.HookFailed}, all))
	}},
	"Delivery": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return single(tx.Delivery(s.hook.ID, s.delivery.ID))
	}},
	"DeliverAgain": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return truth(tx.DeliverAgain(s.delivery.Again(tx.Now())))
	}},
	"ClaimWebhook": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		if _, err := tx.DeliverAgain(s.delivery.Again(tx.Now())); err != nil {
			return 0, err
		}
		c, err := tx.ClaimWebhook(s.hook.ID, nil, time.Minute, 10)
		return len(c.Deliveries), err
	}},
	"ReleaseWebhook": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.ReleaseWebhook(s.hook.ID, tx.Now()) }},
	"NoteWebhook": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		if _, err := tx.DeliverAgain(s.delivery.Again(tx.Now())); err != nil {
			return 0, err
		}
		c, err := tx.ClaimWebhook(s.hook.ID, nil, time.Minute, 10)
		if err != nil {
			return 0, err
		}
		s.hook.Failures = 3
		return truth(tx.NoteWebhook(s.hook, c.Until))
	}},
	"SaveDelivery": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		d := s.delivery.Again(tx.Now())
		if _, err := tx.DeliverAgain(d); err != nil {
			return 0, err
		}
		return truth(tx.SaveDelivery(d.After(domain.HookOutcome{At: tx.Now(), Status: 204}, 1, tx.Now())))
	}},
	"EventOf": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { // of no event that was recorded
		if _, err := tx.EventOf(s.delivery); !errors.Is(err, store.ErrMissing) {
			return 1, err
		}
		return 0, nil
	}},
	"Deliver": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		if err := tx.Record(domain.WebhookTested{Webhook: s.hook}); err != nil {
			return 0, err
		}
		return single(tx.Deliver(s.hook.ID))
	}},
}

// hookOf gives a webhook that wants to hear of nothing that the tests do, and a delivery that failed.
func hookOf(s side, now time.Time) (domain.Webhook, domain.WebhookDelivery) {
	w := domain.Webhook{
		WorkspaceID: s.workspace.ID, ID: id.New[id.Webhook](), URL: "https://" + s.workspace.Slug + ".example.com/", EventTypes: []string{"import.done"},
		Enabled: true, CreatedBy: &s.user.ID, OnBehalf: &s.user.ID, AliveSince: now, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	return w, domain.WebhookDelivery{
		WorkspaceID: s.workspace.ID, ID: id.New[id.Delivery](), WebhookID: w.ID, EventID: id.New[id.Event](), EventType: "import.done",
		State: domain.HookFailed, WindowFrom: now, Tries: []domain.Try{}, CreatedAt: now,
	}
}
