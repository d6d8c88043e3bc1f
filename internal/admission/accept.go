package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// AcceptCommand is the invitee's yes. Name and password are for an account without a credential; the name may
// stay away, and is the invitation's then.
type AcceptCommand struct {
	Token    secret.Text
	Name     *string
	Password secret.Text
}

// Accepted is what accepting led to. Session is there where a new account got access at once; PendingToken
// where a new account waits for an approval.
type Accepted struct {
	User         domain.User
	Workspace    domain.Workspace
	Session      *SignedIn
	PendingToken secret.Text
}

// joining is one acceptance under way.
type joining struct {
	guest  authz.Guest
	caller *authz.Principal // who is signed in, if anybody
	name   string
	hash   string // of the new password; "" for an account that has a credential
}

// Accept takes the offer. Errors: those of a dead link; sign_in_required where the account has a credential and
// nobody is signed in; email_mismatch where somebody else is, which the audit log keeps; validation_failed.
// Signed in as the invitee, accepting again gives the same answer.
func (s *Service) Accept(ctx context.Context, v authz.Visitor, caller *authz.Principal, c AcceptCommand) (Accepted, error) {
	guest, err := s.redeem(ctx, v, c.Token)
	if err != nil {
		return Accepted{}, err
	}
	j := joining{guest: guest, caller: caller}
	if err := s.prepare(ctx, &j, c); err != nil {
		return Accepted{}, neverWas(err)
	}
	var out Accepted
	err = s.db.Write(ctx, guest, func(tx *store.Tx) error {
		out = Accepted{}
		return s.join(tx, j, &out)
	})
	if e := errs.Of(err); e != nil && e.Code == "email_mismatch" {
		return out, s.noteMismatch(ctx, guest, err)
	}
	return out, neverWas(err)
}

// prepare reads what was typed and does the slow work, before the transaction.
func (s *Service) prepare(ctx context.Context, j *joining, c AcceptCommand) error {
	if j.caller != nil {
		return nil // no password is set, and join decides
	}
	var o store.Invitee
	var place domain.Workspace
	err := s.db.Read(ctx, j.guest, func(tx *store.Tx) (err error) {
		if place, err = tx.Place(); err != nil {
			return err
		}
		o, err = live(tx, j.guest)
		return err
	})
	if err != nil || o.Account.HasCredential() {
		return err
	}
	name, badName := o.Invitation.Name, (*errs.Field)(nil)
	if c.Name != nil {
		name, badName = domain.ParseName("/name", *c.Name)
	}
	bad := fields(badName, identity.CheckPassword("/password", c.Password, name, string(o.Account.Email), place.Name))
	if err := errs.Validation(bad...); err != nil {
		return err
	}
	j.name = name
	j.hash, err = s.identity.HashPassword(ctx, c.Password)
	return err
}

func (s *Service) join(tx *store.Tx, j joining, out *Accepted) error {
	var err error
	if out.Workspace, err = tx.HoldPlace(); err != nil { // what the inviter may grant stays so until the end
		return err
	}
	o, err := holdLive(tx, j.guest)
	if again, is := sameAgain(tx, j, o, err); is {
		out.User = again
		return nil
	}
	if err != nil {
		return err
	}
	if err := mayJoin(j, o.Account); err != nil {
		return err
	}
	if err := accepted(tx, o.Invitation); err != nil {
		return err
	}
	isNew := !o.Account.HasCredential()
	if isNew {
		o.Account.Name = j.name
		if o.Account, err = setCredential(tx, o.Account, j.hash, "invitation"); err != nil {
			return err
		}
		o.User.Name, o.User.NameKey, o.User.Search = j.name, domain.Fold(j.name), domain.SearchText(j.name, o.User.Email)
	}
	if out.User, err = s.secondGate(tx, o, out.Workspace); err != nil {
		return err
	}
	if !isNew {
		return nil
	}
	return s.letIn(tx, j, o.Account, out)
}

// sameAgain recognises the second yes of somebody who is signed in as the invitee.
func sameAgain(tx *store.Tx, j joining, o store.Invitee, dead error) (domain.User, bool) {
	e := errs.Of(dead)
	if e == nil || e.Code != "invitation_accepted" || j.caller == nil || o.Invitation.UserID == nil {
		return domain.User{}, false
	}
	u, err := tx.User(*o.Invitation.UserID)
	return u, err == nil && u.AccountID == j.caller.Account
}

// mayJoin holds the link to the person it was sent to: holding a link never opens an existing account.
func mayJoin(j joining, invitee domain.Account) error {
	if j.caller != nil && j.caller.Account != invitee.ID {
		return errs.New(errs.Denied, "email_mismatch", "You are signed in as somebody else than the person who was invited. Sign out, or sign in as them.")
	}
	if j.caller == nil && invitee.HasCredential() {
		return errs.New(errs.Unauthenticated, "sign_in_required", "Sign in with the e-mail address that was invited, then accept.")
	}
	if j.caller == nil && j.hash == "" {
		return errs.New(errs.Conflict, "conflict", "This invitation was changed by another request just now. Try again.")
	}
	return nil
}

func accepted(tx *store.Tx, i domain.Invitation) error {
	already := errs.New(errs.Conflict, "invitation_accepted", "This invitation was accepted already. Sign in instead.")
	ended, err := tx.Unless(already).EndInvitation(i, domain.InvitationAccepted)
	if err == nil && !ended {
		err = already
	}
	return err
}

// secondGate makes the person active where the approval is given or not asked for, and lets them wait where it
// is. Without an approval, what the inviter may grant is looked at again now.
func (s *Service) secondGate(tx *store.Tx, o store.Invitee, ws domain.Workspace) (domain.User, error) {
	approval, roles := o.Approval, o.Roles
	passed := approval != nil && approval.State == domain.ApprovalApproved
	if approval == nil {
		var err error
		if passed, err = stillGranted(tx, o.Invitation, o.User.ID, roles); err != nil {
			return o.User, err
		}
	}
	to := domain.StatusPending
	if passed {
		to = domain.StatusActive
	}
	said := domain.UserAccepted{User: o.User, Status: domain.Change{From: o.User.Status, To: to}, InvitationID: o.Invitation.ID}
	if err := tx.Record(said); err != nil {
		return o.User, err
	}
	if passed {
		return tenancy.Activate(tx, o.User, tenancy.RoleIDs(roles))
	}
	user, err := tenancy.Move(tx, o.User, domain.StatusPending)
	if err != nil || approval != nil && approval.State == domain.ApprovalPending {
		return user, err
	}
	return user, askApproval(tx, ws, user, approvalAsk{source: domain.SourceInvitation, invitedBy: o.Invitation.InvitedBy})
}

// stillGranted tells whether the inviter, or the key of theirs that invited, may invite the person there, and grant the
// roles, now.
func stillGranted(tx *store.Tx, i domain.Invitation, invitee id.User, roles []domain.Role) (bool, error) {
	if i.InvitedBy == nil {
		return false, nil
	}
	u, err := tx.User(*i.InvitedBy)
	if err != nil {
		return false, err
	}
	held, err := tx.RolesOf(u.ID)
	if err != nil {
		return false, err
	}
	own, err := tx.LocationsOf(u.ID)
	if err != nil {
		return false, err
	}
	there, err := tx.LocationsOf(invitee)
	if err != nil {
		return false, err
	}
	holding, at := domain.HoldingOf(held, tenancy.LocationIDs(own)), tenancy.LocationIDs(there)
	if i.InvitedByKey != nil {
		holding, err = tenancy.WithinKey(tx, *i.InvitedByKey, holding)
		if e := errs.Of(err); e != nil && e.Kind == errs.Unauthenticated {
			return false, nil // the key has ended meanwhile
		}
		if err != nil {
			return false, err
		}
	}
	return u.Status == domain.StatusActive && holding.Covers(domain.UsersInvite, at) &&
		domain.MayGrant(holding, roles, at) == nil, nil
}

// letIn gives a new account its session, or the token to watch its approval.
func (s *Service) letIn(tx *store.Tx, j joining, a domain.Account, out *Accepted) error {
	if out.User.Status == domain.StatusActive {
		_, tokens, err := s.identity.StartSession(tx, a, j.guest.Origin())
		out.Session = &SignedIn{Account: a, Tokens: tokens}
		return err
	}
	token, err := s.identity.PendingToken(a)
	out.PendingToken = secret.Text(token)
	return err
}

// noteMismatch keeps the denial in the audit log, and gives back the denial.
func (s *Service) noteMismatch(ctx context.Context, guest authz.Guest, denial error) error {
	err := s.db.Write(ctx, guest, func(tx *store.Tx) error {
		i, err := tx.Invitation(guest.Invitation())
		if err != nil {
			return err
		}
		return tx.Record(domain.InvitationRefused{Invitation: i, Reason: "email_mismatch"})
	})
	if err != nil {
		return err
	}
	return denial
}
