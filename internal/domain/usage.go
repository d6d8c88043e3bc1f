package domain

import (
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// Limits bound what one workspace may have under way; an installation's settings. Zero is no limit.
type Limits struct {
	PendingInvitations int64
	MailsPerDay        int64
}

// Usage is what one workspace has under way. Mails counts those of MailDay, a day of UTC.
type Usage struct {
	PendingInvitations int64
	MailDay            string
	Mails              int64
	PendingApprovals   int64
	People             Headcount `gorm:"embedded;embeddedPrefix:people_"`
}

// Headcount is how many people of each status a workspace has.
type Headcount struct{ Invited, Waiting, Active, Suspended int64 }

// Add counts n more people of a status.
func (c *Headcount) Add(s UserStatus, n int64) {
	switch s {
	case StatusInvited:
		c.Invited += n
	case StatusPending:
		c.Waiting += n
	case StatusActive:
		c.Active += n
	case StatusSuspended:
		c.Suspended += n
	}
}

// Plus is the sum of two counts.
func (c Headcount) Plus(o Headcount) Headcount {
	return Headcount{c.Invited + o.Invited, c.Waiting + o.Waiting, c.Active + o.Active, c.Suspended + o.Suspended}
}

// with is how many people have a status.
func (c Headcount) with(s UserStatus) int64 {
	switch s {
	case StatusInvited:
		return c.Invited
	case StatusPending:
		return c.Waiting
	case StatusActive:
		return c.Active
	case StatusSuspended:
		return c.Suspended
	}
	return 0
}

// ByStatus is the count as a map, of the statuses that somebody has.
func (c Headcount) ByStatus() map[UserStatus]int64 {
	out := map[UserStatus]int64{}
	for _, s := range UserStatuses() {
		if n := c.with(s); n != 0 {
			out[s] = n
		}
	}
	return out
}

// Of is how many people have one of the statuses, each asked for once or more; none asks for everybody.
func (c Headcount) Of(statuses []UserStatus) int64 {
	var n int64
	for _, s := range UserStatuses() {
		if len(statuses) == 0 || slices.Contains(statuses, s) {
			n += c.with(s)
		}
	}
	return n
}

// MailsOn gives how many mails left in the workspace's name on the day of a moment.
func (u Usage) MailsOn(now time.Time) int64 {
	if u.MailDay != now.UTC().Format(time.DateOnly) {
		return 0
	}
	return u.Mails
}

// UsageShift is what a transaction adds. Offers are those of the mails that carry an invitation, which are the ones
// that an administrator can leave for tomorrow.
type UsageShift struct {
	PendingInvitations int64
	Mails              int64
	Offers             int64
	PendingApprovals   int64
	People             Headcount
}

// Shift adds what a transaction did at a moment. The error is limit_reached where that is more than the limits allow.
func (u Usage) Shift(s UsageShift, l Limits, now time.Time) (Usage, error) {
	u.Mails, u.MailDay = u.MailsOn(now)+s.Mails, now.UTC().Format(time.DateOnly)
	u.PendingInvitations += s.PendingInvitations
	u.PendingApprovals += s.PendingApprovals
	u.People = u.People.Plus(s.People)
	if s.PendingInvitations > 0 && l.PendingInvitations > 0 && u.PendingInvitations > l.PendingInvitations {
		return u, errs.Newf(errs.Conflict, "limit_reached",
			"A workspace can have %d open invitations. Revoke some that nobody accepts, or ask the operator of this installation for more.", l.PendingInvitations)
	}
	if s.Offers > 0 && l.MailsPerDay > 0 && u.Mails > l.MailsPerDay {
		return u, errs.Newf(errs.Conflict, "limit_reached",
			"A workspace can send %d mails a day, and these would be more. Go on tomorrow, or ask the operator of this installation for more.", l.MailsPerDay)
	}
	return u, nil
}

// Left gives how many more invitations by mail fit at a moment; a negative number is no limit.
func (u Usage) Left(l Limits, now time.Time) int64 {
	left := int64(-1)
	if l.PendingInvitations > 0 {
		left = max(0, l.PendingInvitations-u.PendingInvitations)
	}
	if l.MailsPerDay > 0 {
		if mails := max(0, l.MailsPerDay-u.MailsOn(now)); left < 0 || mails < left {
			left = mails
		}
	}
	return left
}
