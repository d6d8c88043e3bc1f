package tenancy

import (
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// DeleteRole deletes a role. Where somebody holds it, a replacement has to be named ("" names none), which everybody
// gets instead. It gives the invited people whose offer changed by that, so that their links can be made new ones.
// Errors: not_found; built_in_role; above_own; precondition_failed; role_in_use, with user_count; validation_failed
// for a replacement that is none; role_above_own where the replacement exceeds the caller; four_eyes_needs_two;
// limit_reached where more invited people hold it than can be sent new links at once.
func DeleteRole(tx *store.Tx, pass authz.Pass, one, replaceWith id.Role, version int64) ([]domain.User, error) {
	place, holding, err := lockPlace(tx, pass)
	if err != nil {
		return nil, err
	}
	r, err := editable(tx, holding, one, version)
	if err != nil {
		return nil, err
	}
	replacement, err := replacementFor(tx, holding, r, replaceWith)
	if err != nil {
		return nil, err
	}
	counts, err := tx.CountHolders([]id.Role{one})
	if err != nil {
		return nil, err
	}
	holders := counts[one]
	if holders > 0 && replaceWith == "" {
		return nil, errs.New(errs.Conflict, "role_in_use", "This role is in use: people hold it. Name another role that they get instead.").
			With("user_count", holders)
	}
	invited, err := offeredTo(tx, one)
	if err != nil {
		return nil, err
	}
	if err := dropRole(tx, r, replacement.ID, holders); err != nil {
		return nil, err
	}
	if place.FourEyes && r.Decides() && !replacement.Decides() {
		return invited, enoughEyes(tx)
	}
	return invited, nil
}

// replacementFor gives the role that everybody gets instead, which the caller has to be able to grant; a zero one
// where none is named.
func replacementFor(tx *store.Tx, holding domain.Holding, r domain.Role, replaceWith id.Role) (domain.Role, error) {
	if replaceWith == "" {
		return domain.Role{}, nil
	}
	found, err := findReplacement(tx, r, replaceWith)
	if err != nil {
		return found, err
	}
	return found, domain.MayGrant(holding, []domain.Role{found}, nil) // its holders may be anywhere
}

func findReplacement(tx *store.Tx, r domain.Role, replaceWith id.Role) (domain.Role, error) {
	if replaceWith == r.ID {
		return r, errs.Validation(errs.Field{Pointer: "/replace_with", Code: "invalid", Detail: "A role cannot replace itself."})
	}
	found, err := tx.RolesByID([]id.Role{replaceWith})
	if err != nil {
		return r, err
	}
	if len(found) == 0 {
		return r, errs.Validation(errs.Field{Pointer: "/replace_with", Code: "role_unknown", Detail: "There is no such role in this workspace."})
	}
	return found[0], nil
}

// mostNewLinks is how many invited people can be sent new links in one transaction.
const mostNewLinks = 500

func offeredTo(tx *store.Tx, role id.Role) ([]domain.User, error) {
	invited, err := tx.InvitedHolders(role, mostNewLinks+1)
	if err != nil {
		return nil, err
	}
	if len(invited) > mostNewLinks {
		return nil, errs.Newf(errs.Conflict, "limit_reached",
			"More than %d invited people have been offered this role, and each would need a new link. Change some of their invitations first.", mostNewLinks)
	}
	return invited, nil
}

func dropRole(tx *store.Tx, r domain.Role, replacement id.Role, holders int64) error {
	if holders > 0 {
		if err := tx.ReplaceRole(r.ID, replacement); err != nil {
			return err
		}
	}
	if err := tx.FollowRole(r.ID, replacement); err != nil {
		return err
	}
	dropped, err := tx.DropRole(r)
	if err != nil {
		return err
	}
	if !dropped {
		return errs.New(errs.Precondition, "precondition_failed", "Somebody else has changed this role just now. Read it again.")
	}
	return tx.Record(domain.RoleDeleted{
		Role: r, Name: domain.Was(r.Name), Description: domain.Was(r.Description), Scope: domain.Was(r.Scope),
		Permissions: domain.Was(r.Permissions), ReplacedBy: replacement, Holders: holders,
	})
}
