package store

import (
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// announce puts what was recorded on its way to the endpoints that want to hear of it: a row for each and one job for
// each endpoint, which exist if, and only if, the transaction commits. Where a workspace has no webhook it costs one look
// at an index, however much was recorded.
func (tx *Tx) announce(entries []*domain.AuditEvent) error {
	if !slices.ContainsFunc(entries, func(e *domain.AuditEvent) bool { return e.Type.ToWebhooks() }) {
		return nil
	}
	hooks, err := find[domain.Webhook](rows[domain.Webhook](tx).Select("id", "event_types", "rest_until").Where("enabled").Order("id"))
	if err != nil {
		return err
	}
	for _, w := range hooks {
		var list []domain.WebhookDelivery
		for _, e := range entries {
			if w.Wants(e.Type) {
				list = append(list, tx.deliveryOf(w.ID, e.ID, e.Type))
			}
		}
		if len(list) == 0 {
			continue
		}
		if err := addAll(tx, list); err != nil {
			return err
		}
		if w.RestUntil != nil && w.RestUntil.After(tx.now) {
			continue // WakeWebhooks finds it
		}
		if err := tx.tell(w.ID); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) deliveryOf(one id.Webhook, e id.Event, t domain.EventType) domain.WebhookDelivery {
	now := tx.now
	return domain.WebhookDelivery{
		WorkspaceID: tx.ledger.scope, ID: id.New[id.Delivery](), WebhookID: one, EventID: e, EventType: t,
		State: domain.HookWaiting, WindowFrom: now, NextTryAt: &now, Tries: []domain.Try{}, CreatedAt: now,
	}
}

// Deliver puts the event that was recorded last on its way to one endpoint, whatever that wants to hear of.
func (tx *Tx) Deliver(one id.Webhook) (domain.WebhookDelivery, error) {
	e := tx.ledger.entries[len(tx.ledger.entries)-1]
	d := tx.deliveryOf(one, e.ID, e.Type)
	if err := tx.db.Create(&d).Error; err != nil {
		return d, err
	}
	return d, tx.tell(one)
}

// tell asks for what waits for an endpoint to be sent.
func (tx *Tx) tell(one id.Webhook) error {
	return tx.enqueue(webhookJob{Webhook: one, Workspace: tx.ledger.scope}, river.InsertOpts{Queue: queueWebhook, MaxAttempts: mailTries})
}

// HookClaim is what one process sends to an endpoint now: nobody else sends to it until Until. There is nothing to do
// where Deliveries is empty.
type HookClaim struct {
	Webhook    domain.Webhook
	Deliveries []domain.WebhookDelivery
	Events     map[id.Event]domain.AuditEvent
	Secrets    []secret.Text
	Until      time.Time
}

// ClaimWebhook takes an endpoint, or goes on with one that was taken until a time, for the length of a lease, with up to
// so many deliveries whose time has come; with one alone where the last tries failed. Where there is none it gives the
// endpoint back: whoever adds one has either committed and is seen, or comes with a job of their own that finds it free.
func (tx *Tx) ClaimWebhook(one id.Webhook, held *time.Time, lease time.Duration, most int) (HookClaim, error) {
	c := HookClaim{Until: tx.now.Add(lease)}
	q := rows[domain.Webhook](tx).Where("id = ? AND enabled AND (rest_until IS NULL OR rest_until <= ?)", one, tx.now)
	if held == nil {
		q = q.Where("(leased_until IS NULL OR leased_until < ?)", tx.now)
	} else {
		q = q.Where("leased_until = ?", *held)
	}
	taken := q.UpdateColumn("leased_until", c.Until)
	if taken.Error != nil {
		return c, fmt.Errorf("claim webhook: %w", taken.Error)
	}
	if taken.RowsAffected == 0 {
		if held == nil {
			return c, nil
		}
		return c, tx.ReleaseWebhook(one, *held)
	}
	var err error
	if c.Webhook, err = tx.Webhook(one); err != nil {
		return c, err
	}
	if c.Webhook.Failures >= domain.FailuresToRest {
		most = 1
	}
	err = rows[domain.WebhookDelivery](tx).Where("webhook_id = ? AND next_try_at <= ?", one, tx.now).
		Order("next_try_at, id").Limit(most).Find(&c.Deliveries).Error
	if err != nil {
		return c, fmt.Errorf("find deliveries: %w", err)
	}
	if len(c.Deliveries) == 0 {
		return c, tx.ReleaseWebhook(one, c.Until)
	}
	return c, tx.equip(&c)
}

// equip reads what the deliveries of a claim say, and by which secrets they are signed.
func (tx *Tx) equip(c *HookClaim) error {
	ids := make([]id.Event, len(c.Deliveries))
	for i, d := range c.Deliveries {
		ids[i] = d.EventID
	}
	list, err := find[domain.AuditEvent](tx.events(AuditFilter{}).Where("id IN ?", id.Text(ids)))
	if err != nil {
		return err
	}
	c.Events = make(map[id.Event]domain.AuditEvent, len(list))
	for _, e := range list {
		c.Events[e.ID] = e
	}
	c.Secrets, err = tx.HookSecrets(c.Webhook)
	return err
}

// ReleaseWebhook gives an endpoint back that was taken until a time.
func (tx *Tx) ReleaseWebhook(one id.Webhook, held time.Time) error {
	return rows[domain.Webhook](tx).Where("id = ? AND leased_until = ?", one, held).UpdateColumn("leased_until", nil).Error
}

// SaveDelivery writes what came of a try at a delivery that still waits; false where it does not.
func (tx *Tx) SaveDelivery(d domain.WebhookDelivery) (bool, error) {
	done := rows[domain.WebhookDelivery](tx).Where("id = ? AND next_try_at IS NOT NULL", d.ID).
		Select("state", "attempts", "next_try_at", "tries", "status", "answer", "problem", "last_tried_at").Updates(&d)
	return done.RowsAffected == 1, done.Error
}

// NoteWebhook writes how an endpoint stands where it is still taken until a time, and at its version: what was sent to
// an address that it no longer has says nothing of it. False where it is not.
func (tx *Tx) NoteWebhook(w domain.Webhook, held time.Time) (bool, error) {
	done := rows[domain.Webhook](tx).Where("id = ? AND version = ? AND leased_until = ?", w.ID, w.Version, held).
		Select("alive_since", "failures", "rest_until", "last_tried_at", "last_status", "last_problem").UpdateColumns(&w)
	return done.RowsAffected == 1, done.Error
}
