package rest

import (
	"encoding/base64"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// IdentityTokenRequest says whom the token is for: the one program that will accept it.
type IdentityTokenRequest struct {
	Audience string `json:"audience" validate:"required,max=200,printascii,excludesall= " example:"https://fleet.example.com"`
} // @name IdentityTokenRequest

// IdentityToken says who somebody is, and is good for so many seconds.
type IdentityToken struct {
	Token     string `json:"token" validate:"required" example:"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIwMTk5In0.c2lnbmF0dXJl"`
	ExpiresIn int    `json:"expires_in" validate:"required" example:"300"`
} // @name IdentityToken

// KeySet is a JSON Web Key Set (RFC 7517).
type KeySet struct {
	Keys []PublishedKey `json:"keys" validate:"required"`
} // @name KeySet

// PublishedKey is one key by which identity tokens are verified.
type PublishedKey struct {
	ID        string `json:"kid" validate:"required" format:"uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Type      string `json:"kty" validate:"required" enums:"EC" example:"EC"`
	Curve     string `json:"crv" validate:"required" enums:"P-256" example:"P-256"`
	Algorithm string `json:"alg" validate:"required" enums:"ES256" example:"ES256"`
	Use       string `json:"use" validate:"required" enums:"sig" example:"sig"`
	X         string `json:"x" validate:"required" example:"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"`
	Y         string `json:"y" validate:"required" example:"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"`
} // @name PublishedKey

// createIdentityToken is POST /api/v1/workspaces/{workspace_id}/identity-token.
//
//	@ID				createIdentityToken
//	@Summary		Tell a program who I am
//	@Description	For people. Makes a token that the program named by `audience` verifies by itself, with the keys of `/.well-known/jwks.json`: a JWT, ES256, `typ` `gatehouse-id+jwt`, good for five minutes. It says who the person is in this workspace (`sub` is the id of the user; `workspace_id`, `name`, `email`) and never what they may do: ask `check` for that. It is no access token, and nothing here accepts it.
//	@Tags			Access
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string					true	"The workspace"																				Format(uuid)
//	@Param			Idempotency-Key	header		string					false	"The same key and body within 24 hours gives the first answer again, which is what nobody wants here"	minlength(1)	maxlength(255)
//	@Param			body			body		IdentityTokenRequest	true	"The request"
//	@Success		200				{object}	IdentityToken
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"person_required"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/identity-token [post]
func (h *Handler) createIdentityToken(c echo.Context, p authz.Pass) error {
	in, err := web.Body[IdentityTokenRequest](c)
	if err != nil {
		return err
	}
	token, err := h.Keyring.IdentityToken(c.Request().Context(), p, in.Audience)
	if err != nil {
		return err
	}
	return web.OK(c, IdentityToken{Token: token, ExpiresIn: int(domain.IdentityTokenLife.Seconds())})
}

// getKeySet is GET /.well-known/jwks.json.
//
//	@ID				getKeySet
//	@Summary		The keys that identity tokens are verified by
//	@Description	A JSON Web Key Set (RFC 7517). Keep it as long as `Cache-Control` says: a key is here for longer than that before it signs, and until the last token that it signed has ended. Read it again at once for a `kid` that you do not know.
//	@Tags			Access
//	@Produce		json
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	KeySet
//	@Header			200				{string}	ETag			"The version of what is in the body"
//	@Header			200				{string}	Cache-Control	"How long it may be kept"
//	@Success		304
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/.well-known/jwks.json [get]
func (h *Handler) getKeySet(c echo.Context, v authz.Visitor) error {
	keys, err := h.Keyring.Published(c.Request().Context(), v)
	if err != nil {
		return err
	}
	if len(keys) == 0 { // before the first start: nobody is to keep that
		return web.OK(c, KeySet{Keys: []PublishedKey{}})
	}
	return web.Shared(c, KeySet{Keys: each(keys, publishedKey)}, domain.KeySetLife)
}

// publishedKey writes a key as RFC 7518, 6.2 does: the two halves of its point.
func publishedKey(k domain.SigningKey) PublishedKey {
	point := k.PublicKey[1:]
	half := len(point) / 2
	text := base64.RawURLEncoding.EncodeToString
	return PublishedKey{
		ID: string(k.ID), Type: "EC", Curve: "P-256", Algorithm: "ES256", Use: "sig", X: text(point[:half]), Y: text(point[half:]),
	}
}
