package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// keySights are the cases of API keys, and of the question whether somebody may do something.
var keySights = map[string]sight{
	"APIKeyPage":   {2, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return paged(tx.APIKeyPage(all)) }},
	"APIKeys":      {2, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return some(tx.APIKeys()) }},
	"CountAPIKeys": {2, true, func(tx *store.Tx, _ *world, _ side) (int, error) { n, err := tx.CountAPIKeys(); return int(n), err }},
	"APIKey":       {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.APIKey(s.key.ID)) }},
	"APIKeysByID": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.APIKeysByID([]id.APIKey{s.key.ID}))
	}},
	"APIKeysOf":     {2, false, func(tx *store.Tx, _ *world, s side) (int, error) { return some(tx.APIKeysOf(s.user.ID)) }},
	"APIKeysMadeBy": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return some(tx.APIKeysMadeBy(s.key.ID)) }},
	"AddAPIKey": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		k := s.key
		k.ID, k.TokenHash = id.New[id.APIKey](), "new"
		return done(tx.AddAPIKey(k))
	}},
	"SaveAPIKey": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.key.Name = "Renamed"
		return truth(tx.SaveAPIKey(s.key))
	}},
	"DropAPIKey": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return truth(tx.DropAPIKey(s.made)) }},
	"NoteKeyUse": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.NoteKeyUse(s.key.ID, tx.Now()) }},
	"Subjects": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.Subjects([]id.User{s.user.ID}, nil))
	}},
	"Known": {2, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		known, here, err := tx.Known([]domain.Permission{s.permission.Permission}, s.location.ID)
		if n := len(known); here {
			return n + 1, err
		}
		return len(known), err
	}},
}

// keysOf gives a key of the side's user, and one that this key made.
func keysOf(s side, now time.Time) (key, made domain.APIKey) {
	key = domain.APIKey{
		WorkspaceID: s.workspace.ID, ID: id.New[id.APIKey](), Name: "App", NameKey: "app", Permissions: domain.NewPermissions(domain.UsersRead),
		TokenHash: "key " + s.workspace.Slug, CreatedBy: s.user.ID, Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	made = key
	made.ID, made.TokenHash, made.MadeBy = id.New[id.APIKey](), "made "+s.workspace.Slug, &key.ID
	return key, made
}

// An address that both sides have names one person in each.
func TestAnAddressIsAskedAboutInOneWorkspace(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		read(t, w.db, w.here.job, func(tx *store.Tx) error {
			list, err := tx.Subjects([]id.User{w.there.user.ID}, []domain.Email{w.account.Email, "nobody@example.com"})
			if len(list) != 1 || list[0].User.ID != w.here.user.ID || len(list[0].Roles) != 1 || len(list[0].Locations) != 1 {
				t.Errorf("found %+v", list)
			}
			return err
		})
	})
}

// A key is found by either of its secrets, with the standing of its maker; by nothing else.
func TestStandingOfAKey(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w, ctx, old := newWorld(t, d), context.Background(), "old"
		maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
			k := w.here.key
			until := tx.Now().Add(time.Hour)
			k.PreviousHash, k.PreviousUntil = &old, &until
			_, err := tx.SaveAPIKey(k)
			return err
		})
		for _, hash := range []string{w.here.key.TokenHash, old} {
			s, found, err := w.db.StandingOfKey(ctx, authz.KeyName{Hash: hash})
			must(t, err)
			if !found || s.Key.ID != w.here.key.ID || s.KeyMadeBy != nil || s.User.ID != w.here.user.ID || s.Workspace.ID != w.here.workspace.ID ||
				len(s.Roles) != 1 || len(s.Locations) != 1 || !s.Key.Permissions.Has(domain.UsersRead) {
				t.Errorf("%s: %v %+v", hash, found, s)
			}
		}
		s, found, err := w.db.StandingOfKey(ctx, authz.KeyName{Workspace: w.here.workspace.ID, ID: w.here.made.ID})
		must(t, err)
		if !found || s.KeyMadeBy == nil || s.KeyMadeBy.ID != w.here.key.ID {
			t.Errorf("of the key that a key made: %v %+v", found, s.KeyMadeBy)
		}
		for _, hash := range []string{"other", w.here.key.TokenHash + " "} {
			if _, found, err := w.db.StandingOfKey(ctx, authz.KeyName{Hash: hash}); found || err != nil {
				t.Errorf("%q: %v, %v", hash, found, err)
			}
		}
		elsewhere := authz.KeyName{Workspace: w.there.workspace.ID, ID: w.here.key.ID}
		if _, found, err := w.db.StandingOfKey(ctx, elsewhere); found || err != nil {
			t.Errorf("by its id in another workspace: %v, %v", found, err)
		}
	})
}

func dropping(tx *store.Tx, k domain.APIKey) func() error {
	return func() error { _, err := tx.DropAPIKey(k); return err }
}
