package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// parts are what a list of users is completed with.
type parts struct {
	roles       []domain.Role
	held        []domain.UserRole
	placed      []domain.UserLocation
	locations   []domain.Location
	invitations []domain.InvitationBrief
	approvals   []domain.ApprovalBrief
}

// partsOf has room for those of n people, most of whom have one of each.
func partsOf(n int) parts {
	return parts{
		held: make([]domain.UserRole, 0, n), placed: make([]domain.UserLocation, 0, n),
		invitations: make([]domain.InvitationBrief, 0, n), approvals: make([]domain.ApprovalBrief, 0, n),
	}
}

// Members completes users with roles, locations, and their newest invitation and approval: six questions for a
// whole page, asked together.
func (tx *Tx) Members(users []domain.User) ([]domain.Member, error) {
	out := make([]domain.Member, len(users))
	ids := make([]string, len(users))
	at := make(map[id.User]int, len(users))
	for i, u := range users {
		out[i], ids[i], at[u.ID] = domain.Member{User: u}, string(u.ID), i
	}
	if len(users) == 0 {
		return out, nil
	}
	p := partsOf(len(users))
	if err := tx.beside(ids, &p); err != nil {
		return nil, err
	}
	p.addRoles(out)
	p.addLocations(out, at)
	slices.SortFunc(p.invitations, func(a, b domain.InvitationBrief) int {
		return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID))
	})
	for i, one := range p.invitations {
		p.invitations[i].Status = one.StateAt(tx.now)
		out[at[*one.UserID]].Invitation = &p.invitations[i]
	}
	slices.SortFunc(p.approvals, func(a, b domain.ApprovalBrief) int {
		return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID))
	})
	for i, one := range p.approvals {
		out[at[*one.UserID]].Approval = &p.approvals[i]
	}
	return out, nil
}

// inOrder compares when two rows were made. The few rows of a few people are sorted here: a database that is to sort them may
// go through those of everybody, which it has in order.
func inOrder(a, b time.Time, idA, idB string) int {
	return cmp.Or(a.Compare(b), strings.Compare(idA, idB))
}

func (p parts) addRoles(out []domain.Member) {
	holds := make(map[domain.UserRole]bool, len(p.held))
	for _, h := range p.held {
		holds[h] = true
	}
	for i := range out {
		for _, r := range p.roles { // in the order of the list: Admin first, then by name
			if holds[domain.UserRole{WorkspaceID: r.WorkspaceID, UserID: out[i].ID, RoleID: r.ID}] {
				out[i].Roles = append(out[i].Roles, r)
			}
		}
	}
}

func (p parts) addLocations(out []domain.Member, at map[id.User]int) {
	byID := make(map[id.Location]domain.Location, len(p.locations))
	for _, l := range p.locations {
		byID[l.ID] = l
	}
	for _, one := range p.placed {
		i := at[one.UserID]
		out[i].Locations = append(out[i].Locations, byID[one.LocationID])
	}
}

// Member completes one user.
func (tx *Tx) Member(u domain.User) (domain.Member, error) {
	list, err := tx.Members([]domain.User{u})
	if err != nil {
		return domain.Member{}, err
	}
	return list[0], nil
}

// UsersByID gives the users of a list that are here, by id.
func (tx *Tx) UsersByID(ids []id.User) (map[id.User]domain.User, error) {
	out := make(map[id.User]domain.User, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	list, err := find[domain.User](rows[domain.User](tx).Where(tx.oneOf("id", id.Text(ids))))
	for _, u := range list {
		out[u.ID] = u
	}
	return out, err
}
