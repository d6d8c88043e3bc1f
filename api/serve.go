package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/telemetry"
)

// graceTime is how long requests in flight may take to end, and mails in hand to be sent, after SIGTERM.
const graceTime = 20 * time.Second

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
	s, err := newServers(a)
	if err == nil {
		err = s.run(ctx)
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	return errors.Join(err, a.Close(ending))
}

// run listens first, so that a port in use is told before anything starts, then works until ctx ends.
func (s *servers) run(ctx context.Context) error {
	listeners := make([]net.Listener, len(s.http))
	for i, one := range s.http {
		var err error
		if listeners[i], err = (&net.ListenConfig{}).Listen(ctx, "tcp", one.Addr); err != nil {
			return fmt.Errorf("listen on %s: %w", one.Addr, err)
		}
	}
	if err := s.app.Start(ctx); err != nil {
		return err
	}
	s.greet(ctx)
	group, ctx := errgroup.WithContext(ctx)
	for i, one := range s.http {
		group.Go(func() error {
			if err := one.Serve(listeners[i]); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}
	group.Go(func() error {
		<-ctx.Done()
		return s.shutDown(context.WithoutCancel(ctx))
	})
	return group.Wait()
}

// shutDown says that it is not ready any more, then lets requests in flight end.
func (s *servers) shutDown(ctx context.Context) error {
	s.ending.Store(true)
	ctx, cancel := context.WithTimeout(ctx, graceTime)
	defer cancel()
	var faults []error
	for _, one := range s.http {
		faults = append(faults, one.Shutdown(ctx))
	}
	return errors.Join(faults...)
}

// greet prints where the server is and, at the first start, the one-time set-up link.
func (s *servers) greet(ctx context.Context) {
	c := s.app.Config
	s.app.Log.Info("gatehouse is ready", "version", version, "listen", c.Listen, "database", string(s.app.DB.Engine()))
	link, err := s.app.Setup(ctx)
	if err != nil {
		s.app.Log.Error("set-up could not be prepared", slog.Any("error", err))
		return
	}
	out := os.Stdout
	fmt.Fprintf(out, "\n  Gatehouse is running at %s\n", c.PublicURL)
	if link != "" {
		fmt.Fprintf(out, "\n  First start: open this one-time link to make the first account and workspace:\n\n    %s\n", link)
	}
	if s.app.Outbox != nil {
		fmt.Fprintf(out, "\n  No mail server is set. Mail goes to %s/dev/mail\n", c.PublicURL)
	}
	fmt.Fprintln(out)
}
