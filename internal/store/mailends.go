package store

import (
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// MailSent notes the mail server's yes and erases the payload.
func (tx *Tx) MailSent(m domain.Mail) error { return tx.settle(m, domain.MailSent, "") }

// MailUndeliverable notes that no further try will be made, and of which class the last refusal was.
func (tx *Tx) MailUndeliverable(m domain.Mail, problem string) error {
	return tx.settle(m, domain.MailUndeliverable, problem)
}

// MailRetrying notes a refusal that may pass, and when the next try will be.
func (tx *Tx) MailRetrying(m domain.Mail, problem string, next time.Time) error {
	done := plain[domain.Mail](tx).Where("id = ? AND status IN ? AND leased_until = ?", m.ID, waiting, m.LeasedUntil).
		UpdateColumns(map[string]any{
			"status": domain.MailRetrying, "problem": problem, "next_try_at": next,
			"attempts": m.Attempts + 1, "leased_until": nil,
		})
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	return tx.follow(m, domain.DeliveryRetrying, problem, &next)
}

// ReleaseMail gives a mail back untried, because its process is about to end.
func (tx *Tx) ReleaseMail(m domain.Mail) error {
	return plain[domain.Mail](tx).Where("id = ? AND status IN ? AND leased_until = ?", m.ID, waiting, m.LeasedUntil).
		UpdateColumns(map[string]any{"leased_until": nil}).Error
}

// settle ends a mail's life. It asks for no lease: what the mail server said is true, whoever heard it.
func (tx *Tx) settle(m domain.Mail, to domain.MailStatus, problem string) error {
	change := map[string]any{
		"status": to, "problem": problem, "payload": nil, "next_try_at": nil, "leased_until": nil,
	}
	switch to {
	case domain.MailSent:
		change["sent_at"], change["attempts"] = tx.now, m.Attempts+1
	case domain.MailUndeliverable:
		change["attempts"] = m.Attempts + 1
	}
	done := plain[domain.Mail](tx).Where("id = ? AND status IN ?", m.ID, waiting).UpdateColumns(change)
	if done.Error != nil {
		return fmt.Errorf("settle mail: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return nil
	}
	if err := tx.forgetStranger(m.Recipient); err != nil {
		return err
	}
	switch to {
	case domain.MailSent:
		return tx.follow(m, domain.DeliverySent, "", nil)
	case domain.MailUndeliverable:
		return tx.follow(m, domain.DeliveryUndeliverable, problem, nil)
	}
	return nil
}

// forgetStranger takes an address out of mails that came to their end where its account is gone already: the last
// mail to somebody may be the one that says so.
func (tx *Tx) forgetStranger(e domain.Email) error {
	var known int64
	if err := plain[domain.Account](tx).Where("email = ?", e).Limit(1).Count(&known).Error; err != nil || known > 0 {
		return err
	}
	return tx.forgetRecipient(e)
}

// forgetRecipient takes an address out of all mails that came to their end. Those that wait still need it.
func (tx *Tx) forgetRecipient(e domain.Email) error {
	return plain[domain.Mail](tx).Where("recipient = ? AND recipient <> '' AND status NOT IN ?", e, waiting).UpdateColumns(map[string]any{"recipient": ""}).Error
}

// follow carries a mail's state over to the invitation whose current link it bears, and tells the live streams.
// Its version stays: delivery is not an edit, and must not make an administrator's revoke fail.
func (tx *Tx) follow(m domain.Mail, d domain.Delivery, problem string, next *time.Time) error {
	if m.InvitationID == nil {
		return nil
	}
	done := rows[domain.Invitation](tx).Where("id = ? AND generation = ?", *m.InvitationID, m.Generation).
		UpdateColumns(map[string]any{"delivery": d, "delivery_problem": problem, "next_try_at": next})
	if done.Error != nil {
		return fmt.Errorf("carry delivery over: %w", done.Error)
	}
	if done.RowsAffected == 1 {
		tx.notice(domain.NoticeDelivery, string(*m.InvitationID))
	}
	return nil
}

// The bounds of looking for mails that lost their job.
const (
	overdue   = 5 * time.Minute
	sweepRows = 500
)

// SweepMails finds mails that no job will bring to an end, and gives them one: those whose sender died, before or
// after it took a lease, and those long overdue. It gives how many leases had ended.
func (tx *Tx) SweepMails() (int, error) {
	if err := tx.reviveJobs(); err != nil {
		return 0, err
	}
	if err := tx.reviveRelease(); err != nil {
		return 0, err
	}
	var dead, late []domain.Mail
	err := plain[domain.Mail](tx).Where("status IN ? AND leased_until < ?", waiting, tx.now).Limit(sweepRows).Find(&dead).Error
	if err != nil {
		return 0, fmt.Errorf("find dead leases: %w", err)
	}
	for _, m := range dead {
		freed := plain[domain.Mail](tx).Where("id = ? AND leased_until = ?", m.ID, m.LeasedUntil).
			UpdateColumns(map[string]any{"leased_until": nil})
		if freed.Error != nil {
			return 0, freed.Error
		}
		if freed.RowsAffected == 1 {
			if err := tx.enqueueAgain(m, true); err != nil {
				return 0, err
			}
		}
	}
	err = plain[domain.Mail](tx).Where("status IN ('queued', 'retrying') AND leased_until IS NULL AND NOT held AND next_try_at < ?", tx.now.Add(-overdue)).
		Limit(sweepRows).Find(&late).Error
	if err != nil {
		return 0, fmt.Errorf("find overdue mails: %w", err)
	}
	for _, m := range late {
		if err := tx.enqueueAgain(m, false); err != nil {
			return 0, err
		}
	}
	return len(dead), nil
}

func workspaceOf(m domain.Mail) id.Workspace {
	if m.ForWorkspace == nil {
		return ""
	}
	return *m.ForWorkspace
}

// DropMailsBefore removes mails that came to their end before a time; bookkeeping.
func (tx *Tx) DropMailsBefore(t time.Time) error {
	return tx.db.Where("created_at < ? AND status NOT IN ?", t, waiting).Delete(&domain.Mail{}).Error
}
