package admission

import (
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// approvalAsk says by which way somebody came to the second gate. InvitedBy is nil and Message may be there where they
// asked to join. InviterAt is the address of who invites them this moment, and is active, if anybody does.
type approvalAsk struct {
	source    domain.ApprovalSource
	invitedBy *id.User
	inviterAt domain.Email
	message   string
}

// candidate is somebody for whom an approval is asked, and where they are.
type candidate struct {
	user domain.User
	at   []id.Location
}

func candidateAt(u domain.User, at []id.Location) candidate {
	return candidate{user: u, at: slices.Sorted(slices.Values(at))}
}

// askApproval opens the second gate's request for a user, and tells those who may decide.
func askApproval(tx *store.Tx, ws domain.Workspace, u domain.User, why approvalAsk) error {
	at, err := tx.LocationsOf(u.ID)
	if err != nil {
		return err
	}
	_, err = askApprovals(tx, ws, []candidate{candidateAt(u, tenancy.LocationIDs(at))}, why)
	return err
}

// askApprovals is askApproval for many who came by the same way; it gives the requests in their order.
func askApprovals(tx *store.Tx, ws domain.Workspace, list []candidate, why approvalAsk) ([]domain.Approval, error) {
	approvals := make([]domain.Approval, len(list))
	able, err := decidersOf(tx, list)
	if err != nil {
		return nil, err
	}
	known := able.hosts()
	known[why.inviterAt.Domain()] = true
	for i, one := range list {
		host := one.user.Email.Domain()
		if _, looked := known[host]; !looked {
			if known[host], err = tx.DomainKnown(host); err != nil {
				return nil, err
			}
		}
		a := domain.NewApproval(one.user, why.source, why.invitedBy, ws.ApprovalEnd(tx.Now()), tx.Now())
		a.Message = why.message
		if domain.LooksAlike(one.user.Email) {
			a.Flags = append(a.Flags, domain.FlagLookAlike)
		}
		if !known[host] {
			a.Flags = append(a.Flags, domain.FlagNewDomain)
		}
		approvals[i] = a
	}
	if err := tx.AddApproval(approvals...); err != nil {
		return nil, err
	}
	for i, a := range approvals {
		u := list[i].user
		if err := tx.Record(domain.ApprovalRequested{Approval: a, User: u, UserID: u.ID, Flags: a.Flags}); err != nil {
			return nil, err
		}
	}
	return approvals, tellOf(tx, ws, approvals, list, able)
}

const mostApproversTold = 50

// tellApprovers mails those who may decide this request; many at once are folded into one mail.
func tellApprovers(tx *store.Tx, ws domain.Workspace, a domain.Approval, u domain.User) error {
	at, err := tx.LocationsOf(u.ID)
	if err != nil {
		return err
	}
	list := []candidate{candidateAt(u, tenancy.LocationIDs(at))}
	able, err := decidersOf(tx, list)
	if err != nil {
		return err
	}
	return tellOf(tx, ws, []domain.Approval{a}, list, able)
}

// deciders are those who may decide a request, by where the person who asks is.
type deciders map[string][]domain.User

func (c candidate) place() string { return strings.Join(id.Text(c.at), ",") }

func decidersOf(tx *store.Tx, list []candidate) (deciders, error) {
	out := deciders{}
	for _, one := range list {
		place := one.place()
		if _, looked := out[place]; looked {
			continue
		}
		found, err := tenancy.ApproversAt(tx, one.at, mostApproversTold)
		if err != nil {
			return nil, err
		}
		out[place] = found
	}
	return out, nil
}

// hosts are the domains of their addresses.
func (d deciders) hosts() map[string]bool {
	out := map[string]bool{}
	for _, people := range d {
		for _, who := range people {
			out[who.Email.Domain()] = true
		}
	}
	return out
}

// told is what one approver is mailed.
type told struct {
	who    domain.User
	count  int
	people []string
}

// tellOf mails everybody who may decide some of the requests, once, with how many those are.
func tellOf(tx *store.Tx, ws domain.Workspace, approvals []domain.Approval, list []candidate, able deciders) error {
	var mails []*told
	of := map[id.User]*told{}
	for i, a := range approvals {
		for _, who := range able[list[i].place()] {
			if a.MayDecide(who.ID, ws.FourEyes) != nil {
				continue
			}
			if of[who.ID] == nil {
				of[who.ID] = &told{who: who}
				mails = append(mails, of[who.ID])
			}
			t := of[who.ID]
			t.count++
			if len(t.people) < domain.MaxPeopleNamed {
				t.people = append(t.people, list[i].user.Name)
			}
		}
	}
	messages := make([]domain.Message, len(mails))
	for i, t := range mails {
		messages[i] = approvalMail(ws, *t)
	}
	return tx.Mail(messages...)
}

func approvalMail(ws domain.Workspace, t told) domain.Message {
	return domain.Message{
		Kind: domain.MailApprovalNeeded, To: t.who.Email, Workspace: ws.ID,
		Digest: strings.Join([]string{"approvals", string(ws.ID), string(t.who.ID)}, ":"),
		Data: domain.MailData{
			Name: t.who.Name, WorkspaceName: ws.Name, Count: t.count, People: t.people,
			Link: "/w/" + string(ws.ID) + "/login-requests",
		},
	}
}
