package domain

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The bounds of webhooks.
const (
	MaxWebhooks     = 20             // in a workspace, disabled ones included
	MaxWebhookTypes = 50             // names of events in one webhook
	SecretOverlap   = 24 * time.Hour // how long a rotated secret signs beside the new one
	DeliveryWindow  = 72 * time.Hour // how long tries at one delivery go on
	DeliveryLife    = 30 * 24 * time.Hour
	FailuresToRest  = 3               // in a row, before an endpoint is left alone for a while
	firstRest       = 5 * time.Second // and how long, at first
	longestRest     = 5 * time.Minute // and at last
	restDoublings   = 6               // after which a rest grows no more
	MaxRetryAfter   = time.Hour       // of what an endpoint asks for by Retry-After
	maxTriesKept    = 40              // of one delivery, the newest
)

// DisabledReason says why a webhook is disabled; "" where it is enabled.
type DisabledReason string

// Why webhooks are disabled.
const (
	DisabledByHand  DisabledReason = "turned_off"        // somebody did
	DisabledGone    DisabledReason = "gone"              // the endpoint answered 410
	DisabledFailing DisabledReason = "failing"           // nothing succeeded for the whole time of tries
	DisabledOwner   DisabledReason = "owner_lost_access" // whoever it works for may not manage webhooks any more
)

// The states of a webhook, as they are shown.
const (
	WebhookEnabled  = "enabled"
	WebhookFailing  = "failing" // enabled, and the last tries all failed
	WebhookDisabled = "disabled"
)

// Webhook tells an endpoint outside of what happens in the workspace. It works for whoever made or last changed it, as
// long as they may manage webhooks. Its secrets are sealed, and shown once, when they are made.
type Webhook struct {
	WorkspaceID    id.Workspace `gorm:"primaryKey"`
	ID             id.Webhook   `gorm:"primaryKey"`
	URL            string
	Description    string
	EventTypes     []string `gorm:"serializer:json"` // names, families such as user.*, or * alone
	Enabled        bool
	DisabledReason DisabledReason
	Secret         []byte     // sealed
	PreviousSecret []byte     // of before the last rotation, sealed
	PreviousUntil  *time.Time // when that one ends
	CreatedBy      *id.User   // nil where they are gone
	OnBehalf       *id.User   // whose rights count: whoever made or last changed it
	OnBehalfKey    *id.APIKey // the key of theirs that did
	AliveSince     time.Time  // it was made, enabled or reached last
	Failures       int        // tries in a row that failed
	RestUntil      *time.Time // nothing is sent before
	LeasedUntil    *time.Time // the lease of the process that sends to it now
	LastTriedAt    *time.Time
	LastStatus     int    // what it answered then; 0: nothing
	LastProblem    string // "" where it took it
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// State is how the webhook is shown.
func (w Webhook) State() string {
	switch {
	case !w.Enabled:
		return WebhookDisabled
	case w.Failures >= FailuresToRest:
		return WebhookFailing
	}
	return WebhookEnabled
}

// Wants tells whether the webhook is to be told of events of a type.
func (w Webhook) Wants(t EventType) bool {
	if !t.ToWebhooks() {
		return false
	}
	family, _, _ := strings.Cut(string(t), ".")
	return slices.ContainsFunc(w.EventTypes, func(one string) bool {
		return one == string(t) || one == "*" || one == family+".*"
	})
}

// Overlaps tells whether the secret before the last rotation still signs at now.
func (w Webhook) Overlaps(now time.Time) bool {
	return len(w.PreviousSecret) > 0 && w.PreviousUntil != nil && now.Before(*w.PreviousUntil)
}

// NextTry is when a try at a delivery is made at the earliest; nil where, as things stand, none will be.
func (w Webhook) NextTry(d WebhookDelivery) *time.Time {
	switch {
	case d.NextTryAt == nil || !w.Enabled:
		return nil
	case w.RestUntil != nil && w.RestUntil.After(*d.NextTryAt):
		return w.RestUntil
	}
	return d.NextTryAt
}

// RestAfter is how long an endpoint is left alone after so many failures in a row.
func RestAfter(failures int) time.Duration {
	if failures < FailuresToRest {
		return 0
	}
	return min(firstRest<<min(failures-FailuresToRest, restDoublings), longestRest)
}

// ParseEventTypes reads what a webhook is to be told of: names of events, families such as user.*, or * for all. The
// error is a field error with code event_type_unknown for each name that is none, or required, too_many.
func ParseEventTypes(pointer string, names []string) ([]string, []errs.Field) {
	if len(names) == 0 {
		return nil, []errs.Field{{Pointer: pointer, Code: "required", Detail: "Choose at least one event."}}
	}
	if len(names) > MaxWebhookTypes {
		return nil, []errs.Field{{Pointer: pointer, Code: "too_many", Detail: "Choose at most 50 names; user.* stands for all that begin with user."}}
	}
	var bad []errs.Field
	known := WebhookEvents()
	for i, name := range names {
		family, open := strings.CutSuffix(name, ".*")
		here := name == "*" || slices.ContainsFunc(known, func(t EventType) bool {
			return string(t) == name || open && strings.HasPrefix(string(t), family+".")
		})
		if !here {
			bad = append(bad, errs.Field{
				Pointer: pointer + "/" + strconv.Itoa(i), Code: "event_type_unknown", Detail: "There is no such event, or webhooks are not told of it.",
			})
		}
	}
	out := slices.Clone(names)
	slices.Sort(out)
	return slices.Compact(out), bad
}
