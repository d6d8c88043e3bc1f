package tenancy

import (
	"strconv"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

func itoa(i int) string { return strconv.Itoa(i) }

// Newcomer is someone who is about to get a place.
type Newcomer struct {
	Account   domain.Account
	Name      string
	Roles     []id.Role
	Locations []id.Location
}

// Join gives an account a place in the transaction's workspace, in status invited. With JoinAll it is the only way in.
// The caller has checked that the giver may grant the roles, and records why the place was given.
func Join(tx *store.Tx, n Newcomer) (domain.User, error) {
	users, err := JoinAll(tx, []Newcomer{n})
	if err != nil {
		return domain.User{}, err
	}
	return users[0], nil
}

// JoinAll is Join for many at once, in their order.
func JoinAll(tx *store.Tx, list []Newcomer) ([]domain.User, error) {
	users := make([]domain.User, len(list))
	var roles []domain.UserRole
	var locations []domain.UserLocation
	for i, n := range list {
		u := domain.NewUser(tx.Workspace(), n.Account.ID, n.Name, n.Account.Email, tx.Now())
		users[i] = u
		for _, r := range n.Roles {
			roles = append(roles, domain.UserRole{WorkspaceID: u.WorkspaceID, UserID: u.ID, RoleID: r})
		}
		for _, l := range n.Locations {
			locations = append(locations, domain.UserLocation{WorkspaceID: u.WorkspaceID, UserID: u.ID, LocationID: l})
		}
	}
	if err := tx.AddUser(users...); err != nil {
		return nil, err
	}
	if err := tx.AddRolesOf(roles); err != nil {
		return nil, err
	}
	return users, tx.AddLocationsOf(locations)
}

// Move changes the status of a user, whose row the caller has locked, by the list of allowed changes, once: whoever comes
// second gets a conflict.
func Move(tx *store.Tx, u domain.User, to domain.UserStatus) (domain.User, error) {
	if err := u.Status.MayMove(to); err != nil {
		return u, err
	}
	from := u.Status
	u.Status = to
	if to == domain.StatusActive && u.ActivatedAt == nil {
		now := tx.Now()
		u.ActivatedAt = &now
	}
	changed := errs.New(errs.Conflict, "conflict", "This person's status has just been changed by someone else. Look again.")
	moved, err := tx.Unless(changed).MoveUser(u, from)
	if err != nil {
		return u, err
	}
	if !moved {
		return u, changed
	}
	u.Version++
	return u, nil
}

// Activate gives a user access. It is the only way to it.
func Activate(tx *store.Tx, u domain.User, roles []id.Role) (domain.User, error) {
	from := u.Status
	u, err := Move(tx, u, domain.StatusActive)
	if err != nil {
		return u, err
	}
	return u, tx.Record(domain.UserActivated{
		User: u, Status: domain.Change{From: from, To: u.Status}, RoleIDs: roles,
	})
}

// Remove takes a user out of the transaction's workspace, and deletes their account where this was its only
// place. It is the only way out. The last active Admin cannot be removed: last_admin.
func Remove(tx *store.Tx, u domain.User, reason string) error {
	if u.Status == domain.StatusActive {
		if err := keepsAdmin(tx, u.ID); err != nil {
			return err
		}
	}
	roles, err := tx.RolesOf(u.ID)
	if err != nil {
		return err
	}
	at, err := tx.LocationsOf(u.ID)
	if err != nil {
		return err
	}
	if err := dropKeysOf(tx, u.ID); err != nil {
		return err
	}
	if err := tx.DropUser(u.ID); err != nil {
		return err
	}
	if err := keepsEyes(tx, u, roles); err != nil {
		return err
	}
	err = tx.Record(domain.UserRemoved{
		User: u, Status: domain.Was(u.Status), RoleIDs: domain.Was(RoleIDs(roles)), LocationIDs: domain.Was(LocationIDs(at)), Reason: reason,
	})
	if err != nil {
		return err
	}
	elsewhere, err := tx.HasPlaces(u.AccountID)
	if err != nil || elsewhere {
		return err
	}
	account, err := tx.Account(u.AccountID)
	if err != nil {
		return err
	}
	if err := tx.DeleteAccount(account.ID); err != nil {
		return err
	}
	return tx.Record(domain.AccountDeleted{Account: account})
}

// keepsEyes refuses where four eyes are asked for and, without this approver, one pair is left.
func keepsEyes(tx *store.Tx, gone domain.User, roles []domain.Role) error {
	place, err := tx.Place()
	if err != nil || !place.FourEyes || gone.Status != domain.StatusActive || len(deciding(roles, domain.ScopeWorkspace)) == 0 {
		return err
	}
	return enoughEyes(tx)
}

// keepsAdmin refuses where nobody but the user holds Admin actively. The workspace's row is locked, so that
// two such changes are decided one after another.
func keepsAdmin(tx *store.Tx, without id.User) error {
	if _, err := tx.LockPlace(); err != nil {
		return err
	}
	roles, err := tx.Roles()
	if err != nil {
		return err
	}
	var admin []id.Role
	for _, r := range roles {
		if r.BuiltIn {
			admin = append(admin, r.ID)
		}
	}
	holders, err := tx.ActiveHolders(admin, 2)
	if err != nil {
		return err
	}
	for _, h := range holders {
		if h.ID != without {
			return nil
		}
	}
	return errs.New(errs.Conflict, "last_admin", "A workspace keeps at least one active Admin. Make someone else Admin first.")
}

// Approvers lists the active users who may decide every login request, the oldest first.
func Approvers(tx *store.Tx, limit int) ([]domain.User, error) {
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	return tx.ActiveHolders(RoleIDs(deciding(roles, domain.ScopeWorkspace)), limit)
}

// ApproversOf lists the active users who may decide the request of one person: those who may decide every one, then
// those who may at all of that person's locations.
func ApproversOf(tx *store.Tx, one id.User, limit int) ([]domain.User, error) {
	at, err := tx.LocationsOf(one)
	if err != nil {
		return nil, err
	}
	return ApproversAt(tx, LocationIDs(at), limit)
}

// ApproversAt lists them for anybody who is at exactly these locations.
func ApproversAt(tx *store.Tx, at []id.Location, limit int) ([]domain.User, error) {
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	return tx.HoldersHere(RoleIDs(deciding(roles, domain.ScopeWorkspace)), RoleIDs(deciding(roles, domain.ScopeLocations)), at, limit)
}

// DecidingRoles names the roles that may decide the login request of a person.
func DecidingRoles(tx *store.Tx, one id.User) ([]string, error) {
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	able := deciding(roles, domain.ScopeWorkspace)
	if local := deciding(roles, domain.ScopeLocations); len(local) > 0 {
		at, err := tx.LocationsOf(one)
		if err != nil {
			return nil, err
		}
		if len(at) > 0 {
			able = append(able, local...)
		}
	}
	names := []string{}
	for _, r := range able {
		names = append(names, r.Name)
	}
	return names, nil
}

func deciding(roles []domain.Role, scope domain.RoleScope) []domain.Role {
	var out []domain.Role
	for _, r := range roles {
		if r.Scope == scope && r.Grants().Has(domain.ApprovalsDecide) {
			out = append(out, r)
		}
	}
	return out
}
