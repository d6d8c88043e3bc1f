package tenancy

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Roles lists the roles by name, each with how many people hold it.
func (s *Service) Roles(ctx context.Context, pass authz.Pass, r page.Request) (page.Of[domain.CountedRole], error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (page.Of[domain.CountedRole], error) {
		list, err := tx.RolePage(r)
		if err != nil {
			return page.Of[domain.CountedRole]{}, err
		}
		counted, err := counted(tx, list.Rows...)
		return page.Of[domain.CountedRole]{Rows: counted, Next: list.Next, Total: list.Total}, err
	})
}

// Role reads one role; not_found where it is not here.
func (s *Service) Role(ctx context.Context, pass authz.Pass, one id.Role) (domain.CountedRole, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (domain.CountedRole, error) {
		r, err := tx.Role(one)
		if err != nil {
			return domain.CountedRole{}, missing(err, "role")
		}
		return countedOne(tx, r)
	})
}

// counted adds how many people hold each role, and to Admin what the workspace's own app can ask for.
func counted(tx *store.Tx, roles ...domain.Role) ([]domain.CountedRole, error) {
	holders, err := tx.CountHolders(RoleIDs(roles))
	if err != nil {
		return nil, err
	}
	out := make([]domain.CountedRole, len(roles))
	for i, r := range roles {
		if r, err = whole(tx, r); err != nil {
			return nil, err
		}
		out[i] = domain.CountedRole{Role: r, Users: holders[r.ID]}
	}
	return out, nil
}

// whole gives Admin, which holds every permission without naming it, with those of the workspace's own app.
func whole(tx *store.Tx, r domain.Role) (domain.Role, error) {
	if !r.BuiltIn {
		return r, nil
	}
	own, err := tx.OwnPermissions()
	r.Permissions = r.Permissions.Union(domain.OwnSet(own))
	return r, err
}

func countedOne(tx *store.Tx, r domain.Role) (domain.CountedRole, error) {
	list, err := counted(tx, r)
	if err != nil {
		return domain.CountedRole{}, err
	}
	return list[0], nil
}

// RolePatch holds what to make of a role; nil leaves it as it is.
type RolePatch struct {
	Name        *string
	Description *string
	Scope       *domain.RoleScope
	Permissions *[]string
}

// CreateRole makes a role. Errors: validation_failed, also with permission_unknown; role_above_own where it holds a
// permission that the caller lacks; name_taken, in any spelling of its case; limit_reached.
func (s *Service) CreateRole(ctx context.Context, pass authz.Pass, p RolePatch) (domain.CountedRole, error) {
	var r domain.Role
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		_, holding, err := lockPlace(tx, pass)
		if err != nil {
			return err
		}
		blank := domain.Role{
			WorkspaceID: tx.Workspace(), ID: id.New[id.Role](), Scope: domain.ScopeWorkspace,
			Permissions: domain.NewPermissions(), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if r, err = p.apply(tx, blank); err != nil {
			return err
		}
		if err := mayBecome(tx, holding, r); err != nil {
			return err
		}
		n, err := tx.CountRoles()
		if err != nil {
			return err
		}
		if n >= domain.MaxRoles {
			return errs.Newf(errs.Conflict, "limit_reached", "A workspace can have %d roles. Delete one that nobody needs.", domain.MaxRoles)
		}
		if err := tx.AddRoles([]domain.Role{r}); err != nil {
			return err
		}
		return tx.Record(domain.RoleCreated{Role: r, Name: r.Name, Description: r.Description, Scope: r.Scope, Permissions: r.Permissions})
	})
	return domain.CountedRole{Role: r}, err
}

// UpdateRole changes a role; every holder has what it allows now from their next request on. Version is the one that
// the caller saw, or 0 for any. Errors: those of CreateRole; built_in_role; above_own where it holds a permission
// that the caller lacks; four_eyes_needs_two; precondition_failed.
func (s *Service) UpdateRole(ctx context.Context, pass authz.Pass, one id.Role, p RolePatch, version int64) (domain.CountedRole, error) {
	var out domain.CountedRole
	err := s.db.Write(ctx, pass, func(tx *store.Tx) error {
		place, holding, err := lockPlace(tx, pass)
		if err != nil {
			return err
		}
		old, err := editable(tx, holding, one, version)
		if err != nil {
			return err
		}
		r, err := p.apply(tx, old)
		if err != nil {
			return err
		}
		changes := roleChanges(old, r)
		if len(changes) == 0 {
			out, err = countedOne(tx, old)
			return err
		}
		if err := mayBecome(tx, holding, r); err != nil {
			return err
		}
		if err := saveRole(tx, &r, changes); err != nil {
			return err
		}
		if place.FourEyes && old.Decides() && !r.Decides() {
			if err := enoughEyes(tx); err != nil {
				return err
			}
		}
		out, err = countedOne(tx, r)
		return err
	})
	return out, err
}

// lockPlace locks the workspace's row and looks at the caller afterwards, so that changes of roles and of who holds
// them are decided one after another, by what everybody holds by then.
func lockPlace(tx *store.Tx, pass authz.Pass) (domain.Workspace, domain.Holding, error) {
	place, err := tx.LockPlace()
	if err != nil {
		return place, domain.Holding{}, missing(err, "workspace")
	}
	holding, err := recheck(tx, pass)
	return place, holding, err
}

// editable gives the role that the caller is about to change or delete, at the version that they saw (0: any).
func editable(tx *store.Tx, holding domain.Holding, one id.Role, version int64) (domain.Role, error) {
	r, err := tx.Role(one)
	if err != nil {
		return r, missing(err, "role")
	}
	if err := domain.MayEdit(holding, r); err != nil {
		return r, err
	}
	if version != 0 && version != r.Version {
		return r, errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this role since you read it. Read it again.")
	}
	return r, nil
}

// mayBecome refuses a role that exceeds its maker, or bears another one's name.
func mayBecome(tx *store.Tx, holding domain.Holding, r domain.Role) error {
	if err := domain.MayMake(holding, r); err != nil {
		return err
	}
	taken, err := tx.RoleNamed(r.NameKey, r.ID)
	if err != nil {
		return err
	}
	if taken {
		return errs.New(errs.Conflict, "name_taken", "There is a role of that name already.")
	}
	return nil
}

// saveRole writes a changed role and its event.
func saveRole(tx *store.Tx, r *domain.Role, changes map[string]domain.Change) error {
	saved, err := tx.SaveRole(*r)
	if err != nil {
		return err
	}
	if !saved {
		return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this role just now. Read it again.")
	}
	r.Version++
	r.UpdatedAt = tx.Now()
	return tx.Record(domain.RoleUpdated{Role: *r, Fields: changes})
}

// apply gives the role with the patch on it, or one error of all wrong fields.
func (p RolePatch) apply(tx *store.Tx, r domain.Role) (domain.Role, error) {
	var bad []errs.Field
	if p.Name != nil {
		name, f := domain.ParseName("/name", *p.Name)
		if f != nil {
			bad = append(bad, *f)
		}
		r.Name, r.NameKey = name, domain.Fold(name)
	}
	if p.Description != nil {
		text, f := domain.ParseMessage("/description", *p.Description, domain.MaxDescription)
		if f != nil {
			bad = append(bad, *f)
		}
		r.Description = text
	}
	if p.Scope != nil {
		r.Scope = *p.Scope
	}
	if p.Permissions != nil {
		set, unknown, err := findPermissions(tx, *p.Permissions)
		if err != nil {
			return r, err
		}
		bad = append(bad, unknown...)
		r.Permissions = set
	}
	return r, errs.Validation(bad...)
}

// findPermissions reads the permissions of a request's list; a field error permission_unknown names each that the
// workspace does not know.
func findPermissions(tx *store.Tx, list []string) (domain.Permissions, []errs.Field, error) {
	own, err := tx.OwnPermissions()
	if err != nil {
		return nil, nil, err
	}
	known := domain.AllPermissions().Union(domain.OwnSet(own))
	var bad []errs.Field
	set := make([]domain.Permission, 0, len(list))
	for i, text := range list {
		if !known.Has(domain.Permission(text)) {
			bad = append(bad, unknownPermission("/permissions/"+itoa(i)))
		}
		set = append(set, domain.Permission(text))
	}
	return domain.NewPermissions(set...), bad, nil
}

func roleChanges(a, b domain.Role) map[string]domain.Change {
	out := map[string]domain.Change{}
	if a.Name != b.Name {
		out["name"] = domain.Change{From: a.Name, To: b.Name}
	}
	if a.Description != b.Description {
		out["description"] = domain.Change{From: a.Description, To: b.Description}
	}
	if a.Scope != b.Scope {
		out["scope"] = domain.Change{From: a.Scope, To: b.Scope}
	}
	if !slices.Equal(a.Permissions, b.Permissions) {
		out["permissions"] = domain.Change{From: a.Permissions, To: b.Permissions}
	}
	return out
}
