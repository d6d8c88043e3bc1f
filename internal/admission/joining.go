package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// proving is one proof of an address under way.
type proving struct {
	asker  authz.Asker
	caller *authz.Principal // who is signed in, if anybody
	token  string           // its hash
	hash   string           // of the new password; "" for an account that has a credential
}

// asked is a living request with the workspace it is for and the account of its address, which may be zero.
type asked struct {
	request domain.AccessRequest
	place   domain.Workspace
	account domain.Account
}

// AskLookup is what the page of a link shows to its holder.
type AskLookup struct {
	Workspace     domain.Workspace
	Request       domain.AccessRequest
	AccountExists bool // it has a credential, so its owner signs in to confirm
}

// LookupAccessRequest shows what a living link would confirm; it changes nothing. Errors: access_request_invalid, and for
// a dead link what happened to it (domain.AccessRequest.Dead), with nothing of the workspace.
func (s *Service) LookupAccessRequest(ctx context.Context, v authz.Visitor, token secret.Text) (AskLookup, error) {
	p, err := s.redeemAsk(ctx, v, token)
	if err != nil {
		return AskLookup{}, err
	}
	var out AskLookup
	err = s.db.Read(ctx, p.asker, func(tx *store.Tx) error {
		a, err := liveAsk(tx, p)
		out = AskLookup{Workspace: a.place, Request: a.request, AccountExists: a.account.HasCredential()}
		return err
	})
	return out, err
}

// ConfirmAccessRequest proves the address: its person becomes a user who waits, with the workspace's first roles, and an
// approval is asked for, whatever the policy says of people who are invited. Without a credential, the password makes one.
// Errors: those of a dead link; sign_in_required where the account has a credential and nobody is signed in;
// email_mismatch where somebody else is, which the audit log keeps; invitation_open where the address was invited
// meanwhile; validation_failed. Signed in as that very address, confirming again gives the same answer.
func (s *Service) ConfirmAccessRequest(ctx context.Context, v authz.Visitor, caller *authz.Principal, token, password secret.Text) (Accepted, error) {
	p, err := s.redeemAsk(ctx, v, token)
	if err != nil {
		return Accepted{}, err
	}
	p.caller = caller
	if err := s.prepareAsk(ctx, &p, password); err != nil {
		return Accepted{}, err
	}
	var out Accepted
	err = s.db.Write(ctx, p.asker, func(tx *store.Tx) error {
		out = Accepted{}
		return s.enter(tx, p, &out)
	})
	if e := errs.Of(err); e != nil && e.Code == "email_mismatch" {
		return out, s.noteWrongAsker(ctx, p.asker, err)
	}
	return out, err
}

// redeemAsk proves the holder of a link; access_request_invalid for a token that was never given out.
func (s *Service) redeemAsk(ctx context.Context, v authz.Visitor, token secret.Text) (proving, error) {
	p := proving{token: secret.Hash(token.Reveal())}
	var t domain.AccessToken
	err := s.db.Read(ctx, v, func(tx *store.Tx) (err error) {
		t, err = tx.AccessTokenByHash(p.token)
		return err
	})
	if isMissing(err) {
		return p, domain.ErrAccessRequestInvalid()
	}
	p.asker = s.gate.Ask(t.WorkspaceID, t.RequestID, v.Origin())
	return p, err
}

// liveAsk reads the request of a link and refuses a dead one; a workspace that takes no more requests has closed it.
func liveAsk(tx *store.Tx, p proving) (asked, error) {
	var a asked
	var err error
	if a.place, err = tx.Place(); err != nil {
		return asked{}, orEnded(err)
	}
	if a.request, err = tx.AccessRequest(p.asker.Request()); err != nil {
		return asked{}, orEnded(err)
	}
	if err := a.request.Dead(p.token, tx.Now()); err != nil {
		return asked{request: a.request, place: a.place}, err
	}
	if !a.place.TakesRequests(a.request.Email) {
		return asked{}, domain.ErrAccessRequestEnded()
	}
	a.account, err = tx.AccountByEmail(a.request.Email)
	if isMissing(err) {
		a.account, err = domain.Account{}, nil
	}
	return a, err
}

func orEnded(err error) error {
	if isMissing(err) {
		return domain.ErrAccessRequestEnded()
	}
	return err
}

// prepareAsk does the slow work before the transaction: the hash of a new account's password.
func (s *Service) prepareAsk(ctx context.Context, p *proving, password secret.Text) error {
	if p.caller != nil {
		return nil // no password is set, and enter decides
	}
	var a asked
	err := s.db.Read(ctx, p.asker, func(tx *store.Tx) (err error) {
		a, err = liveAsk(tx, *p)
		return err
	})
	if err != nil || a.account.HasCredential() {
		return err
	}
	bad := identity.CheckPassword("/password", password, a.request.Name, string(a.request.Email), a.place.Name)
	if err := errs.Validation(fields(bad)...); err != nil {
		return err
	}
	p.hash, err = s.identity.HashPassword(ctx, password)
	return err
}

// enter makes the user and asks for the approval. It is the same first gate as that of an invitation: tenancy.Join, and
// the status that waits; the second one is the very same approval.
func (s *Service) enter(tx *store.Tx, p proving, out *Accepted) error {
	a, err := liveAsk(tx, p)
	if err == nil {
		if err = tx.LockAddress(a.request.Email); err == nil {
			a, err = liveAsk(tx, p) // as it stands now that nobody else decides about this address
		}
	}
	out.Workspace = a.place
	if again, is := sameAsker(tx, p, a.request, err); is {
		out.User = again
		return nil
	}
	if err != nil {
		return err
	}
	if err := mayEnter(p, a.account); err != nil {
		return err
	}
	if err := unplaced(tx, a.request.Email); err != nil {
		return err
	}
	isNew := !a.account.HasCredential()
	if isNew {
		if a.account, err = accountFor(tx, a.request.Email, a.request.Name); err != nil {
			return err
		}
		a.account.Name = a.request.Name
		if a.account, err = setCredential(tx, a.account, p.hash, "access_request"); err != nil {
			return err
		}
	}
	if out.User, err = queue(tx, a); err != nil || !isNew {
		return err
	}
	token, err := s.identity.PendingToken(a.account)
	out.PendingToken = secret.Text(token)
	return err
}

// queue gives the account a place that waits, and asks for the approval.
func queue(tx *store.Tx, a asked) (domain.User, error) {
	roles, err := tenancy.FirstRoles(tx)
	if err != nil {
		return domain.User{}, err
	}
	user, err := tenancy.Join(tx, tenancy.Newcomer{Account: a.account, Name: a.request.Name, Roles: roles})
	if err != nil {
		return user, err
	}
	said := domain.UserAsked{User: user, Email: user.Email, RoleIDs: roles, Status: domain.Change{To: domain.StatusPending}}
	if err := tx.Record(said); err != nil {
		return user, err
	}
	if user, err = tenancy.Move(tx, user, domain.StatusPending); err != nil {
		return user, err
	}
	proved, err := tx.ProveAccessRequest(a.request.ID, user.ID)
	if err != nil {
		return user, err
	}
	if !proved {
		return user, errs.New(errs.Conflict, "conflict", "This request was changed by another one just now. Try again.")
	}
	return user, askApproval(tx, a.place, user, approvalAsk{source: domain.SourceAccessRequest, message: a.request.Message})
}

// sameAsker recognises the second yes of somebody who is signed in as the person who asked.
func sameAsker(tx *store.Tx, p proving, r domain.AccessRequest, dead error) (domain.User, bool) {
	e := errs.Of(dead)
	if e == nil || e.Code != "access_request_confirmed" || p.caller == nil || r.UserID == nil {
		return domain.User{}, false
	}
	u, err := tx.User(*r.UserID)
	return u, err == nil && u.AccountID == p.caller.Account
}

// mayEnter holds the link to the person it was sent to: holding a link never opens an existing account.
func mayEnter(p proving, owner domain.Account) error {
	switch {
	case p.caller != nil && p.caller.Account != owner.ID:
		return errs.New(errs.Denied, "email_mismatch", "You are signed in as somebody else than the person who asked to join. Sign out, or sign in as them.")
	case p.caller == nil && owner.HasCredential():
		return errs.New(errs.Unauthenticated, "sign_in_required", "Sign in with the e-mail address that asked to join, then confirm.")
	case p.caller == nil && p.hash == "", p.caller != nil && !owner.HasCredential():
		return errs.New(errs.Conflict, "conflict", "This account was changed by another request just now. Try again.")
	}
	return nil
}

// unplaced refuses an address that got a place or an invitation while its link was on the way.
func unplaced(tx *store.Tx, email domain.Email) error {
	user, err := tx.UserByEmail(email)
	switch {
	case isMissing(err):
		return nil
	case err != nil:
		return err
	case user.Status == domain.StatusInvited:
		return errs.New(errs.Conflict, "invitation_open", "You were invited meanwhile. Accept that invitation instead: its link came by e-mail.")
	}
	return errs.New(errs.Conflict, "access_request_confirmed", "You have a place there already. Sign in to see how it stands.")
}

// noteWrongAsker keeps the denial in the audit log, and gives back the denial.
func (s *Service) noteWrongAsker(ctx context.Context, asker authz.Asker, denial error) error {
	err := s.db.Write(ctx, asker, func(tx *store.Tx) error {
		return tx.Record(domain.AccessRequestRefused{RequestID: asker.Request(), Reason: "email_mismatch"})
	})
	if err != nil {
		return err
	}
	return denial
}
