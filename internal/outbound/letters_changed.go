package outbound

import (
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

const (
	changesShown = 10
	namesShown   = 10
)

// accessChanged tells somebody what others did to their access. It offers nothing to do and has no link: whoever is
// frightened by such a mail should not be used to clicking in one.
func accessChanged(d domain.MailData) letter {
	l := letter{
		Subject: "Your access to " + d.WorkspaceName + " has changed", Heading: "Your access has changed",
		Lines: []string{greeting(d.Name), "This was changed for you in " + d.WorkspaceName + ":"},
		Notes: []string{"You did not expect this? Ask an administrator of " + d.WorkspaceName + "."},
	}
	shown := d.Changes
	if earlier := len(shown) - changesShown; earlier > 0 {
		shown = shown[earlier:]
		l.List = append(l.List, "Earlier changes are not listed.")
	}
	for _, c := range shown {
		l.List = append(l.List, changed(c, d.WorkspaceName))
	}
	return l
}

func changed(c domain.AccessChange, workspace string) string {
	who := c.By
	if who == "" {
		who = "An administrator"
	}
	switch c.Kind {
	case domain.AccessRoles:
		return who + " changed your roles. You now have: " + namesOf(c.Now) + "."
	case domain.AccessLocations:
		return who + " changed your locations. You now have: " + namesOf(c.Now) + "."
	case domain.AccessSuspended:
		return who + " suspended your access. You cannot use " + workspace + " until somebody gives it back."
	case domain.AccessReactivated:
		return who + " gave your access back. You can use " + workspace + " again."
	case domain.AccessRemoved:
		return who + " removed you. You have no place in " + workspace + " any more."
	}
	return who + " changed your access."
}

// namesOf lists names, the first of many.
func namesOf(all []string) string {
	if len(all) == 0 {
		return "none"
	}
	if more := len(all) - namesShown; more > 0 {
		return strings.Join(all[:namesShown], ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return strings.Join(all, ", ")
}
