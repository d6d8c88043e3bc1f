package admission

import (
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// givenPlace is a place that was given out, waiting to be accepted.
type givenPlace struct {
	user       domain.User
	invitation domain.Invitation
	approval   *domain.Approval // where the policy asks for one
}

// batch says which bulk invitation offers belong to; zero: none.
type batch struct{ of id.Import }

// changes are what the audit entry of each person says of it.
func (b batch) changes() map[string]domain.Change {
	if b.of == "" {
		return nil
	}
	return map[string]domain.Change{"import_id": {To: b.of}}
}

// offerPlaces writes accounts, users, invitations, approvals where the policy asks for them, and the audit entries of
// people whom the caller may invite, all of different addresses that have no place here; accounts are those that their
// addresses have. One person or many: it is the only way by which an invitation comes to be. The letters are the caller's
// to send.
func offerPlaces(tx *store.Tx, pass authz.Pass, holding domain.Holding, offers []offer, accounts map[domain.Email]domain.Account, b batch) ([]givenPlace, error) {
	ws, err := tx.Place()
	if err != nil {
		return nil, orMissing(err, "workspace")
	}
	users, err := placeAll(tx, offers, accounts)
	if err != nil {
		return nil, err
	}
	inviter, now := pass.User().ID, tx.Now()
	out := make([]givenPlace, len(offers))
	invitations, hashes := make([]domain.Invitation, len(offers)), make([]string, len(offers))
	for at, o := range offers {
		invitations[at] = domain.Invitation{
			WorkspaceID: ws.ID, ID: id.New[id.Invitation](), UserID: &users[at].ID, Email: o.email, Name: o.name,
			RoleIDs: tenancy.RoleIDs(o.roles), LocationIDs: o.locations, Message: o.message,
			Locale: o.locale, Status: domain.InvitationPending, Delivery: delivery(o.byLink),
			Generation: 1, InvitedBy: &inviter, InvitedByKey: keyOf(pass), ExpiresAt: ws.InvitationEnd(now), Version: 1, CreatedAt: now, UpdatedAt: now,
		}
		hashes[at] = secret.Hash(o.token.Reveal())
		out[at] = givenPlace{user: users[at], invitation: invitations[at]}
	}
	if err := tx.AddInvitations(invitations, hashes); err != nil {
		return nil, err
	}
	var asking []candidate
	var asked []int
	for at, o := range out {
		err := tx.Record(domain.UserInvited{
			User: o.user, Email: o.user.Email, InvitationID: o.invitation.ID, RoleIDs: o.invitation.RoleIDs,
			LocationIDs: o.invitation.LocationIDs, Batch: b.changes(),
		})
		if err != nil {
			return nil, err
		}
		if ws.NeedsApproval(o.user.Email, o.invitation.LocationIDs, holding) {
			asking, asked = append(asking, candidateAt(o.user, o.invitation.LocationIDs)), append(asked, at)
		}
	}
	approvals, err := askApprovals(tx, ws, asking, approvalAsk{source: domain.SourceInvitation, invitedBy: &inviter, inviterAt: pass.User().Email})
	for i := range approvals {
		out[asked[i]].approval = &approvals[i]
	}
	return out, err
}

// accountsOf finds the accounts of those who are offered a place, by address.
func accountsOf(tx *store.Tx, offers []offer) (map[domain.Email]domain.Account, error) {
	emails := make([]domain.Email, len(offers))
	for i, o := range offers {
		emails[i] = o.email
	}
	return tx.AccountsByEmail(emails)
}

// placeAll gives people their accounts, where they have none, and their places.
func placeAll(tx *store.Tx, offers []offer, accounts map[domain.Email]domain.Account) ([]domain.User, error) {
	var fresh []domain.Account
	newcomers := make([]tenancy.Newcomer, len(offers))
	for i, o := range offers {
		a, known := accounts[o.email]
		if !known {
			a = unclaimed(tx, o.email, o.name)
			fresh = append(fresh, a)
		}
		newcomers[i] = tenancy.Newcomer{Account: a, Name: o.name, Roles: tenancy.RoleIDs(o.roles), Locations: o.locations}
	}
	if err := addAccounts(tx, fresh...); err != nil {
		return nil, err
	}
	return tenancy.JoinAll(tx, newcomers)
}

// place gives the invited person their account and their place again.
func place(tx *store.Tx, i domain.Invitation) (domain.User, error) {
	account, err := accountFor(tx, i.Email, i.Name)
	if err != nil {
		return domain.User{}, err
	}
	return tenancy.Join(tx, tenancy.Newcomer{
		Account: account, Name: i.Name, Roles: i.RoleIDs, Locations: i.LocationIDs,
	})
}

// keyOf is the key that asks; nil where a person does.
func keyOf(pass authz.Pass) *id.APIKey {
	if k, ok := pass.Key(); ok {
		return &k.ID
	}
	return nil
}
