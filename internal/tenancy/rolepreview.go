package tenancy

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// RolePreview tells what a change of a role, or its deletion, would do to those who hold it.
type RolePreview struct {
	Users         int64
	Gains, Loses  []domain.Shift
	OwnLoss       bool // whoever asks would no longer be able to change roles
	ApproversLeft int64
}

// PreviewRole tells what a patch of scope and permissions would do, or a deletion with a replacement. It changes
// nothing. Errors: not_found; built_in_role; validation_failed.
func (s *Service) PreviewRole(ctx context.Context, pass authz.Pass, one id.Role, p RolePatch, replaceWith id.Role) (RolePreview, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) (RolePreview, error) {
		r, err := tx.Role(one)
		if err != nil {
			return RolePreview{}, missing(err, "role")
		}
		if r.BuiltIn {
			return RolePreview{}, domain.MayEdit(domain.Holding{Admin: true}, r)
		}
		after, err := afterwards(tx, r, p, replaceWith)
		if err != nil {
			return RolePreview{}, err
		}
		return preview(tx, pass, r, after)
	})
}

// afterwards gives the role that the holders would have instead.
func afterwards(tx *store.Tx, r domain.Role, p RolePatch, replaceWith id.Role) (domain.Role, error) {
	if replaceWith == "" {
		return p.apply(tx, r)
	}
	if p != (RolePatch{}) {
		return r, errs.Validation(errs.Field{Pointer: "/replace_with", Code: "invalid", Detail: "Ask either about a change or about a replacement."})
	}
	replacement, err := findReplacement(tx, r, replaceWith)
	if err != nil {
		return r, err
	}
	return whole(tx, replacement)
}

func preview(tx *store.Tx, pass authz.Pass, before, after domain.Role) (RolePreview, error) {
	roles, err := tx.Roles()
	if err != nil {
		return RolePreview{}, err
	}
	groups, err := tx.HolderGroups(before.ID)
	if err != nil {
		return RolePreview{}, err
	}
	var out RolePreview
	for _, g := range groups {
		out.Users += g.Users
	}
	out.Gains, out.Loses = domain.Impact(before, after, roles, groups)
	if out.OwnLoss, err = ownLoss(tx, pass, before, after); err != nil {
		return out, err
	}
	out.ApproversLeft, err = tx.CountActiveHolders(decidingAfter(roles, before, after))
	return out, err
}

// ownLoss tells whether the caller would no longer be able to change roles.
func ownLoss(tx *store.Tx, pass authz.Pass, before, after domain.Role) (bool, error) {
	mine, err := tx.RolesOf(pass.User().ID)
	if err != nil {
		return false, err
	}
	then := make([]domain.Role, len(mine))
	for i, r := range mine {
		if then[i] = r; r.ID == before.ID {
			then[i] = after
		}
	}
	return domain.GivesEverywhere(mine, domain.RolesWrite) && !domain.GivesEverywhere(then, domain.RolesWrite), nil
}

// decidingAfter lists the roles whose holders of now may decide login requests afterwards.
func decidingAfter(roles []domain.Role, before, after domain.Role) []id.Role {
	var out []id.Role
	for _, r := range roles {
		if r.ID == before.ID {
			r.Scope, r.Permissions, r.BuiltIn = after.Scope, after.Permissions, after.BuiltIn
		}
		if r.Decides() {
			out = append(out, r.ID)
		}
	}
	return out
}
