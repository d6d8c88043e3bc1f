package authz

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// enterByKey is Enter for an API key: its own workspace is the only one there is for it.
func (g *Gate) enterByKey(ctx context.Context, p Principal, o Origin, ws id.Workspace, need domain.Permission) (Pass, error) {
	s, err := g.keyStanding(ctx, p)
	if err != nil {
		return Pass{}, err
	}
	if s.Workspace.ID != ws {
		return Pass{}, errs.Missing("workspace")
	}
	return open(s, keyActor(s), o, need)
}

// KeyName names a key: by the hash of its secret, the newest or the one before it, or by its id in a workspace.
type KeyName struct {
	Hash      string
	Workspace id.Workspace
	ID        id.APIKey
}

// OfKey gives the pass of an API key in its own workspace, without a permission, so that the audit log can name the key where
// it was refused outside of any. Unauthenticated where the key does not work.
func (g *Gate) OfKey(ctx context.Context, p Principal, o Origin) (Pass, error) {
	s, err := g.keyStanding(ctx, p)
	if err != nil {
		return Pass{}, err
	}
	return open(s, keyActor(s), o, "")
}

// keyStanding reads the standing of the key that the principal has a secret of; unauthenticated where it does not work.
func (g *Gate) keyStanding(ctx context.Context, p Principal) (Standing, error) {
	s, err := g.workingKey(ctx, KeyName{Hash: p.KeyHash})
	if err == nil && !s.Key.OpenedBy(p.KeyHash, g.clock.Now()) {
		return Standing{}, errSignIn()
	}
	return s, err
}

// workingKey reads the standing of a key that works: it is in time, its maker is an active user, and so is, in time, the
// key that made it where one did. Unauthenticated for any other.
func (g *Gate) workingKey(ctx context.Context, k KeyName) (Standing, error) {
	s, found, err := g.standings.StandingOfKey(ctx, k)
	if err != nil {
		return Standing{}, err
	}
	now := g.clock.Now()
	if !found || s.Key == nil || s.Key.Expired(now) || s.User.Status != domain.StatusActive {
		return Standing{}, errSignIn()
	}
	if s.Key.MadeBy != nil && (s.KeyMadeBy == nil || s.KeyMadeBy.Expired(now)) {
		return Standing{}, errSignIn()
	}
	return s, nil
}

// onBehalfOfKey is OnBehalf where a key asked for the work; a key that has ended is not there any more.
func (g *Gate) onBehalfOfKey(ctx context.Context, key id.APIKey, o Origin, ws id.Workspace, need domain.Permission) (Pass, error) {
	s, err := g.workingKey(ctx, KeyName{Workspace: ws, ID: key})
	if e := errs.Of(err); e != nil && e.Kind == errs.Unauthenticated {
		return Pass{}, errs.Missing("API key")
	}
	if err != nil {
		return Pass{}, err
	}
	return open(s, keyActor(s), o, need)
}

func keyActor(s Standing) domain.Actor {
	return domain.Actor{Kind: "api_key", ID: string(s.Key.ID), Label: s.Key.Name, Owner: s.User.ID}
}

// KeyPermissions gives what a key may use of what its maker holds: its own permissions, and of those only what the key
// that made it has, where one did.
func KeyPermissions(key, madeBy *domain.APIKey) domain.Permissions {
	switch {
	case key == nil:
		return nil
	case madeBy != nil:
		return key.Permissions.Both(madeBy.Permissions)
	}
	return key.Permissions
}

// ErrPerson is the answer to an API key at what is about a person, or asks for one.
func ErrPerson() *errs.Error {
	return errs.New(errs.Denied, "person_required", "This is for people who are signed in; an API key cannot do it.")
}
