package tenancy

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// The states of a key.
const (
	KeyActive  = "active"
	KeyExpired = "expired"
	KeyStopped = "stopped" // its maker is suspended, or the key that made it has expired
)

// KeyView is a key with what becomes of it by who made it.
type KeyView struct {
	domain.APIKey
	State  string
	Maker  domain.User
	MadeBy *domain.APIKey
	Lost   domain.Permissions // of its permissions, those that it cannot use, because who made it does not hold them now
}

// APIKeys lists the workspace's keys by name.
func (s *Service) APIKeys(ctx context.Context, pass authz.Pass, r page.Request) (page.Of[KeyView], error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (page.Of[KeyView], error) {
		list, err := tx.APIKeyPage(r)
		if err != nil {
			return page.Of[KeyView]{}, err
		}
		views, err := keyViews(tx, list.Rows)
		return page.Of[KeyView]{Rows: views, Next: list.Next, Total: list.Total}, err
	})
}

// APIKey reads one key; not_found where it is not here.
func (s *Service) APIKey(ctx context.Context, pass authz.Pass, one id.APIKey) (KeyView, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (KeyView, error) {
		k, err := tx.APIKey(one)
		if err != nil {
			return KeyView{}, missing(err, "API key")
		}
		return keyView(tx, k)
	})
}

func keyView(tx *store.Tx, k domain.APIKey) (KeyView, error) {
	list, err := keyViews(tx, []domain.APIKey{k})
	if err != nil {
		return KeyView{}, err
	}
	return list[0], nil
}

// keyViews completes keys: as many statements for a page as for one.
func keyViews(tx *store.Tx, keys []domain.APIKey) ([]KeyView, error) {
	var makers []id.User
	var madeBy []id.APIKey
	for _, k := range keys {
		makers = append(makers, k.CreatedBy)
		if k.MadeBy != nil {
			madeBy = append(madeBy, *k.MadeBy)
		}
	}
	users, err := tx.UsersByID(makers)
	if err != nil {
		return nil, err
	}
	members, err := tx.Members(listed(users))
	if err != nil {
		return nil, err
	}
	parents, err := tx.APIKeysByID(madeBy)
	if err != nil {
		return nil, err
	}
	out := make([]KeyView, len(keys))
	for i, k := range keys {
		out[i] = KeyView{APIKey: k}
		for _, m := range members {
			if m.ID == k.CreatedBy {
				out[i].Maker, out[i].Lost = m.User, k.Permissions
				out[i].measure(domain.HoldingOf(m.Roles, LocationIDs(m.Locations)), parents, tx.Now())
			}
		}
	}
	return out, nil
}

// measure says what the key can do, given what its maker holds.
func (v *KeyView) measure(maker domain.Holding, parents []domain.APIKey, now time.Time) {
	if v.APIKey.MadeBy != nil {
		if i := slices.IndexFunc(parents, func(p domain.APIKey) bool { return p.ID == *v.APIKey.MadeBy }); i >= 0 {
			v.MadeBy = &parents[i]
		}
	}
	held := maker.Within(authz.KeyPermissions(&v.APIKey, v.MadeBy))
	v.Lost = added(held.Permissions.Union(held.Local), v.Permissions)
	switch {
	case v.Expired(now):
		v.State = KeyExpired
	case v.Maker.Status != domain.StatusActive, v.MadeBy != nil && v.MadeBy.Expired(now):
		v.State = KeyStopped
	default:
		v.State = KeyActive
	}
}

func listed(users map[id.User]domain.User) []domain.User {
	out := make([]domain.User, 0, len(users))
	for _, u := range users {
		out = append(out, u)
	}
	return out
}

func keyChanges(a, b domain.APIKey) map[string]domain.Change {
	out := map[string]domain.Change{}
	if a.Name != b.Name {
		out["name"] = domain.Change{From: a.Name, To: b.Name}
	}
	if !slices.Equal(a.Permissions, b.Permissions) {
		out["permissions"] = domain.Change{From: a.Permissions, To: b.Permissions}
	}
	if !sameMoment(a.ExpiresAt, b.ExpiresAt) {
		out["expires_at"] = domain.Change{From: a.ExpiresAt, To: b.ExpiresAt}
	}
	return out
}

func sameMoment(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// WithinKey gives what of a holding a key may use at this moment; unauthenticated where it works no more.
func WithinKey(tx *store.Tx, key id.APIKey, holding domain.Holding) (domain.Holding, error) {
	k, err := workingKey(tx, key)
	if err != nil || k.MadeBy == nil {
		return holding.Within(k.Permissions), err
	}
	by, err := workingKey(tx, *k.MadeBy)
	return holding.Within(authz.KeyPermissions(&k, &by)), err
}

func workingKey(tx *store.Tx, one id.APIKey) (domain.APIKey, error) {
	k, err := tx.APIKey(one)
	if errors.Is(err, store.ErrMissing) || err == nil && k.Expired(tx.Now()) {
		return k, authz.ErrSignIn()
	}
	return k, err
}

// dropKeysOf deletes the keys that a user made: they would hold nothing from now on.
func dropKeysOf(tx *store.Tx, maker id.User) error {
	keys, err := tx.APIKeysOf(maker)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := dropKey(tx, k, "maker_removed"); err != nil {
			return err
		}
	}
	return nil
}

// takeOutOfKeys takes a permission that the workspace is about to lose out of the keys that name it.
func takeOutOfKeys(tx *store.Tx, p domain.Permission) error {
	keys, err := tx.APIKeys()
	if err != nil {
		return err
	}
	for _, k := range keys {
		if !k.Permissions.Has(p) {
			continue
		}
		old := k.Permissions
		k.Permissions = old.Without(p)
		e := domain.APIKeyUpdated{Key: k, Fields: map[string]domain.Change{"permissions": {From: old, To: k.Permissions}}}
		if err := saveKey(tx, &k, e); err != nil {
			return err
		}
	}
	return nil
}
