package store

import (
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Invitee is an invitation with the person it is for. User and Account are zero, and have nothing, once that person is gone.
type Invitee struct {
	Invitation domain.Invitation
	User       domain.User
	Account    domain.Account
	Roles      []domain.Role    // Admin first, then by name
	Approval   *domain.Approval // the newest one, or nil
}

// Invitee gives an invitation and the person it is for; ErrMissing where the invitation is not here.
func (tx *Tx) Invitee(one id.Invitation) (Invitee, error) { return tx.invitee(one) }

// LockInvitee gives the same with that person's row locked until the end, as LockUser does: what it gives was read after the
// lock. On SQLite every writer is alone anyway.
func (tx *Tx) LockInvitee(one id.Invitation) (Invitee, error) {
	if tx.store.engine != Postgres {
		return tx.invitee(one)
	}
	return tx.invitee(one, tx.lockFirst(rows[domain.Invitation](tx).Select("user_id").Where("id = ?", one)))
}

func (tx *Tx) invitee(one id.Invitation, before ...asking) (Invitee, error) {
	found, err := tx.inviteeRows(one, before...)
	if err != nil {
		return Invitee{}, err
	}
	if len(found) == 0 {
		return Invitee{}, ErrMissing
	}
	i := Invitee{Invitation: found[0].V, User: found[0].U, Account: found[0].A}
	for _, row := range found {
		i.Roles = withRole(i.Roles, row.R)
		if p, newest := row.P, i.Approval; p.ID != "" && (newest == nil || inOrder(newest.CreatedAt, p.CreatedAt, string(newest.ID), string(p.ID)) < 0) {
			i.Approval = &p
		}
	}
	return i, nil
}
