package outbound_test

import (
	"context"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/outbound"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is one process: a handle, a courier, a runner.
type house struct {
	db     *store.DB
	job    authz.Job
	runner *outbound.Runner
}

var quick = []time.Duration{300 * time.Millisecond, 600 * time.Millisecond, 1200 * time.Millisecond}

func start(t testing.TB, d testkit.Database, m func(*store.DB) outbound.Mailer, slots int, tasks ...outbound.Periodic) house {
	t.Helper()
	h := house{db: d.Open(t, clock.System{}), job: authz.NewJob("test")}
	letters, err := outbound.NewLetters("https://gatehouse.example", "Gatehouse <mail@gatehouse.example>")
	must(t, err)
	courier := outbound.NewCourier(h.db, h.job, letters, m(h.db), quick, testkit.Logger())
	h.runner = outbound.NewRunner(h.db, courier, outbound.Plan{Slots: slots, BulkRate: 1000, Tasks: tasks})
	must(t, h.runner.Start(context.Background()))
	t.Cleanup(func() { h.stop(t) })
	return h
}

func (h house) stop(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := h.runner.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// promise hands messages to the outbox as a use case does.
func promise(t testing.TB, db *store.DB, all ...domain.Message) {
	t.Helper()
	must(t, db.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
		for _, m := range all {
			if err := tx.Mail(m); err != nil {
				return err
			}
		}
		return nil
	}))
}

func reset(to string) domain.Message {
	return domain.Message{
		Kind: domain.MailPasswordReset, To: domain.Email(to),
		Data: domain.MailData{Name: "Ann", Link: "/reset#token=abc", ExpiresAt: time.Now().Add(time.Hour)},
	}
}

// invited makes a workspace with one pending invitation, and its mail.
func invited(t testing.TB, db *store.DB, to string) domain.Invitation {
	t.Helper()
	now := clock.System{}.Now()
	ws := domain.NewWorkspace("Acme "+to, "acme-"+string(id.New[id.Mail]()), now)
	inv := domain.Invitation{
		WorkspaceID: ws.ID, ID: id.New[id.Invitation](), Email: domain.Email(to), Name: "Ann", RoleIDs: []id.Role{}, LocationIDs: []id.Location{},
		Status: domain.InvitationPending, Delivery: domain.DeliveryQueued, Generation: 1, ExpiresAt: now.Add(time.Hour),
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	must(t, db.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
		if err := tx.Found(ws); err != nil {
			return err
		}
		if err := tx.AddInvitation(inv, secret.Hash(string(inv.ID))); err != nil {
			return err
		}
		return tx.Mail(invitationMail(inv))
	}))
	return inv
}

func invitationMail(inv domain.Invitation) domain.Message {
	return domain.Message{
		Kind: domain.MailInvitation, To: inv.Email, Workspace: inv.WorkspaceID, Invitation: inv.ID, Generation: inv.Generation,
		Data: domain.MailData{
			Name: "Ann", WorkspaceName: "Acme", InviterName: "Bob", Roles: []string{"Member"}, Link: "/invite#token=secret-token", ExpiresAt: inv.ExpiresAt,
		},
	}
}

func (h house) invitation(t testing.TB, inv domain.Invitation) domain.Invitation {
	t.Helper()
	var got domain.Invitation
	must(t, h.db.Read(context.Background(), h.job.In(inv.WorkspaceID), func(tx *store.Tx) (err error) {
		got, err = tx.Invitation(inv.ID)
		return err
	}))
	return got
}

// eventually waits for something to become true.
func eventually(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("after %s still not: %s", within, what)
		}
	}
}
