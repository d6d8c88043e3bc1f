package admission

import (
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// free refuses an address that has a place or an offer already. Whoever asks and does not reach that person learns that
// the address is taken, which the refusal of an offer cannot hide, and nothing else: neither who it is nor whether they
// have come.
func free(tx *store.Tx, asker domain.Holding, email domain.Email) error {
	user, err := tx.UserByEmail(email)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	member, err := tx.Member(user)
	if err != nil {
		return err
	}
	taken := errs.New(errs.Conflict, "already_member", "Someone with this e-mail address is in the workspace already.")
	at := tenancy.LocationIDs(member.Locations)
	if !asker.Sees(domain.UsersInvite, at) && !asker.Sees(domain.UsersRead, at) {
		return taken
	}
	if user.Status != domain.StatusInvited || member.Invitation == nil {
		return taken.With("user_id", string(user.ID))
	}
	i := member.Invitation
	return errs.New(errs.Conflict, "already_invited", "This person has been invited already. You can resend that invitation.").
		With("user_id", string(user.ID)).
		With("invitation", map[string]any{
			"id": i.ID, "status": i.StateAt(tx.Now()), "delivery": i.Delivery, "expires_at": i.ExpiresAt,
		})
}
