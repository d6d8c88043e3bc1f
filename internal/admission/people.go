package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// EditUser changes name, roles and locations of a user. Where an invited person's roles change, their link dies and
// a new one is mailed, because they were shown other roles. Errors: those of tenancy.EditUser.
func (s *Service) EditUser(ctx context.Context, pass authz.Pass, one id.User, p tenancy.UserPatch, version int64) (domain.Member, error) {
	token := secret.NewToken()
	var out domain.Member
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		u, renewed, err := tenancy.EditUser(tx, pass, one, p, version)
		if err != nil {
			return err
		}
		if renewed {
			if err := s.offerAgain(tx, pass, u, token); err != nil {
				return err
			}
		}
		out, err = tx.Member(u)
		return err
	})
	return out, err
}

// offerAgain mails a new link to an invited person whose roles have changed. The change is done in any case: where their
// address was sent many mails lately, the link waits.
func (s *Service) offerAgain(tx *store.Tx, pass authz.Pass, u domain.User, token secret.Text) error {
	member, err := tx.Member(u)
	if err != nil || member.Invitation == nil || member.Invitation.Status != domain.InvitationPending {
		return err
	}
	i, err := tx.Invitation(member.Invitation.ID)
	if err != nil {
		return err
	}
	i.RoleIDs, i.LocationIDs = tenancy.RoleIDs(member.Roles), tenancy.LocationIDs(member.Locations)
	if err := tx.SaveOffer(i); err != nil {
		return err
	}
	i, err = s.renew(tx, pass, i, member.Roles, pass.Holding(), token, false)
	if err != nil {
		return err
	}
	letter := invitationMail(pass, i, member.Roles, token, domain.MailInvitationResent)
	letter.Patient = true
	return tx.Mail(letter)
}

// RemoveUser takes somebody out of the workspace for good: their invitations, their pending approval and, where this
// was its only place, their account go with them. Errors: above_own; last_admin; four_eyes_needs_two;
// precondition_failed; permission_denied for oneself, who leaves instead.
func (s *Service) RemoveUser(ctx context.Context, pass authz.Pass, one id.User, version int64) error {
	if one == pass.User().ID {
		return errs.New(errs.Denied, "permission_denied", "Nobody removes themselves. You can leave the workspace.").
			With("permission", string(domain.UsersRemove))
	}
	return s.goFor(ctx, pass, one, version, "removed")
}

// Leave takes the caller out of the workspace. Errors: last_admin; four_eyes_needs_two; permission_denied for somebody
// else whom the caller may see, and not_found for anybody else.
func (s *Service) Leave(ctx context.Context, pass authz.Pass, one id.User, version int64) error {
	if one == pass.User().ID {
		return s.goFor(ctx, pass, one, version, "left")
	}
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		if _, err := tx.User(one); err != nil {
			return orMissing(err, "user")
		}
		at, err := tx.LocationsOf(one)
		if err != nil {
			return err
		}
		return pass.Holding().MaySee(domain.UsersRead, tenancy.LocationIDs(at))
	})
	if err != nil {
		return err
	}
	return errs.New(errs.Denied, "permission_denied", "Everybody leaves for themselves. You can remove other people, where you may.").
		With("permission", string(domain.UsersRemove))
}

func (s *Service) goFor(ctx context.Context, pass authz.Pass, one id.User, version int64, reason string) error {
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		u, err := tenancy.Reach(tx, pass, one, version)
		if err != nil {
			return err
		}
		if err := cancelApproval(tx, u, reason); err != nil {
			return err
		}
		if err := tenancy.TellChanged(tx, pass, u, domain.AccessChange{Kind: domain.AccessRemoved}); err != nil {
			return err
		}
		return erase(tx, u, reason)
	})
}
