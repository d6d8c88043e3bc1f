package domain

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Holding is what somebody holds in a workspace: everywhere, by roles of scope workspace, and, by roles of scope
// locations, only at the locations where they are themselves.
type Holding struct {
	Admin       bool
	Permissions Permissions   // everywhere in the workspace
	Local       Permissions   // only at Locations
	Locations   []id.Location // where the holder is
}

// HoldingOf sums up the roles of somebody who is at the locations. Without a location, roles of scope locations
// give nothing.
func HoldingOf(roles []Role, at []id.Location) Holding {
	h := Holding{Locations: at}
	for _, r := range roles {
		switch {
		case r.Scope == ScopeWorkspace:
			h.Admin = h.Admin || r.BuiltIn
			h.Permissions = h.Permissions.Union(r.Grants())
		case len(at) > 0:
			h.Local = h.Local.Union(r.Grants())
		}
	}
	return h
}

// Everywhere tells whether the permission is held across the workspace. Admins hold all, also those of the
// workspace's own app.
func (h Holding) Everywhere(p Permission) bool { return h.Admin || h.Permissions.Has(p) }

// Somewhere tells whether the permission is held across the workspace or at some location.
func (h Holding) Somewhere(p Permission) bool { return h.Everywhere(p) || h.Local.Has(p) }

// At gives what is held at each of the locations; for no location, what is held everywhere.
func (h Holding) At(locations []id.Location) Permissions {
	if len(locations) == 0 || !h.isAt(locations) {
		return h.Permissions
	}
	return h.Permissions.Union(h.Local)
}

func (h Holding) isAt(locations []id.Location) bool {
	return !slices.ContainsFunc(locations, func(l id.Location) bool { return !slices.Contains(h.Locations, l) })
}

// Covers tells whether the permission is held for somebody at the locations: everywhere, or at all of theirs. Who
// has no location belongs to none, and takes a right that is held everywhere.
func (h Holding) Covers(p Permission, at []id.Location) bool {
	return h.Admin || h.At(at).Has(p)
}

// Sees tells whether the permission is held for reading somebody at the locations: everywhere, or at one in common.
func (h Holding) Sees(p Permission, at []id.Location) bool {
	return h.Everywhere(p) || h.Local.Has(p) &&
		slices.ContainsFunc(at, func(l id.Location) bool { return slices.Contains(h.Locations, l) })
}

// MaySee refuses to show somebody at the locations to whoever holds the permission elsewhere only; the answer is
// that of a person who is not here.
func (h Holding) MaySee(p Permission, at []id.Location) error {
	if h.Sees(p, at) {
		return nil
	}
	return errs.Missing("user")
}

// MayReach refuses to change somebody at the locations to whoever holds the permission elsewhere only: not_found
// where they may not even be seen, else permission_denied.
func (h Holding) MayReach(p Permission, at []id.Location) error {
	if h.Covers(p, at) {
		return nil
	}
	if !h.Sees(p, at) && !h.Sees(UsersRead, at) {
		return errs.Missing("user")
	}
	return onlyAtLocations(p)
}

// MayPlace refuses to put somebody at the locations where the permission is not held at all of them. The error is
// permission_denied.
func (h Holding) MayPlace(p Permission, at []id.Location) error {
	if h.Covers(p, at) {
		return nil
	}
	return onlyAtLocations(p)
}

func onlyAtLocations(p Permission) error {
	return errs.Newf(errs.Denied, "permission_denied",
		"You hold %s at your own locations only, and this person is, or would be, beyond them. Choose among your locations, or ask somebody who holds it across the workspace.", p).
		With("permission", string(p))
}

// Reach is how far a permission goes: everywhere, or only to people at some locations. All asks that each location
// of a person is among them, as changing somebody does; else one in common is enough.
type Reach struct {
	Limited   bool
	Locations []id.Location
	All       bool
}

// Reach gives how far the permission goes.
func (h Holding) Reach(p Permission) Reach {
	if h.Everywhere(p) {
		return Reach{}
	}
	if !h.Local.Has(p) {
		return Reach{Limited: true} // nowhere
	}
	return Reach{Limited: true, Locations: h.Locations}
}

// MayGrant refuses to hand out more than the giver holds to somebody at the locations: an Admin role only by an
// Admin; any other only where the giver holds each of its permissions, everywhere or, for a role of scope locations,
// at all of those. The error is role_above_own, of kind Denied.
func MayGrant(giver Holding, roles []Role, at []id.Location) error {
	if giver.Admin {
		return nil // holds all, also what the workspace's own app was given since
	}
	for _, r := range roles {
		if r.BuiltIn {
			return aboveOwn(r.Name, "")
		}
		held := giver.Permissions
		if r.Scope == ScopeLocations {
			held = giver.At(at)
		}
		if p, beyond := held.Beyond(r.Grants()); beyond {
			return aboveOwn(r.Name, p)
		}
	}
	return nil
}

// MayTouch refuses to change, suspend or remove somebody at the locations who holds a right that one lacks, there
// or everywhere. The error is above_own, of kind Denied.
func MayTouch(actor Holding, target []Role, at []id.Location) error {
	held := HoldingOf(target, at)
	if actor.Admin {
		return nil
	}
	p, beyond := actor.Permissions.Beyond(held.Permissions)
	if !beyond {
		p, beyond = actor.At(at).Beyond(held.Local)
	}
	if !held.Admin && !beyond {
		return nil
	}
	e := errs.New(errs.Denied, "above_own", "This person holds rights that you lack, so you cannot change them. Ask somebody who holds them.")
	if p != "" {
		return e.With("permission", string(p))
	}
	return e
}

func aboveOwn(role string, p Permission) error {
	e := errs.Newf(errs.Denied, "role_above_own", "You cannot give the role %q, because it allows more than your own roles do.", role)
	if p != "" {
		return e.With("permission", string(p))
	}
	return e
}
