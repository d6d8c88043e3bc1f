package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/app"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

type restoreAdminCommand struct {
	Workspace string `arg:"" help:"The workspace: the name in its address (acme-fleet), or its id."`
	Email     string `arg:"" help:"Whom to make Admin; they need not be in the workspace yet."`
}

// Run makes somebody an active Admin of a workspace, whatever happened to the others. It is in the audit log as done by
// the operator.
func (r restoreAdminCommand) Run(ctx context.Context) error {
	return withApp(ctx, clock.System{}, func(a *app.App) error {
		done, err := a.Admission.RestoreAdmin(ctx, authz.NewOperator(), r.Workspace, r.Email)
		if err != nil {
			return r.explain(a, err)
		}
		tellRestored(os.Stdout, done.User.Name, string(done.User.Email), done.Workspace.Name, done.Changed)
		if done.Link != "" {
			fmt.Fprintf(os.Stdout, "\nThey have no password yet. This link sets one, once, within the hour:\n\n  %s\n", done.Link.Reveal())
		}
		return nil
	})
}

func tellRestored(out io.Writer, name, email, workspace string, changed bool) {
	if changed {
		fmt.Fprintf(out, "%s (%s) is an active Admin of %s now.\n", name, email, workspace)
		return
	}
	fmt.Fprintf(out, "%s (%s) is an active Admin of %s already; nothing was changed.\n", name, email, workspace)
}

// explain says in one line what whoever sits at the machine can do about it.
func (r restoreAdminCommand) explain(a *app.App, err error) error {
	known := errs.Of(err)
	switch {
	case known == nil:
		return err
	case known.Kind == errs.NotFound:
		return fmt.Errorf("no workspace is called %q: give the name in its address, as in /w/… or on its settings page, or its id", r.Workspace)
	case known.Kind == errs.Invalid:
		return fmt.Errorf("%q is no e-mail address", r.Email)
	case known.Kind == errs.Unavailable && a.DB.Engine() == store.SQLite:
		return errors.New("the database file is held by another process: stop the server, run this again, and start the server")
	}
	return errors.New(known.Detail)
}

// withApp builds the house, without serving or working, and closes it again. Only what goes wrong is logged.
func withApp(ctx context.Context, t clock.Clock, run func(*app.App) error) (err error) {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := app.New(ctx, c, t, log)
	if err != nil {
		return oneLine(err)
	}
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), commandGrace)
		defer cancel()
		err = errors.Join(err, a.Close(ending))
	}()
	return run(a)
}

const commandGrace = 20 * time.Second

// oneLine puts an error that says the same in many lines into its first one.
func oneLine(err error) error {
	first, _, more := strings.Cut(err.Error(), "\n")
	if more {
		return errors.New(strings.TrimSpace(first))
	}
	return err
}
