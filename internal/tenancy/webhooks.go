package tenancy

import (
	"context"
	"maps"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// WebhookPatch holds what to make of a webhook; nil leaves it as it is.
type WebhookPatch struct {
	URL         *string
	Description *string
	EventTypes  *[]string
	Enabled     *bool
}

// CreateWebhook makes a webhook and gives its secret, this once. It works for the caller. Errors: validation_failed,
// also with url_invalid, url_refused, event_type_unknown; limit_reached.
func (s *Service) CreateWebhook(ctx context.Context, pass authz.Pass, p WebhookPatch) (WebhookView, secret.Text, error) {
	text := secret.NewHookSecret()
	var out WebhookView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		if _, _, err := lockPlace(tx, pass); err != nil {
			return err
		}
		who := pass.User().ID
		w, err := p.apply(domain.Webhook{
			WorkspaceID: tx.Workspace(), ID: id.New[id.Webhook](), Enabled: true, CreatedBy: &who, AliveSince: tx.Now(), Version: 1,
			CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}, s.hooksInside)
		if err != nil {
			return err
		}
		n, err := tx.CountWebhooks()
		if err != nil {
			return err
		}
		if n >= domain.MaxWebhooks {
			return errs.Newf(errs.Conflict, "limit_reached", "A workspace can have %d webhooks. Delete one that nobody needs.", domain.MaxWebhooks)
		}
		w = workingFor(w, pass)
		w.Secret = tx.SealHookSecret(w.ID, text)
		if err := tx.AddWebhook(w); err != nil {
			return err
		}
		if err := tx.Record(domain.WebhookCreated{
			Webhook: w, URL: w.Shown(), Description: w.Description, EventTypes: w.EventTypes, Enabled: w.Enabled,
		}); err != nil {
			return err
		}
		out, err = webhookView(tx, w)
		return err
	})
	return out, text, err
}

// UpdateWebhook changes a webhook, which works for the caller from now on. Another address gets a new secret, this once,
// and never the one that the address before knows; the text is "" where the secret stays. Version is the one that the
// caller saw, or 0 for any. Errors: those of CreateWebhook but limit_reached; not_found; precondition_failed.
func (s *Service) UpdateWebhook(ctx context.Context, pass authz.Pass, one id.Webhook, p WebhookPatch, version int64) (WebhookView, secret.Text, error) {
	var out WebhookView
	var text secret.Text
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		text = ""
		old, err := handledWebhook(tx, pass, one, version)
		if err != nil {
			return err
		}
		if old, err = settled(tx, old); err != nil {
			return err
		}
		w, err := p.apply(old, s.hooksInside)
		if err != nil {
			return err
		}
		changes := webhookChanges(old, w)
		if len(changes) == 0 {
			out, err = webhookView(tx, w)
			return err
		}
		w = workingFor(w, pass)
		maps.Copy(changes, ownerChange(old, w))
		if w.URL != old.URL || w.Enabled != old.Enabled {
			w.AliveSince, w.Failures, w.RestUntil = tx.Now(), 0, nil
		}
		events := []domain.Event{domain.WebhookUpdated{Webhook: w, Fields: changes}}
		if w.URL != old.URL {
			text = secret.NewHookSecret()
			w.Secret, w.PreviousSecret, w.PreviousUntil = tx.SealHookSecret(w.ID, text), nil, nil
			events = append(events, domain.WebhookSecretRotated{Webhook: w, Reason: "url_changed"})
		}
		if err := saveWebhook(tx, &w, events...); err != nil {
			return err
		}
		out, err = webhookView(tx, w)
		return err
	})
	return out, text, err
}

// RotateWebhookSecret gives a webhook a new secret, this once; the one before signs beside it for a day, and any older one
// ends now. Errors: not_found; precondition_failed.
func (s *Service) RotateWebhookSecret(ctx context.Context, pass authz.Pass, one id.Webhook, version int64) (WebhookView, secret.Text, error) {
	text := secret.NewHookSecret()
	var out WebhookView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		w, err := handledWebhook(tx, pass, one, version)
		if err != nil {
			return err
		}
		if w, err = settled(tx, w); err != nil {
			return err
		}
		until, old := tx.Now().Add(domain.SecretOverlap), w
		w = workingFor(w, pass)
		w.PreviousSecret, w.PreviousUntil, w.Secret = w.Secret, &until, tx.SealHookSecret(w.ID, text)
		if err := saveWebhook(tx, &w, domain.WebhookSecretRotated{Webhook: w, Reason: "asked", Owner: ownerChange(old, w)}); err != nil {
			return err
		}
		out, err = webhookView(tx, w)
		return err
	})
	return out, text, err
}

// DeleteWebhook ends a webhook with everything that is on its way. Errors: not_found; precondition_failed.
func (s *Service) DeleteWebhook(ctx context.Context, pass authz.Pass, one id.Webhook, version int64) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		w, err := handledWebhook(tx, pass, one, version)
		if err != nil {
			return err
		}
		dropped, err := tx.DropWebhook(w)
		if err != nil {
			return err
		}
		if !dropped {
			return errChanged()
		}
		return tx.Record(domain.WebhookDeleted{
			Webhook: w, URL: domain.Was(w.Shown()), Description: domain.Was(w.Description),
			EventTypes: domain.Was(w.EventTypes), Enabled: domain.Was(w.Enabled),
		})
	})
}

// handledWebhook gives the webhook that the caller is about to change, at the version that they saw (0: any).
func handledWebhook(tx *store.Tx, pass authz.Pass, one id.Webhook, version int64) (domain.Webhook, error) {
	if _, _, err := lockPlace(tx, pass); err != nil {
		return domain.Webhook{}, err
	}
	w, err := tx.Webhook(one)
	if err != nil {
		return w, missing(err, "webhook")
	}
	if version != 0 && version != w.Version {
		return w, errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this webhook since you read it. Read it again.")
	}
	return w, nil
}

func errChanged() error {
	return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this webhook just now. Read it again.")
}

// workingFor gives the webhook as one that works for the caller, as far and as long as they may manage webhooks.
func workingFor(w domain.Webhook, pass authz.Pass) domain.Webhook {
	who := pass.User().ID
	w.OnBehalf, w.OnBehalfKey = &who, nil
	if k, ok := pass.Key(); ok {
		w.OnBehalfKey = &k.ID
	}
	return w
}

// saveWebhook writes a changed webhook and its events.
func saveWebhook(tx *store.Tx, w *domain.Webhook, events ...domain.Event) error {
	saved, err := tx.SaveWebhook(*w)
	if err != nil {
		return err
	}
	if !saved {
		return errChanged()
	}
	w.Version++
	w.UpdatedAt = tx.Now()
	for _, e := range events {
		if err := tx.Record(e); err != nil {
			return err
		}
	}
	return nil
}

// apply gives the webhook with the patch on it, or one error of all wrong fields.
func (p WebhookPatch) apply(w domain.Webhook, inside bool) (domain.Webhook, error) {
	var bad []errs.Field
	if p.URL != nil {
		address, f := domain.ParseWebhookURL("/url", *p.URL, inside)
		if f != nil {
			bad = append(bad, *f)
		}
		w.URL = address
	}
	if p.Description != nil {
		text, f := domain.ParseMessage("/description", *p.Description, domain.MaxDescription)
		if f != nil {
			bad = append(bad, *f)
		}
		w.Description = text
	}
	if p.EventTypes != nil {
		list, faults := domain.ParseEventTypes("/event_types", *p.EventTypes)
		bad = append(bad, faults...)
		w.EventTypes = list
	}
	if p.Enabled != nil && *p.Enabled != w.Enabled {
		w.Enabled, w.DisabledReason = *p.Enabled, ""
		if !w.Enabled {
			w.DisabledReason = domain.DisabledByHand
		}
	}
	return w, errs.Validation(bad...)
}

// ownerChange says whom a webhook works for now, where that is somebody else than before.
func ownerChange(a, b domain.Webhook) map[string]domain.Change {
	if a.OnBehalf != nil && b.OnBehalf != nil && *a.OnBehalf == *b.OnBehalf {
		return nil
	}
	return map[string]domain.Change{"owner_id": {From: a.OnBehalf, To: b.OnBehalf}}
}

func webhookChanges(a, b domain.Webhook) map[string]domain.Change {
	out := map[string]domain.Change{}
	if a.URL != b.URL {
		out["url"] = domain.Change{From: a.Shown(), To: b.Shown()}
	}
	if a.Description != b.Description {
		out["description"] = domain.Change{From: a.Description, To: b.Description}
	}
	if !slices.Equal(a.EventTypes, b.EventTypes) {
		out["event_types"] = domain.Change{From: a.EventTypes, To: b.EventTypes}
	}
	if a.Enabled != b.Enabled {
		out["enabled"] = domain.Change{From: a.Enabled, To: b.Enabled}
	}
	return out
}
