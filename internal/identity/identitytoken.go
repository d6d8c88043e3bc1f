package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"errors"
	"fmt"

	"github.com/golang-jwt/jwt/v5"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// identityType tells an identity token from every other kind.
const identityType = "gatehouse-id+jwt"

// identityClaims say who somebody is in a workspace. Never a right: that is asked by check, because it can change at
// any moment, and this cannot be taken back.
type identityClaims struct {
	Workspace id.Workspace `json:"workspace_id"`
	Name      string       `json:"name"`
	Email     domain.Email `json:"email"`
	jwt.RegisteredClaims
}

// IdentityToken makes a token that tells an audience, who verifies it by the published keys, that the person of the pass
// is an active user of the workspace. Unavailable where there is no key yet.
func (k *Keyring) IdentityToken(ctx context.Context, pass authz.Pass, audience string) (string, error) {
	var token string
	err := k.db.Read(ctx, pass, func(tx *store.Tx) error {
		key, err := tx.SigningKey(domain.SigningKeyCurrent)
		if errors.Is(err, store.ErrMissing) {
			return errs.New(errs.Unavailable, "unavailable", "There is no key to sign with yet; ask again in a moment.")
		}
		if err != nil {
			return err
		}
		private, err := k.open(key)
		if err != nil {
			return err
		}
		user, now := pass.User(), tx.Now()
		t := jwt.NewWithClaims(jwt.SigningMethodES256, identityClaims{
			Workspace: pass.Workspace(), Name: user.Name, Email: user.Email,
			RegisteredClaims: jwt.RegisteredClaims{
				Issuer: k.issuer, Subject: string(user.ID), Audience: jwt.ClaimStrings{audience}, ID: id.New[string](),
				IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(domain.IdentityTokenLife)),
			},
		})
		t.Header["typ"], t.Header["kid"] = identityType, string(key.ID)
		token, err = t.SignedString(private)
		return err
	})
	return token, err
}

func (k *Keyring) open(key domain.SigningKey) (*ecdsa.PrivateKey, error) {
	scalar, err := k.sealer.Open(key.Sealed, string(key.ID))
	if err != nil {
		return nil, fmt.Errorf("the signing key was sealed with another GATEHOUSE_SECRET; gatehouse rotate-keys --compromised makes new ones: %w", err)
	}
	return ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
}
