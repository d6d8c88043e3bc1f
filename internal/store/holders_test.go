package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// holder adds an active user with a role, at locations.
func holder(t testing.TB, w *world, name string, role id.Role, at ...id.Location) {
	t.Helper()
	w.clock.Advance(time.Second)
	maintain(t, w.db, w.here.job, func(tx *store.Tx) error {
		a := newAccount(name+"@example.com", tx.Now())
		u := domain.NewUser(w.here.workspace.ID, a.ID, name, a.Email, tx.Now())
		u.Status = domain.StatusActive
		return inOrder(
			func() error { return tx.AddAccount(a) },
			func() error { return tx.AddUser(u) },
			func() error { return tx.SetRoles(u.ID, []id.Role{role}) },
			func() error { return tx.SetLocations(u.ID, at) },
		)
	})
}

// Those who hold a role everywhere come first, the oldest first, then those who hold one at all of the locations; whether
// they are few, and are read at once, or many.
func TestHoldersEverywhereComeBeforeThoseWhoHoldARoleThere(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		w.clock.Stop()
		s, other := w.here, domain.Location{WorkspaceID: w.here.workspace.ID, ID: id.New[id.Location](), Name: "Perth", NameKey: "perth", Version: 1}
		maintain(t, w.db, s.job, func(tx *store.Tx) error {
			if err := tx.SetRoles(s.invited.ID, []id.Role{s.admin.ID}); err != nil { // who is not active
				return err
			}
			return tx.AddLocation(other)
		})
		holder(t, w, "both", s.spare.ID, s.location.ID, other.ID)
		holder(t, w, "first", s.admin.ID)
		holder(t, w, "one", s.spare.ID, s.location.ID)
		holder(t, w, "nowhere", s.spare.ID)
		holder(t, w, "second", s.admin.ID, other.ID)
		for _, many := range []bool{false, true} {
			if many {
				maintain(t, w.db, s.job, func(tx *store.Tx) error { return crowd(tx, s, 201) })
			}
			holdersAre(t, w, many, nil, 10, "first", "second")
			holdersAre(t, w, many, []id.Location{s.location.ID}, 10, "first", "second", "both", "one")
			holdersAre(t, w, many, []id.Location{other.ID, s.location.ID}, 10, "first", "second", "both")
			holdersAre(t, w, many, []id.Location{s.location.ID}, 3, "first", "second", "both")
			holdersAre(t, w, many, []id.Location{s.location.ID}, 1, "first")
		}
	})
}

func holdersAre(t testing.TB, w *world, many bool, at []id.Location, limit int, want ...string) {
	t.Helper()
	read(t, w.db, w.here.job, func(tx *store.Tx) error {
		list, err := tx.HoldersHere([]id.Role{w.here.admin.ID}, []id.Role{w.here.spare.ID}, at, limit)
		var got []string
		for _, u := range list {
			got = append(got, u.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("many: %t, at %d locations, at most %d: %v, want %v", many, len(at), limit, got, want)
		}
		return err
	})
}

// crowd adds so many people who hold a role at no location and are suspended.
func crowd(tx *store.Tx, s side, n int) error {
	accounts, users := make([]domain.Account, n), make([]domain.User, n)
	roles := make([]domain.UserRole, n)
	for i := range n {
		accounts[i] = newAccount(fmt.Sprintf("crowd.%d@example.com", i), tx.Now())
		users[i] = domain.NewUser(s.workspace.ID, accounts[i].ID, "Crowd", accounts[i].Email, tx.Now())
		users[i].Status = domain.StatusSuspended
		roles[i] = domain.UserRole{WorkspaceID: s.workspace.ID, UserID: users[i].ID, RoleID: s.admin.ID}
	}
	return inOrder(
		func() error { return tx.AddAccount(accounts...) },
		func() error { return tx.AddUser(users...) },
		func() error { return tx.AddRolesOf(roles) },
	)
}

// Roles are read once while the workspace's row is held; what the transaction itself changes, it sees, and another
// workspace's are never among them.
func TestRolesThatAreHeldAreSeenAsTheyAre(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := newWorld(t, d)
		s := w.here
		names := func(list []domain.Role, err error) []string {
			must(t, err)
			var out []string
			for _, r := range list {
				out = append(out, r.Name)
			}
			return out
		}
		maintain(t, w.db, s.job, func(tx *store.Tx) error {
			_, err := tx.LockPlace()
			must(t, err)
			same(t, "at first", []string{"Admin", "Approver", "Member", "Only here"}, names(tx.Roles()))
			fresh := s.member
			fresh.ID, fresh.Name, fresh.NameKey = id.New[id.Role](), "Fresh", "fresh"
			must(t, tx.AddRoles([]domain.Role{fresh}))
			same(t, "with one more", []string{"Admin", "Approver", "Fresh", "Member", "Only here"}, names(tx.Roles()))
			fresh.Name, fresh.NameKey = "Renamed", "renamed"
			_, err = tx.SaveRole(fresh)
			must(t, err)
			same(t, "of a list", []string{"Admin", "Renamed"}, names(tx.RolesByID([]id.Role{fresh.ID, s.admin.ID, w.there.member.ID})))
			fresh.Version++
			_, err = tx.DropRole(fresh)
			must(t, err)
			same(t, "with one gone", []string{"Admin", "Approver", "Member", "Only here"}, names(tx.Roles()))
			list, err := tx.Roles()
			must(t, err)
			list[0].Name = "Mine"
			same(t, "after a reader changed its own", []string{"Admin", "Approver", "Member", "Only here"}, names(tx.Roles()))
			places, err := tx.PlacesOf(w.account.ID)
			must(t, err)
			for _, p := range places {
				want := "Only here"
				if p.Workspace.ID == w.there.workspace.ID {
					want = "Only there"
				}
				same(t, "inside another place", []string{"Admin", "Approver", "Member", want}, names(tx.Inside(p).Roles()))
			}
			return nil
		})
	})
}

// passOf is the pass of the account that has a place on both sides.
func passOf(w *world, s side) authz.Pass {
	pass, err := authz.NewGate(w.db, w.clock).Enter(context.Background(), principal(w), authz.Origin{}, s.workspace.ID, domain.UsersRead)
	if err != nil {
		panic(err) // the gate is tested elsewhere
	}
	return pass
}
