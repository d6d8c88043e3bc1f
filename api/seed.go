package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
)

type seedCommand struct{}

// Run makes a demo world in an empty database, in development only, and prints who can sign in.
func (seedCommand) Run(ctx context.Context) error {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	made, err := app.Seed(ctx, c, clock.System{}.Now(), log)
	if err != nil {
		return oneLine(err)
	}
	tellSeeded(os.Stdout, made, c.PublicURL)
	return nil
}

func tellSeeded(out io.Writer, made app.Seeded, url string) {
	fmt.Fprintf(out, "A demo world: %d workspaces, %d people.\n", len(made.Workspaces), made.Users)
	for _, w := range made.Workspaces {
		fmt.Fprintf(out, "\n  %s, %d people\n", w.Name, w.Users)
		for _, s := range w.SignIns {
			fmt.Fprintf(out, "    %-36s %s\n", s.Email, s.As)
		}
	}
	fmt.Fprintf(out, "\nEverybody's password is %s. Start the server and sign in at %s/sign-in\n", app.SeedPassword, url)
}
