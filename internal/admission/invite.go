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
	email     domain.Email
	name      string
	message   string
	roles     []domain.Role
	locations []id.Location
	locale    string
	byLink    bool
	token     secret.Text
}

func (c InviteCommand) read() (offer, error) {
	email, badEmail := domain.ParseEmail("/email", c.Email)
	name, badName := domain.ParseName("/name", c.Name)
	message, badMessage := domain.ParseMessage("/message", c.Message, domain.MaxMessage)
	bad := fields(badEmail, badName, badMessage)
	if len(c.RoleIDs) == 0 {
		bad = append(bad, errs.Field{Pointer: "/role_ids", Code: "required", Detail: "Choose at least one role."})
	}
	return offer{
		email: email, name: name, message: message, locations: unique(c.LocationIDs), locale: c.Locale, byLink: c.ByLink,
		token: secret.NewToken(),
	}, errs.Validation(bad...)
}

// Invite writes, all or nothing: the account where the e-mail has none, the user, the invitation, the approval
// where the policy asks for one, the audit entries, and the mails. Errors: validation_failed; permission_denied for a
// location where the caller may not invite; role_above_own;
// already_member; already_invited, with the standing invitation. Who they name, only whoever may see that person learns.
func (s *Service) Invite(ctx context.Context, pass authz.Pass, c InviteCommand) (Invited, error) {
	o, err := c.read()
	if err != nil {
		return Invited{}, err
	}
	var out Invited
	err = s.db.Write(ctx, pass, func(tx *store.Tx) error {
		tx.ExpectRoles()
		holding, err := tenancy.Recheck(tx, pass)
		if err != nil {
			return err
		}
		if o.roles, err = tenancy.FindRoles(tx, "/role_ids", c.RoleIDs); err != nil {
			return err
		}
		at, err := tenancy.FindLocations(tx, "/location_ids", c.LocationIDs)
		if err != nil {
			return err
		}
		if err := tx.Put(holding, pass.Opened(), c.LocationIDs); err != nil {
			return err
		}
		if err := domain.MayGrant(holding, o.roles, c.LocationIDs); err != nil {
			return err
		}
		accounts, err := accountsOf(tx, []offer{o})
		if err != nil {
			return err
		}
		if _, known := accounts[o.email]; known { // whoever has a place has an account of the same address
			if err := free(tx, holding, o.email); err != nil {
				return err
			}
		}
		made, err := offerPlaces(tx, pass, holding, []offer{o}, accounts, batch{})
		if err != nil {
			return err
		}
		one := made[0]
		out.Member = domain.Member{User: one.user, Roles: o.roles, Locations: at, Invitation: one.invitation.Brief()}
		if one.approval != nil {
			out.Member.Approval = one.approval.Brief()
		}
		out.AcceptURL, err = s.handOver(tx, pass, one.invitation, o.roles, o.token, domain.MailInvitation)
		return err
	})
	return out, err
}

// handOver sends the link by mail, or gives it to the caller.
func (s *Service) handOver(tx *store.Tx, pass authz.Pass, i domain.Invitation, roles []domain.Role, token secret.Text, kind domain.MailKind) (secret.Text, error) {
	if i.Delivery == domain.DeliveryLink {
		return secret.Text(s.base + invitationPath(token)), nil
	}
	return "", tx.Mail(invitationMail(pass, i, roles, token, kind))
}

// invitationMail is the letter that carries the link.
func invitationMail(pass authz.Pass, i domain.Invitation, roles []domain.Role, token secret.Text, kind domain.MailKind) domain.Message {
	return domain.Message{
		Kind: kind, To: i.Email, Locale: i.Locale, Workspace: i.WorkspaceID, Invitation: i.ID, Generation: i.Generation,
		Data: domain.MailData{
			Name: i.Name, Email: string(i.Email), WorkspaceName: pass.Place().Name, InviterName: pass.User().Name,
			Roles: roleNames(roles), Message: i.Message, Link: invitationPath(token), ExpiresAt: i.ExpiresAt,
		},
	}
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
