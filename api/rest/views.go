package rest

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// Ref names a thing of a workspace.
type Ref struct {
	ID   string `json:"id" validate:"required" format:"uuid"`
	Name string `json:"name" validate:"required" example:"Fleet"`
} // @name Ref

// Named is a thing of which only the name is told.
type Named struct {
	Name string `json:"name" validate:"required" example:"Approver"`
} // @name Named

// Total is how many rows a list has. Where exact is false there are more than value; the introduction says which totals are always exact.
type Total struct {
	Value int64 `json:"value" validate:"required" example:"214"`
	Exact bool  `json:"exact" validate:"required" example:"true"`
} // @name Total

// Account is a person's sign-in identity.
type Account struct {
	ID    string `json:"id" validate:"required" format:"uuid"`
	Email string `json:"email" validate:"required" format:"email" example:"ana.souza@example.com"`
	Name  string `json:"name" validate:"required" example:"Ana Souza"`
} // @name Account

func roleRefs(roles []domain.Role) []Ref {
	return each(roles, func(r domain.Role) Ref { return Ref{ID: string(r.ID), Name: r.Name} })
}

func locationRefs(locations []domain.Location) []Ref {
	return each(locations, func(l domain.Location) Ref { return Ref{ID: string(l.ID), Name: l.Name} })
}

// userRef names a user, or is nil where they are gone.
func userRef(u *domain.User) *Ref {
	if u == nil {
		return nil
	}
	return &Ref{ID: string(u.ID), Name: u.Name}
}

func permissionNames(set domain.Permissions) []string {
	return each(set, func(p domain.Permission) string { return string(p) })
}

func totalView(t *page.Total) *Total {
	if t == nil {
		return nil
	}
	return &Total{Value: t.Value, Exact: t.Exact}
}

// each shows every item of a list; an empty list, never null.
func each[T, V any](items []T, show func(T) V) []V {
	out := make([]V, len(items))
	for i, item := range items {
		out[i] = show(item)
	}
	return out
}

// orNull shows an empty text as null.
func orNull[T ~string](text T) *string {
	if text == "" {
		return nil
	}
	shown := string(text)
	return &shown
}

// moment shows a time in UTC.
func moment(t time.Time) time.Time { return t.UTC() }

// momentOrNull shows a time that may be missing.
func momentOrNull(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

// momentUnlessZero shows the zero time as null: it never happened.
func momentUnlessZero(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return momentOrNull(&t)
}

// given is what a request says, or "". Fields whose every value has a meaning are pointers, so that "" is judged as a value
// and not taken for one that was left out.
func given(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
