package admission

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// InviteCommand offers somebody a place. ByLink asks for the link instead of a mail.
type InviteCommand struct {
	Email, Name string
	RoleIDs     []id.Role
	LocationIDs []id.Location
	Message     string
	Locale      string
	ByLink      bool
}

// Invited is a place that was offered. AcceptURL is there for a link alone, this once.
type Invited struct {
	Member    domain.Member
	AcceptURL secret.Text
}

// offer is an invite command whose texts were read.
type offer struct {
	email   domain.Email
	name    string
	message string
	command InviteCommand
	token   secret.Text
}

func (c InviteCommand) read() (offer, error) {
	email, badEmail := domain.ParseEmail("/email", c.Email)
	name, badName := domain.ParseName("/name", c.Name)
	message, badMessage := domain.ParseMessage("/message", c.Message, domain.MaxMessage)
	bad := fields(badEmail, badName, badMessage)
	if len(c.RoleIDs) == 0 {
		bad = append(bad, errs.Field{Pointer: "/role_ids", Code: "required", Detail: "Choose at least one role."})
	}
	return offer{email: email, name: name, message: message, command: c, token: secret.NewToken()}, errs.Validation(bad...)
}

// Invite writes, all or nothing: the account where the e-mail has none, the user, the invitation, the approval
// where the policy asks for one, the audit entries, and the mails. Errors: validation_failed; permission_denied for a
// location where the caller may not invite; role_above_own;
// already_member; already_invited, with the standing invitation.
func (s *Service) Invite(ctx context.Context, pass authz.Pass, c InviteCommand) (Invited, error) {
	o, err := c.read()
	if err != nil {
		return Invited{}, err
	}
	var out Invited
	err = s.db.Write(ctx, pass, func(tx *store.Tx) error {
		holding, err := tenancy.Recheck(tx, pass)
		if err != nil {
			return err
		}
		roles, err := tenancy.FindRoles(tx, "/role_ids", c.RoleIDs)
		if err != nil {
			return err
		}
		if _, err := tenancy.FindLocations(tx, "/location_ids", c.LocationIDs); err != nil {
			return err
		}
		if err := tx.Put(holding, pass.Opened(), c.LocationIDs); err != nil {
			return err
		}
		if err := domain.MayGrant(holding, roles, c.LocationIDs); err != nil {
			return err
		}
		if err := free(tx, o.email); err != nil {
			return err
		}
		out, err = s.offerPlace(tx, pass, o, roles, holding)
		return err
	})
	return out, err
}

// free refuses an address that has a place or an offer already.
func free(tx *store.Tx, email domain.Email) error {
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
	if user.Status != domain.StatusInvited || member.Invitation == nil {
		return errs.New(errs.Conflict, "already_member", "Someone with this e-mail address is in the workspace already.").
			With("user_id", string(user.ID))
	}
	i := member.Invitation
	return errs.New(errs.Conflict, "already_invited", "This person has been invited already. You can resend that invitation.").
		With("user_id", string(user.ID)).
		With("invitation", map[string]any{
			"id": i.ID, "status": i.StateAt(tx.Now()), "delivery": i.Delivery, "expires_at": i.ExpiresAt,
		})
}

func (s *Service) offerPlace(tx *store.Tx, pass authz.Pass, o offer, roles []domain.Role, holding domain.Holding) (Invited, error) {
	ws, err := tx.Place()
	if err != nil {
		return Invited{}, orMissing(err, "workspace")
	}
	inviter := pass.User().ID
	now := tx.Now()
	i := domain.Invitation{
		WorkspaceID: ws.ID, ID: id.New[id.Invitation](), Email: o.email, Name: o.name,
		RoleIDs: tenancy.RoleIDs(roles), LocationIDs: unique(o.command.LocationIDs), Message: o.message,
		Locale: o.command.Locale, Status: domain.InvitationPending, Delivery: delivery(o.command.ByLink),
		Generation: 1, InvitedBy: &inviter, ExpiresAt: ws.InvitationEnd(now), Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	user, err := place(tx, i)
	if err != nil {
		return Invited{}, err
	}
	i.UserID = &user.ID
	if k, ok := pass.Key(); ok {
		i.InvitedByKey = &k.ID
	}
	if err := tx.AddInvitation(i, secret.Hash(o.token.Reveal())); err != nil {
		return Invited{}, err
	}
	err = tx.Record(domain.UserInvited{
		User: user, Email: user.Email, InvitationID: i.ID, RoleIDs: i.RoleIDs, LocationIDs: i.LocationIDs,
	})
	if err != nil {
		return Invited{}, err
	}
	if ws.NeedsApproval(o.email, i.LocationIDs, holding) {
		if err := askApproval(tx, ws, user, approvalAsk{source: domain.SourceInvitation, invitedBy: &inviter}); err != nil {
			return Invited{}, err
		}
	}
	return s.handOver(tx, pass, user, i, roles, o.token, domain.MailInvitation)
}

// place gives the invited person their account and their place.
func place(tx *store.Tx, i domain.Invitation) (domain.User, error) {
	account, err := accountFor(tx, i.Email, i.Name)
	if err != nil {
		return domain.User{}, err
	}
	return tenancy.Join(tx, tenancy.Newcomer{
		Account: account, Name: i.Name, Roles: i.RoleIDs, Locations: i.LocationIDs,
	})
}

// handOver sends the link by mail, or gives it to the caller.
func (s *Service) handOver(tx *store.Tx, pass authz.Pass, u domain.User, i domain.Invitation, roles []domain.Role, token secret.Text, kind domain.MailKind) (Invited, error) {
	member, err := tx.Member(u)
	if err != nil {
		return Invited{}, err
	}
	out := Invited{Member: member}
	if i.Delivery == domain.DeliveryLink {
		out.AcceptURL = secret.Text(s.base + invitationPath(token))
		return out, nil
	}
	return out, tx.Mail(domain.Message{
		Kind: kind, To: i.Email, Locale: i.Locale, Workspace: i.WorkspaceID, Invitation: i.ID, Generation: i.Generation,
		Data: domain.MailData{
			Name: i.Name, Email: string(i.Email), WorkspaceName: pass.Place().Name, InviterName: pass.User().Name,
			Roles: roleNames(roles), Message: i.Message, Link: invitationPath(token), ExpiresAt: i.ExpiresAt,
		},
	})
}

func delivery(byLink bool) domain.Delivery {
	if byLink {
		return domain.DeliveryLink
	}
	return domain.DeliveryQueued
}

func roleNames(roles []domain.Role) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = r.Name
	}
	return out
}

func unique[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	out := []T{}
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// approvalAsk says by which way somebody came to the second gate. InvitedBy is nil and Message may be there where they
// asked to join.
type approvalAsk struct {
	source    domain.ApprovalSource
	invitedBy *id.User
	message   string
}

// askApproval opens the second gate's request for a user, and tells those who may decide.
func askApproval(tx *store.Tx, ws domain.Workspace, u domain.User, why approvalAsk) error {
	a := domain.NewApproval(u, why.source, why.invitedBy, ws.ApprovalEnd(tx.Now()), tx.Now())
	a.Message = why.message
	if domain.LooksAlike(u.Email) {
		a.Flags = append(a.Flags, domain.FlagLookAlike)
	}
	known, err := tx.DomainKnown(u.Email.Domain())
	if err != nil {
		return err
	}
	if !known {
		a.Flags = append(a.Flags, domain.FlagNewDomain)
	}
	if err := tx.AddApproval(a); err != nil {
		return err
	}
	if err := tx.Record(domain.ApprovalRequested{Approval: a, User: u, UserID: u.ID, Flags: a.Flags}); err != nil {
		return err
	}
	return tellApprovers(tx, ws, a, u)
}

const mostApproversTold = 50

// tellApprovers mails those who may decide this request; many at once are folded into one mail.
func tellApprovers(tx *store.Tx, ws domain.Workspace, a domain.Approval, u domain.User) error {
	approvers, err := tenancy.ApproversOf(tx, u.ID, mostApproversTold)
	if err != nil {
		return err
	}
	for _, person := range approvers {
		if a.MayDecide(person.ID, ws.FourEyes) != nil {
			continue
		}
		err := tx.Mail(domain.Message{
			Kind: domain.MailApprovalNeeded, To: person.Email, Workspace: ws.ID,
			Digest: strings.Join([]string{"approvals", string(ws.ID), string(person.ID)}, ":"),
			Data: domain.MailData{
				Name: person.Name, WorkspaceName: ws.Name, Count: 1, People: []string{u.Name},
				Link: "/w/" + string(ws.ID) + "/login-requests",
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
