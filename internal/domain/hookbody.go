package domain

import (
	"encoding/json"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// hookBody is what an endpoint is sent: an event as the audit log shows it, in the frame of Standard Webhooks.
type hookBody struct {
	Type      EventType `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      hookEvent `json:"data"`
}

type hookEvent struct {
	ID          string            `json:"id"`
	Type        EventType         `json:"type"`
	OccurredAt  time.Time         `json:"occurred_at"`
	WorkspaceID string            `json:"workspace_id"`
	Actor       hookActor         `json:"actor"`
	Target      hookTarget        `json:"target"`
	Changes     map[string]Change `json:"changes"`
	RequestID   string            `json:"request_id"`
	IP          string            `json:"ip"`
	UserAgent   string            `json:"user_agent"`
}

type hookActor struct {
	Kind    string  `json:"kind"`
	ID      *string `json:"id"`
	Label   string  `json:"label"`
	OwnerID *string `json:"owner_id"`
}

type hookTarget struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Label string `json:"label"`
}

// HookBody gives what an endpoint is sent of an event, the same bytes at each try. The error says that its changes cannot
// be written as JSON.
func HookBody(e AuditEvent) ([]byte, error) {
	at := e.OccurredAt.UTC()
	data := hookEvent{
		ID: string(e.ID), Type: e.Type, OccurredAt: at, Actor: hookActor{Kind: e.ActorKind, Label: e.ActorLabel},
		Target: hookTarget{Kind: e.TargetKind, ID: e.TargetID, Label: e.TargetLabel}, Changes: e.Changes,
		RequestID: e.RequestID, IP: e.IP, UserAgent: e.UserAgent,
	}
	if e.ActorID != "" {
		data.Actor.ID = &e.ActorID
	}
	if e.ActorOwner != "" {
		data.Actor.OwnerID = (*string)(&e.ActorOwner)
	}
	if e.ForWorkspace != nil {
		data.WorkspaceID = string(*e.ForWorkspace)
	}
	if data.Changes == nil {
		data.Changes = map[string]Change{}
	}
	return json.Marshal(hookBody{Type: e.Type, Timestamp: at, Data: data})
}

// The headers of Standard Webhooks, and which of them a try adds to HookHeaders.
const (
	HookHeaderID        = "webhook-id"
	HookHeaderTimestamp = "webhook-timestamp"
	HookHeaderSignature = "webhook-signature"
)

// HookHeaders gives the headers that are the same at each try.
func HookHeaders(e id.Event) map[string]string {
	return map[string]string{"content-type": "application/json", "user-agent": "Gatehouse-Webhooks/1", HookHeaderID: string(e)}
}
