package domain

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Notice is what live streams tell: which kind of thing changed, and its id. No personal data.
type Notice struct {
	Workspace id.Workspace `json:"w"`
	Type      EventType    `json:"t"`
	ID        string       `json:"i"`
}

// The notices that are no events: an invitation's mail came to another state; something changed about people, of whom
// the reader sees some at most; and the answer to everything that may have been missed, which is to read again.
const (
	NoticeDelivery EventType = "invitation.delivery"
	NoticePeople   EventType = "people.changed"
	NoticeResync   EventType = "resync"
)

// For gives what a reader with their holding hears of a notice; false where it is nothing. Whoever sees all people hears
// everything as it is. Whoever sees people at their locations alone hears that something changed about people, and not
// of whom, which their own lists then say of those in reach; whoever sees nobody hears that of themselves alone.
func (n Notice) For(self User, held Holding) (Notice, bool) {
	need := n.aboutPeople()
	switch {
	case len(need) == 0, n.ID == string(self.ID), holdsOne(need, held.Everywhere):
		return n, true
	case holdsOne([]Permission{UsersRead, UsersInvite, ApprovalsRead}, held.Somewhere):
		return Notice{Workspace: n.Workspace, Type: NoticePeople}, true
	}
	return Notice{}, false
}

func holdsOne(need []Permission, held func(Permission) bool) bool {
	for _, p := range need {
		if held(p) {
			return true
		}
	}
	return false
}

// aboutPeople gives the permissions that show the id of a notice, any one of them; none where it is of nobody's. A kind
// that is not named here is taken for one about people, so that a new one tells too little and never too much.
func (n Notice) aboutPeople() []Permission {
	family, _, _ := strings.Cut(string(n.Type), ".")
	switch family {
	case "workspace", "role", "permission", "location", string(NoticeResync):
		return nil
	case "approval":
		return []Permission{UsersRead, ApprovalsRead}
	case "invitation", "import":
		return []Permission{UsersRead, UsersInvite}
	}
	return []Permission{UsersRead}
}
