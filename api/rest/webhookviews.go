package rest

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// NewWebhook makes a webhook.
type NewWebhook struct {
	URL         string   `json:"url" validate:"required,max=1024" maxLength:"1024" example:"https://fleet.example.com/hooks/gatehouse"`
	Description string   `json:"description,omitempty" validate:"omitempty,max=500" maxLength:"500" example:"Fleet app"`
	EventTypes  []string `json:"event_types" validate:"required,max=50" example:"user.*"`
	Enabled     *bool    `json:"enabled,omitempty" validate:"omitempty" default:"true" example:"true"`
} // @name NewWebhook

// WebhookPatch is a merge patch (RFC 7396): what is left out stays as it is.
type WebhookPatch struct {
	URL         web.Optional[string]   `json:"url,omitzero" swaggertype:"string" validate:"omitempty,max=1024" binding:"optional" maxLength:"1024" example:"https://fleet.example.com/hooks/gatehouse"`
	Description web.Optional[string]   `json:"description,omitzero" swaggertype:"string" validate:"omitempty,max=500" binding:"optional" maxLength:"500" example:"Fleet app"`
	EventTypes  web.Optional[[]string] `json:"event_types,omitzero" swaggertype:"array,string" validate:"omitempty,max=50" binding:"optional" example:"user.*"`
	Enabled     web.Optional[bool]     `json:"enabled,omitzero" swaggertype:"boolean" validate:"omitempty" binding:"optional" example:"true"`
} // @name WebhookPatch

// Webhook tells an endpoint outside of what happens in the workspace. owner is whom it works for: whoever made or last
// changed it; null where they are gone.
type Webhook struct {
	ID                  string        `json:"id" validate:"required" format:"uuid"`
	URL                 string        `json:"url" validate:"required" example:"https://fleet.example.com/hooks/gatehouse"`
	Description         string        `json:"description" validate:"required" example:"Fleet app"`
	EventTypes          []string      `json:"event_types" validate:"required" example:"user.*"`
	Enabled             bool          `json:"enabled" validate:"required" example:"true"`
	State               string        `json:"state" validate:"required" enums:"enabled,failing,disabled" example:"enabled"`
	DisabledReason      *string       `json:"disabled_reason" validate:"required" enums:"turned_off,gone,failing,owner_lost_access" extensions:"x-nullable" example:"turned_off"`
	CreatedBy           *Ref          `json:"created_by" validate:"required" extensions:"x-nullable"`
	Owner               *Ref          `json:"owner" validate:"required" extensions:"x-nullable"`
	PreviousSecretUntil *time.Time    `json:"previous_secret_until" validate:"required" format:"date-time" extensions:"x-nullable"`
	LastDelivery        *LastDelivery `json:"last_delivery" validate:"required" extensions:"x-nullable"`
	CreatedAt           time.Time     `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt           time.Time     `json:"updated_at" validate:"required" format:"date-time"`
} // @name Webhook

// LastDelivery is what came of the last try to tell an endpoint anything; problem is null where it took it.
type LastDelivery struct {
	At      time.Time `json:"at" validate:"required" format:"date-time"`
	Status  *int      `json:"status" validate:"required" extensions:"x-nullable" example:"204"`
	Problem *string   `json:"problem" validate:"required" extensions:"x-nullable" example:"timeout"`
} // @name LastDelivery

// WebhookSecret is a webhook with its new secret, which comes this once.
type WebhookSecret struct {
	Webhook
	Secret string `json:"secret" validate:"required" example:"whsec_8mZxQe0cVb2LrT6yNwK9sHdJ1uGfP3aXoR5iE7tBvM0="`
} // @name WebhookSecret

// ChangedWebhook is a webhook with its new secret, this once, where its address is another one since.
type ChangedWebhook struct {
	Webhook
	Secret string `json:"secret,omitempty" validate:"omitempty" example:"whsec_8mZxQe0cVb2LrT6yNwK9sHdJ1uGfP3aXoR5iE7tBvM0="`
} // @name ChangedWebhook

// WebhookPage is one page of webhooks.
type WebhookPage struct {
	Data       []Webhook `json:"data" validate:"required"`
	NextCursor *string   `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total    `json:"total,omitempty" validate:"omitempty"`
} // @name WebhookPage

// WebhookEventTypes lists the names of events that webhooks can be told of.
type WebhookEventTypes struct {
	Data []string `json:"data" validate:"required" example:"user.invited"`
} // @name WebhookEventTypes

// WebhookDelivery is one event on its way to one endpoint. Its webhook-id is event_id.
type WebhookDelivery struct {
	ID           string     `json:"id" validate:"required" format:"uuid"`
	WebhookID    string     `json:"webhook_id" validate:"required" format:"uuid"`
	EventID      string     `json:"event_id" validate:"required" format:"uuid"`
	EventType    string     `json:"event_type" validate:"required" example:"user.invited"`
	State        string     `json:"state" validate:"required" enums:"waiting,retrying,delivered,failed" example:"delivered"`
	Problem      *string    `json:"problem" validate:"required" extensions:"x-nullable" example:"timeout"`
	Attempts     int        `json:"attempts" validate:"required" example:"1"`
	AnswerStatus *int       `json:"answer_status" validate:"required" extensions:"x-nullable" example:"204"`
	NextTryAt    *time.Time `json:"next_try_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	LastTriedAt  *time.Time `json:"last_tried_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	CreatedAt    time.Time  `json:"created_at" validate:"required" format:"date-time"`
} // @name WebhookDelivery

// WebhookDeliveryDetail is a delivery with what is sent, how the last answer began, and the tries.
type WebhookDeliveryDetail struct {
	WebhookDelivery
	Request    WebhookRequest `json:"request" validate:"required"`
	AnswerBody *string        `json:"answer_body" validate:"required" extensions:"x-nullable" example:"ok"`
	Tries      []WebhookTry   `json:"tries" validate:"required"`
} // @name WebhookDeliveryDetail

// WebhookRequest is what is sent. The signature, and the time by which it is made, are new at each try.
type WebhookRequest struct {
	Headers map[string]string `json:"headers" validate:"required"`
	Body    *string           `json:"body" validate:"required" extensions:"x-nullable" example:"{\"type\":\"user.invited\"}"`
} // @name WebhookRequest

// WebhookTry is one try; status is null where no answer came, and problem where the endpoint took it.
type WebhookTry struct {
	At             time.Time `json:"at" validate:"required" format:"date-time"`
	Status         *int      `json:"status" validate:"required" extensions:"x-nullable" example:"503"`
	Problem        *string   `json:"problem" validate:"required" extensions:"x-nullable" example:"refused"`
	DurationMillis int64     `json:"duration_millis" validate:"required" example:"84"`
} // @name WebhookTry

// WebhookDeliveryPage is one page of deliveries.
type WebhookDeliveryPage struct {
	Data       []WebhookDelivery `json:"data" validate:"required"`
	NextCursor *string           `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total            `json:"total,omitempty" validate:"omitempty"`
} // @name WebhookDeliveryPage

func webhookOf(v tenancy.WebhookView) Webhook {
	w := Webhook{
		ID: string(v.ID), URL: v.URL, Description: v.Description, EventTypes: v.EventTypes, Enabled: v.Enabled, State: v.State(),
		DisabledReason: orNull(string(v.DisabledReason)), CreatedBy: personOrNull(v.Maker), Owner: personOrNull(v.Owner),
		PreviousSecretUntil: momentOrNull(v.PreviousUntil), CreatedAt: moment(v.CreatedAt), UpdatedAt: moment(v.UpdatedAt),
	}
	if v.LastTriedAt != nil {
		w.LastDelivery = &LastDelivery{At: moment(*v.LastTriedAt), Status: statusOrNull(v.LastStatus), Problem: orNull(v.LastProblem)}
	}
	return w
}

func webhookSecretOf(v tenancy.WebhookView, text secret.Text) WebhookSecret {
	return WebhookSecret{Webhook: webhookOf(v), Secret: text.Reveal()}
}

func personOrNull(u *domain.User) *Ref {
	if u == nil {
		return nil
	}
	return &Ref{ID: string(u.ID), Name: u.Name}
}

func statusOrNull(status int) *int {
	if status == 0 {
		return nil
	}
	return &status
}

func deliveryView(d domain.WebhookDelivery) WebhookDelivery {
	return WebhookDelivery{
		ID: string(d.ID), WebhookID: string(d.WebhookID), EventID: string(d.EventID), EventType: string(d.EventType),
		State: string(d.State), Problem: orNull(d.Problem), Attempts: d.Attempts, AnswerStatus: statusOrNull(d.Status),
		NextTryAt: momentOrNull(d.NextTryAt), LastTriedAt: momentOrNull(d.LastTriedAt), CreatedAt: moment(d.CreatedAt),
	}
}

func deliveryDetail(v tenancy.DeliveryView) WebhookDeliveryDetail {
	d := WebhookDeliveryDetail{
		WebhookDelivery: deliveryView(v.WebhookDelivery), Request: WebhookRequest{Headers: domain.HookHeaders(v.EventID)},
		Tries: each(v.Tries, func(t domain.Try) WebhookTry {
			return WebhookTry{At: moment(t.At), Status: statusOrNull(t.Status), Problem: orNull(t.Problem), DurationMillis: t.Took.Milliseconds()}
		}),
	}
	if v.Body != nil {
		text := string(v.Body)
		d.Request.Body = &text
	}
	if v.Status != 0 {
		d.AnswerBody = &v.Answer
	}
	return d
}
