package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Members completes users with roles, locations, and their newest invitation and approval: five statements
// for a whole page.
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
	if err := tx.addRoles(out, ids, at); err != nil {
		return nil, err
	}
	if err := tx.addLocations(out, ids, at); err != nil {
		return nil, err
	}
	invitations, err := find[domain.Invitation](rows[domain.Invitation](tx).Where("user_id IN ?", ids))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(invitations, func(a, b domain.Invitation) int { return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID)) })
	for i := range invitations {
		invitations[i].Status = invitations[i].StateAt(tx.now)
		out[at[*invitations[i].UserID]].Invitation = &invitations[i]
	}
	approvals, err := find[domain.Approval](rows[domain.Approval](tx).Where("user_id IN ?", ids))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(approvals, func(a, b domain.Approval) int { return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID)) })
	for i := range approvals {
		out[at[*approvals[i].UserID]].Approval = &approvals[i]
	}
	return out, nil
}

// inOrder compares when two rows were made. The few rows of a few people are sorted here: a database that is to sort them may
// go through those of everybody, which it has in order.
func inOrder(a, b time.Time, idA, idB string) int {
	return cmp.Or(a.Compare(b), strings.Compare(idA, idB))
}

func (tx *Tx) addRoles(out []domain.Member, ids []string, at map[id.User]int) error {
	roles, err := tx.Roles()
	if err != nil {
		return err
	}
	held, err := find[domain.UserRole](rows[domain.UserRole](tx).Where("user_id IN ?", ids))
	if err != nil {
		return err
	}
	holds := make(map[domain.UserRole]bool, len(held))
	for _, h := range held {
		holds[h] = true
	}
	for _, i := range at {
		for _, r := range roles { // in the order of the list: Admin first, then by name
			if holds[domain.UserRole{WorkspaceID: r.WorkspaceID, UserID: out[i].ID, RoleID: r.ID}] {
				out[i].Roles = append(out[i].Roles, r)
			}
		}
	}
	return nil
}

func (tx *Tx) addLocations(out []domain.Member, ids []string, at map[id.User]int) error {
	placed, err := find[domain.UserLocation](rows[domain.UserLocation](tx).Where("user_id IN ?", ids))
	if err != nil {
		return err
	}
	if len(placed) == 0 {
		return nil
	}
	wanted := make([]id.Location, 0, len(placed))
	for _, p := range placed {
		wanted = append(wanted, p.LocationID)
	}
	list, err := tx.LocationsByID(wanted)
	if err != nil {
		return err
	}
	byID := make(map[id.Location]domain.Location, len(list))
	for _, l := range list {
		byID[l.ID] = l
	}
	for _, p := range placed {
		i := at[p.UserID]
		out[i].Locations = append(out[i].Locations, byID[p.LocationID])
	}
	return nil
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
	list, err := find[domain.User](rows[domain.User](tx).Where("id IN ?", id.Text(ids)))
	for _, u := range list {
		out[u.ID] = u
	}
	return out, err
}
