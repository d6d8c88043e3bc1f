package store_test

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// askSights are the cases of asking to join. Both sides have one request of the same address.
var askSights = map[string]sight{
	"OpenAccessRequest": {1, true, func(tx *store.Tx, _ *world, s side) (int, error) {
		r, err := tx.OpenAccessRequest(s.ask.Email)
		return truth(r.WorkspaceID == tx.Workspace(), err)
	}},
	"AccessRequest": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.AccessRequest(s.ask.ID)) }},
	"AddAccessRequest": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		r := s.ask
		r.ID, r.Email, r.TokenHash = id.New[id.AccessRequest](), "other@example.com", "of "+string(r.ID)
		return done(tx.AddAccessRequest(r))
	}},
	"RenewAccessRequest": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		r := s.ask
		r.Name, r.TokenHash = "Renamed", ""
		return 0, tx.RenewAccessRequest(r)
	}},
	"ProveAccessRequest": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return truth(tx.ProveAccessRequest(s.ask.ID, s.user.ID))
	}},
	"DropAccessRequest": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.DropAccessRequest(s.ask.ID) }},
}

// askOf is a request whose time is over, so that dropping it is possible.
func askOf(s side, now time.Time) domain.AccessRequest {
	return domain.AccessRequest{
		WorkspaceID: s.workspace.ID, ID: id.New[id.AccessRequest](), Email: "asker@example.com", Name: "Asker",
		TokenHash: "ask " + s.workspace.Slug, Mails: 1, MailedAt: now, ExpiresAt: now, CreatedAt: now,
	}
}
