package store

import (
	"errors"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// What a workspace has under way is counted by whoever changes it and written at the end of the transaction, into the
// row that every writer of the workspace holds then anyway. There, and only there, it is held against the limits, so
// that no two transactions pass them together.

// Usage gives what the workspace has under way, and its limits.
func (tx *Tx) Usage() (domain.Usage, domain.Limits, error) {
	var head domain.AuditHead
	err := plain[domain.AuditHead](tx).Where("scope = ?", string(tx.ledger.scope)).Take(&head).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	return head.Usage, tx.store.limits, err
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
	tx.ledger.usage[ws] = sum
}
