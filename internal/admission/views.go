package admission

import (
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

func invitationViewOf(tx *store.Tx, i domain.Invitation) (InvitationView, error) {
	views, err := invitationViews(tx, []domain.Invitation{i})
	if err != nil {
		return InvitationView{}, err
	}
	return views[0], nil
}

// invitationViews adds names; an invitation past its end reads as expired, whether or not that is recorded yet.
func invitationViews(tx *store.Tx, list []domain.Invitation) ([]InvitationView, error) {
	var locationIDs []id.Location
	var userIDs []id.User
	for _, i := range list {
		locationIDs = append(locationIDs, i.LocationIDs...)
		if i.InvitedBy != nil {
			userIDs = append(userIDs, *i.InvitedBy)
		}
	}
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	locations, err := tx.LocationsByID(unique(locationIDs))
	if err != nil {
		return nil, err
	}
	users, err := tx.UsersByID(unique(userIDs))
	if err != nil {
		return nil, err
	}
	out := make([]InvitationView, len(list))
	for n, i := range list {
		i.Status = i.StateAt(tx.Now())
		out[n] = InvitationView{
			Invitation: i,
			Roles:      pick(roles, i.RoleIDs, func(r domain.Role) id.Role { return r.ID }),
			Locations:  pick(locations, i.LocationIDs, func(l domain.Location) id.Location { return l.ID }),
		}
		if i.InvitedBy != nil {
			if u, ok := users[*i.InvitedBy]; ok {
				out[n].Inviter = &u
			}
		}
	}
	return out, nil
}

// pick gives the items whose keys are wanted, in the order of the items.
func pick[T any, K comparable](items []T, wanted []K, key func(T) K) []T {
	want := make(map[K]bool, len(wanted))
	for _, k := range wanted {
		want[k] = true
	}
	out := []T{}
	for _, x := range items {
		if want[key(x)] {
			out = append(out, x)
		}
	}
	return out
}

func approvalViewOf(tx *store.Tx, a domain.Approval) (ApprovalView, error) {
	views, err := approvalViews(tx, []domain.Approval{a})
	if err != nil {
		return ApprovalView{}, err
	}
	return views[0], nil
}

func approvalViews(tx *store.Tx, list []domain.Approval) ([]ApprovalView, error) {
	var ids []id.User
	for _, a := range list {
		for _, who := range []*id.User{a.UserID, a.InvitedBy} {
			if who != nil {
				ids = append(ids, *who)
			}
		}
	}
	people, err := tx.UsersByID(unique(ids))
	if err != nil {
		return nil, err
	}
	var asking []domain.User
	for _, a := range list {
		if a.UserID != nil {
			asking = append(asking, people[*a.UserID])
		}
	}
	members, err := tx.Members(unique(asking))
	if err != nil {
		return nil, err
	}
	byID := make(map[id.User]domain.Member, len(members))
	for _, m := range members {
		byID[m.ID] = m
	}
	out := make([]ApprovalView, len(list))
	for n, a := range list {
		out[n].Approval = a
		if a.UserID != nil {
			m := byID[*a.UserID]
			out[n].Member = &m
		}
		if a.InvitedBy != nil {
			u := people[*a.InvitedBy]
			out[n].Inviter = &u
		}
	}
	return out, nil
}
