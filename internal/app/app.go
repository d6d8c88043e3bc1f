package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/audit"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/config"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// App is the house, built.
type App struct {
	Config    config.Config
	Clock     clock.Clock
	Log       *slog.Logger
	DB        *store.DB
	Gate      *authz.Gate
	Cursors   *page.Cursors
	Identity  *identity.Service
	Keyring   *identity.Keyring
	Tenancy   *tenancy.Service
	Admission *admission.Service
	Audit     *audit.Service
	Outbox    *outbound.LocalOutbox // nil where mail really leaves
	runner    *outbound.Runner
}

// Open connects to the database that the settings name, and changes nothing in it.
func Open(ctx context.Context, c config.Config, t clock.Clock, log *slog.Logger) (*store.DB, *secret.Keys, error) {
	root, err := c.KeepSecret()
	if err != nil {
		return nil, nil, err
	}
	keys, err := secret.NewKeys([]byte(root.Reveal()))
	if err != nil {
		return nil, nil, fmt.Errorf("the installation's secret: %w", err)
	}
	db, err := store.Open(ctx, store.Options{
		URL: c.DatabaseURL.Reveal(), Direct: c.DatabaseDirectURL.Reveal(), Clock: t, Keys: keys, Logger: log,
		Limits:       domain.Limits{PendingInvitations: c.MaxPending, MailsPerDay: c.MaxMailsPerDay},
		NoMailQuotas: c.RateLimits == "off",
	})
	return db, keys, err
}

// New builds the house on an up-to-date database. Nothing runs yet.
func New(ctx context.Context, c config.Config, t clock.Clock, log *slog.Logger) (*App, error) {
	db, keys, err := Open(ctx, c, t, log)
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, Clock: t, Log: log, DB: db, Cursors: page.NewCursors(keys.Derive("cursors"))}
	if err := a.build(ctx, keys); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

func (a *App) build(ctx context.Context, keys *secret.Keys) error {
	if err := a.migrate(ctx); err != nil {
		return err
	}
	var err error
	a.Gate = authz.NewGate(a.DB, a.Clock)
	a.Identity = identity.New(keys, a.Config.PublicURL, a.Clock)
	if a.Keyring, err = identity.NewKeyring(a.DB, keys, a.Config.PublicURL); err != nil {
		return err
	}
	a.Tenancy = tenancy.New(a.DB, a.Config.WorkspaceCreation == "anyone", a.Config.HooksInside())
	a.Admission = admission.New(a.DB, a.Gate, a.Identity, a.Config.PublicURL)
	a.Audit = audit.New(a.DB)
	mailer, err := a.mailer()
	if err != nil {
		return err
	}
	letters, err := outbound.NewLetters(a.Config.PublicURL, a.Config.MailFrom)
	if err != nil {
		return err
	}
	courier := outbound.NewCourier(a.DB, authz.NewJob("mail"), letters, mailer, outbound.DefaultRetries(), a.Log)
	imports := authz.NewJob("imports")
	hooks := outbound.NewHooks(a.DB, authz.NewJob("webhooks"), a.Gate, outbound.NewGuard(a.Config.HooksInside(), nil), a.Clock, a.Log)
	a.runner = outbound.NewRunner(a.DB, courier, outbound.Plan{
		Slots: outbound.DefaultSlots, BulkRate: a.Config.BulkMailRate, Tasks: a.tasks(), Hooks: hooks,
		WorkAt: func(ctx context.Context, ws id.Workspace, one id.Import) (time.Duration, error) {
			return a.Admission.WorkAtImport(ctx, imports, ws, one)
		},
	})
	return nil
}

// migrate brings the schema up to date in development. In production that is a step of its own, so that no
// process changes the schema under another one unasked.
func (a *App) migrate(ctx context.Context) error {
	if !a.Config.InProduction() {
		_, err := a.DB.Migrate(ctx)
		return err
	}
	waiting, err := a.DB.Pending(ctx)
	if err != nil {
		return err
	}
	if waiting > 0 {
		return fmt.Errorf("%d migrations wait: run gatehouse migrate first", waiting)
	}
	return nil
}

func (a *App) mailer() (outbound.Mailer, error) {
	switch {
	case a.Config.LocalMail():
		a.Outbox = outbound.NewLocalOutbox(a.DB, authz.NewJob("local outbox"), a.Config.PublicURL)
		return a.Outbox, nil
	case a.Config.SMTPURL == "":
		return outbound.Nowhere{}, nil
	}
	m, err := outbound.NewSMTP(a.Config.SMTPURL.Reveal(), a.Config.MailFrom, nil, outbound.DefaultSMTPTimes())
	if err != nil {
		return nil, fmt.Errorf("GATEHOUSE_SMTP_URL: %w", err)
	}
	return m, nil
}

// tasks are what the house does by itself, each by one process at a time.
func (a *App) tasks() []outbound.Periodic {
	job := func(name string, every time.Duration, run func(context.Context, authz.Job) error) outbound.Periodic {
		proof := authz.NewJob(name)
		return outbound.Periodic{Name: name, Every: every, Run: func(ctx context.Context) error { return run(ctx, proof) }}
	}
	list := []outbound.Periodic{
		job("invitations.expire", 30*time.Second, a.Admission.ExpireInvitations),
		job("approvals.expire", time.Minute, a.Admission.ExpireApprovals),
		job("access-requests.expire", time.Minute, a.Admission.ExpireAccessRequests),
		job("imports.revive", 30*time.Second, a.Admission.ReviveImports),
		job("imports.forget", time.Hour, a.Admission.ForgetImports),
		job("approvals.nudge", time.Hour, a.Admission.NudgeApprovers),
		job("signing-keys.tend", time.Hour, a.Keyring.Tend),
		job("retention", time.Hour, a.forget),
	}
	if a.DB.Engine() == store.SQLite {
		list = append(list, job("search.tend", 10*time.Second, a.tendSearch))
	}
	return list
}

const takenInTogether = 500 // search texts, so that nobody waits long for the one writer

// tendSearch takes in what was written since, so that searching need not look at it.
func (a *App) tendSearch(ctx context.Context, job authz.Job) error {
	for more := true; more; {
		err := a.DB.Maintain(ctx, job, func(tx *store.Tx) (err error) {
			more, err = tx.TakeInFragments(takenInTogether)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const sentMailLife = 7 * 24 * time.Hour

// forget drops what nobody needs any more: ended sessions, old keys, mails that have left.
func (a *App) forget(ctx context.Context, job authz.Job) error {
	return a.DB.Maintain(ctx, job, func(tx *store.Tx) error {
		return errors.Join(
			tx.DropSessionsBefore(tx.Now().Add(-domain.SessionLife)),
			tx.DropEmailMovesBefore(tx.Now()),
			tx.DropKeysBefore(tx.Now().Add(-store.KeyLife)),
			tx.DropMailsBefore(tx.Now().Add(-sentMailLife)),
			tx.GiveUpDeliveries(tx.Now().Add(-2*domain.DeliveryWindow)),
			tx.DropDeliveriesBefore(tx.Now().Add(-domain.DeliveryLife)),
			tx.DropMailCounts(),
			tx.DropFullBuckets(),
		)
	})
}

// Prepare makes what the first request may need.
func (a *App) Prepare(ctx context.Context) error {
	if err := a.Keyring.Tend(ctx, authz.NewJob("signing-keys.tend")); err != nil {
		return fmt.Errorf("make the signing keys: %w", err)
	}
	return nil
}

// Start begins the background work. No request waits for it: what requests ask for is in the database by then.
func (a *App) Start(ctx context.Context) error { return a.runner.Start(ctx) }

// Close ends the background work, giving leases back until ctx ends, and then the connections.
func (a *App) Close(ctx context.Context) error {
	return errors.Join(a.runner.Stop(ctx), a.DB.Close())
}

// RecordDenied keeps in the audit log that an active user, or a key, was not allowed an operation.
func (a *App) RecordDenied(ctx context.Context, p authz.Pass, denied domain.EntryDenied) error {
	return a.DB.Maintain(ctx, p, func(tx *store.Tx) error { return tx.Record(denied) })
}

// Setup readies the first start and gives its link, or "" where it was made already. Without a preset token a
// new one is made at every start, so that an old log opens nothing.
func (a *App) Setup(ctx context.Context) (string, error) {
	token := a.Config.SetupToken
	if token == "" {
		token = secret.NewToken()
	}
	open, err := a.Admission.PrepareSetup(ctx, authz.NewJob("setup"), token)
	if err != nil || !open {
		return "", err
	}
	return a.Config.PublicURL + "/setup#token=" + token.Reveal(), nil
}
