package store

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// dropAtOnce is how many accounts are deleted by one statement.
const dropAtOnce = 500

// rowsOfPlaces lists everything that belongs to a workspace, in an order in which it can be deleted: what refers to
// something stands before it. A test fails for a table of workspaces that is missing here.
func rowsOfPlaces() []any {
	return []any{
		&domain.WebhookDelivery{}, &domain.Webhook{},
		&domain.ImportRow{}, &domain.ImportChunk{}, &domain.Import{}, &domain.UserRole{}, &domain.UserLocation{}, &domain.Approval{}, &domain.AccessToken{}, &domain.AccessRequest{},
		&domain.InvitationToken{}, &domain.Invitation{}, &domain.Location{}, &domain.Role{}, &domain.OwnPermission{}, &domain.APIKey{}, &domain.User{},
	}
}

// DropPlace deletes the transaction's workspace with everything that belongs to it, what waits to be sent in its name,
// and the accounts whose only place it was, but for one to be kept. It gives how many people had a place, and how many
// accounts went with it. What was recorded stays, and belongs to no workspace that anybody can enter.
func (tx *Tx) DropPlace(keep id.Account) (users, accounts int64, err error) {
	var people []id.Account
	if err := rows[domain.User](tx).Pluck("account_id", &people).Error; err != nil {
		return 0, 0, err
	}
	for _, entity := range rowsOfPlaces() {
		if err := tx.db.Where(tx.predicate("workspace_id")).Delete(entity).Error; err != nil {
			return 0, 0, err
		}
	}
	if err := tx.db.Where(tx.predicate("id")).Delete(&domain.Workspace{}).Error; err != nil {
		return 0, 0, err
	}
	if err := tx.dropMailsOfPlace(); err != nil {
		return 0, 0, err
	}
	for part := range slices.Chunk(people, dropAtOnce) {
		n, err := tx.dropStrangers(part, keep)
		if err != nil {
			return 0, 0, err
		}
		accounts += n
	}
	return int64(len(people)), accounts, nil
}

func (tx *Tx) predicate(column string) clause.Eq {
	return clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: column}, Value: string(tx.ledger.scope)}
}

// dropMailsOfPlace takes the workspace's mails out of the outbox, with their jobs, and forgets the answers to its
// requests. A mail that is being sent this moment arrives; nobody is left to note it.
func (tx *Tx) dropMailsOfPlace() error {
	ws := tx.ledger.scope
	if err := tx.dropJobsOf(ws); err != nil {
		return err
	}
	if err := plain[domain.Mail](tx).Where("for_workspace = ?", ws).Delete(&domain.Mail{}).Error; err != nil {
		return err
	}
	return plain[idempotencyKey](tx).Where("operation LIKE ?", "%/workspaces/"+string(ws)+"%").Delete(&idempotencyKey{}).Error
}

// dropStrangers deletes those of the accounts that have no place any more, with their sessions, their address in
// mails that came to their end, and the answers to their requests.
func (tx *Tx) dropStrangers(list []id.Account, keep id.Account) (int64, error) {
	gone, err := tx.withoutPlace(list)
	if err != nil {
		return 0, err
	}
	gone = slices.DeleteFunc(gone, func(a domain.Account) bool { return a.ID == keep })
	if len(gone) == 0 {
		return 0, nil
	}
	ids, emails, scopes := make([]id.Account, len(gone)), make([]domain.Email, len(gone)), make([]string, len(gone))
	for i, a := range gone {
		ids[i], emails[i], scopes[i] = a.ID, a.Email, "account:"+string(a.ID)
	}
	if err := tx.db.Where("id IN ?", id.Text(ids)).Delete(&domain.Account{}).Error; err != nil {
		return 0, err
	}
	err = plain[domain.Mail](tx).Where("recipient IN ? AND recipient <> '' AND status NOT IN ?", emails, waiting).
		UpdateColumns(map[string]any{"recipient": ""}).Error
	if err != nil {
		return 0, err
	}
	return int64(len(gone)), plain[idempotencyKey](tx).Where("scope IN ?", scopes).Delete(&idempotencyKey{}).Error
}
