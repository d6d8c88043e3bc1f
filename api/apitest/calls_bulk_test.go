package apitest_test

import (
	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// everyone is a call on many users: on one who is named twice and counts once.
func everyone(verb string, who func(*apitest.Workspace) apitest.Person) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		one := who(w).UserID
		return call{path: w.Path + "/users/bulk/" + verb, status: 200, body: map[string]any{"user_ids": []string{one, one}}}
	}
}

// everyOffer is a call on many invitations, of somebody whose role gives nothing.
func everyOffer(verb string) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		p, _ := w.Invite("Ines Invited", nothing(w))
		return call{path: w.Path + "/invitations/bulk/" + verb, status: 200, body: map[string]any{"invitation_ids": []string{w.InvitationOf(p)}}}
	}
}

func holds(w *apitest.Workspace) apitest.Person { return w.Holder(apitest.Address("nora")) }

func suspended(w *apitest.Workspace) apitest.Person {
	p := holds(w)
	w.SetStatus(p, domain.StatusSuspended)
	return p
}
