package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/gatehouse-dev/gatehouse/api/server"
	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/telemetry"
)

type serveCommand struct{}

// Run serves until the process is told to end.
func (serveCommand) Run(ctx context.Context) error {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	log := telemetry.NewLogger(os.Stderr, c.LogFormat, c.LogLevel)
	a, err := app.New(ctx, c, clock.System{}, log)
	if err != nil {
		return err
	}
	s, err := server.New(a)
	if err == nil {
		err = s.Run(ctx, func(ctx context.Context) { greet(ctx, a) })
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), server.Grace)
	defer cancel()
	return errors.Join(err, a.Close(ending))
}

// greet prints where the server is and, at the first start, the one-time set-up link.
func greet(ctx context.Context, a *app.App) {
	a.Log.Info("gatehouse is ready", "version", version, "listen", a.Config.Listen, "database", string(a.DB.Engine()))
	link, err := a.Setup(ctx)
	if err != nil {
		a.Log.Error("set-up could not be prepared", slog.Any("error", err))
		return
	}
	out := os.Stdout
	fmt.Fprintf(out, "\n  Gatehouse is running at %s\n", a.Config.PublicURL)
	if link != "" {
		fmt.Fprintf(out, "\n  First start: open this one-time link to make the first account and workspace:\n\n    %s\n", link)
	}
	if a.Outbox != nil {
		fmt.Fprintf(out, "\n  No mail server is set. Mail goes to %s/dev/mail\n", a.Config.PublicURL)
	}
	fmt.Fprintln(out)
}
