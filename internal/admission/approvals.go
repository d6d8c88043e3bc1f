package admission

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// ApprovalView is an approval with the people behind its ids. Member is nil once the person is gone.
type ApprovalView struct {
	domain.Approval
	Member  *domain.Member
	Inviter *domain.User
}

// Approvals lists approvals, the oldest first; decidable keeps those alone that the caller may decide.
func (s *Service) Approvals(ctx context.Context, pass authz.Pass, f store.ApprovalFilter, decidable bool, r page.Request) (page.Of[ApprovalView], error) {
	var out page.Of[ApprovalView]
	if decidable {
		if !pass.Holding().Somewhere(domain.ApprovalsDecide) {
			return nothingOf(r), nil
		}
		mine := tenancy.Decidable(pass)
		f.DecidableBy, f.FourEyes, f.Within = mine.DecidableBy, mine.FourEyes, mine.Within
	}
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		list, err := tx.Approvals(f, r)
		if err != nil {
			return err
		}
		views, err := approvalViews(tx, list.Rows)
		out = page.Of[ApprovalView]{Rows: views, Next: list.Next, Total: list.Total}
		return err
	})
	return out, err
}

// nothingOf is the page of somebody who may decide nothing.
func nothingOf(r page.Request) page.Of[ApprovalView] {
	if !r.Count {
		return page.Of[ApprovalView]{}
	}
	return page.Of[ApprovalView]{Total: &page.Total{Exact: true}}
}

// Approval reads one approval; not_found where it is not here.
func (s *Service) Approval(ctx context.Context, pass authz.Pass, one id.Approval) (ApprovalView, error) {
	var out ApprovalView
	err := s.db.Read(ctx, pass, func(tx *store.Tx) error {
		a, err := tx.Approval(one)
		if err != nil {
			return orMissing(err, "approval")
		}
		if out, err = approvalViewOf(tx, a); err != nil {
			return err
		}
		var at []id.Location
		if out.Member != nil {
			at = tenancy.LocationIDs(out.Member.Locations)
		}
		return beyond(tx.See(pass.Holding(), pass.Opened(), at), "approval")
	})
	return out, err
}

// ApproveCommand lets somebody in; nil lists leave roles and locations as they were asked for.
type ApproveCommand struct {
	RoleIDs     []id.Role
	LocationIDs []id.Location
	Note        string
	Version     int64 // the one that the caller saw, or 0 for any
}

// Approve opens the second gate. Who has accepted becomes active; who has not stays invited, and becomes active
// on accepting. Errors: already_decided, with the decision; four_eyes; role_above_own; permission_denied for
// one's own request; validation_failed.
func (s *Service) Approve(ctx context.Context, pass authz.Pass, one id.Approval, c ApproveCommand) (ApprovalView, error) {
	note, badNote := domain.ParseMessage("/note", c.Note, domain.MaxMessage)
	if err := errs.Validation(fields(badNote)...); err != nil {
		return ApprovalView{}, err
	}
	var out ApprovalView
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		d, err := s.undecided(tx, pass, one, c.Version)
		if err != nil {
			return err
		}
		if err := d.checkFourEyes(pass); err != nil {
			return err
		}
		given, err := d.grant(tx, c)
		if err != nil {
			return err
		}
		a, err := d.decide(tx, pass, domain.ApprovalApproved, note)
		if err != nil {
			return err
		}
		err = tx.Record(domain.ApprovalApprovedEvent{
			Approval: a, User: d.User, UserID: d.User.ID, RoleIDs: domain.Change{From: tenancy.RoleIDs(d.Roles), To: tenancy.RoleIDs(given.roles)},
			LocationIDs: domain.Change{From: d.at, To: tenancy.LocationIDs(given.locations)}, Note: note,
		})
		if err != nil {
			return err
		}
		if err := d.admit(tx, given.roles); err != nil {
			return err
		}
		out = d.view(a, given)
		return nil
	})
	return out, err
}

// decision is one request that somebody is about to decide.
type decision struct {
	store.Asker
	place   domain.Workspace
	holding domain.Holding
	need    domain.Permission
	at      []id.Location // of the person
}

// undecided reads a pending request and what its decider holds now.
func (s *Service) undecided(tx *store.Tx, pass authz.Pass, one id.Approval, version int64) (decision, error) {
	var d decision
	var err error
	if d.holding, err = tenancy.Recheck(tx, pass); err != nil {
		return d, err
	}
	if d.place, err = tx.Place(); err != nil {
		return d, err
	}
	d.need = pass.Opened()
	if err = d.lock(tx, one, pass.Reach().Limited); err != nil {
		return d, orMissing(err, "approval")
	}
	if beyond := d.reach(tx, pass); beyond != nil {
		return d, beyond
	}
	if err := d.Approval.Decided(); err != nil {
		return d, err
	}
	if version != 0 && version != d.Approval.Version {
		return d, errs.New(errs.Precondition, "precondition_failed", "This request has changed since you read it. Read it again.")
	}
	return d, d.Approval.MayDecide(pass.User().ID, false)
}

// lock locks the person who asks, and reads their request as it stands then, and where they are. Where the decider is
// confined to locations, it is also told where they were who went while the lock was waited for.
func (d *decision) lock(tx *store.Tx, one id.Approval, confined bool) error {
	var before store.Asker
	var err error
	if confined {
		if before, err = tx.Asker(one); err != nil {
			return err
		}
	}
	if d.Asker, err = tx.LockAsker(one); err != nil {
		return err
	}
	d.at = tenancy.LocationIDs(d.Locations)
	if d.User.ID == "" {
		d.at = tenancy.LocationIDs(before.Locations)
	}
	return nil
}

func locationsOf(tx *store.Tx, one id.User) ([]id.Location, error) {
	at, err := tx.LocationsOf(one)
	return tenancy.LocationIDs(at), err
}

// reach refuses a request of somebody beyond the decider's locations. Of a person who is gone nobody knows where they
// were: what was decided is told to whoever decided it, and to those who decide everywhere.
func (d decision) reach(tx *store.Tx, pass authz.Pass) error {
	err := tx.Reach(d.holding, d.need, d.at)
	gone := d.User.ID == "" && len(d.at) == 0
	if gone && d.Approval.DecidedBy != nil && *d.Approval.DecidedBy == pass.User().ID {
		return nil
	}
	if err != nil && gone {
		return errs.Missing("approval")
	}
	return beyond(err, "approval")
}

func (d decision) checkFourEyes(pass authz.Pass) error {
	return d.Approval.MayDecide(pass.User().ID, d.place.FourEyes)
}

// grant is what a decider gives to who asked for something.
type grant struct {
	roles     []domain.Role
	locations []domain.Location
}

// grant settles roles and locations: those of the command, or those that were asked for, never beyond the
// decider's own.
func (d decision) grant(tx *store.Tx, c ApproveCommand) (g grant, err error) {
	g.roles = d.Roles
	if c.RoleIDs != nil {
		if g.roles, err = tenancy.FindRoles(tx, "/role_ids", c.RoleIDs); err != nil {
			return g, err
		}
	}
	if len(g.roles) == 0 {
		return g, errs.Validation(errs.Field{Pointer: "/role_ids", Code: "required", Detail: "Choose at least one role."})
	}
	if g.locations, err = d.settle(tx, c); err != nil {
		return g, err
	}
	if err := domain.MayGrant(d.holding, g.roles, tenancy.LocationIDs(g.locations)); err != nil {
		return g, err
	}
	if c.RoleIDs == nil {
		return g, nil
	}
	return g, tx.SetRoles(d.User.ID, tenancy.RoleIDs(g.roles))
}

// settle gives the locations of the person from now on, and, where the command names them, sets them.
func (d decision) settle(tx *store.Tx, c ApproveCommand) ([]domain.Location, error) {
	if c.LocationIDs == nil {
		return d.Locations, nil
	}
	locations, err := tenancy.FindLocations(tx, "/location_ids", c.LocationIDs, d.at...)
	if err != nil {
		return nil, err
	}
	at := tenancy.LocationIDs(locations)
	if err := tx.Put(d.holding, d.need, at); err != nil {
		return nil, err
	}
	return locations, tx.SetLocations(d.User.ID, at)
}

// decide writes the decision, once. Whoever came second was told what was decided when they read it under the lock.
func (d decision) decide(tx *store.Tx, pass authz.Pass, state domain.ApprovalState, note string) (domain.Approval, error) {
	a, now, by := d.Approval, tx.Now(), pass.User().ID
	a.State, a.DecidedBy, a.DecidedLabel, a.DecidedAt, a.Note = state, &by, pass.Actor().Label, &now, note
	changed := errs.New(errs.Conflict, "conflict", "This request was changed by somebody else just now. Look again.")
	won, err := tx.Unless(changed).DecideApproval(a)
	if err != nil {
		return a, err
	}
	if !won {
		return a, changed
	}
	a.Version, a.UpdatedAt = a.Version+1, now
	return a, nil
}

// admit activates whoever has accepted, and tells them.
func (d *decision) admit(tx *store.Tx, roles []domain.Role) (err error) {
	if d.User.Status != domain.StatusPending {
		return nil
	}
	if d.User, err = tenancy.Activate(tx, d.User, tenancy.RoleIDs(roles)); err != nil {
		return err
	}
	return tx.Mail(domain.Message{
		Kind: domain.MailApproved, To: d.User.Email, Workspace: d.place.ID,
		Data: domain.MailData{Name: d.User.Name, WorkspaceName: d.place.Name, Link: "/sign-in"},
	})
}

// view is the request as it stands after the decision: what was read under the lock, and what was changed since.
func (d *decision) view(a domain.Approval, given grant) ApprovalView {
	return ApprovalView{Approval: a, Inviter: d.Inviter, Member: &domain.Member{
		User: d.User, Roles: given.roles, Locations: given.locations, Invitation: d.Invitation, Approval: a.Brief(),
	}}
}
