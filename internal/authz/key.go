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
	return open(s, domain.Actor{Kind: "api_key", ID: string(s.Key.ID), Label: s.Key.Name}, o, need)
}

// keyStanding reads the standing of a key that works: its secret is in time, its maker is an active user, and so is, in
// time, the key that made it where one did. Unauthenticated for any other.
func (g *Gate) keyStanding(ctx context.Context, p Principal) (Standing, error) {
	s, found, err := g.standings.StandingOfKey(ctx, p.KeyHash)
	if err != nil {
		return Standing{}, err
	}
	now := g.clock.Now()
	if !found || s.Key == nil || !s.Key.OpenedBy(p.KeyHash, now) || s.User.Status != domain.StatusActive {
		return Standing{}, errSignIn()
	}
	if s.Key.MadeBy != nil && (s.KeyMadeBy == nil || s.KeyMadeBy.Expired(now)) {
		return Standing{}, errSignIn()
	}
	return s, nil
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
