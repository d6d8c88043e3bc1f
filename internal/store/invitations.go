package store

import (
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// InvitationFilter narrows a list of invitations. Q is any part of name or e-mail.
type InvitationFilter struct {
	Statuses   []domain.InvitationStatus
	Deliveries []domain.Delivery
	Q          string
	Before     time.Time // those whose link ends before; zero: whenever
}

// AddInvitation writes a new invitation with the hash of its first link.
func (tx *Tx) AddInvitation(i domain.Invitation, tokenHash string) error {
	return tx.AddInvitations([]domain.Invitation{i}, []string{tokenHash})
}

// AddInvitations writes new invitations, each with the hash of its first link.
func (tx *Tx) AddInvitations(list []domain.Invitation, hashes []string) error {
	tokens := make([]domain.InvitationToken, len(list))
	for at := range list {
		i := &list[at]
		i.Search = domain.SearchText(i.Name, i.Email)
		tokens[at] = tx.linkOf(*i, hashes[at])
	}
	if err := addAll(tx, list); err != nil {
		return err
	}
	tx.shiftUsage(domain.UsageShift{PendingInvitations: int64(len(list))})
	return addAll(tx, tokens)
}

func (tx *Tx) linkOf(i domain.Invitation, hash string) domain.InvitationToken {
	return domain.InvitationToken{
		TokenHash: hash, WorkspaceID: i.WorkspaceID, InvitationID: i.ID, Generation: i.Generation, CreatedAt: tx.now,
	}
}

// Invitation gives one invitation; ErrMissing where it is not here.
func (tx *Tx) Invitation(one id.Invitation) (domain.Invitation, error) {
	return take[domain.Invitation](rows[domain.Invitation](tx).Where("id = ?", one))
}

// InvitationsHere tells which invitations of a list are here, as far as the caller reaches.
func (tx *Tx) InvitationsHere(list []id.Invitation) (map[id.Invitation]bool, error) {
	var found []id.Invitation
	err := tx.ofPeople(rows[domain.Invitation](tx), tx.confined()).Where("id IN ?", id.Text(list)).Pluck("id", &found).Error
	here := make(map[id.Invitation]bool, len(found))
	for _, one := range found {
		here[one] = true
	}
	return here, err
}

// LiveInvitation finds the pending invitation of an address; ErrMissing where there is none.
func (tx *Tx) LiveInvitation(e domain.Email) (domain.Invitation, error) {
	return take[domain.Invitation](rows[domain.Invitation](tx).Where("email = ? AND status = ?", e, domain.InvitationPending))
}

// EndInvitation moves a pending, expired or declined invitation to its end where it is still as given; false
// where another request was quicker.
func (tx *Tx) EndInvitation(i domain.Invitation, to domain.InvitationStatus) (bool, error) {
	from, version := i.Status, i.Version
	i.Status, i.Version, i.UpdatedAt, i.EndedAt = to, version+1, tx.now, &tx.now
	done := rows[domain.Invitation](tx).Where("id = ? AND status = ? AND version = ?", i.ID, from, version).
		Select("status", "version", "updated_at", "ended_at").Updates(&i)
	if done.RowsAffected == 1 && from == domain.InvitationPending {
		tx.shiftUsage(domain.UsageShift{PendingInvitations: -1})
	}
	return done.RowsAffected == 1, done.Error
}

// RenewInvitation gives an invitation a new link and a new end where it is still at its version; the old
// link is superseded.
func (tx *Tx) RenewInvitation(i domain.Invitation, tokenHash string) (bool, error) {
	version := i.Version
	i.Version, i.UpdatedAt = version+1, tx.now
	var dead int64
	if err := rows[domain.Invitation](tx).Where("id = ? AND status <> ?", i.ID, domain.InvitationPending).Count(&dead).Error; err != nil {
		return false, err
	}
	done := rows[domain.Invitation](tx).Where("id = ? AND version = ?", i.ID, version).
		Select("user_id", "status", "delivery", "delivery_problem", "next_try_at", "generation", "expires_at",
			"new_asked_at", "ended_at", "version", "updated_at").Updates(&i)
	if done.Error != nil || done.RowsAffected != 1 {
		return false, done.Error
	}
	tx.shiftUsage(domain.UsageShift{PendingInvitations: dead})
	return true, addAll(tx, []domain.InvitationToken{tx.linkOf(i, tokenHash)})
}

// NoteNewAsked keeps when the holder of a dead link asked for a new one, at most once since a time; false
// where they asked already.
func (tx *Tx) NoteNewAsked(one id.Invitation, since time.Time) (bool, error) {
	done := rows[domain.Invitation](tx).Where("id = ? AND (new_asked_at IS NULL OR new_asked_at < ?)", one, since).
		UpdateColumn("new_asked_at", tx.now)
	return done.RowsAffected == 1, done.Error
}

// DropInvitationsOf deletes the invitations of a user who is being removed for good, and marks their links as
// ended, so that they say so and name nobody.
func (tx *Tx) DropInvitationsOf(u id.User) error {
	mine := rows[domain.Invitation](tx).Select("id").Where("user_id = ?", u)
	err := rows[domain.InvitationToken](tx).Where("invitation_id IN (?)", mine).Update("ended", true).Error
	if err != nil {
		return err
	}
	var live int64
	if err := rows[domain.Invitation](tx).Where("user_id = ? AND status = ?", u, domain.InvitationPending).Count(&live).Error; err != nil {
		return err
	}
	tx.shiftUsage(domain.UsageShift{PendingInvitations: -live})
	return rows[domain.Invitation](tx).Where("user_id = ?", u).Delete(&domain.Invitation{}).Error
}

// Invitations lists a page of invitations, the newest first.
func (tx *Tx) Invitations(f InvitationFilter, r page.Request) (page.Of[domain.Invitation], error) {
	q, _ := keyset(narrowInvitations(tx, f)(rows[domain.Invitation](tx)), r, "-created_at", map[string]string{"created_at": "created_at"})
	list, err := find[domain.Invitation](q)
	if err != nil {
		return page.Of[domain.Invitation]{}, err
	}
	p := page.Cut(list, r.Limit, func(i domain.Invitation) []string {
		return []string{keyText(i.CreatedAt), string(i.ID)}
	})
	return p, total[domain.Invitation](tx, r, &p.Total, narrowInvitations(tx, f))
}

func narrowInvitations(tx *Tx, f InvitationFilter) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		q = tx.ofPeople(q, tx.confined())
		if len(f.Statuses) > 0 {
			q = q.Where("status IN ?", f.Statuses)
		}
		if len(f.Deliveries) > 0 {
			q = q.Where("delivery IN ?", f.Deliveries)
		}
		if !f.Before.IsZero() {
			q = q.Where("expires_at < ?", f.Before)
		}
		if f.Q != "" {
			q = havingFragment[invitationFragmentKey, invitationFragment](tx, q, f.Q)
		}
		return q
	}
}

// SaveOffer writes the roles and locations that an invitation offers now.
func (tx *Tx) SaveOffer(i domain.Invitation) error {
	return rows[domain.Invitation](tx).Where("id = ?", i.ID).Select("role_ids", "location_ids").Updates(&i).Error
}
