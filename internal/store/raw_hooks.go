package store

import (
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

const wokenAtOnce = 500

// WakeWebhooks asks for the sending of what waits for endpoints whose time has come: retries, the end of a rest, and
// what a killed process held.
func (tx *Tx) WakeWebhooks() error {
	var due []Due
	err := tx.door().Raw("SELECT w.workspace_id AS workspace, w.id AS id FROM webhooks w"+
		" WHERE w.enabled AND (w.leased_until IS NULL OR w.leased_until < ?) AND (w.rest_until IS NULL OR w.rest_until <= ?)"+
		" AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.workspace_id = w.workspace_id AND d.webhook_id = w.id AND d.next_try_at <= ?)"+
		" LIMIT ?", tx.now, tx.now, tx.now, wokenAtOnce).Scan(&due).Error
	if err != nil {
		return fmt.Errorf("find webhooks to wake: %w", err)
	}
	for _, d := range due {
		err := tx.enqueue(webhookJob{Webhook: id.Webhook(d.ID), Workspace: d.Workspace}, river.InsertOpts{
			Queue: queueWebhook, MaxAttempts: mailTries, UniqueOpts: onceAtATime(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// GiveUpDeliveries ends deliveries that wait since before a time, which only endpoints that are disabled, or slower than
// what happens, let come so far. Bookkeeping.
func (tx *Tx) GiveUpDeliveries(before time.Time) error {
	err := tx.door().Exec("UPDATE webhook_deliveries SET state = ?, problem = 'expired', next_try_at = NULL"+
		" WHERE next_try_at IS NOT NULL AND window_from < ?", domain.HookFailed, before).Error
	if err != nil {
		return fmt.Errorf("give up deliveries: %w", err)
	}
	return nil
}

// DropDeliveriesBefore removes deliveries that came to their end and were made before a time; bookkeeping.
func (tx *Tx) DropDeliveriesBefore(t time.Time) error {
	err := tx.door().Exec("DELETE FROM webhook_deliveries WHERE created_at < ? AND next_try_at IS NULL", t).Error
	if err != nil {
		return fmt.Errorf("drop old deliveries: %w", err)
	}
	return nil
}
