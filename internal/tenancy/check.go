package tenancy

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Asked names somebody whom a question is about: by their id here, or by their address.
type Asked struct {
	User  id.User
	Email domain.Email
}

// Question asks whether people may do things: at a location, or, where At is "", across the workspace.
type Question struct {
	About       []Asked
	Permissions []string
	At          id.Location
}

// Verdict is the answer about one of them: each permission, and whether all of them are allowed.
type Verdict struct {
	Asked
	Allowed bool
	Results map[string]bool
}

// Check answers from what the database says at this moment, in one statement, or two where the question names a
// permission of the workspace's own app or a location. Whoever is not here, or not within the caller's reach, may do
// nothing; that is no error. Errors: validation_failed with permission_unknown or location_unknown.
func (s *Service) Check(ctx context.Context, pass authz.Pass, q Question) ([]Verdict, error) {
	return read(ctx, s.db, pass, func(tx *store.Tx) ([]Verdict, error) {
		if err := q.sensible(tx); err != nil {
			return nil, err
		}
		var ids []id.User
		var emails []domain.Email
		for _, a := range q.About {
			if a.User != "" {
				ids = append(ids, a.User)
			} else {
				emails = append(emails, a.Email)
			}
		}
		subjects, err := tx.Subjects(ids, emails)
		if err != nil {
			return nil, err
		}
		holding := pass.Holding()
		subjects = slices.DeleteFunc(subjects, func(s store.Subject) bool { return tx.See(holding, pass.Opened(), s.Locations) != nil })
		return q.answer(subjects), tx.See(holding, "", nil) // where nobody was found, nobody beyond reach was shown
	})
}

// answer decides about everybody in the order of the question.
func (q Question) answer(subjects []store.Subject) []Verdict {
	found := make(map[Asked]store.Subject, 2*len(subjects))
	for _, s := range subjects {
		found[Asked{User: s.User.ID}], found[Asked{Email: s.User.Email}] = s, s
	}
	out := make([]Verdict, len(q.About))
	for i, a := range q.About {
		s := found[a] // the zero one may do nothing
		out[i] = Verdict{Asked: a, Allowed: true, Results: make(map[string]bool, len(q.Permissions))}
		for _, p := range q.Permissions {
			may := domain.Allows(s.User.Status, s.Roles, s.Locations, domain.Permission(p), q.At)
			out[i].Results[p], out[i].Allowed = may, out[i].Allowed && may
		}
	}
	return out
}

// sensible refuses permissions and a location that the workspace does not have: a typo must not read as a no.
func (q Question) sensible(tx *store.Tx) error {
	gatehouse := domain.AllPermissions()
	var own []domain.Permission
	for _, p := range q.Permissions {
		if !gatehouse.Has(domain.Permission(p)) {
			own = append(own, domain.Permission(p))
		}
	}
	if len(own) == 0 && q.At == "" {
		return nil
	}
	known, here, err := tx.Known(own, q.At)
	if err != nil {
		return err
	}
	var bad []errs.Field
	for i, text := range q.Permissions {
		if p := domain.Permission(text); !gatehouse.Has(p) && !known[p] {
			bad = append(bad, unknownPermission("/permissions/"+itoa(i)))
		}
	}
	if q.At != "" && !here {
		bad = append(bad, errs.Field{Pointer: "/location_id", Code: "location_unknown", Detail: "There is no such location in this workspace."})
	}
	return errs.Validation(bad...)
}

func unknownPermission(pointer string) errs.Field {
	return errs.Field{Pointer: pointer, Code: "permission_unknown", Detail: "There is no such permission in this workspace."}
}
