package store

import (
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// What a workspace has under way is counted by whoever changes it and written at the end of the transaction, into the
// row that every writer of the workspace holds then anyway. There, and only there, it is held against the limits, so
// that no two transactions pass them together.

// Usage gives what the workspace has under way, and its limits.
func (tx *Tx) Usage() (domain.Usage, domain.Limits, error) {
	head, err := take[domain.AuditHead](tx.head())
	return head.Usage, tx.store.limits, unlessMissing(err)
}

// head starts the question for the row in which it is kept.
func (tx *Tx) head() *gorm.DB {
	return plain[domain.AuditHead](tx).Where("scope = ?", string(tx.ledger.scope))
}

// shiftUsage adds to what the workspace has under way.
func (tx *Tx) shiftUsage(s domain.UsageShift) {
	ws := tx.ledger.scope
	if ws == "" || s == (domain.UsageShift{}) {
		return
	}
	if tx.ledger.usage == nil {
		tx.ledger.usage = map[id.Workspace]domain.UsageShift{}
	}
	sum := tx.ledger.usage[ws]
	sum.PendingInvitations += s.PendingInvitations
	sum.Mails += s.Mails
	sum.Offers += s.Offers
	sum.PendingApprovals += s.PendingApprovals
	sum.People = sum.People.Plus(s.People)
	tx.ledger.usage[ws] = sum
}

// moved counts people who changed from one status to another; "" is nowhere, before they come and after they go.
func (tx *Tx) moved(from, to domain.UserStatus, n int64) {
	var s domain.UsageShift
	s.People.Add(from, -n)
	s.People.Add(to, n)
	tx.shiftUsage(s)
}

// headcount gives how many people of each status the workspace has, as its writers keep it.
func (tx *Tx) headcount() (domain.Headcount, error) {
	usage, _, err := tx.Usage()
	return usage.People, err
}

// usageColumns is what is kept, by column.
func usageColumns(u domain.Usage) map[string]any {
	return map[string]any{
		"pending_invitations": u.PendingInvitations, "mail_day": u.MailDay, "mails": u.Mails, "pending_approvals": u.PendingApprovals,
		"people_invited": u.People.Invited, "people_waiting": u.People.Waiting, "people_active": u.People.Active, "people_suspended": u.People.Suspended,
	}
}

// today is the day of the transaction, in UTC, by which mails are counted.
func (tx *Tx) today() string { return tx.now.UTC().Format(time.DateOnly) }
