package domain

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// The events of webhooks. None knows a secret.
type (
	WebhookCreated struct {
		Webhook     Webhook  `audit:"drop"`
		URL         string   `audit:"keep"`
		Description string   `audit:"keep"`
		EventTypes  []string `audit:"keep"`
		Enabled     bool     `audit:"keep"`
	}
	WebhookUpdated struct {
		Webhook Webhook           `audit:"drop"`
		Fields  map[string]Change `audit:"keep"`
	}
	WebhookSecretRotated struct {
		Webhook Webhook           `audit:"drop"`
		Reason  string            `audit:"keep"` // asked, url_changed
		Owner   map[string]Change `audit:"keep"` // owner_id, where it works for somebody else from now on
	}
	WebhookDisabledEvent struct { // by the house
		Webhook Webhook        `audit:"drop"`
		Reason  DisabledReason `audit:"keep"`
	}
	WebhookDeleted struct {
		Webhook     Webhook `audit:"drop"`
		URL         Change  `audit:"keep"`
		Description Change  `audit:"keep"`
		EventTypes  Change  `audit:"keep"`
		Enabled     Change  `audit:"keep"`
	}
	WebhookTested struct {
		Webhook Webhook `audit:"drop"`
	}
	WebhookRedelivered struct {
		Webhook Webhook  `audit:"drop"`
		EventID id.Event `audit:"keep"`
	}
)

func webhookRef(w Webhook) Ref { return Ref{Kind: "webhook", ID: string(w.ID), Label: w.Label()} }

// Label is what a webhook is called: its description, or the host that it tells.
func (w Webhook) Label() string {
	if w.Description != "" {
		return shortened(w.Description)
	}
	_, rest, _ := strings.Cut(w.URL, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// Shown is the webhook's address as the log keeps it: without the query, in which people put keys.
func (w Webhook) Shown() string {
	address, _, found := strings.Cut(w.URL, "?")
	if found {
		address += "?…"
	}
	return address
}

func shortened(text string) string {
	if all := []rune(text); len(all) > MaxName {
		return string(all[:MaxName-1]) + "…"
	}
	return text
}

func (WebhookCreated) Type() EventType       { return "webhook.created" }
func (WebhookUpdated) Type() EventType       { return "webhook.updated" }
func (WebhookSecretRotated) Type() EventType { return "webhook.secret_rotated" }
func (WebhookDisabledEvent) Type() EventType { return "webhook.disabled" }
func (WebhookDeleted) Type() EventType       { return "webhook.deleted" }
func (WebhookTested) Type() EventType        { return "webhook.tested" }
func (WebhookRedelivered) Type() EventType   { return "webhook.redelivered" }

func (e WebhookCreated) Target() Ref       { return webhookRef(e.Webhook) }
func (e WebhookUpdated) Target() Ref       { return webhookRef(e.Webhook) }
func (e WebhookSecretRotated) Target() Ref { return webhookRef(e.Webhook) }
func (e WebhookDisabledEvent) Target() Ref { return webhookRef(e.Webhook) }
func (e WebhookDeleted) Target() Ref       { return webhookRef(e.Webhook) }
func (e WebhookTested) Target() Ref        { return webhookRef(e.Webhook) }
func (e WebhookRedelivered) Target() Ref   { return webhookRef(e.Webhook) }

// ToWebhooks tells whether webhooks are told of an event: not of what is for the log alone; not of the
// beginning and end of their workspace, which none of them sees; and not of what is done to make an endpoint hear
// something, which it hears anyway.
func (t EventType) ToWebhooks() bool {
	switch t {
	case WorkspaceCreated{}.Type(), WorkspaceDeleted{}.Type(), WebhookTested{}.Type(), WebhookRedelivered{}.Type():
		return false
	}
	return !t.ForLogAlone()
}

// WebhookEvents lists the types of events that webhooks can be told of, by name. A test holds it whole.
func WebhookEvents() []EventType {
	return []EventType{
		"api_key.created", "api_key.deleted", "api_key.rotated", "api_key.updated",
		"approval.approved", "approval.cancelled", "approval.expired", "approval.rejected", "approval.reminded", "approval.requested",
		"import.cancelled", "import.checked", "import.created", "import.done", "import.revoke_asked", "import.revoked",
		"import.started", "import.stopped", "import.updated",
		"invitation.declined", "invitation.expired", "invitation.new_asked", "invitation.resent", "invitation.revoked",
		"location.archived", "location.created", "location.deleted", "location.restored", "location.updated",
		"permission.created", "permission.removed", "permission.updated",
		"role.created", "role.deleted", "role.updated",
		"user.accepted", "user.activated", "user.asked", "user.invited", "user.reactivated", "user.removed", "user.sessions_ended",
		"user.suspended", "user.updated",
		"webhook.created", "webhook.deleted", "webhook.disabled", "webhook.secret_rotated", "webhook.updated",
		"workspace.updated",
	}
}
