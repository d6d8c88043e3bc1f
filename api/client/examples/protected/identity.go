package main

import (
	"context"

	"github.com/coreos/go-oidc/v3/oidc"
)

// verifierFor makes what verifies the tokens of a Gatehouse for one program, which calls itself audience. It keeps the
// published keys and reads them again for a key that it does not know: make one, with a context that does not end, and
// use it for all requests.
func verifierFor(ctx context.Context, gatehouse, audience string) *oidc.IDTokenVerifier {
	keys := oidc.NewRemoteKeySet(ctx, gatehouse+"/.well-known/jwks.json")
	return oidc.NewVerifier(gatehouse, keys, &oidc.Config{ClientID: audience, SupportedSigningAlgs: []string{oidc.ES256}})
}

// Person is who a token says somebody is: by an id, which stays, in a workspace.
type Person struct {
	ID        string `json:"sub"`
	Workspace string `json:"workspace_id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
}

func personOf(ctx context.Context, verifier *oidc.IDTokenVerifier, token string) (Person, error) {
	var person Person
	verified, err := verifier.Verify(ctx, token)
	if err != nil {
		return person, err
	}
	return person, verified.Claims(&person)
}
