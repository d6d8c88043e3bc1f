package domain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Webhooks can be told of everything that is recorded in a workspace, but for what is for the audit log alone.
func TestTheListOfWhatWebhooksHearIsWhole(t *testing.T) {
	listed := domain.WebhookEvents()
	if !slices.IsSorted(listed) {
		t.Error("not by name")
	}
	for _, e := range events() {
		name := e.Type()
		if slices.Contains(listed, name) != name.ToWebhooks() {
			t.Errorf("%s is listed: %v", name, !name.ToWebhooks())
		}
		alone := strings.HasPrefix(string(name), "session.") || strings.HasPrefix(string(name), "account.") ||
			strings.HasPrefix(string(name), "signing_key.") || slices.Contains([]domain.EventType{
			"workspace.created", "workspace.deleted", "webhook.tested", "webhook.redelivered",
			"entry.denied", "invitation.refused", "access_request.refused", // whoever is refused must not be able to call programs
		}, name)
		if name.ToWebhooks() == alone {
			t.Errorf("%s is told: %v", name, name.ToWebhooks())
		}
	}
	for _, name := range listed {
		if !slices.ContainsFunc(events(), func(e domain.Event) bool { return e.Type() == name }) {
			t.Errorf("no event is called %s", name)
		}
	}
}

func TestWhatAWebhookWants(t *testing.T) {
	for _, c := range []struct {
		names []string
		of    domain.EventType
		want  bool
	}{
		{[]string{"user.invited"}, "user.invited", true},
		{[]string{"user.invited"}, "user.removed", false},
		{[]string{"user.*"}, "user.removed", true},
		{[]string{"user.*"}, "role.created", false},
		{[]string{"*"}, "role.created", true},
		{[]string{"*"}, "session.created", false},
		{[]string{"*"}, "account.created", false},
		{[]string{"*"}, "webhook.tested", false},
		{[]string{"role.*", "user.invited"}, "user.invited", true},
		{nil, "user.invited", false},
	} {
		if got := (domain.Webhook{EventTypes: c.names}).Wants(c.of); got != c.want {
			t.Errorf("%v wants %s: %v", c.names, c.of, got)
		}
	}
}

func TestEventTypesAreKnownNames(t *testing.T) {
	for _, c := range []struct {
		names []string
		code  string
	}{
		{[]string{"user.*", "user.invited", "*"}, ""},
		{[]string{"api_key.rotated"}, ""},
		{nil, "required"},
		{[]string{}, "required"},
		{[]string{"user.danced"}, "event_type_unknown"},
		{[]string{"dance.*"}, "event_type_unknown"},
		{[]string{"session.*"}, "event_type_unknown"},
		{[]string{"account.created"}, "event_type_unknown"},
		{[]string{"user"}, "event_type_unknown"},
		{[]string{""}, "event_type_unknown"},
		{[]string{".*"}, "event_type_unknown"},
		{[]string{"**"}, "event_type_unknown"},
		{[]string{"User.*"}, "event_type_unknown"},
		{[]string{"us.*"}, "event_type_unknown"},
		{slices.Repeat([]string{"*"}, 51), "too_many"},
	} {
		list, bad := domain.ParseEventTypes("/event_types", c.names)
		if (len(bad) == 0) != (c.code == "") || len(bad) > 0 && bad[0].Code != c.code {
			t.Errorf("%v: %v, %v", c.names, list, bad)
		}
	}
	if list, _ := domain.ParseEventTypes("", []string{"user.*", "role.*", "user.*"}); !slices.Equal(list, []string{"role.*", "user.*"}) {
		t.Errorf("%v", list)
	}
}

// A delivery is tried for three days, in pauses that grow; Retry-After makes one longer, within bounds.
func TestTheLifeOfADelivery(t *testing.T) {
	var whole time.Duration
	pauses := domain.DeliveryRetries()
	for i, p := range pauses {
		if whole += p; i > 0 && p < pauses[i-1] {
			t.Errorf("the pause %d is shorter than the one before", i)
		}
	}
	if whole < 71*time.Hour || whole > domain.DeliveryWindow {
		t.Errorf("%s together", whole)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	refused := domain.HookOutcome{At: now, Status: 500, Problem: "not_taken"}
	d := domain.WebhookDelivery{State: domain.HookWaiting, WindowFrom: now, NextTryAt: &now}
	if got := d.After(domain.HookOutcome{Status: 204}, 1, now); got.State != domain.HookDelivered || got.NextTryAt != nil || got.Waits() {
		t.Errorf("taken: %+v", got)
	}
	if got := d.After(refused, 1, now); got.State != domain.HookRetrying || !got.NextTryAt.Equal(now.Add(pauses[0])) || !got.Waits() {
		t.Errorf("refused: %+v", got)
	}
	for asked, want := range map[time.Duration]time.Duration{time.Second: pauses[0], time.Minute: time.Minute, 48 * time.Hour: domain.MaxRetryAfter} {
		o := refused
		if o.RetryAfter = asked; !d.After(o, 1, now).NextTryAt.Equal(now.Add(want)) {
			t.Errorf("asked for %s", asked)
		}
	}
	gone := refused
	if gone.Gone = true; d.After(gone, 1, now).State != domain.HookFailed {
		t.Error("gone, and tried again")
	}
	if d.After(refused, 1, now.Add(domain.DeliveryWindow)).State != domain.HookFailed {
		t.Error("tried again after three days")
	}
	tries := 0
	for ; d.Waits(); tries++ {
		d = d.After(refused, 0.9, now)
	}
	if tries != len(pauses)+1 || d.State != domain.HookFailed {
		t.Errorf("%d tries, %s", tries, d.State)
	}
	if d = d.Again(now); !d.Waits() || d.Attempts != 0 || len(d.Tries) != tries {
		t.Errorf("again: %+v", d)
	}
}

// An endpoint rests after failures in a row, and one success ends that; it ends itself by 410, or where nothing succeeded
// since the event happened that is given up.
func TestTheLifeOfAnEndpoint(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	bad, good := domain.HookOutcome{Problem: "timeout"}, domain.HookOutcome{Status: 200}
	w := domain.Webhook{Enabled: true, AliveSince: now}
	if w = w.AfterAll([]domain.HookOutcome{bad, bad}, now); w.RestUntil != nil || w.State() != domain.WebhookEnabled {
		t.Errorf("%+v", w)
	}
	last := time.Duration(0)
	for range 20 {
		if w = w.AfterAll([]domain.HookOutcome{bad}, now); w.RestUntil == nil || w.RestUntil.Sub(now) < last || w.State() != domain.WebhookFailing {
			t.Fatalf("%+v", w)
		}
		last = w.RestUntil.Sub(now)
	}
	if last != 5*time.Minute {
		t.Errorf("rests for %s at last", last)
	}
	event := domain.WebhookDelivery{State: domain.HookFailed, WindowFrom: now.Add(time.Hour)}
	if w.MustEnd(event, bad) != domain.DisabledFailing {
		t.Error("nothing succeeded, and it goes on")
	}
	if w = w.AfterAll([]domain.HookOutcome{bad, good, bad}, now.Add(2*time.Hour)); w.RestUntil != nil || w.Failures != 0 || w.State() != domain.WebhookEnabled {
		t.Errorf("%+v", w)
	}
	if w.MustEnd(event, bad) != "" {
		t.Error("one dead event ends an endpoint that lives")
	}
	if w.MustEnd(domain.WebhookDelivery{}, domain.HookOutcome{Gone: true, Problem: "not_taken"}) != domain.DisabledGone {
		t.Error("gone")
	}
}

// A try is made when its time has come and the endpoint has rested; at a webhook that is disabled none is.
func TestTheNextTryWaitsForTheRest(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	later := now.Add(time.Minute)
	for _, c := range []struct {
		what       string
		rest, next *time.Time
		enabled    bool
		want       *time.Time
	}{
		{"an endpoint that works", nil, &now, true, &now},
		{"one that rests for longer", &later, &now, true, &later},
		{"one that rests for less", &now, &later, true, &later},
		{"a delivery at its end", &later, nil, true, nil},
		{"a webhook that is disabled", nil, &now, false, nil},
	} {
		w := domain.Webhook{Enabled: c.enabled, RestUntil: c.rest}
		if got := w.NextTry(domain.WebhookDelivery{NextTryAt: c.next}); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}
