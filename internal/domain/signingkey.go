package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// SigningKeyState is how far a signing key has come.
type SigningKeyState string

// The states, in their order.
const (
	SigningKeyNext    SigningKeyState = "next"    // published, and signs nothing yet
	SigningKeyCurrent SigningKeyState = "current" // signs
	SigningKeyRetired SigningKeyState = "retired" // published still, and its private half is gone
)

// SigningKey signs identity tokens, ECDSA on P-256. Whoever verifies them knows it by its id.
type SigningKey struct {
	ID          id.SigningKey `gorm:"primaryKey"`
	State       SigningKeyState
	PublicKey   []byte // the uncompressed point
	Sealed      []byte // the private key; nil once it is retired
	PublishedAt time.Time
	SignsFrom   *time.Time
	RetiredAt   *time.Time
}

// The times of identity tokens and the keys that sign them.
const (
	IdentityTokenLife = 5 * time.Minute
	KeySetLife        = time.Hour       // how long whoever verifies may keep the keys that they read
	clockSkew         = 5 * time.Minute // between the processes, and to whoever verifies
	signingLife       = 90 * 24 * time.Hour
)

// MaySignFrom is when everybody who keeps keys no longer than they may has read this one.
func (k SigningKey) MaySignFrom() time.Time { return k.PublishedAt.Add(KeySetLife + clockSkew) }

// DueAt tells whether the key has signed for long enough.
func (k SigningKey) DueAt(now time.Time) bool {
	return k.SignsFrom != nil && !now.Before(k.SignsFrom.Add(signingLife))
}

// ForgottenAt tells whether the last token that the key signed has ended everywhere.
func (k SigningKey) ForgottenAt(now time.Time) bool {
	return k.RetiredAt != nil && !now.Before(k.RetiredAt.Add(IdentityTokenLife+KeySetLife+clockSkew))
}

// MaxAudience bounds the name of whom an identity token is for.
const MaxAudience = 200

// What becomes of signing keys. None of these events knows a key.
type (
	SigningKeyPublished struct {
		Key   SigningKey      `audit:"drop"`
		State SigningKeyState `audit:"keep"`
	}
	SigningKeyRotated struct { // the next one signs now
		Key      SigningKey    `audit:"drop"`
		Replaced id.SigningKey `audit:"keep"`
	}
	SigningKeyWithdrawn struct { // it is published no more
		Key    SigningKey `audit:"drop"`
		Reason string     `audit:"keep"` // expired, compromised
	}
)

func signingKeyRef(k SigningKey) Ref { return Ref{Kind: "signing_key", ID: string(k.ID)} }

func (SigningKeyPublished) Type() EventType { return "signing_key.published" }
func (SigningKeyRotated) Type() EventType   { return "signing_key.rotated" }
func (SigningKeyWithdrawn) Type() EventType { return "signing_key.withdrawn" }

func (e SigningKeyPublished) Target() Ref { return signingKeyRef(e.Key) }
func (e SigningKeyRotated) Target() Ref   { return signingKeyRef(e.Key) }
func (e SigningKeyWithdrawn) Target() Ref { return signingKeyRef(e.Key) }
