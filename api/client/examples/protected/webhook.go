package main

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// listener hears from Gatehouse who was put out, and ends their sessions at once. The guard would turn them away all the
// same; what does not ask at each request, such as an open stream, would go on.
type listener struct {
	hook     *standardwebhooks.Webhook
	sessions *sessions
}

// signedBy checks signatures by the secret of a webhook. The library takes an empty one, too, by which everybody can sign.
func signedBy(secret string) (*standardwebhooks.Webhook, error) {
	if strings.TrimPrefix(secret, "whsec_") == "" {
		return nil, errors.New("the secret of the webhook is missing")
	}
	return standardwebhooks.NewWebhook(secret)
}

// receive believes nothing before it is verified, over the bytes as they came.
func (l listener) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil || l.hook.Verify(body, r.Header) != nil {
		http.Error(w, "not signed with the secret of the webhook", http.StatusUnauthorized)
		return
	}
	var event struct {
		Type string
		Data struct {
			Target struct {
				ID    uuid.UUID
				Label string
			}
		}
	}
	if err := json.Unmarshal(body, &event); err != nil {
		http.Error(w, "not an event", http.StatusBadRequest)
		return
	}
	switch event.Type {
	case "user.suspended", "user.removed", "user.sessions_ended":
		ended := l.sessions.end(event.Data.Target.ID) // of a copy, which has the same webhook-id, nothing is left to end
		slog.Info(event.Type, "who", event.Data.Target.Label, "sessions_ended", ended)
	}
	w.WriteHeader(http.StatusNoContent)
}
