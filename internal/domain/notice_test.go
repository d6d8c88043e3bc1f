package domain_test

import (
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

func TestANoticeIsToldAsFarAsItsReaderSees(t *testing.T) {
	self := domain.User{ID: "me"}
	at := func(p ...domain.Permission) domain.Holding {
		return domain.Holding{Local: domain.NewPermissions(p...), Locations: []id.Location{"sydney"}}
	}
	everywhere := func(p ...domain.Permission) domain.Holding {
		return domain.Holding{Permissions: domain.NewPermissions(p...)}
	}
	for _, c := range []struct {
		name   string
		kind   domain.EventType
		id     string
		held   domain.Holding
		heard  domain.EventType // "" for nothing
		withID bool
	}{
		{"a user, by an Admin", "user.updated", "ann", domain.Holding{Admin: true}, "user.updated", true},
		{"a user, by who sees all", "user.updated", "ann", everywhere(domain.UsersRead), "user.updated", true},
		{"a user, by who sees some", "user.updated", "ann", at(domain.UsersRead), "people.changed", false},
		{"a user, by who sees requests", "user.updated", "ann", everywhere(domain.ApprovalsRead), "people.changed", false},
		{"a user, by who sees nobody", "user.updated", "ann", everywhere(domain.RolesRead), "", false},
		{"oneself", "user.updated", "me", everywhere(), "user.updated", true},
		{"a request, by who sees requests", "approval.requested", "a", everywhere(domain.ApprovalsRead), "approval.requested", true},
		{"a request, by who sees those of a location", "approval.requested", "a", at(domain.ApprovalsRead), "people.changed", false},
		{"an invitation, by who invites", "invitation.resent", "i", everywhere(domain.UsersInvite), "invitation.resent", true},
		{"its mail, by who invites at a location", domain.NoticeDelivery, "i", at(domain.UsersInvite), "people.changed", false},
		{"an account, by who sees nobody", "account.created", "x", everywhere(), "", false},
		{"a kind that is new", "wonder.happened", "x", at(domain.UsersRead), "people.changed", false},
		{"a role, by anybody", "role.updated", "r", everywhere(), "role.updated", true},
		{"a location, by anybody", "location.created", "l", everywhere(), "location.created", true},
		{"something missed, by anybody", domain.NoticeResync, "", everywhere(), domain.NoticeResync, false},
	} {
		got, tells := domain.Notice{Workspace: "w", Type: c.kind, ID: c.id}.For(self, c.held)
		if tells != (c.heard != "") || got.Type != c.heard || (got.ID != "") != c.withID {
			t.Errorf("%s: %+v %v", c.name, got, tells)
		}
	}
}
