package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The bounds of API keys.
const (
	MaxAPIKeys     = 200                   // in a workspace, expired ones included
	MaxKeyOverlap  = 7 * 24 * time.Hour    // how long a rotated secret may go on
	KeyOverlap     = 24 * time.Hour        // and does where nobody says
	KeySeenEvery   = time.Minute           // how coarsely the last use is noted
	MaxKeyLife     = 3653 * 24 * time.Hour // ten years
	keyPrefixShown = 7                     // of the secret's characters, by which people tell keys apart
)

// APIKey is what a program enters one workspace with. It holds those of its permissions that its maker holds, at each
// request anew. The secret itself is nowhere: there is its hash, and while a rotation overlaps that of the one before.
type APIKey struct {
	WorkspaceID   id.Workspace `gorm:"primaryKey"`
	ID            id.APIKey    `gorm:"primaryKey"`
	Name          string
	NameKey       string
	Permissions   Permissions `gorm:"serializer:json"`
	Prefix        string      // how the secret begins
	TokenHash     string
	PreviousHash  *string    // of the secret before it
	PreviousUntil *time.Time // when that one ends
	ExpiresAt     *time.Time // nil: never
	CreatedBy     id.User    // its maker, or the maker of the key that made it
	MadeBy        *id.APIKey // the key that made it; nil where a person did
	LastUsedAt    *time.Time
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// KeyHint gives the beginning of a secret that may be shown, so that people know which key they look at.
func KeyHint(secret string) string { return secret[:min(len(secret), keyPrefixShown)] }

// Expired tells whether the key's time is over at now.
func (k APIKey) Expired(now time.Time) bool { return k.ExpiresAt != nil && !now.Before(*k.ExpiresAt) }

// UseIsNews tells whether a use at now is worth noting.
func (k APIKey) UseIsNews(now time.Time) bool {
	return k.LastUsedAt == nil || now.Sub(*k.LastUsedAt) >= KeySeenEvery
}

// Overlaps tells whether the secret before the last rotation still works at now.
func (k APIKey) Overlaps(now time.Time) bool {
	return k.PreviousHash != nil && k.PreviousUntil != nil && now.Before(*k.PreviousUntil)
}

// OpenedBy tells whether a secret with this hash is the key's at now.
func (k APIKey) OpenedBy(hash string, now time.Time) bool {
	return !k.Expired(now) && (k.TokenHash == hash || k.Overlaps(now) && *k.PreviousHash == hash)
}

// Within gives what of a holding is in the set: what a key holds of what its maker holds. Whoever makes it Admin or
// not, a key is none: what is beyond the set, now or later, it lacks.
func (h Holding) Within(set Permissions) Holding {
	all := h.Permissions
	if h.Admin {
		all = set
	}
	return Holding{Permissions: all.Both(set), Local: h.Local.Both(set), Locations: h.Locations}
}

// MayGiveKey refuses to give a key a permission that its giver holds nowhere. What they hold at their locations alone,
// the key of theirs has there alone. The error is api_key_above_own, of kind Denied.
func MayGiveKey(giver Holding, set Permissions) error {
	for _, p := range set {
		if !giver.Everywhere(p) && !(p.Local() && giver.Somewhere(p)) {
			return errs.Newf(errs.Denied, "api_key_above_own", "You cannot give a key %s, which you do not hold yourself.", p).
				With("permission", string(p))
		}
	}
	return nil
}

// MayHandleKey refuses to change, rotate or delete somebody else's key to whoever lacks one of its permissions across
// the workspace. One's own never exceeds oneself. The error is above_own, of kind Denied.
func MayHandleKey(actor Holding, k APIKey, own bool) error {
	p, lacking := actor.Lacks(k.Permissions)
	if own || !lacking {
		return nil
	}
	return errs.Newf(errs.Denied, "above_own", "The key %q holds a permission that you lack, so you cannot change it. Ask somebody who holds it.", k.Name).
		With("permission", string(p))
}

// MayMakeKeys refuses to let a key that a key made make further ones: what a key makes ends with it, and never outgrows
// it, which holds for one step. The error is api_key_above_own, of kind Denied.
func (k APIKey) MayMakeKeys() error {
	if k.MadeBy != nil && k.Permissions.Has(APIKeysManage) {
		return errs.Newf(errs.Denied, "api_key_above_own", "A key that was made by a key cannot have %s.", APIKeysManage).
			With("permission", string(APIKeysManage))
	}
	return nil
}

// ParseOverlap reads for how many hours a rotated secret goes on; nil says KeyOverlap. The error is a field error with
// code out_of_range.
func ParseOverlap(pointer string, hours *int) (time.Duration, *errs.Field) {
	if hours == nil {
		return KeyOverlap, nil
	}
	if *hours < 0 || *hours > int(MaxKeyOverlap/time.Hour) {
		return 0, &errs.Field{Pointer: pointer, Code: "out_of_range", Detail: "Choose 0 to 168 hours, which are seven days."}
	}
	return time.Duration(*hours) * time.Hour, nil
}

// ParseKeyEnd reads when a key ends. The error is a field error with code time_invalid, or out_of_range for
// a time that is over or more than ten years away.
func ParseKeyEnd(pointer, text string, now time.Time) (*time.Time, *errs.Field) {
	at, fault := ParseTime(pointer, text)
	if fault != nil {
		return nil, fault
	}
	if !at.After(now) || at.After(now.Add(MaxKeyLife)) {
		return nil, &errs.Field{Pointer: pointer, Code: "out_of_range", Detail: "Choose a time that is to come, within ten years."}
	}
	return &at, nil
}
