package store_test

import (
	"maps"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// sight is one look or change from inside a workspace at what belongs to a side. It tells how many rows were seen
// or changed: want from inside that very side, and none from inside the other one.
type sight struct {
	want int
	// whole is set where the method takes nothing that could name another workspace's row: it sees its own
	// workspace's rows, want of them, whatever there is elsewhere.
	whole bool
	run   func(tx *store.Tx, w *world, s side) (int, error)
}

func some[T any](list []T, err error) (int, error)      { return len(list), err }
func paged[T any](p page.Of[T], err error) (int, error) { return len(p.Rows), err }
func single[T any](_ T, err error) (int, error)         { return truth(err == nil, err) }
func done(err error) (int, error)                       { return truth(err == nil, err) }

func truth(yes bool, err error) (int, error) {
	if yes && err == nil {
		return 1, nil
	}
	return 0, err
}

var all = page.Request{Limit: 100, Count: true}

// sights has a case for every method of Tx on a workspace's rows.
var sights = joined(basicSights, placeSights, askSights, importSights, keySights, hookSights, feedSights)

func joined(lists ...map[string]sight) map[string]sight {
	out := map[string]sight{}
	for _, list := range lists {
		maps.Copy(out, list)
	}
	return out
}

var basicSights = map[string]sight{
	"Place":     {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return single(tx.Place()) }},
	"LockPlace": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return single(tx.LockPlace()) }},
	"HoldPlace": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return single(tx.HoldPlace()) }},
	"HoldPlaceFor": {1, true, func(tx *store.Tx, w *world, s side) (int, error) {
		return single(tx.HoldPlaceFor(passOf(w, s)))
	}},
	"UpdatePlace": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.workspace.Name = "Renamed"
		return truth(tx.UpdatePlace(s.workspace, 1))
	}},
	"Roles":     {4, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return some(tx.Roles()) }},
	"RolePage":  {4, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return paged(tx.RolePage(all)) }},
	"Role":      {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.Role(s.member.ID)) }},
	"RolesByID": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return some(tx.RolesByID([]id.Role{s.member.ID})) }},
	"Location":  {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.Location(s.location.ID)) }},
	"LocationsByID": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.LocationsByID([]id.Location{s.location.ID}))
	}},
	"LocationNamed": {1, false, func(tx *store.Tx, w *world, s side) (int, error) { // a name of one side alone
		return truth(tx.LocationNamed("only " + s.workspace.Slug))
	}},
	"AddRoles": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		r := s.member
		r.ID, r.Name, r.NameKey = id.New[id.Role](), "New", "new"
		return done(tx.AddRoles([]domain.Role{r}))
	}},
	"RoleNamed": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { // a name of one side alone
		return truth(tx.RoleNamed("only "+s.workspace.Slug, ""))
	}},
	"CountRoles": {4, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		n, err := tx.CountRoles()
		return int(n), err
	}},
	"CountHolders": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		counted, err := tx.CountHolders([]id.Role{s.member.ID})
		return int(counted[s.member.ID]), err
	}},
	"CountActiveHolders": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		n, err := tx.CountActiveHolders([]id.Role{s.member.ID})
		return int(n), err
	}},
	"InvitedHolders": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		if err := tx.SetRoles(s.invited.ID, []id.Role{s.spare.ID}); err != nil {
			return 0, err
		}
		return some(tx.InvitedHolders(s.spare.ID, 10))
	}},
	"SaveRole": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.member.Name = "Renamed"
		return truth(tx.SaveRole(s.member))
	}},
	"ReplaceRole": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return 0, tx.ReplaceRole(s.member.ID, s.admin.ID)
	}},
	"FollowRole": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return 0, tx.FollowRole(s.member.ID, s.admin.ID)
	}},
	"DropRole": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return truth(tx.DropRole(s.spare)) }},
	"HolderGroups": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		groups, err := tx.HolderGroups(s.member.ID)
		if err != nil || len(groups) == 0 {
			return 0, err
		}
		return truth(len(groups) == 1 && groups[0].Placed && len(groups[0].Others) == 0 && groups[0].Users == 1, nil)
	}},
	"OwnPermissions": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return some(tx.OwnPermissions()) }},
	"OwnPermission": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return single(tx.OwnPermission(s.permission.Permission))
	}},
	"AddPermission": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.permission.Permission = "new:one"
		return done(tx.AddPermission(s.permission))
	}},
	"SavePermission": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return truth(tx.SavePermission(s.permission)) }},
	"DropPermission": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return truth(tx.DropPermission(s.permission)) }},
	"AddLocation":    {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return done(tx.AddLocation(place(s, "new"))) }},

	"User":          {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.User(s.user.ID)) }},
	"LockUser":      {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.LockUser(s.user.ID)) }},
	"UserByEmail":   {1, true, func(tx *store.Tx, w *world, _ side) (int, error) { return own(tx)(tx.UserByEmail(w.account.Email)) }},
	"UserOfAccount": {1, true, func(tx *store.Tx, w *world, _ side) (int, error) { return own(tx)(tx.UserOfAccount(w.account.ID)) }},
	"AddUser": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		a := newAccount("new."+s.workspace.Slug+"@example.com", tx.Now())
		if err := tx.AddAccount(a); err != nil {
			return 0, err
		}
		return done(tx.AddUser(domain.NewUser(s.workspace.ID, a.ID, "New", a.Email, tx.Now())))
	}},
	"MoveUser": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.invited.Status = domain.StatusPending
		return truth(tx.MoveUser(s.invited, domain.StatusInvited))
	}},
	"SaveUser": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.invited.Name = "Renamed"
		return truth(tx.SaveUser(s.invited))
	}},
	"MoveAddress": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return single(tx.MoveAddress(s.invited, "moved@example.com"))
	}},
	"SetRoles": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.SetRoles(s.user.ID, []id.Role{s.member.ID}))
	}},
	"SetLocations": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.SetLocations(s.user.ID, []id.Location{s.location.ID}))
	}},
	"HolderNow": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		u, _, _, err := tx.HolderNow(s.user.ID)
		return single(u, err)
	}},
	"RolesOf":     {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return some(tx.RolesOf(s.user.ID)) }},
	"LocationsOf": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return some(tx.LocationsOf(s.user.ID)) }},
	"ActiveHolders": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.ActiveHolders([]id.Role{s.member.ID}, 10))
	}},
	"HoldersAt": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.HoldersAt([]id.Role{s.member.ID}, []id.Location{s.location.ID}, 10))
	}},
	"KeyHolderNow": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		h, err := tx.KeyHolderNow(s.made.ID)
		return truth(h.User.ID == s.user.ID && h.MadeBy != nil && h.MadeBy.ID == s.key.ID, err)
	}},
	"HoldersHere": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return some(tx.HoldersHere([]id.Role{s.spare.ID}, []id.Role{s.member.ID}, []id.Location{s.location.ID}, 10))
	}},
	"DomainKnown": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return truth(tx.DomainKnown(s.workspace.Slug + ".example"))
	}},
	"Users": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return paged(tx.Users(store.UserFilter{Role: s.member.ID, Location: s.location.ID}, all))
	}},
	"CountUsers": {4, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		counted, err := tx.CountUsers(domain.Reach{})
		n := int64(0)
		for _, c := range counted {
			n += c
		}
		return int(n), err
	}},
	"Member": {2, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		m, err := tx.Member(s.user)
		return len(m.Roles) + len(m.Locations), err
	}},
	"Members": {2, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		list, err := tx.Members([]domain.User{s.invited})
		n, _ := truth(err == nil && list[0].Invitation != nil, nil)
		m, _ := truth(err == nil && list[0].Approval != nil, nil)
		return n + m, err
	}},
	"UsersHere": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		here, err := tx.UsersHere([]id.User{s.user.ID})
		return len(here), err
	}},
	"UsersByID": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		byID, err := tx.UsersByID([]id.User{s.user.ID})
		return len(byID), err
	}},
	"DropUser": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.DropUser(s.invited.ID) }},

	"AuditEvents": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return paged(tx.AuditEvents(store.AuditFilter{About: s.user.ID}, all))
	}},

	"AddInvitation": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		i := s.invitation
		i.ID, i.Email = id.New[id.Invitation](), "other@example.com"
		return done(tx.AddInvitation(i, "of "+string(i.ID)))
	}},
	"Invitation": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.Invitation(s.invitation.ID)) }},
	"InvitationsHere": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		here, err := tx.InvitationsHere([]id.Invitation{s.invitation.ID})
		return len(here), err
	}},
	"LiveInvitation": {1, true, func(tx *store.Tx, w *world, _ side) (int, error) {
		return ownOffer(tx)(tx.LiveInvitation(w.guest.Email))
	}},
	"EndInvitation": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return truth(tx.EndInvitation(s.invitation, domain.InvitationRevoked))
	}},
	"RenewInvitation": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.invitation.Generation = 2
		return truth(tx.RenewInvitation(s.invitation, "renewed "+string(s.invitation.ID)))
	}},
	"SaveOffer": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		s.invitation.RoleIDs = []id.Role{s.member.ID}
		return 0, tx.SaveOffer(s.invitation)
	}},
	"NoteNewAsked": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return truth(tx.NoteNewAsked(s.invitation.ID, tx.Now()))
	}},
	"DropInvitationsOf": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.DropInvitationsOf(s.invited.ID) }},
	"Invitations": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		return paged(tx.Invitations(store.InvitationFilter{Q: "guest"}, all))
	}},

	"AddApproval": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.AddApproval(domain.NewApproval(s.user, domain.SourceInvitation, nil, tx.Now(), tx.Now())))
	}},
	"Approval": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) { return single(tx.Approval(s.approval.ID)) }},
	"ApprovalsByID": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		byID, err := tx.ApprovalsByID([]id.Approval{s.approval.ID})
		return len(byID), err
	}},
	"LatestApprovalOf": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		a, err := tx.LatestApprovalOf(s.invited.ID)
		return truth(a != nil, err)
	}},
	"Asker": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		a, err := tx.Asker(s.approval.ID)
		return truth(a.User.ID == s.invited.ID && a.Invitation != nil && a.Inviter != nil, err)
	}},
	"LockAsker": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		a, err := tx.LockAsker(s.approval.ID)
		return truth(a.User.ID == s.invited.ID && a.Invitation != nil && a.Inviter != nil, err)
	}},
	"Invitee": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		i, err := tx.Invitee(s.invitation.ID)
		return truth(i.User.ID == s.invited.ID && i.Account.ID == s.invited.AccountID && i.Approval != nil, err)
	}},
	"LockInvitee": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		i, err := tx.LockInvitee(s.invitation.ID)
		return truth(i.User.ID == s.invited.ID && i.Account.ID == s.invited.AccountID && i.Approval != nil, err)
	}},
	"DecideApproval": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		now := tx.Now()
		s.approval.State, s.approval.DecidedBy, s.approval.DecidedAt = domain.ApprovalApproved, &s.user.ID, &now
		return truth(tx.DecideApproval(s.approval))
	}},
	"NoteReminded": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return truth(tx.NoteReminded(s.approval.ID, tx.Now()))
	}},
	"NoteNudged": {0, false, func(tx *store.Tx, _ *world, s side) (int, error) { return 0, tx.NoteNudged(s.approval.ID) }},
	"Approvals": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		return paged(tx.Approvals(store.ApprovalFilter{States: []domain.ApprovalState{domain.ApprovalPending}}, all))
	}},
	"CountApprovals": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) {
		n, err := tx.CountApprovals(store.ApprovalFilter{})
		return int(n), err
	}},

	"Mail": {1, false, func(tx *store.Tx, _ *world, s side) (int, error) {
		return done(tx.Mail(domain.Message{Kind: domain.MailApproved, To: "a@example.com", Workspace: s.workspace.ID}))
	}},
	"Record":    {1, true, func(tx *store.Tx, _ *world, s side) (int, error) { return done(tx.Record(created(s.location))) }},
	"Workspace": {1, true, func(tx *store.Tx, _ *world, _ side) (int, error) { return truth(tx.Workspace() != "", nil) }},
	"Found": {0, true, func(tx *store.Tx, _ *world, _ side) (int, error) { // it is for those who are in no workspace yet
		return done(tx.Found(domain.NewWorkspace("New", "new", tx.Now().Add(time.Second))))
	}},
}

// own fails where the user that was found is another workspace's.
func own(tx *store.Tx) func(domain.User, error) (int, error) {
	return func(u domain.User, err error) (int, error) { return truth(u.WorkspaceID == tx.Workspace(), err) }
}

func ownOffer(tx *store.Tx) func(domain.Invitation, error) (int, error) {
	return func(i domain.Invitation, err error) (int, error) { return truth(i.WorkspaceID == tx.Workspace(), err) }
}
