package tenancy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// KeyPatch holds what to make of an API key; nil leaves it as it is. ExpiresAt is a time; Never takes the end away.
type KeyPatch struct {
	Name        *string
	Permissions *[]string
	ExpiresAt   *string
	Never       bool
}

// CreateAPIKey makes a key and gives its secret, this once. Errors: reauthentication_required where a person typed their
// password too long ago; validation_failed, also with permission_unknown; api_key_above_own where it is given what the
// caller lacks; limit_reached.
func (s *Service) CreateAPIKey(ctx context.Context, pass authz.Pass, p KeyPatch) (KeyView, secret.Text, error) {
	text := secret.NewKey()
	var out KeyView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := mayHandleKeys(tx, pass)
		if err != nil {
			return err
		}
		k := domain.APIKey{
			WorkspaceID: tx.Workspace(), ID: id.New[id.APIKey](), CreatedBy: pass.User().ID, Version: 1,
			CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if by, ok := pass.Key(); ok {
			k.MadeBy = &by.ID
		}
		if k, err = p.apply(tx, k); err != nil {
			return err
		}
		if err := mayBeGiven(holding, k, k.Permissions); err != nil {
			return err
		}
		n, err := tx.CountAPIKeys()
		if err != nil {
			return err
		}
		if n >= domain.MaxAPIKeys {
			return errs.Newf(errs.Conflict, "limit_reached", "A workspace can have %d API keys. Delete one that nobody needs.", domain.MaxAPIKeys)
		}
		k = withSecret(k, text)
		if err := tx.AddAPIKey(k); err != nil {
			return err
		}
		if err := tx.Record(domain.APIKeyCreated{Key: k, Name: k.Name, Permissions: k.Permissions, ExpiresAt: k.ExpiresAt}); err != nil {
			return err
		}
		out, err = keyView(tx, k)
		return err
	})
	return out, text, err
}

// UpdateAPIKey changes name, permissions and end of a key, from its next request on. Version is the one that the caller
// saw, or 0 for any. Errors: those of CreateAPIKey but limit_reached; not_found; above_own; precondition_failed.
func (s *Service) UpdateAPIKey(ctx context.Context, pass authz.Pass, one id.APIKey, p KeyPatch, version int64) (KeyView, error) {
	var out KeyView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := mayHandleKeys(tx, pass)
		if err != nil {
			return err
		}
		old, err := handled(tx, pass, holding, one, version)
		if err != nil {
			return err
		}
		k, err := p.apply(tx, old)
		if err != nil {
			return err
		}
		if err := mayBeGiven(holding, k, added(old.Permissions, k.Permissions)); err != nil {
			return err
		}
		if changes := keyChanges(old, k); len(changes) > 0 {
			if err := saveKey(tx, &k, domain.APIKeyUpdated{Key: k, Fields: changes}); err != nil {
				return err
			}
		}
		out, err = keyView(tx, k)
		return err
	})
	return out, err
}

// RotateAPIKey gives a key a new secret, this once; the one before goes on for the overlap, and any older one ends now.
// Errors: those of UpdateAPIKey; conflict where the key has expired.
func (s *Service) RotateAPIKey(ctx context.Context, pass authz.Pass, one id.APIKey, hours *int, version int64) (KeyView, secret.Text, error) {
	text := secret.NewKey()
	var out KeyView
	overlap, bad := domain.ParseOverlap("/overlap_hours", hours)
	if bad != nil {
		return out, text, errs.Validation(*bad)
	}
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := mayHandleKeys(tx, pass)
		if err != nil {
			return err
		}
		k, err := handled(tx, pass, holding, one, version)
		if err != nil {
			return err
		}
		if k.Expired(tx.Now()) {
			return errs.New(errs.Conflict, "conflict", "This key has expired. Give it another end first.")
		}
		old, until := k.TokenHash, tx.Now().Add(overlap)
		k = withSecret(k, text)
		k.PreviousHash, k.PreviousUntil = nil, nil
		if overlap > 0 {
			k.PreviousHash, k.PreviousUntil = &old, &until
		}
		if err := saveKey(tx, &k, domain.APIKeyRotated{Key: k, PreviousUntil: k.PreviousUntil}); err != nil {
			return err
		}
		out, err = keyView(tx, k)
		return err
	})
	return out, text, err
}

// DeleteAPIKey ends a key, and the keys that it made, from their next request on. Errors: not_found; above_own;
// precondition_failed.
func (s *Service) DeleteAPIKey(ctx context.Context, pass authz.Pass, one id.APIKey, version int64) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		_, holding, err := lockPlace(tx, pass) // no password: whoever sees a key leak is in a hurry
		if err != nil {
			return err
		}
		k, err := handled(tx, pass, holding, one, version)
		if err != nil {
			return err
		}
		made, err := tx.APIKeysMadeBy(k.ID)
		if err != nil {
			return err
		}
		for _, m := range made {
			if err := dropKey(tx, m, "maker_key_deleted"); err != nil {
				return err
			}
		}
		return dropKey(tx, k, "deleted")
	})
}

// NoteKeyUse keeps when a key was last used, so coarsely that it costs one write a minute.
func (s *Service) NoteKeyUse(ctx context.Context, pass authz.Pass) error {
	k, ok := pass.Key()
	if !ok {
		return nil
	}
	return s.db.Maintain(ctx, pass, func(tx *store.Tx) error { return tx.NoteKeyUse(k.ID, tx.Now().Add(-domain.KeySeenEvery)) })
}

// mayHandleKeys locks the workspace and gives what the caller holds by then. A secret, or more rights for one, is given
// out only to whoever has just proved who they are.
func mayHandleKeys(tx *store.Tx, pass authz.Pass) (domain.Holding, error) {
	_, holding, err := lockPlace(tx, pass)
	if err == nil && !pass.FreshAt(tx.Now()) {
		err = authz.ErrStale()
	}
	return holding, err
}

// handled gives the key that the caller is about to change, at the version that they saw (0: any).
func handled(tx *store.Tx, pass authz.Pass, holding domain.Holding, one id.APIKey, version int64) (domain.APIKey, error) {
	k, err := tx.APIKey(one)
	if err != nil {
		return k, missing(err, "API key")
	}
	by, isKey := pass.Key()
	own := isKey && by.ID == k.ID || !isKey && k.CreatedBy == pass.User().ID
	if err := domain.MayHandleKey(holding, k, own); err != nil {
		return k, err
	}
	if version != 0 && version != k.Version {
		return k, errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this key since you read it. Read it again.")
	}
	return k, nil
}

// mayBeGiven holds what is new among a key's permissions against the giver's own.
func mayBeGiven(holding domain.Holding, k domain.APIKey, fresh domain.Permissions) error {
	if err := k.MayMakeKeys(); err != nil {
		return err
	}
	return domain.MayGiveKey(holding, fresh)
}

func added(before, after domain.Permissions) domain.Permissions {
	for _, p := range before {
		after = after.Without(p)
	}
	return after
}

func withSecret(k domain.APIKey, text secret.Text) domain.APIKey {
	k.TokenHash, k.Prefix = secret.Hash(text.Reveal()), domain.KeyHint(text.Reveal())
	return k
}

// saveKey writes a changed key and its event.
func saveKey(tx *store.Tx, k *domain.APIKey, e domain.Event) error {
	saved, err := tx.SaveAPIKey(*k)
	if err != nil {
		return err
	}
	if !saved {
		return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this key just now. Read it again.")
	}
	k.Version++
	k.UpdatedAt = tx.Now()
	return tx.Record(e)
}

func dropKey(tx *store.Tx, k domain.APIKey, reason string) error {
	dropped, err := tx.DropAPIKey(k)
	if err != nil {
		return err
	}
	if !dropped {
		return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this key just now. Read it again.")
	}
	return tx.Record(domain.APIKeyDeleted{
		Key: k, Name: domain.Was(k.Name), Permissions: domain.Was(k.Permissions), ExpiresAt: domain.Was(k.ExpiresAt), Reason: reason,
	})
}

// apply gives the key with the patch on it, or one error of all wrong fields.
func (p KeyPatch) apply(tx *store.Tx, k domain.APIKey) (domain.APIKey, error) {
	var bad []errs.Field
	if p.Name != nil {
		name, f := domain.ParseName("/name", *p.Name)
		if f != nil {
			bad = append(bad, *f)
		}
		k.Name, k.NameKey = name, domain.Fold(name)
	}
	if p.Permissions != nil {
		set, unknown, err := findPermissions(tx, *p.Permissions)
		if err != nil {
			return k, err
		}
		bad = append(bad, unknown...)
		k.Permissions = set
	}
	if p.Never {
		k.ExpiresAt = nil
	} else if p.ExpiresAt != nil {
		at, f := domain.ParseKeyEnd("/expires_at", *p.ExpiresAt, tx.Now())
		if f != nil {
			bad = append(bad, *f)
		}
		k.ExpiresAt = at
	}
	return k, errs.Validation(bad...)
}
