package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// InvitationView is an invitation with the names behind its ids. Inviter is nil once that user is gone.
type InvitationView struct {
	domain.Invitation
	Roles     []domain.Role
	Locations []domain.Location
	Inviter   *domain.User
	AcceptURL secret.Text // after a resend by link alone
}

// Invitations lists invitations, the newest first.
func (s *Service) Invitations(ctx context.Context, pass authz.Pass, f store.InvitationFilter, r page.Request) (page.Of[InvitationView], error) {
	var out page.Of[InvitationView]
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		list, err := tx.Invitations(f, r)
		if err != nil {
			return err
		}
		views, err := invitationViews(tx, list.Rows)
		out = page.Of[InvitationView]{Rows: views, Next: list.Next, Total: list.Total}
		return err
	})
	return out, err
}

// Invitation reads one invitation; not_found where it is not here.
func (s *Service) Invitation(ctx context.Context, pass authz.Pass, one id.Invitation) (InvitationView, error) {
	var out InvitationView
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		i, err := tx.Invitation(one)
		if err != nil {
			return orMissing(err, "invitation")
		}
		at, err := whereabouts(tx, i)
		if err != nil {
			return err
		}
		if err := tx.See(pass.Holding(), pass.Opened(), at); err != nil {
			return beyond(err, "invitation")
		}
		out, err = invitationViewOf(tx, i)
		return err
	})
	return out, err
}

// whereabouts gives the locations of the invited person, or, where they have no place any more, those that were
// offered.
func whereabouts(tx *store.Tx, i domain.Invitation) ([]id.Location, error) {
	if i.UserID == nil {
		return i.LocationIDs, nil
	}
	return locationsOf(tx, *i.UserID)
}

// Resend gives a pending, expired or declined invitation a new link and a new end; the old link dies. Errors:
// conflict where it was accepted or revoked; role_above_own where its roles exceed the caller's;
// precondition_failed where its version moved on.
func (s *Service) Resend(ctx context.Context, pass authz.Pass, one id.Invitation, byLink bool, version int64) (InvitationView, error) {
	token := secret.NewToken()
	var out InvitationView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := tenancy.Recheck(tx, pass)
		if err != nil {
			return err
		}
		if err := hold(tx, one); err != nil {
			return err
		}
		i, at, err := standing(tx, pass, holding, one, version)
		if err != nil {
			return err
		}
		if err := i.MayResend(); err != nil {
			return err
		}
		roles, err := offeredRoles(tx, i)
		if err != nil {
			return err
		}
		if err := domain.MayGrant(holding, roles, at); err != nil {
			return err
		}
		i, err = s.renew(tx, pass, i, roles, holding, token, byLink)
		if err != nil {
			return err
		}
		url, err := s.handOver(tx, pass, i, roles, token, domain.MailInvitationResent)
		if err != nil {
			return err
		}
		out, err = invitationViewOf(tx, i)
		out.AcceptURL = url
		return err
	})
	return out, err
}

// offeredRoles gives the roles that the person would get now: an approver may have chosen others than were first
// offered. Whoever declined has no place any more, and is offered the same again.
func offeredRoles(tx *store.Tx, i domain.Invitation) ([]domain.Role, error) {
	if i.UserID != nil {
		return tx.RolesOf(*i.UserID)
	}
	return tx.RolesByID(i.RoleIDs)
}

// standing reads an invitation that the caller reaches, at the version that they saw (0: any), and where its person is.
func standing(tx *store.Tx, pass authz.Pass, holding domain.Holding, one id.Invitation, version int64) (domain.Invitation, []id.Location, error) {
	i, err := tx.Invitation(one)
	if err != nil {
		return i, nil, orMissing(err, "invitation")
	}
	at, err := whereabouts(tx, i)
	if err != nil {
		return i, at, err
	}
	if err := tx.Reach(holding, pass.Opened(), at); err != nil {
		return i, at, beyond(err, "invitation")
	}
	if version != 0 && version != i.Version {
		return i, at, errs.New(errs.Precondition, "precondition_failed", "This invitation has changed since you read it. Read it again.")
	}
	return i, at, nil
}

// renew writes the new link. A declined invitation's person gets a place again, and whoever has no standing
// approval is asked for by the policy of now.
func (s *Service) renew(tx *store.Tx, pass authz.Pass, i domain.Invitation, roles []domain.Role, holding domain.Holding, token secret.Text, byLink bool) (domain.Invitation, error) {
	ws, err := tx.Place()
	if err != nil {
		return i, err
	}
	user, err := s.placeAgain(tx, &i, roles, holding)
	if err != nil {
		return i, err
	}
	before := i
	i.Status, i.Delivery, i.DeliveryProblem, i.NextTryAt = domain.InvitationPending, delivery(byLink), "", nil
	i.Generation++
	i.ExpiresAt, i.NewAskedAt, i.EndedAt = ws.InvitationEnd(tx.Now()), nil, nil
	renewed, err := tx.RenewInvitation(i, secret.Hash(token.Reveal()))
	if err != nil {
		return i, err
	}
	if !renewed {
		return i, errs.New(errs.Conflict, "conflict", "This invitation was changed by somebody else just now. Look again.")
	}
	i.Version++
	err = tx.Record(domain.InvitationResent{
		Invitation: i, Generation: domain.Change{From: before.Generation, To: i.Generation},
		Status: domain.Change{From: before.Status, To: i.Status}, ExpiresAt: domain.Change{From: before.ExpiresAt, To: i.ExpiresAt},
	})
	if err != nil {
		return i, err
	}
	last, err := tx.LatestApprovalOf(user.ID)
	if err != nil {
		return i, err
	}
	stands := last != nil && (last.State == domain.ApprovalPending || last.State == domain.ApprovalApproved)
	at, err := tx.LocationsOf(user.ID)
	if err != nil {
		return i, err
	}
	if !stands && ws.NeedsApproval(i.Email, tenancy.LocationIDs(at), holding) {
		inviter := pass.User().ID
		err = askApproval(tx, ws, user, approvalAsk{source: domain.SourceInvitation, invitedBy: &inviter, inviterAt: pass.User().Email})
	}
	return i, err
}

// placeAgain finds the invited user, or gives them their place again after they declined.
func (s *Service) placeAgain(tx *store.Tx, i *domain.Invitation, roles []domain.Role, asker domain.Holding) (domain.User, error) {
	if i.UserID != nil {
		return tx.User(*i.UserID)
	}
	if err := free(tx, asker, i.Email); err != nil {
		return domain.User{}, err
	}
	locations, err := tx.LocationsByID(i.LocationIDs)
	if err != nil {
		return domain.User{}, err
	}
	again := *i
	again.RoleIDs, again.LocationIDs = tenancy.RoleIDs(roles), tenancy.LocationIDs(locations)
	user, err := place(tx, again)
	i.UserID = &user.ID
	return user, err
}

// Revoke withdraws an offer: its link dies, and the person who never came is gone from the workspace. Errors:
// conflict where it was accepted or revoked; precondition_failed where its version moved on.
func (s *Service) Revoke(ctx context.Context, pass authz.Pass, one id.Invitation, version int64) (InvitationView, error) {
	var out InvitationView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := tenancy.Recheck(tx, pass)
		if err != nil {
			return err
		}
		if err := revoke(tx, pass, holding, one, version); err != nil {
			return err
		}
		i, err := tx.Invitation(one)
		if err != nil {
			return err
		}
		out, err = invitationViewOf(tx, i)
		return err
	})
	return out, err
}

// revoke withdraws an invitation within the caller's transaction.
func revoke(tx *store.Tx, pass authz.Pass, holding domain.Holding, one id.Invitation, version int64) error {
	if err := hold(tx, one); err != nil {
		return err
	}
	i, _, err := standing(tx, pass, holding, one, version)
	if err != nil {
		return err
	}
	if err := i.MayRevoke(); err != nil {
		return err
	}
	said := domain.InvitationRevokedEvent{Invitation: i, Status: domain.Change{From: i.Status, To: domain.InvitationRevoked}}
	if err := end(tx, i, domain.InvitationRevoked, said); err != nil {
		return err
	}
	return leave(tx, i, "revoked")
}

// end moves an invitation to its end, once.
func end(tx *store.Tx, i domain.Invitation, to domain.InvitationStatus, e domain.Event) error {
	ended, err := tx.EndInvitation(i, to)
	if err != nil {
		return err
	}
	if !ended {
		return errs.New(errs.Conflict, "conflict", "This invitation was changed by somebody else just now. Look again.")
	}
	return tx.Record(e)
}

// leave takes the invited person out again: their approval is cancelled, their place and, where it was the only
// one, their account are deleted.
func leave(tx *store.Tx, i domain.Invitation, reason string) error {
	if i.UserID == nil {
		return nil
	}
	user, err := tx.User(*i.UserID)
	if err != nil {
		return err
	}
	if err := cancelApproval(tx, user, reason); err != nil {
		return err
	}
	return tenancy.Remove(tx, user, reason)
}

// cancelApproval ends the pending approval of somebody who goes before it was decided.
func cancelApproval(tx *store.Tx, u domain.User, reason string) error {
	a, err := tx.LatestApprovalOf(u.ID)
	if err != nil || a == nil || a.State != domain.ApprovalPending {
		return err
	}
	now := tx.Now()
	a.State, a.DecidedAt = domain.ApprovalCancelled, &now
	won, err := tx.DecideApproval(*a)
	if err != nil || !won {
		return err
	}
	return tx.Record(domain.ApprovalCancelledEvent{Approval: *a, User: u, Reason: reason})
}
