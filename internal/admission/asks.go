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
// asked to join.
type approvalAsk struct {
	source    domain.ApprovalSource
	invitedBy *id.User
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
	known := map[string]bool{}
	for i, one := range list {
		host := one.user.Email.Domain()
		if _, looked := known[host]; !looked {
			here, err := tx.DomainKnown(host)
			if err != nil {
				return nil, err
			}
			known[host] = here
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
	return approvals, tellOf(tx, ws, approvals, list)
}

const mostApproversTold = 50

// tellApprovers mails those who may decide this request; many at once are folded into one mail.
func tellApprovers(tx *store.Tx, ws domain.Workspace, a domain.Approval, u domain.User) error {
	at, err := tx.LocationsOf(u.ID)
	if err != nil {
		return err
	}
	return tellOf(tx, ws, []domain.Approval{a}, []candidate{candidateAt(u, tenancy.LocationIDs(at))})
}

// told is what one approver is mailed.
type told struct {
	who    domain.User
	count  int
	people []string
}

// tellOf mails everybody who may decide some of the requests, once, with how many those are.
func tellOf(tx *store.Tx, ws domain.Workspace, approvals []domain.Approval, list []candidate) error {
	deciders := map[string][]domain.User{} // by where people are
	var mails []*told
	of := map[id.User]*told{}
	for i, a := range approvals {
		place := strings.Join(id.Text(list[i].at), ",")
		if _, looked := deciders[place]; !looked {
			found, err := tenancy.ApproversAt(tx, list[i].at, mostApproversTold)
			if err != nil {
				return err
			}
			deciders[place] = found
		}
		for _, who := range deciders[place] {
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
