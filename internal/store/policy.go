package store

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// PolicyCounts are the people whom a change of policies concerns, or is expected to concern and does not.
type PolicyCounts struct {
	OpenInvitations   int64 // pending, and not past their end
	WithoutApproval   int64 // of those, the ones whose acceptance lets in at once
	WaitingRequests   int64 // login requests that nobody has decided
	Approvers         int64 // active people who may decide them
	OwnDomainUsers    int64 // people of the workspace with an address at one of the domains
	OwnDomainInvitees int64 // of the open invitations, those to such an address
}

// CountPolicy counts what the rows say of the policies, for a list of own domains. Approvers are counted apart.
func (tx *Tx) CountPolicy(hosts []string) (PolicyCounts, error) {
	var c PolicyCounts
	open := rows[domain.Invitation](tx).Where("status = ? AND expires_at > ?", domain.InvitationPending, tx.now)
	if err := open.Count(&c.OpenInvitations).Error; err != nil {
		return c, err
	}
	asked := rows[domain.Approval](tx).Select("user_id").
		Where("user_id IS NOT NULL AND state IN ?", []domain.ApprovalState{domain.ApprovalPending, domain.ApprovalApproved})
	if err := rows[domain.Invitation](tx).
		Where("status = ? AND expires_at > ? AND user_id NOT IN (?)", domain.InvitationPending, tx.now, asked).
		Count(&c.WithoutApproval).Error; err != nil {
		return c, err
	}
	waits := rows[domain.Approval](tx).Where("state = ?", domain.ApprovalPending)
	if err := waits.Count(&c.WaitingRequests).Error; err != nil || len(hosts) == 0 {
		return c, err
	}
	if err := rows[domain.User](tx).Where(tx.host()+" IN ?", hosts).Count(&c.OwnDomainUsers).Error; err != nil {
		return c, err
	}
	err := rows[domain.Invitation](tx).
		Where("status = ? AND expires_at > ?", domain.InvitationPending, tx.now).
		Where(tx.host()+" IN ?", hosts).Count(&c.OwnDomainInvitees).Error
	return c, err
}

// host is the part of an address behind its one @, as this engine says it.
func (tx *Tx) host() string {
	if tx.store.engine == Postgres {
		return "split_part(email, '@', 2)"
	}
	return "substr(email, instr(email, '@') + 1)"
}
