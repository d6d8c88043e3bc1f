package tenancy

import (
	"context"
	"errors"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// PermissionUse is a permission that a workspace knows, with how many of its roles hold it. Version is 0 for
// Gatehouse's own.
type PermissionUse struct {
	domain.Described
	Version int64
	Roles   int64
}

// Permissions lists Gatehouse's own permissions in their order, and then those of the workspace's own app by name.
func (s *Service) Permissions(ctx context.Context, pass authz.Pass) ([]PermissionUse, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) ([]PermissionUse, error) {
		own, err := tx.OwnPermissions()
		if err != nil {
			return nil, err
		}
		roles, err := tx.Roles()
		if err != nil {
			return nil, err
		}
		var list []PermissionUse
		for _, d := range domain.Catalog() {
			list = append(list, PermissionUse{Described: d, Roles: givenBy(roles, d.Permission)})
		}
		for _, o := range own {
			list = append(list, useOf(o, roles))
		}
		return list, nil
	})
}

func useOf(o domain.OwnPermission, roles []domain.Role) PermissionUse {
	return PermissionUse{
		Described: domain.Described{Permission: o.Permission, Description: o.Description}, Version: o.Version,
		Roles: givenBy(roles, o.Permission),
	}
}

func givenBy(roles []domain.Role, p domain.Permission) int64 {
	var n int64
	for _, r := range roles {
		if r.Gives(p) {
			n++
		}
	}
	return n
}

// PutPermission adds a permission of the workspace's own app, or describes it anew, and tells whether it is new. Whoever
// adds one does not hold it by that; Admins do. Errors: validation_failed; built_in_permission for Gatehouse's own
// resources; limit_reached; precondition_failed where version is not 0 and not the present one.
func (s *Service) PutPermission(ctx context.Context, pass authz.Pass, text, description string, version int64) (PermissionUse, bool, error) {
	p, said, err := readOwn(text, description)
	if err != nil {
		return PermissionUse{}, false, err
	}
	var out PermissionUse
	var added bool
	err = s.db.Write(ctx, pass, func(tx *store.Tx) error {
		if _, _, err := lockPlace(tx, pass); err != nil {
			return err
		}
		own, err := tx.OwnPermission(p)
		added = errors.Is(err, store.ErrMissing)
		if err != nil && !added {
			return err
		}
		if version != 0 && (added || version != own.Version) {
			return errPermissionMoved()
		}
		if added {
			own = domain.OwnPermission{
				WorkspaceID: tx.Workspace(), Permission: p, Description: said, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
			}
			err = addPermission(tx, own)
		} else {
			err = describe(tx, &own, said)
		}
		if err != nil {
			return err
		}
		roles, err := tx.Roles()
		out = useOf(own, roles)
		return err
	})
	return out, added, err
}

// readOwn reads a permission that is none of Gatehouse's, and the sentence that describes it.
func readOwn(text, description string) (domain.Permission, string, error) {
	p, badName := domain.ParsePermission("/permission", text)
	said, badText := domain.ParseMessage("/description", description, domain.MaxDescription)
	var bad []errs.Field
	for _, f := range []*errs.Field{badName, badText} {
		if f != nil {
			bad = append(bad, *f)
		}
	}
	if badText == nil && said == "" {
		bad = append(bad, errs.Field{Pointer: "/description", Code: "required", Detail: "Say what it allows."})
	}
	if err := errs.Validation(bad...); err != nil {
		return "", "", err
	}
	return p, said, notReserved(p)
}

func notReserved(p domain.Permission) error {
	if p.Reserved() {
		return errs.Newf(errs.Denied, "built_in_permission", "Permissions on this resource are Gatehouse's own: %s cannot be added, changed or deleted.", p)
	}
	return nil
}

func addPermission(tx *store.Tx, own domain.OwnPermission) error {
	all, err := tx.OwnPermissions()
	if err != nil {
		return err
	}
	if len(all) >= domain.MaxOwnPermissions {
		return errs.Newf(errs.Conflict, "limit_reached", "A workspace can have %d permissions of its own.", domain.MaxOwnPermissions)
	}
	if err := tx.AddPermission(own); err != nil {
		return err
	}
	return tx.Record(domain.PermissionCreated{Own: own, Description: own.Description})
}

func describe(tx *store.Tx, own *domain.OwnPermission, said string) error {
	if own.Description == said {
		return nil
	}
	change := domain.Change{From: own.Description, To: said}
	own.Description = said
	saved, err := tx.SavePermission(*own)
	if err != nil {
		return err
	}
	if !saved {
		return errPermissionMoved()
	}
	own.Version++
	return tx.Record(domain.PermissionUpdated{Own: *own, Description: change})
}

func errPermissionMoved() error {
	return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this permission since you read it. Read it again.")
}

// DeletePermission deletes a permission of the workspace's own app. Errors: not_found; built_in_permission;
// permission_in_use, with the roles that hold it, unless fromRoles takes it out of them; above_own where one of those
// holds a permission that the caller lacks; precondition_failed.
func (s *Service) DeletePermission(ctx context.Context, pass authz.Pass, text string, fromRoles bool, version int64) error {
	p, bad := domain.ParsePermission("/permission", text)
	if bad != nil {
		return errs.Missing("permission")
	}
	if err := notReserved(p); err != nil {
		return err
	}
	return s.db.Write(ctx, pass, func(tx *store.Tx) error {
		_, holding, err := lockPlace(tx, pass)
		if err != nil {
			return err
		}
		own, err := tx.OwnPermission(p)
		if err != nil {
			return missing(err, "permission")
		}
		if version != 0 && version != own.Version {
			return errPermissionMoved()
		}
		holders, err := rolesHolding(tx, p)
		if err != nil {
			return err
		}
		if len(holders) > 0 && !fromRoles {
			return errInUse(p, holders)
		}
		if err := takeOut(tx, holding, p, holders); err != nil {
			return err
		}
		if err := takeOutOfKeys(tx, p); err != nil {
			return err
		}
		dropped, err := tx.DropPermission(own)
		if err != nil {
			return err
		}
		if !dropped {
			return errPermissionMoved()
		}
		return tx.Record(domain.PermissionRemoved{
			Own: own, Description: domain.Was(own.Description), RoleIDs: domain.Was(RoleIDs(holders)),
		})
	})
}

// rolesHolding lists the roles that hold a permission of the workspace's own, but for Admin, who holds all.
func rolesHolding(tx *store.Tx, p domain.Permission) ([]domain.Role, error) {
	roles, err := tx.Roles()
	if err != nil {
		return nil, err
	}
	var holders []domain.Role
	for _, r := range roles {
		if r.Permissions.Has(p) {
			holders = append(holders, r)
		}
	}
	return holders, nil
}

func errInUse(p domain.Permission, holders []domain.Role) error {
	names := make([]string, len(holders))
	for i, r := range holders {
		names[i] = r.Name
	}
	return errs.Newf(errs.Conflict, "permission_in_use", "%s is in use. Take it out of the roles that hold it first, or with this request.", p).
		With("roles", names)
}

func takeOut(tx *store.Tx, holding domain.Holding, p domain.Permission, roles []domain.Role) error {
	for _, r := range roles {
		if err := domain.MayEdit(holding, r); err != nil {
			return err
		}
		old := r.Permissions
		r.Permissions = old.Without(p)
		if err := saveRole(tx, &r, map[string]domain.Change{"permissions": {From: old, To: r.Permissions}}); err != nil {
			return err
		}
	}
	return nil
}
