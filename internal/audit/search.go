package audit

import (
	"context"

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
	met := ids{}
	for _, e := range events {
		met.gather(string(e.ActorOwner))
		for _, c := range e.Changes {
			met.gather(c.From)
			met.gather(c.To)
		}
	}
	names := map[string]string{}
	roles, err := tx.RolesByID(listOf[id.Role](met))
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		names[string(r.ID)] = r.Name
	}
	locations, err := tx.LocationsByID(listOf[id.Location](met))
	if err != nil {
		return nil, err
	}
	for _, l := range locations {
		names[string(l.ID)] = l.Name
	}
	users, err := tx.UsersByID(listOf[id.User](met))
	for _, u := range users {
		names[string(u.ID)] = u.Name
	}
	return names, err
}

// ids are those that were met, of whatever kind.
type ids map[string]bool

// gather keeps what is an id, in a list or by itself.
func (met ids) gather(value any) {
	switch v := value.(type) {
	case string:
		if one, err := id.Parse[string](v); err == nil {
			met[one] = true
		}
	case []any:
		for _, item := range v {
			met.gather(item)
		}
	}
}

func listOf[T ~string](met ids) []T {
	out := make([]T, 0, len(met))
	for one := range met {
		out = append(out, T(one))
	}
	return out
}
