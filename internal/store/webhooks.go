package store

import (
	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
)

// WebhookPage lists the webhooks as a keyset page, by created_at.
func (tx *Tx) WebhookPage(r page.Request) (page.Of[domain.Webhook], error) {
	q, _ := keyset(rows[domain.Webhook](tx), r, "created_at", map[string]string{"created_at": "created_at"})
	list, err := find[domain.Webhook](q)
	if err != nil {
		return page.Of[domain.Webhook]{}, err
	}
	p := page.Cut(list, r.Limit, func(x domain.Webhook) []string { return []string{keyText(x.CreatedAt), string(x.ID)} })
	return p, total[domain.Webhook](tx, r, &p.Total)
}

// Webhook gives one webhook; ErrMissing where it is not here.
func (tx *Tx) Webhook(one id.Webhook) (domain.Webhook, error) {
	return take[domain.Webhook](rows[domain.Webhook](tx).Where("id = ?", one))
}

// CountWebhooks counts the workspace's webhooks.
func (tx *Tx) CountWebhooks() (int64, error) {
	var n int64
	err := rows[domain.Webhook](tx).Count(&n).Error
	return n, err
}

// SealHookSecret gives a webhook's secret as it is stored.
func (tx *Tx) SealHookSecret(one id.Webhook, text secret.Text) []byte {
	return tx.store.hooks.Seal([]byte(text.Reveal()), string(one))
}

// HookSecrets opens the secrets by which a webhook signs now, the newest first.
func (tx *Tx) HookSecrets(w domain.Webhook) ([]secret.Text, error) {
	sealed := [][]byte{w.Secret}
	if w.Overlaps(tx.now) {
		sealed = append(sealed, w.PreviousSecret)
	}
	out := make([]secret.Text, len(sealed))
	for i, one := range sealed {
		plain, err := tx.store.hooks.Open(one, string(w.ID))
		if err != nil {
			return nil, err
		}
		out[i] = secret.Text(plain)
	}
	return out, nil
}

// AddWebhook writes a new webhook.
func (tx *Tx) AddWebhook(w domain.Webhook) error { return tx.db.Create(&w).Error }

// SaveWebhook writes what can be changed of a webhook where it is still at its version, and raises the version; false
// where it is not.
func (tx *Tx) SaveWebhook(w domain.Webhook) (bool, error) {
	version := w.Version
	w.Version, w.UpdatedAt = version+1, tx.now
	done := rows[domain.Webhook](tx).Where("id = ? AND version = ?", w.ID, version).
		Select("url", "description", "event_types", "enabled", "disabled_reason", "secret", "previous_secret", "previous_until",
			"on_behalf", "on_behalf_key", "alive_since", "failures", "rest_until", "version", "updated_at").
		Updates(&w)
	return done.RowsAffected == 1, done.Error
}

// DropWebhook deletes a webhook where it is still at its version, with everything on its way; false where it is not.
func (tx *Tx) DropWebhook(w domain.Webhook) (bool, error) {
	err := rows[domain.WebhookDelivery](tx).Where("webhook_id = ?", w.ID).Delete(&domain.WebhookDelivery{}).Error
	if err != nil {
		return false, err
	}
	done := rows[domain.Webhook](tx).Where("id = ? AND version = ?", w.ID, w.Version).Delete(&domain.Webhook{})
	return done.RowsAffected == 1, done.Error
}

// leaveWebhooks takes somebody who goes out of the webhooks that name them. Those that worked for them work for nobody.
func (tx *Tx) leaveWebhooks(u id.User) error {
	for _, column := range []string{"created_by", "on_behalf"} {
		if err := rows[domain.Webhook](tx).Where(column+" = ?", u).UpdateColumn(column, nil).Error; err != nil {
			return err
		}
	}
	return nil
}

// DeliveryPage lists what went or is on its way to one endpoint as a keyset page, the newest first, in some states, or in
// any where none is named.
func (tx *Tx) DeliveryPage(one id.Webhook, states []domain.DeliveryState, r page.Request) (page.Of[domain.WebhookDelivery], error) {
	narrow := func(q *gorm.DB) *gorm.DB {
		q = q.Where("webhook_id = ?", one)
		if len(states) > 0 {
			q = q.Where("state IN ?", states)
		}
		return q
	}
	q, _ := keyset(narrow(rows[domain.WebhookDelivery](tx)), r, "-created_at", map[string]string{"created_at": "created_at"})
	list, err := find[domain.WebhookDelivery](q)
	if err != nil {
		return page.Of[domain.WebhookDelivery]{}, err
	}
	p := page.Cut(list, r.Limit, func(x domain.WebhookDelivery) []string { return []string{keyText(x.CreatedAt), string(x.ID)} })
	return p, total[domain.WebhookDelivery](tx, r, &p.Total, narrow)
}

// Delivery gives one delivery to an endpoint; ErrMissing where it is not here.
func (tx *Tx) Delivery(of id.Webhook, one id.Delivery) (domain.WebhookDelivery, error) {
	return take[domain.WebhookDelivery](rows[domain.WebhookDelivery](tx).Where("webhook_id = ? AND id = ?", of, one))
}

// DeliverAgain writes a delivery that came to its end as one to be made once more; false where somebody was quicker.
func (tx *Tx) DeliverAgain(d domain.WebhookDelivery) (bool, error) {
	done := rows[domain.WebhookDelivery](tx).Where("id = ? AND next_try_at IS NULL", d.ID).
		Select("state", "attempts", "window_from", "next_try_at").Updates(&d)
	if done.Error != nil || done.RowsAffected == 0 {
		return false, done.Error
	}
	return true, tx.tell(d.WebhookID)
}

// EventOf gives the event that a delivery carries, as it was recorded; ErrMissing where it is not in this workspace's log.
func (tx *Tx) EventOf(d domain.WebhookDelivery) (domain.AuditEvent, error) {
	var e domain.AuditEvent
	err := tx.events(AuditFilter{}).Where("id = ?", d.EventID).Take(&e).Error
	return e, translate(err)
}
