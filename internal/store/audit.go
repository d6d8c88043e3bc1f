package store

import (
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// AuditFilter narrows the audit log. Actions are types of events, or families such as user.*; Since is the first
// moment, Until the first one that is too late.
type AuditFilter struct {
	Actions []string
	Actor   string
	Target  string
	About   id.User
	Since   time.Time
	Until   time.Time
}

// AuditEvents lists a page of the workspace's log, the newest first.
func (tx *Tx) AuditEvents(f AuditFilter, r page.Request) (page.Of[domain.AuditEvent], error) {
	if len(f.Actions) == 0 {
		return tx.eventPage(f, r, nil)
	}
	types, err := tx.typesOf(f.Actions)
	if err != nil || len(types) == 0 {
		p := page.Of[domain.AuditEvent]{}
		if r.Count {
			p.Total = &page.Total{Exact: true}
		}
		return p, err
	}
	return tx.eventPage(f, r, types)
}

// eventPage reads every type by itself and puts the first ones together: so each read follows one index, however
// long the log is and however rare the type.
func (tx *Tx) eventPage(f AuditFilter, r page.Request, types []string) (page.Of[domain.AuditEvent], error) {
	order := map[string]string{"occurred_at": "occurred_at"}
	var list []domain.AuditEvent
	if len(types) == 0 {
		q, _ := keyset(tx.events(f), r, "-occurred_at", order)
		var err error
		if list, err = find[domain.AuditEvent](q); err != nil {
			return page.Of[domain.AuditEvent]{}, err
		}
	}
	for _, one := range types {
		q, _ := keyset(tx.events(f).Where("type = ?", one), r, "-occurred_at", order)
		some, err := find[domain.AuditEvent](q)
		if err != nil {
			return page.Of[domain.AuditEvent]{}, err
		}
		list = append(list, some...)
	}
	if len(types) > 1 {
		slices.SortFunc(list, func(a, b domain.AuditEvent) int {
			later := b.OccurredAt.Compare(a.OccurredAt)
			if later == 0 {
				later = strings.Compare(string(b.ID), string(a.ID))
			}
			if r.Sort == "occurred_at" {
				return -later
			}
			return later
		})
		list = list[:min(len(list), r.Limit+1)]
	}
	p := page.Cut(list, r.Limit, func(e domain.AuditEvent) []string {
		return []string{keyText(e.OccurredAt), string(e.ID)}
	})
	return p, tx.totalEvents(f, r, types, &p.Total)
}

// events starts a query of the log. Its rows name their workspace in a column of their own, because some belong to none.
func (tx *Tx) events(f AuditFilter) *gorm.DB {
	q := plain[domain.AuditEvent](tx).Where("for_workspace = ?", string(tx.ledger.scope))
	if f.Actor != "" {
		q = q.Where("actor_id = ?", f.Actor)
	}
	if f.Target != "" {
		q = q.Where("target_id = ?", f.Target)
	}
	if f.About != "" {
		q = q.Where("about_user = ?", f.About)
	}
	if !f.Since.IsZero() {
		q = q.Where("occurred_at >= ?", f.Since)
	}
	if !f.Until.IsZero() {
		q = q.Where("occurred_at < ?", f.Until)
	}
	return q
}

// typesOf gives the types that the actions mean. A family means those that the log knows of it, looked up one by one
// along the index, because what is not in the log need not be looked for.
func (tx *Tx) typesOf(actions []string) ([]string, error) {
	var types, families []string
	for _, a := range actions {
		if family, open := strings.CutSuffix(a, "*"); open {
			families = append(families, family)
		} else {
			types = append(types, a)
		}
	}
	for last := ""; len(families) > 0; {
		var next []string
		q := tx.events(AuditFilter{}).Order("type").Limit(1)
		if last != "" {
			q = q.Where("type > ?", last)
		}
		if err := q.Pluck("type", &next).Error; err != nil {
			return nil, err
		}
		if len(next) == 0 {
			break
		}
		last = next[0]
		if slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(last, f) }) {
			types = append(types, last)
		}
	}
	slices.Sort(types)
	return slices.Compact(types), nil
}

func (tx *Tx) totalEvents(f AuditFilter, r page.Request, types []string, out **page.Total) error {
	if !r.Count {
		return nil
	}
	q := tx.events(f)
	if len(types) > 0 {
		q = q.Where("type IN ?", types)
	}
	var some []string
	if err := q.Limit(page.CountedTo+1).Pluck("id", &some).Error; err != nil {
		return err
	}
	*out = &page.Total{Value: int64(min(len(some), page.CountedTo)), Exact: len(some) <= page.CountedTo}
	return nil
}
