package outbound

import (
	"context"
	"errors"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// LocalOutbox stands in for a mail server in development: it keeps messages where the browser shows them.
type LocalOutbox struct {
	db   *store.DB
	job  authz.Job
	base string
}

// NewLocalOutbox takes the house's own proof, and the public URL by which a message's link is known.
func NewLocalOutbox(db *store.DB, job authz.Job, publicURL string) *LocalOutbox {
	return &LocalOutbox{db: db, job: job, base: strings.TrimRight(publicURL, "/")}
}

// Send keeps the message.
func (o *LocalOutbox) Send(ctx context.Context, e Envelope) error {
	return o.db.Maintain(ctx, o.job, func(tx *store.Tx) error {
		return tx.AddLocalMail(domain.LocalMail{
			ID: id.Mail(e.ID), Recipient: domain.Email(e.To), Subject: e.Subject, Text: e.Text, HTML: e.HTML, Raw: e.Raw, CreatedAt: tx.Now(),
		})
	})
}

// Newest lists the messages kept last, the newest first.
func (o *LocalOutbox) Newest(ctx context.Context, limit int) ([]domain.LocalMail, error) {
	var all []domain.LocalMail
	err := o.db.Read(ctx, o.job, func(tx *store.Tx) (err error) {
		all, err = tx.LocalMails(limit)
		return err
	})
	return all, err
}

// Message gives one message; not_found where it is not kept.
func (o *LocalOutbox) Message(ctx context.Context, one id.Mail) (domain.LocalMail, error) {
	var m domain.LocalMail
	err := o.db.Read(ctx, o.job, func(tx *store.Tx) (err error) {
		m, err = tx.LocalMail(one)
		return err
	})
	if errors.Is(err, store.ErrMissing) {
		return m, errs.Missing("message")
	}
	return m, err
}

// LinkOf finds the link of a message in its text; "" where it has none.
func (o *LocalOutbox) LinkOf(m domain.LocalMail) string {
	for line := range strings.Lines(m.Text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, o.base+"/") {
			return line
		}
	}
	return ""
}
