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

// ApprovalFilter narrows a list of approvals. DecidableBy leaves out what that user may not decide: what is decided,
// their own request and, where FourEyes is set, those of people whom they invited. Within leaves out whom they do not
// reach.
type ApprovalFilter struct {
	States      []domain.ApprovalState
	Sources     []domain.ApprovalSource
	DecidableBy id.User
	FourEyes    bool
	Decided     bool // leave out what is pending
	Within      domain.Reach
}

// AddApproval writes new approvals.
func (tx *Tx) AddApproval(list ...domain.Approval) error {
	for _, a := range list {
		if a.State == domain.ApprovalPending {
			tx.shiftUsage(domain.UsageShift{PendingApprovals: 1})
		}
	}
	return addAll(tx, list)
}

// Approval gives one approval; ErrMissing where it is not here.
func (tx *Tx) Approval(one id.Approval) (domain.Approval, error) {
	return take[domain.Approval](rows[domain.Approval](tx).Where("id = ?", one))
}

// ApprovalsByID gives the approvals of a list that are here, as far as the caller reaches, by id.
func (tx *Tx) ApprovalsByID(ids []id.Approval) (map[id.Approval]domain.Approval, error) {
	out := make(map[id.Approval]domain.Approval, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var list []domain.Approval
	err := within(tx, rows[domain.Approval](tx), "user_id", tx.confined()).Where("id IN ?", id.Text(ids)).Find(&list).Error
	for _, a := range list {
		out[a.ID] = a
	}
	return out, err
}

// LatestApprovalOf gives the newest approval of a user, or nil.
func (tx *Tx) LatestApprovalOf(u id.User) (*domain.Approval, error) {
	list, err := find[domain.Approval](rows[domain.Approval](tx).Where("user_id = ?", u))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	last := slices.MaxFunc(list, func(a, b domain.Approval) int { return inOrder(a.CreatedAt, b.CreatedAt, string(a.ID), string(b.ID)) })
	return &last, nil
}

// DecideApproval writes a decision where the approval is still pending; false where another was quicker.
func (tx *Tx) DecideApproval(a domain.Approval) (bool, error) {
	a.Version, a.UpdatedAt = a.Version+1, tx.now
	done := rows[domain.Approval](tx).Where("id = ? AND state = ?", a.ID, domain.ApprovalPending).
		Select("state", "decided_by", "decided_label", "decided_at", "note", "version", "updated_at").Updates(&a)
	tx.shiftUsage(domain.UsageShift{PendingApprovals: -done.RowsAffected})
	return done.RowsAffected == 1, done.Error
}

// NoteReminded keeps when the waiting person reminded the approvers, at most once since a time; false where
// they did already.
func (tx *Tx) NoteReminded(one id.Approval, since time.Time) (bool, error) {
	done := rows[domain.Approval](tx).
		Where("id = ? AND state = ? AND (reminded_at IS NULL OR reminded_at <= ?)", one, domain.ApprovalPending, since).
		Updates(map[string]any{"reminded_at": tx.now, "nudged_at": tx.now})
	return done.RowsAffected == 1, done.Error
}

// NoteNudged keeps when the house reminded the approvers.
func (tx *Tx) NoteNudged(one id.Approval) error {
	return rows[domain.Approval](tx).Where("id = ?", one).UpdateColumn("nudged_at", tx.now).Error
}

// Approvals lists a page of approvals, the oldest first, so that nobody waits longest unseen; by decided_at, only
// those that are decided.
func (tx *Tx) Approvals(f ApprovalFilter, r page.Request) (page.Of[domain.Approval], error) {
	f.Decided = strings.HasSuffix(r.Sort, "decided_at")
	q, column := keyset(narrowApprovals(tx, f)(rows[domain.Approval](tx)), r, "created_at",
		map[string]string{"created_at": "created_at", "decided_at": "decided_at"})
	list, err := find[domain.Approval](q)
	if err != nil {
		return page.Of[domain.Approval]{}, err
	}
	p := page.Cut(list, r.Limit, func(a domain.Approval) []string {
		if column == "decided_at" {
			return []string{keyText(*a.DecidedAt), string(a.ID)}
		}
		return []string{keyText(a.CreatedAt), string(a.ID)}
	})
	if r.Count && f.isOfPending() && !tx.confined().Limited {
		usage, _, err := tx.Usage()
		p.Total = &page.Total{Value: usage.PendingApprovals, Exact: true}
		return p, err
	}
	return p, total[domain.Approval](tx, r, &p.Total, narrowApprovals(tx, f))
}

// isOfPending tells whether the filter leaves in all that is pending, which is counted as it changes, and nothing else.
func (f ApprovalFilter) isOfPending() bool {
	pending := len(f.States) == 1 && f.States[0] == domain.ApprovalPending
	return pending && len(f.Sources) == 0 && f.DecidableBy == "" && !f.Decided && !f.Within.Limited
}

// CountApprovals counts approvals that pass the filter.
func (tx *Tx) CountApprovals(f ApprovalFilter) (int64, error) {
	if own, kept := f.allButOwn(); kept && !tx.confined().Limited {
		return tx.countAllBut(own)
	}
	var n int64
	err := narrowApprovals(tx, f)(rows[domain.Approval](tx)).Count(&n).Error
	return n, err
}

// allButOwn names the user whose own request alone is left out of all that is pending, where the filter is that.
func (f ApprovalFilter) allButOwn() (id.User, bool) {
	rest := f
	rest.DecidableBy, rest.States = "", []domain.ApprovalState{domain.ApprovalPending}
	return f.DecidableBy, f.DecidableBy != "" && len(f.States) == 0 && !f.FourEyes && rest.isOfPending()
}

// countAllBut counts what is pending but for somebody's own request.
func (tx *Tx) countAllBut(u id.User) (int64, error) {
	usage, _, err := tx.Usage()
	if err != nil {
		return 0, err
	}
	var own int64
	err = rows[domain.Approval](tx).Where("user_id = ? AND state = ?", u, domain.ApprovalPending).Count(&own).Error
	return usage.PendingApprovals - own, err
}

func narrowApprovals(tx *Tx, f ApprovalFilter) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		q = within(tx, within(tx, q, "user_id", f.Within), "user_id", tx.confined())
		if len(f.States) > 0 {
			q = q.Where("state IN ?", f.States)
		}
		if len(f.Sources) > 0 {
			q = q.Where("source IN ?", f.Sources)
		}
		if f.Decided {
			q = q.Where("decided_at IS NOT NULL")
		}
		if f.DecidableBy != "" {
			q = q.Where("state = ?", domain.ApprovalPending).Where("(user_id IS NULL OR user_id <> ?)", f.DecidableBy)
			if f.FourEyes {
				q = q.Where("(invited_by IS NULL OR invited_by <> ?)", f.DecidableBy)
			}
		}
		return q
	}
}
