package tenancy

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// asTheyWork gives webhooks as they work at this moment: one whose owner may not manage webhooks now is disabled, although
// the house writes that down with the next event alone. As many statements for a page as for one.
func asTheyWork(tx *store.Tx, list []domain.Webhook) ([]domain.Webhook, error) {
	owners, err := ownersOf(tx, list)
	if err != nil {
		return nil, err
	}
	out := make([]domain.Webhook, len(list))
	for i, w := range list {
		if w.Enabled && !owners.may(w) {
			w.Enabled, w.DisabledReason = false, domain.DisabledOwner
		}
		out[i] = w
	}
	return out, nil
}

func asItWorks(tx *store.Tx, w domain.Webhook) (domain.Webhook, error) {
	list, err := asTheyWork(tx, []domain.Webhook{w})
	if err != nil {
		return w, err
	}
	return list[0], nil
}

// settled gives a webhook that is about to be changed as it works, and writes that down where it is news.
func settled(tx *store.Tx, w domain.Webhook) (domain.Webhook, error) {
	now, err := asItWorks(tx, w)
	if err != nil || now.Enabled == w.Enabled {
		return now, err
	}
	return now, saveWebhook(tx, &now, domain.WebhookDisabledEvent{Webhook: now, Reason: now.DisabledReason})
}

// webhookOwners holds what decides whether webhooks may work for who made or last changed them.
type webhookOwners struct {
	held map[id.User]domain.Holding // by those who are active
	keys map[id.APIKey]domain.APIKey
	now  time.Time
}

func ownersOf(tx *store.Tx, list []domain.Webhook) (webhookOwners, error) {
	o := webhookOwners{held: map[id.User]domain.Holding{}, keys: map[id.APIKey]domain.APIKey{}, now: tx.Now()}
	var people []id.User
	var keys []id.APIKey
	for _, w := range list {
		if w.Enabled && w.OnBehalf != nil {
			people = append(people, *w.OnBehalf)
		}
		if w.Enabled && w.OnBehalfKey != nil {
			keys = append(keys, *w.OnBehalfKey)
		}
	}
	users, err := tx.UsersByID(people)
	if err != nil {
		return o, err
	}
	members, err := tx.Members(listed(users))
	if err != nil {
		return o, err
	}
	for _, m := range members {
		if m.Status == domain.StatusActive {
			o.held[m.ID] = domain.HoldingOf(m.Roles, LocationIDs(m.Locations))
		}
	}
	return o, o.read(tx, keys)
}

// read reads keys, and then those that made them, which no key made.
func (o webhookOwners) read(tx *store.Tx, keys []id.APIKey) error {
	for range 2 {
		found, err := tx.APIKeysByID(keys)
		if err != nil {
			return err
		}
		keys = nil
		for _, k := range found {
			o.keys[k.ID] = k
			if k.MadeBy != nil {
				keys = append(keys, *k.MadeBy)
			}
		}
	}
	return nil
}

// may tells of a webhook what the gate would say of its owner: an active user who may manage webhooks, by the key by which
// they made or last changed it, where they did so by one.
func (o webhookOwners) may(w domain.Webhook) bool {
	if w.OnBehalf == nil {
		return false
	}
	holding, active := o.held[*w.OnBehalf]
	if w.OnBehalfKey != nil {
		key, here := o.keys[*w.OnBehalfKey]
		active = active && here && !key.Expired(o.now)
		var madeBy *domain.APIKey
		if key.MadeBy != nil {
			by, here := o.keys[*key.MadeBy]
			active, madeBy = active && here && !by.Expired(o.now), &by
		}
		holding = holding.Within(authz.KeyPermissions(&key, madeBy))
	}
	return active && authz.Opens(holding, domain.WebhooksManage)
}
