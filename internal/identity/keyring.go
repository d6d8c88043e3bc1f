package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Keyring keeps the keys that sign identity tokens. They are in the database and nowhere else, so that all processes
// sign and publish alike: one current key signs, and the next one is published long before it does.
type Keyring struct {
	db     *store.DB
	sealer *secret.Sealer
	issuer string
}

// NewKeyring takes the installation's keys, which seal the private halves, and the public URL as the issuer of tokens.
func NewKeyring(db *store.DB, keys *secret.Keys, issuer string) (*Keyring, error) {
	sealer, err := secret.NewSealer(keys, "signing-key")
	return &Keyring{db: db, sealer: sealer, issuer: issuer}, err
}

// ErrTooEarly says that the next key may not sign yet: somebody may still keep the keys of before it was published.
var ErrTooEarly = errors.New("the next signing key was published too short a while ago")

// errOvertaken says that another process rotated meanwhile.
var errOvertaken = errors.New("the signing keys were rotated by another process")

// Published lists the keys by which tokens can be verified.
func (k *Keyring) Published(ctx context.Context, who authz.Visitor) (list []domain.SigningKey, err error) {
	err = k.db.Read(ctx, who, func(tx *store.Tx) error {
		list, err = tx.SigningKeys()
		return err
	})
	return list, err
}

// Tend makes the keys that are missing, rotates when it is time, and withdraws keys whose last token has ended. Several
// processes may do so at once.
func (k *Keyring) Tend(ctx context.Context, job authz.Job) error {
	err := k.db.Write(ctx, job, func(tx *store.Tx) error {
		list, err := tx.SigningKeys()
		if err != nil {
			return err
		}
		current, next := inStates(list)
		for _, one := range list {
			if !one.ForgottenAt(tx.Now()) {
				continue
			}
			if err := withdraw(tx, one, "expired"); err != nil {
				return err
			}
		}
		if current != nil && next != nil && current.DueAt(tx.Now()) && !tx.Now().Before(next.MaySignFrom()) {
			return k.rotate(tx, *current, *next)
		}
		return k.fill(tx, current, next)
	})
	if errors.Is(err, errOvertaken) {
		return nil
	}
	return err
}

// Rotate lets the next key sign from now on, and gives it. ErrTooEarly where it may not yet.
func (k *Keyring) Rotate(ctx context.Context, job authz.Job) (domain.SigningKey, error) {
	var now domain.SigningKey
	err := k.db.Write(ctx, job, func(tx *store.Tx) error {
		list, err := tx.SigningKeys()
		if err != nil {
			return err
		}
		current, next := inStates(list)
		if current == nil || next == nil {
			return k.fill(tx, current, next)
		}
		now = *next
		if from := next.MaySignFrom(); tx.Now().Before(from) {
			return fmt.Errorf("%w: it may sign from %s on", ErrTooEarly, from.Format(time.RFC3339))
		}
		return k.rotate(tx, *current, *next)
	})
	return now, err
}

// Replace withdraws every key at once and makes new ones: for keys that somebody else may have. Tokens signed until now
// are good no more, and whoever keeps the keys of before refuses new ones until they read them again.
func (k *Keyring) Replace(ctx context.Context, job authz.Job) error {
	return k.db.Write(ctx, job, func(tx *store.Tx) error {
		list, err := tx.SigningKeys()
		if err != nil {
			return err
		}
		for _, one := range list {
			if err := withdraw(tx, one, "compromised"); err != nil {
				return err
			}
		}
		return k.fill(tx, nil, nil)
	})
}

func inStates(list []domain.SigningKey) (current, next *domain.SigningKey) {
	for i, one := range list {
		switch one.State {
		case domain.SigningKeyCurrent:
			current = &list[i]
		case domain.SigningKeyNext:
			next = &list[i]
		}
	}
	return current, next
}

// rotate retires the one, lets the other sign, and publishes the one after it.
func (k *Keyring) rotate(tx *store.Tx, current, next domain.SigningKey) error {
	retired, err := tx.RetireSigningKey(current)
	if err != nil {
		return err
	}
	promoted, err := tx.PromoteSigningKey(next)
	if err != nil {
		return err
	}
	if !retired || !promoted {
		return errOvertaken
	}
	if err := tx.Record(domain.SigningKeyRotated{Key: next, Replaced: current.ID}); err != nil {
		return err
	}
	return k.publish(tx, domain.SigningKeyNext)
}

// fill makes what is missing. The very first key signs at once: before it nobody could read any.
func (k *Keyring) fill(tx *store.Tx, current, next *domain.SigningKey) error {
	if current == nil {
		if err := k.publish(tx, domain.SigningKeyCurrent); err != nil {
			return err
		}
	}
	if next != nil {
		return nil
	}
	return k.publish(tx, domain.SigningKeyNext)
}

func (k *Keyring) publish(tx *store.Tx, state domain.SigningKeyState) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a signing key: %w", err)
	}
	public, err := private.PublicKey.Bytes()
	if err != nil {
		return fmt.Errorf("write a public key: %w", err)
	}
	scalar, err := private.Bytes()
	if err != nil {
		return fmt.Errorf("write a private key: %w", err)
	}
	one := domain.SigningKey{ID: id.New[id.SigningKey](), State: state, PublicKey: public, PublishedAt: tx.Now()}
	one.Sealed = k.sealer.Seal(scalar, string(one.ID))
	if now := tx.Now(); state == domain.SigningKeyCurrent {
		one.SignsFrom = &now
	}
	if err := tx.AddSigningKey(one); err != nil {
		return err
	}
	return tx.Record(domain.SigningKeyPublished{Key: one, State: state})
}

func withdraw(tx *store.Tx, one domain.SigningKey, reason string) error {
	dropped, err := tx.DropSigningKey(one)
	if err != nil {
		return err
	}
	if !dropped {
		return errOvertaken
	}
	return tx.Record(domain.SigningKeyWithdrawn{Key: one, Reason: reason})
}
