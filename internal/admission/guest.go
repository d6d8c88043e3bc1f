package admission

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// redeem proves the holder of a link. Errors: invitation_invalid for a token that was never given out;
// invitation_revoked for one whose invitation is gone altogether.
func (s *Service) redeem(ctx context.Context, v authz.Visitor, token secret.Text) (authz.Guest, error) {
	var t domain.InvitationToken
	err := s.db.Read(ctx, v, func(tx *store.Tx) (err error) {
		t, err = tx.InvitationTokenByHash(secret.Hash(token.Reveal()))
		return err
	})
	if isMissing(err) {
		return authz.Guest{}, domain.ErrInvitationInvalid()
	}
	if err != nil {
		return authz.Guest{}, err
	}
	if t.Ended {
		return authz.Guest{}, errWithdrawn()
	}
	return s.gate.Redeem(t, v.Origin()), nil
}

// neverWas is the answer to the holder of a link whose whole workspace was deleted while they used it: that of a link
// that never was.
func neverWas(err error) error {
	if e := errs.Of(err); e != nil && e.Kind == errs.NotFound {
		return domain.ErrInvitationInvalid()
	}
	return err
}

func errWithdrawn() error {
	return errs.New(errs.Gone, "invitation_revoked", "This invitation was withdrawn.")
}

// Lookup is what an invitation's page shows to the holder of its link.
type Lookup struct {
	Workspace     domain.Workspace
	Invitation    domain.Invitation
	Inviter       string // "" once that user is gone
	Roles         []domain.Role
	AccountExists bool // the account has a credential, so its owner signs in to accept
}

// LookupInvitation shows what a live link offers; it changes nothing. Errors: invitation_invalid, and for a dead
// link what happened to it (domain.Invitation.Dead), with nothing of the workspace.
func (s *Service) LookupInvitation(ctx context.Context, v authz.Visitor, token secret.Text) (Lookup, error) {
	guest, err := s.redeem(ctx, v, token)
	if err != nil {
		return Lookup{}, err
	}
	var out Lookup
	err = s.db.Read(ctx, guest, func(tx *store.Tx) error {
		offered, err := live(tx, guest)
		if err != nil {
			return err
		}
		out.Invitation, out.Roles, out.AccountExists = offered.Invitation, offered.Roles, offered.Account.HasCredential()
		if out.Workspace, err = tx.Place(); err != nil {
			return err
		}
		if by := offered.Invitation.InvitedBy; by != nil {
			inviter, err := tx.User(*by)
			out.Inviter = inviter.Name
			return err
		}
		return nil
	})
	return out, neverWas(err)
}

// live reads the guest's invitation with the person it is for, and refuses a dead link.
func live(tx *store.Tx, guest authz.Guest) (store.Invitee, error) {
	return alive(tx, guest, tx.Invitee)
}

// holdLive is live with the person locked until the end of the transaction: all that happens to one person happens one after
// the other, and what is read from here on is how things stand.
func holdLive(tx *store.Tx, guest authz.Guest) (store.Invitee, error) {
	return alive(tx, guest, tx.LockInvitee)
}

func alive(tx *store.Tx, guest authz.Guest, read func(id.Invitation) (store.Invitee, error)) (store.Invitee, error) {
	o, err := read(guest.Invitation())
	switch {
	case isMissing(err):
		return o, errWithdrawn() // it was given out: its holder proved that
	case err != nil:
		return o, err
	}
	if err := o.Invitation.Dead(guest.Generation(), tx.Now()); err != nil {
		return o, err
	}
	if o.User.ID == "" {
		return o, errWithdrawn() // whoever goes takes the offer along
	}
	return o, nil
}

// hold locks the person whom an invitation is for, until the end of the transaction: all that happens to one
// person happens one after the other, and what is read from here on is how things stand. It is no error where
// either is gone.
func hold(tx *store.Tx, one id.Invitation) error {
	i, err := tx.Invitation(one)
	if err == nil && i.UserID != nil {
		_, err = tx.LockUser(*i.UserID)
	}
	return ignoreMissing(err)
}

// Decline ends the offer; the invited person leaves no place behind. Errors as for LookupInvitation; declining
// twice is no error.
func (s *Service) Decline(ctx context.Context, v authz.Visitor, token secret.Text) error {
	guest, err := s.redeem(ctx, v, token)
	if err != nil {
		return err
	}
	return neverWas(s.db.Write(ctx, guest, func(tx *store.Tx) error {
		o, err := holdLive(tx, guest)
		if o.Invitation.Status == domain.InvitationDeclined && o.Invitation.Generation == guest.Generation() {
			return nil
		}
		if err != nil {
			return err
		}
		said := domain.InvitationDeclinedEvent{
			Invitation: o.Invitation, Status: domain.Change{From: o.Invitation.Status, To: domain.InvitationDeclined},
		}
		if err := end(tx, o.Invitation, domain.InvitationDeclined, said); err != nil {
			return err
		}
		return leave(tx, o.Invitation, "declined")
	}))
}

const newLinkPause = 24 * time.Hour

// AskNew tells the inviter (or, once they are gone, the approvers) that the holder of a dead link would like a
// new one, at most once a day. It says nothing of whether anybody was told.
func (s *Service) AskNew(ctx context.Context, v authz.Visitor, token secret.Text) error {
	guest, err := s.redeem(ctx, v, token)
	if errors.Is(err, errWithdrawn()) {
		return nil // the person was turned away or removed: there is nobody to ask, and nobody is told so
	}
	if err != nil {
		return err
	}
	return neverWas(s.db.Write(ctx, guest, func(tx *store.Tx) error {
		o, dead := live(tx, guest)
		if errs.Of(dead) == nil { // still alive, or a fault of ours
			return dead
		}
		i := o.Invitation
		state := i.StateAt(tx.Now())
		if state != domain.InvitationExpired && state != domain.InvitationDeclined && state != domain.InvitationPending {
			return nil
		}
		first, err := tx.NoteNewAsked(i.ID, tx.Now().Add(-newLinkPause))
		if err != nil || !first {
			return err
		}
		if err := tx.Record(domain.InvitationNewAsked{Invitation: i}); err != nil {
			return err
		}
		return tellInviter(tx, i)
	}))
}

func tellInviter(tx *store.Tx, i domain.Invitation) error {
	ws, err := tx.Place()
	if err != nil {
		return err
	}
	people, err := tenancy.Approvers(tx, 5)
	if err != nil {
		return err
	}
	if i.InvitedBy != nil {
		inviter, err := tx.User(*i.InvitedBy)
		if err != nil {
			return err
		}
		if inviter.Status == domain.StatusActive {
			people = []domain.User{inviter}
		}
	}
	for _, person := range people {
		err := tx.Mail(domain.Message{
			Kind: domain.MailNewLinkAsked, To: person.Email, Workspace: ws.ID,
			Data: domain.MailData{
				Name: i.Name, Email: string(i.Email), WorkspaceName: ws.Name,
				Link: "/w/" + string(ws.ID) + "/settings/permissions?tab=invitations",
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
