package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
)

type rotateKeysCommand struct {
	Compromised bool `help:"Withdraw every key at once and make new ones: for keys that somebody else may have."`
}

// Run lets the next key sign identity tokens from now on; the exit code is 1, and nothing changed, where it may not yet.
func (r rotateKeysCommand) Run(ctx context.Context) error {
	return withApp(ctx, clock.System{}, func(a *app.App) error {
		if r.Compromised {
			if err := a.Keyring.Replace(ctx, authz.NewOperator()); err != nil {
				return oneLine(err)
			}
			fmt.Fprintln(os.Stdout, "Every signing key was withdrawn, and new ones were made.")
			return nil
		}
		now, err := a.Keyring.Rotate(ctx, authz.NewOperator())
		switch {
		case errors.Is(err, identity.ErrTooEarly):
			return fmt.Errorf("nothing was changed: %w", err)
		case err != nil:
			return oneLine(err)
		case now.ID == "":
			fmt.Fprintln(os.Stdout, "There were no keys to rotate; the first ones were made.")
		default:
			fmt.Fprintf(os.Stdout, "The key %s signs from now on; the one before it stays published until its last token has ended.\n", now.ID)
		}
		return nil
	})
}
