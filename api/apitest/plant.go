package apitest

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Knows lets a role that was made through the API be called by its name.
func (w *Workspace) Knows(name, role string) { w.roles[name] = role }

// PlantInvited invites many people to a role by the store itself, which is quicker: planted 000 and so on.
func (w *Workspace) PlantInvited(role string, n int) {
	w.API.t.Helper()
	err := w.API.App.DB.Maintain(context.Background(), authz.NewJob("test").In(id.Workspace(w.ID)), func(tx *store.Tx) error {
		for i := range n {
			account := newAccount(tx, Address("planted"), fmt.Sprintf("Planted %03d", i), "")
			if err := tx.AddAccount(account); err != nil {
				return err
			}
			roles := []id.Role{id.Role(role)}
			user, err := tenancy.Join(tx, tenancy.Newcomer{Account: account, Name: account.Name, Roles: roles})
			if err != nil {
				return err
			}
			err = tx.AddInvitation(domain.Invitation{
				WorkspaceID: user.WorkspaceID, ID: id.New[id.Invitation](), UserID: &user.ID, Email: user.Email, Name: user.Name,
				RoleIDs: roles, LocationIDs: []id.Location{}, Status: domain.InvitationPending, Delivery: domain.DeliveryLink,
				Generation: 1, ExpiresAt: tx.Now().Add(time.Hour), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
			}, "planted "+string(user.ID))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.API.t.Fatal(err)
	}
}
