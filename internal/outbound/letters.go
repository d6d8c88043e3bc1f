package outbound

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// letter is what a message says, once; the plain-text and the HTML part are two ways of setting it.
type letter struct {
	Subject string
	Heading string
	Lines   []string // paragraphs
	List    []string
	Quote   string // what a person wrote, line by line as they did
	QuoteBy string
	Button  string
	Link    string
	Notes   []string // small print
}

const peopleShown = 10

// compose finds the words of a kind of mail. The error says that there are none: a fault of ours.
func compose(kind domain.MailKind, d domain.MailData) (letter, error) {
	switch kind {
	case domain.MailInvitation, domain.MailInvitationResent:
		return invitation(d, kind == domain.MailInvitationResent), nil
	case domain.MailNewLinkAsked:
		return newLinkAsked(d), nil
	case domain.MailApprovalNeeded:
		return approvalNeeded(d), nil
	case domain.MailApproved:
		return approved(d), nil
	case domain.MailRejected:
		return rejected(d), nil
	case domain.MailAccessChanged:
		return accessChanged(d), nil
	case domain.MailWebhookDisabled:
		return webhookDisabled(d), nil
	case domain.MailPasswordReset:
		return passwordReset(d), nil
	case domain.MailAccessConfirm, domain.MailAccessMember, domain.MailAccessInvited:
		return accessRequest(kind, d), nil
	}
	if l, ok := accountLetter(kind, d); ok {
		return l, nil
	}
	return letter{}, fmt.Errorf("no letter for the kind %q", kind)
}

func invitation(d domain.MailData, again bool) letter {
	who := d.InviterName
	l := letter{
		Subject: "You are invited to " + d.WorkspaceName,
		Heading: "Join " + d.WorkspaceName,
		Lines:   []string{greeting(d.Name), "You are invited to join " + d.WorkspaceName + as(d.Roles) + "."},
		Button:  "Open the invitation",
		Quote:   d.Message, QuoteBy: who,
		Notes: []string{
			"The link is for this address alone and works until " + moment(d.ExpiresAt) + ". Opening it changes nothing: you decide on the page.",
			"You did not expect this? Ignore this e-mail, and nothing happens.",
		},
	}
	if who != "" {
		l.Subject = who + " invited you to " + d.WorkspaceName
		l.Lines[1] = who + " invited you to join " + d.WorkspaceName + as(d.Roles) + "."
	}
	if again {
		l.Subject = "Your new link to " + d.WorkspaceName
		l.Lines = append(l.Lines, "This is a new link. The ones sent before no longer work.")
	}
	return l
}

func newLinkAsked(d domain.MailData) letter {
	who := d.Name
	if who == "" {
		who = d.Email
	}
	line := who + " opened an invitation link to " + d.WorkspaceName + " that no longer works, and asks you for a new one."
	if d.Name != "" && d.Email != "" {
		line = d.Name + " (" + d.Email + ") opened an invitation link to " + d.WorkspaceName + " that no longer works, and asks you for a new one."
	}
	return letter{
		Subject: who + " asks for a new link to " + d.WorkspaceName, Heading: "A new link is wanted",
		Lines:  []string{line, "If they should still join, send the invitation again."},
		Button: "Go to the invitation",
		Notes:  []string{"Nothing is sent to them unless you do it."},
	}
}

func approvalNeeded(d domain.MailData) letter {
	count := max(d.Count, len(d.People), 1)
	l := letter{
		Heading: "Waiting for your approval", Button: "Review the requests",
		Notes: []string{"You get this because your role in " + d.WorkspaceName + " lets you decide who comes in."},
	}
	if count == 1 {
		who := "Somebody"
		if len(d.People) == 1 {
			who = d.People[0]
		}
		l.Subject = who + " is waiting for approval in " + d.WorkspaceName
		l.Lines = []string{who + " asks for access to " + d.WorkspaceName + ". Nobody gets in before an administrator has approved it."}
		l.Button = "Review the request"
		return l
	}
	l.Subject = strconv.Itoa(count) + " people are waiting for approval in " + d.WorkspaceName
	l.Lines = []string{strconv.Itoa(count) + " people ask for access to " + d.WorkspaceName + ". Nobody gets in before an administrator has approved it."}
	l.List = d.People
	if len(l.List) > peopleShown {
		l.List = l.List[:peopleShown]
	}
	if more := count - len(l.List); more > 0 && len(l.List) > 0 {
		l.List = append(l.List[:len(l.List):len(l.List)], "and "+strconv.Itoa(more)+" more")
	}
	return l
}

func approved(d domain.MailData) letter {
	return letter{
		Subject: "You now have access to " + d.WorkspaceName, Heading: "You are in",
		Lines:  []string{greeting(d.Name), "Your request to join " + d.WorkspaceName + " was approved. You can sign in now."},
		Button: "Sign in",
	}
}

func rejected(d domain.MailData) letter {
	return letter{
		Subject: "Your request to join " + d.WorkspaceName, Heading: "Not approved",
		Lines: []string{
			greeting(d.Name),
			"An administrator of " + d.WorkspaceName + " decided not to approve your request. What was kept about it has been deleted.",
		},
		Quote: d.Message, QuoteBy: "The administrator",
	}
}

func passwordReset(d domain.MailData) letter {
	return letter{
		Subject: "Set a new password", Heading: "Set a new password",
		Lines:  []string{greeting(d.Name), "Somebody, most likely you, asked to set a new password for your account."},
		Button: "Set a new password",
		Notes: []string{
			"The link works once, until " + moment(d.ExpiresAt) + ".",
			"You did not ask? Ignore this e-mail: your password stays as it is.",
		},
	}
}

func greeting(name string) string {
	if name == "" {
		return "Hello,"
	}
	return "Hello " + name + ","
}

func as(roles []string) string {
	switch len(roles) {
	case 0:
		return ""
	case 1:
		return " with the role " + roles[0]
	}
	return " with the roles " + strings.Join(roles[:len(roles)-1], ", ") + " and " + roles[len(roles)-1]
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "it is replaced by a newer one"
	}
	return t.UTC().Format("Monday, 2 January 2006, 15:04 UTC")
}
