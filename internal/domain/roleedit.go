package domain

import "github.com/gatehouse-dev/gatehouse/internal/errs"

// CountedRole is a role with how many people hold it, whatever their status.
type CountedRole struct {
	Role
	Users int64
}

// Lacks gives the first permission of a set that the holder lacks across the workspace, and whether there is one. An
// Admin lacks none.
func (h Holding) Lacks(set Permissions) (Permission, bool) {
	if h.Admin {
		return "", false
	}
	return h.Permissions.Beyond(set)
}

// MayEdit refuses to change or delete a role by somebody who lacks one of its permissions across the workspace:
// people anywhere hold it. Errors, both of kind Denied: built_in_role for Admin; above_own, naming the permission.
func MayEdit(editor Holding, r Role) error {
	if r.BuiltIn {
		return errs.Newf(errs.Denied, "built_in_role", "The role %s is built in: it cannot be changed or deleted.", r.Name)
	}
	if p, lacking := editor.Lacks(r.Permissions); lacking {
		return errs.Newf(errs.Denied, "above_own", "The role %q holds a permission that you lack, so you cannot change or delete it. Ask somebody who holds it.", r.Name).
			With("permission", string(p))
	}
	return nil
}

// MayMake refuses to make a role, or to change it into one, that holds a permission which its maker lacks across the
// workspace. The error is role_above_own, of kind Denied.
func MayMake(maker Holding, r Role) error {
	if p, lacking := maker.Lacks(r.Permissions); lacking {
		return errs.New(errs.Denied, "role_above_own", "You cannot put a permission into a role that you do not hold yourself.").
			With("permission", string(p))
	}
	return nil
}

// Decides tells whether holders of the role may decide login requests.
func (r Role) Decides() bool {
	return r.Scope == ScopeWorkspace && r.Grants().Has(ApprovalsDecide)
}
