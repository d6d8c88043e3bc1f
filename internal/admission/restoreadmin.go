package admission

import (
	"context"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Restored is what RestoreAdmin left. Link sets a password, this once, and is there where the account has none.
type Restored struct {
	Workspace domain.Workspace
	User      domain.User
	Changed   bool // false: they were an active Admin already
	Link      secret.Text
}

// RestoreAdmin makes somebody an active Admin of a workspace, wherever they stood before: nobody, invited, waiting,
// suspended, or active with other roles. It is for whoever runs the machine. Errors: validation_failed for what is no
// e-mail address; not_found for a workspace whose id or slug nobody has.
func (s *Service) RestoreAdmin(ctx context.Context, operator authz.Job, workspace, emailText string) (Restored, error) {
	email, bad := domain.ParseEmail("/email", emailText)
	if err := errs.Validation(fields(bad)...); err != nil {
		return Restored{}, err
	}
	var out Restored
	err := s.db.Read(ctx, operator, func(tx *store.Tx) (err error) {
		out.Workspace, err = tx.WorkspaceNamed(workspace)
		return orMissing(err, "workspace")
	})
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, operator.In(out.Workspace.ID), func(tx *store.Tx) error {
		out.Changed, out.Link = false, ""
		if _, err := tx.LockPlace(); err != nil {
			return orMissing(err, "workspace")
		}
		account, err := accountFor(tx, email, nameOf(email))
		if err != nil {
			return err
		}
		admin, err := builtIn(tx)
		if err != nil {
			return err
		}
		if out.User, out.Changed, err = restore(tx, account, admin); err != nil || account.HasCredential() {
			return err
		}
		out.Link, err = s.firstPassword(tx, account)
		return err
	})
	return out, err
}

// nameOf is what somebody is called until they say otherwise.
func nameOf(e domain.Email) string {
	name, _, _ := strings.Cut(string(e), "@")
	return name
}

func builtIn(tx *store.Tx) (domain.Role, error) {
	roles, err := tx.Roles()
	if err != nil {
		return domain.Role{}, err
	}
	at := slices.IndexFunc(roles, func(r domain.Role) bool { return r.BuiltIn })
	if at < 0 {
		return domain.Role{}, store.ErrMissing
	}
	return roles[at], nil
}

// restore gives the account's place the role and access.
func restore(tx *store.Tx, a domain.Account, admin domain.Role) (u domain.User, changed bool, err error) {
	only := []id.Role{admin.ID}
	u, err = tx.UserOfAccount(a.ID)
	if isMissing(err) {
		if u, err = tenancy.Join(tx, tenancy.Newcomer{Account: a, Name: a.Name, Roles: only}); err != nil {
			return u, false, err
		}
		u, err = tenancy.Activate(tx, u, only)
		return u, true, err
	}
	if err != nil {
		return u, false, err
	}
	if u, err = tx.LockUser(u.ID); err != nil {
		return u, false, err
	}
	u, granted, err := grantAdmin(tx, u, admin)
	if err != nil || u.Status == domain.StatusActive {
		return u, granted, err
	}
	u, err = giveAccess(tx, u)
	return u, true, err
}

// grantAdmin adds the role to those that the person has.
func grantAdmin(tx *store.Tx, u domain.User, admin domain.Role) (domain.User, bool, error) {
	roles, err := tx.RolesOf(u.ID)
	if err != nil {
		return u, false, err
	}
	old := tenancy.RoleIDs(roles)
	if slices.Contains(old, admin.ID) {
		return u, false, nil
	}
	now := append(slices.Clone(old), admin.ID)
	if err := tx.SetRoles(u.ID, now); err != nil {
		return u, false, err
	}
	if _, err := tx.SaveUser(u); err != nil { // the row is locked: it is at its version
		return u, false, err
	}
	u.Version++
	return u, true, tx.Record(domain.UserUpdated{User: u, Fields: map[string]domain.Change{"role_ids": {From: old, To: now}}})
}

// giveAccess makes somebody active: whoever runs the machine opens both gates for them, as far as they are closed.
func giveAccess(tx *store.Tx, u domain.User) (domain.User, error) {
	if u.Status == domain.StatusSuspended {
		to, err := tenancy.Move(tx, u, domain.StatusActive)
		if err != nil {
			return u, err
		}
		return to, tx.Record(domain.UserReactivated{User: to, Status: domain.Change{From: u.Status, To: to.Status}})
	}
	member, err := tx.Member(u)
	if err != nil {
		return u, err
	}
	roles := tenancy.RoleIDs(member.Roles)
	if a := member.Approval; a != nil && a.State == domain.ApprovalPending {
		if err := approveFor(tx, a.ID, u, roles); err != nil {
			return u, err
		}
	}
	if i := member.Invitation; i != nil && i.Status == domain.InvitationPending {
		whole, err := tx.Invitation(i.ID)
		if err != nil {
			return u, err
		}
		if err := accepted(tx, whole); err != nil {
			return u, err
		}
		status := domain.Change{From: u.Status, To: domain.StatusActive}
		if err := tx.Record(domain.UserAccepted{User: u, Status: status, InvitationID: i.ID}); err != nil {
			return u, err
		}
	}
	return tenancy.Activate(tx, u, roles)
}

// approveFor decides a request in the name of whoever runs the machine, who is no user.
func approveFor(tx *store.Tx, one id.Approval, u domain.User, roles []id.Role) error {
	a, err := tx.Approval(one)
	if err != nil {
		return err
	}
	now := tx.Now()
	a.State, a.DecidedLabel, a.DecidedAt = domain.ApprovalApproved, "operator", &now
	if _, err := tx.DecideApproval(a); err != nil { // the person's row is locked: nobody else decides meanwhile
		return err
	}
	at, err := tx.LocationsOf(u.ID)
	if err != nil {
		return err
	}
	places := tenancy.LocationIDs(at)
	return tx.Record(domain.ApprovalApprovedEvent{
		Approval: a, User: u, UserID: u.ID, RoleIDs: domain.Change{From: roles, To: roles}, LocationIDs: domain.Change{From: places, To: places},
	})
}

// firstPassword makes the link by which an account without a credential gets one.
func (s *Service) firstPassword(tx *store.Tx, a domain.Account) (secret.Text, error) {
	token := secret.NewToken()
	err := tx.AddReset(domain.PasswordReset{
		ID: id.New[id.Reset](), AccountID: a.ID, TokenHash: secret.Hash(token.Reveal()),
		ExpiresAt: tx.Now().Add(domain.ResetLife), CreatedAt: tx.Now(),
	})
	if err != nil {
		return "", err
	}
	return secret.Text(s.base + resetPath(token)), tx.Record(domain.AccountResetAsked{Account: a})
}
