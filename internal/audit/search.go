package audit

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Filter is what the rooms above may name without knowing the store.
type Filter = store.AuditFilter

// Service answers what the readers of the audit log ask.
type Service struct{ db *store.DB }

// New takes the database.
func New(db *store.DB) *Service { return &Service{db: db} }

// Page is one page of the log. Names has, for the ids in the entries' changes, what they name in the workspace today;
// what is gone has none.
type Page struct {
	page.Of[domain.AuditEvent]
	Names map[string]string
}

// Events lists the workspace's entries, the newest first. Entries of accounts and sessions that happened in no
// workspace are in no workspace's log.
func (s *Service) Events(ctx context.Context, pass authz.Pass, f Filter, r page.Request) (Page, error) {
	var out Page
	err := s.db.Read(ctx, pass, func(tx *store.Tx) (err error) {
		if out.Of, err = tx.AuditEvents(f, r); err != nil {
			return err
		}
		out.Names, err = namesIn(tx, out.Rows)
		return err
	})
	return out, err
}

// namesIn finds the roles, locations and users that the changes of entries name by id.
func namesIn(tx *store.Tx, events []domain.AuditEvent) (map[string]string, error) {
	roles, locations, users := found[id.Role]{}, found[id.Location]{}, found[id.User]{}
	for _, e := range events {
		for field, c := range e.Changes {
			for _, value := range []any{c.From, c.To} {
				switch {
				case strings.HasPrefix(field, "role"):
					roles.gather(value)
				case strings.HasPrefix(field, "location"):
					locations.gather(value)
				case strings.HasPrefix(field, "user"):
					users.gather(value)
				}
			}
		}
	}
	names := map[string]string{}
	listed, err := tx.RolesByID(roles.list())
	if err != nil {
		return nil, err
	}
	for _, r := range listed {
		names[string(r.ID)] = r.Name
	}
	placed, err := tx.LocationsByID(locations.list())
	if err != nil {
		return nil, err
	}
	for _, l := range placed {
		names[string(l.ID)] = l.Name
	}
	here, err := tx.UsersByID(users.list())
	for _, u := range here {
		names[string(u.ID)] = u.Name
	}
	return names, err
}

// found are the ids of one kind that were met.
type found[T ~string] map[T]bool

// gather keeps what is an id, in a list or by itself.
func (f found[T]) gather(value any) {
	switch v := value.(type) {
	case string:
		if one, err := id.Parse[T](v); err == nil {
			f[one] = true
		}
	case []any:
		for _, item := range v {
			f.gather(item)
		}
	}
}

func (f found[T]) list() []T {
	out := make([]T, 0, len(f))
	for one := range f {
		out = append(out, one)
	}
	return out
}
