package domain

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// DeliveryState is how far telling one endpoint of one event has come.
type DeliveryState string

// The states of a delivery.
const (
	HookWaiting   DeliveryState = "waiting"   // not tried yet
	HookRetrying  DeliveryState = "retrying"  // tried, and to be tried again
	HookDelivered DeliveryState = "delivered" // the endpoint took it
	HookFailed    DeliveryState = "failed"    // given up
)

// DeliveryStates lists them in the order of a delivery's life.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{HookWaiting, HookRetrying, HookDelivered, HookFailed}
}

// WebhookDelivery is one event on its way to one endpoint. What is sent is the audit log's entry, so that each try sends
// the same; its id is that of the event, by which the receiver knows a copy.
type WebhookDelivery struct {
	WorkspaceID id.Workspace `gorm:"primaryKey"`
	ID          id.Delivery  `gorm:"primaryKey"`
	WebhookID   id.Webhook
	EventID     id.Event
	EventType   EventType
	State       DeliveryState
	Attempts    int        // since the event, or since somebody asked for it again
	WindowFrom  time.Time  // when those began
	NextTryAt   *time.Time // nil where none will be made
	Tries       []Try      `gorm:"serializer:json"` // the newest last
	Status      int        // of the last answer; 0: none came
	Answer      string     // how its body began
	Problem     string     // of the last try; "" where the endpoint took it
	LastTriedAt *time.Time
	CreatedAt   time.Time
}

// Try is one try at a delivery.
type Try struct {
	At      time.Time     `json:"at"`
	Status  int           `json:"status,omitempty"`
	Problem string        `json:"problem,omitempty"`
	Took    time.Duration `json:"took"`
}

// Waits tells whether further tries will be made.
func (d WebhookDelivery) Waits() bool { return d.State == HookWaiting || d.State == HookRetrying }

// HookOutcome is what comes of a try.
type HookOutcome struct {
	At         time.Time // when it began
	Took       time.Duration
	Status     int           // of the answer; 0: none came
	Answer     string        // how its body began
	Problem    string        // its class; "" where the endpoint took it
	Gone       bool          // the endpoint is never to be told again
	RetryAfter time.Duration // the endpoint asks not to be told before
}

// DeliveryRetries are the pauses after the first, second, … failed try: three days together.
func DeliveryRetries() []time.Duration {
	return []time.Duration{
		5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour,
		4 * time.Hour, 8 * time.Hour, 8 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour,
	}
}

// After gives the delivery as a try leaves it. The pauses are those of DeliveryRetries, each made longer or shorter by
// jitter, a factor.
func (d WebhookDelivery) After(o HookOutcome, jitter float64, now time.Time) WebhookDelivery {
	pauses := DeliveryRetries()
	d.Tries = append(d.Tries, Try{At: o.At, Status: o.Status, Problem: o.Problem, Took: o.Took})
	d.Tries = d.Tries[max(0, len(d.Tries)-maxTriesKept):]
	d.Attempts++
	d.Status, d.Answer, d.Problem, d.LastTriedAt, d.NextTryAt = o.Status, o.Answer, o.Problem, &o.At, nil
	switch {
	case o.Problem == "":
		d.State = HookDelivered
	case o.Gone, d.Attempts > len(pauses), now.Sub(d.WindowFrom) >= DeliveryWindow:
		d.State = HookFailed
	default:
		pause := max(time.Duration(float64(pauses[d.Attempts-1])*jitter), min(o.RetryAfter, MaxRetryAfter))
		next := now.Add(pause)
		d.State, d.NextTryAt = HookRetrying, &next
	}
	return d
}

// Again gives the delivery as new, for somebody who asks for it once more.
func (d WebhookDelivery) Again(now time.Time) WebhookDelivery {
	d.State, d.Attempts, d.WindowFrom, d.NextTryAt = HookWaiting, 0, now, &now
	return d
}

// AfterAll gives the webhook as tries that were made at once leave it, but for its being disabled. One that was taken
// shows that the endpoint lives, whatever became of the others.
func (w Webhook) AfterAll(list []HookOutcome, now time.Time) Webhook {
	var taken bool
	var asked time.Duration
	for _, o := range list {
		w.LastTriedAt, w.LastStatus, w.LastProblem = &o.At, o.Status, o.Problem
		taken, asked = taken || o.Problem == "", max(asked, min(o.RetryAfter, MaxRetryAfter))
		if o.Problem != "" {
			w.Failures++
		}
	}
	if taken {
		w.Failures, w.AliveSince = 0, now
	}
	w.RestUntil = nil
	if rest := max(RestAfter(w.Failures), asked); rest > 0 {
		until := now.Add(rest)
		w.RestUntil = &until
	}
	return w
}

// MustEnd gives why a webhook is to be disabled after a try at a delivery; "" where it is not. One dead event does not
// end it: nothing may have succeeded since that event happened.
func (w Webhook) MustEnd(d WebhookDelivery, o HookOutcome) DisabledReason {
	switch {
	case o.Gone:
		return DisabledGone
	case d.State == HookFailed && w.AliveSince.Before(d.WindowFrom):
		return DisabledFailing
	}
	return ""
}
