package outbound_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/clock"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

func maintain(t testing.TB, db *store.DB, inv domain.Invitation, fn func(*store.Tx) error) {
	t.Helper()
	must(t, db.Maintain(context.Background(), authz.NewJob("test").In(inv.WorkspaceID), fn))
}

// statuses counts the mails by status, and how many still hold a payload.
func statuses(t testing.TB, plain *sql.DB) (byStatus map[string]int, sealed int) {
	t.Helper()
	rows, err := plain.Query("SELECT status, payload IS NOT NULL FROM mails")
	must(t, err)
	defer func() { _ = rows.Close() }()
	byStatus = map[string]int{}
	for rows.Next() {
		var status string
		var kept bool
		must(t, rows.Scan(&status, &kept))
		byStatus[status]++
		if kept {
			sealed++
		}
	}
	must(t, rows.Err())
	return byStatus, sealed
}

func TestAMailWhoseInvitationWasOvertakenIsNotSent(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		db := d.Open(t, clock.System{})
		revoked, resent := invited(t, db, "revoked@example.com"), invited(t, db, "resent@example.com")
		maintain(t, db, revoked, func(tx *store.Tx) error {
			_, err := tx.EndInvitation(revoked, domain.InvitationRevoked)
			return err
		})
		resent.Generation = 2
		maintain(t, db, resent, func(tx *store.Tx) error {
			if _, err := tx.RenewInvitation(resent, secret.Hash("second link")); err != nil {
				return err
			}
			return tx.Mail(invitationMail(resent))
		})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		eventually(t, 10*time.Second, "the newer link is sent", func() bool { return h.invitation(t, resent).Delivery == domain.DeliverySent })
		plain := d.Plain(t)
		eventually(t, 10*time.Second, "both old mails are dropped", func() bool {
			got, sealed := statuses(t, plain)
			return got["dropped"] == 2 && got["sent"] == 1 && sealed == 0
		})
		if len(sink.To("revoked@example.com")) != 0 || len(sink.To("resent@example.com")) != 1 {
			t.Errorf("received %d messages: %v", len(sink.Received()), sink.Received())
		}
		if got := h.invitation(t, revoked).Delivery; got != domain.DeliveryQueued {
			t.Errorf("the revoked invitation's mail is %s", got)
		}
	})
}

func TestMailsOfOneDigestAreOneMail(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		inv := invited(t, h.db, "ann@example.com")
		for i := range 7 {
			for _, to := range []domain.Email{"boss@example.com", "chief@example.com"} {
				promise(t, h.db, domain.Message{
					Kind: domain.MailApprovalNeeded, To: to, Workspace: inv.WorkspaceID, Digest: "approvals:" + string(inv.WorkspaceID),
					Data: domain.MailData{WorkspaceName: "Acme", Count: 1, People: []string{fmt.Sprintf("Person %d", i)}, Link: "/w/1/login-requests"},
				})
			}
		}
		digests := func() int { return len(sink.To("boss@example.com")) + len(sink.To("chief@example.com")) }
		eventually(t, 15*time.Second, "each approver has one mail", func() bool { return digests() == 2 })
		time.Sleep(500 * time.Millisecond)
		if n := digests(); n != 2 {
			t.Errorf("%d mails for two approvers", n)
		}
		_, body := parts(t, sink.To("boss@example.com")[0].Raw)
		if !strings.Contains(body["text/plain"], "7 people") || !strings.Contains(body["text/plain"], "Person 6") {
			t.Errorf("the digest says:\n%s", body["text/plain"])
		}
		if got, sealed := statuses(t, d.Plain(t)); got["sent"] != 3 || got["dropped"] != 12 || sealed != 0 {
			t.Errorf("the outbox holds %v, %d payloads", got, sealed)
		}
	})
}

func TestAMailThatOutlivedItsLinkIsNotSent(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		late := reset("late@example.com")
		late.Data.ExpiresAt = time.Now().Add(-time.Second)
		promise(t, h.db, late, reset("ann@example.com"))
		plain := d.Plain(t)
		eventually(t, 10*time.Second, "one is sent, one given up", func() bool {
			got, sealed := statuses(t, plain)
			return got["sent"] == 1 && got["undeliverable"] == 1 && sealed == 0
		})
		if sink.Tries("late@example.com") != 0 {
			t.Error("a mail with a dead link was tried")
		}
	})
}

// Nothing of somebody who is gone stays in the outbox: neither of the mails before, nor of the one that tells them.
func TestAnAddressIsForgottenWithItsAccount(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		sink := smtpsink.Start(t, smtpsink.Options{})
		h := start(t, d, bySMTP(t, sink.Addr), 4)
		now := clock.System{}.Now()
		account := domain.Account{ID: id.New[id.Account](), Email: "ann@example.com", Version: 1, CreatedAt: now, UpdatedAt: now}
		must(t, h.db.Maintain(context.Background(), h.job, func(tx *store.Tx) error { return tx.AddAccount(account) }))
		promise(t, h.db, reset("ann@example.com"))
		plain := d.Plain(t)
		named := func() (n int) {
			must(t, plain.QueryRow("SELECT count(*) FROM mails WHERE recipient = 'ann@example.com'").Scan(&n))
			return n
		}
		eventually(t, 5*time.Second, "sent", func() bool { got, _ := statuses(t, plain); return got["sent"] == 1 })
		if named() != 1 {
			t.Error("the address of a living account was forgotten")
		}
		must(t, h.db.Maintain(context.Background(), h.job, func(tx *store.Tx) error {
			told := domain.Message{Kind: domain.MailRejected, To: account.Email, Data: domain.MailData{Name: "Ann", WorkspaceName: "Acme"}}
			return errors.Join(tx.Mail(told), tx.DeleteAccount(account.ID))
		}))
		eventually(t, 5*time.Second, "told, and forgotten", func() bool { return named() == 0 && len(sink.To("ann@example.com")) == 2 })
	})
}

// The secret in a mail is sealed at rest: neither the outbox's row nor the job holds it.
func TestNoLinkLiesOpenInTheDatabase(t *testing.T) {
	t.Parallel()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		invited(t, d.Open(t, clock.System{}), "ann@example.com")
		plain := d.Plain(t)
		for _, table := range []string{"mails", "river_job"} {
			for _, cell := range cells(t, plain, table) {
				if strings.Contains(cell, "secret-token") {
					t.Errorf("%s holds the token", table)
				}
			}
		}
	})
}

// cells reads everything that a table holds.
func cells(t testing.TB, plain *sql.DB, table string) []string {
	t.Helper()
	rows, err := plain.Query("SELECT * FROM " + table)
	must(t, err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(t, err)
	var all []string
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(sql.RawBytes)
		}
		must(t, rows.Scan(row...))
		for _, cell := range row {
			all = append(all, string(*cell.(*sql.RawBytes)))
		}
	}
	must(t, rows.Err())
	if len(all) == 0 {
		t.Errorf("%s is empty", table)
	}
	return all
}
