package admission

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// askPath is the page that proves an address; the token stands in the fragment, which no server sees.
func askPath(token secret.Text) string { return "/join#token=" + token.Reveal() }

// JoinPage shows whoever knows a workspace's slug what it is called and who may ask to join. Errors: not_found where it
// takes no requests, exactly as for a slug that no workspace has.
func (s *Service) JoinPage(ctx context.Context, v authz.Visitor, slug string) (domain.Workspace, error) {
	var w domain.Workspace
	err := s.db.Read(ctx, v, func(tx *store.Tx) (err error) {
		w, err = tx.OpenPlace(slug)
		return orMissing(err, "workspace")
	})
	return w, err
}

// AskCommand is somebody's wish to join. Message is for whoever decides.
type AskCommand struct {
	Email, Name, Message string
}

// Ask mails a link that proves the address, at most one in five minutes; nothing is created for the workspace before
// that. Whoever has a place or an invitation already gets a mail that says so instead. The answer and its time are the
// same in each case. Errors: not_found as for JoinPage; validation_failed, with domain_not_allowed for an address
// that is not at one of the workspace's own domains where it takes those alone.
func (s *Service) Ask(ctx context.Context, v authz.Visitor, slug string, c AskCommand) error {
	over := time.NewTimer(evenTime)
	defer over.Stop()
	w, err := s.JoinPage(ctx, v, slug)
	if err != nil {
		return err
	}
	email, badEmail := domain.ParseEmail("/email", c.Email)
	name, badName := domain.ParseName("/name", c.Name)
	message, badMessage := domain.ParseMessage("/message", c.Message, domain.MaxMessage)
	if badEmail == nil && !w.TakesRequests(email) {
		badEmail = &errs.Field{
			Pointer: "/email", Code: "domain_not_allowed",
			Detail: "This workspace takes requests from addresses at its own domains alone.",
		}
	}
	if err := errs.Validation(fields(badEmail, badName, badMessage)...); err != nil {
		return err
	}
	err = s.db.Write(ctx, s.gate.Ask(w.ID, "", v.Origin()), func(tx *store.Tx) error {
		return takeAsk(tx, domain.AccessRequest{Email: email, Name: name, Message: message})
	})
	if err = unlessFull(err); err != nil {
		return err
	}
	select {
	case <-over.C:
	case <-ctx.Done():
	}
	return nil
}

// takeAsk keeps what was asked, and mails the address, where it may be mailed.
func takeAsk(tx *store.Tx, asked domain.AccessRequest) error {
	if err := tx.LockAddress(asked.Email); err != nil {
		return err
	}
	w, err := tx.Place()
	if err != nil {
		return orMissing(err, "workspace")
	}
	now := tx.Now()
	r, err := tx.OpenAccessRequest(asked.Email)
	isNew := isMissing(err)
	if isNew {
		r = domain.AccessRequest{WorkspaceID: w.ID, ID: id.New[id.AccessRequest](), Email: asked.Email, CreatedAt: now}
	} else if err != nil {
		return err
	}
	r = r.Restart(now)
	if !r.MayMail(now) {
		return nil
	}
	token := secret.NewToken()
	mail, toProve, err := mailFor(tx, w, r.Email)
	if err != nil {
		return err
	}
	r.Name, r.Message, r.TokenHash = "", "", "" // of whoever has a place, nothing is kept that a stranger typed
	if toProve {
		r.Name, r.Message, r.TokenHash = asked.Name, asked.Message, secret.Hash(token.Reveal())
		mail.Data.Link, mail.Data.ExpiresAt = askPath(token), now.Add(domain.AskLife)
	}
	r.Mails, r.MailedAt, r.ExpiresAt = r.Mails+1, now, now.Add(domain.AskLife)
	keep := tx.RenewAccessRequest
	if isNew {
		keep = tx.AddAccessRequest
	}
	if err := keep(r); err != nil {
		return err
	}
	return tx.Mail(mail)
}

// mailFor picks what the address is told: to prove itself or, where it has a place or an invitation, just that.
func mailFor(tx *store.Tx, w domain.Workspace, email domain.Email) (m domain.Message, toProve bool, err error) {
	m = domain.Message{
		Kind: domain.MailAccessConfirm, To: email, Workspace: w.ID, Data: domain.MailData{WorkspaceName: w.Name},
	}
	user, err := tx.UserByEmail(email)
	switch {
	case isMissing(err):
		return m, true, nil
	case err != nil:
		return m, false, err
	case user.Status == domain.StatusInvited:
		m.Kind = domain.MailAccessInvited
	default:
		m.Kind, m.Data.Link = domain.MailAccessMember, "/sign-in"
	}
	return m, false, nil
}

// ExpireAccessRequests deletes what is kept of people who did not prove their address in time.
func (s *Service) ExpireAccessRequests(ctx context.Context, job authz.Job) error {
	return s.eachDue(ctx, job, (*store.Tx).AccessRequestsDue, func(tx *store.Tx, one string) error {
		return tx.DropAccessRequest(id.AccessRequest(one))
	})
}
