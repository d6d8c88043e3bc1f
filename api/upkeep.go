package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/telemetry"
)

type migrateCommand struct {
	Check bool `help:"Only tell whether migrations wait; the exit code is 1 where some do."`
}

// Run brings the schema up to date, or tells how many migrations wait.
func (m migrateCommand) Run(ctx context.Context) (err error) {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	db, _, err := app.Open(ctx, c, clock.System{}, telemetry.NewLogger(os.Stderr, c.LogFormat, c.LogLevel))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if !m.Check {
		done, err := db.Migrate(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stdout, "%d migrations were run; the schema is up to date.\n", done)
		return nil
	}
	waiting, err := db.Pending(ctx)
	if err != nil {
		return err
	}
	if waiting > 0 {
		return fmt.Errorf("%d migrations wait: run gatehouse migrate", waiting)
	}
	fmt.Fprintln(os.Stdout, "The schema is up to date.")
	return nil
}

type healthcheckCommand struct{}

const healthTimeout = 3 * time.Second

// Run asks the server at GATEHOUSE_LISTEN whether it is ready; the exit code is 1 where it is not.
func (healthcheckCommand) Run(ctx context.Context) error {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := (&http.Client{}).Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", answer.Status)
	}
	return nil
}
