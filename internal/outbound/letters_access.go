package outbound

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// accessRequest answers an address that asked to join, or in whose name somebody did. Nothing that whoever asked typed is
// in it, so that nobody can make the house send their words to a stranger.
func accessRequest(kind domain.MailKind, d domain.MailData) letter {
	l := letter{
		Subject: "Your request to join " + d.WorkspaceName, Heading: "Join " + d.WorkspaceName,
		Notes: []string{"You did not ask? Ignore this e-mail, and nothing happens."},
	}
	switch kind {
	case domain.MailAccessInvited:
		l.Heading = "You are invited already"
		l.Lines = []string{
			"Hello,", "Somebody, most likely you, asked to join " + d.WorkspaceName + " with this address. You have been invited there already: accept that invitation instead.",
			"Its link came in an earlier e-mail. If it no longer works, open it all the same: you can ask for a new one there.",
		}
	case domain.MailAccessMember:
		l.Heading = "You have a place there already"
		l.Lines = []string{
			"Hello,", "Somebody, most likely you, asked to join " + d.WorkspaceName + " with this address. There is a place for you there already: sign in to see how it stands.",
		}
		l.Button = "Sign in"
	default:
		l.Subject = "Confirm that you want to join " + d.WorkspaceName
		l.Lines = []string{
			"Hello,", "Somebody, most likely you, asked to join " + d.WorkspaceName + " with this address. Confirm that it is yours, and your request goes to the administrators.",
		}
		l.Button = "Confirm the address"
		l.Notes = []string{
			"The link is for this address alone and works until " + moment(d.ExpiresAt) + ". Opening it changes nothing: you decide on the page.",
			"You did not ask? Ignore this e-mail: nothing happens, and what was typed is deleted.",
		}
	}
	return l
}
