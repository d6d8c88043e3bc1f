package apitest_test

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// nowhere is an address that may be kept; nothing is sent in the tests that use it.
const nowhere = "https://receiver.example/hooks"

// hookRecipes are the recipes of webhooks.
var hookRecipes = map[string]func(w *apitest.Workspace) call{
	"listWebhooks":      in("/webhooks", 200, nil),
	"listWebhookEvents": in("/webhooks/event-types", 200, nil),
	"createWebhook": func(w *apitest.Workspace) call {
		makeRoom(w)
		return call{path: w.Path + "/webhooks", status: 201, body: map[string]any{"url": nowhere, "event_types": []string{"import.done"}}}
	},
	"getWebhook":            onHook("", 200, nil),
	"updateWebhook":         onHook("", 200, map[string]any{"description": "Another app"}),
	"deleteWebhook":         onHook("", 204, nil),
	"testWebhook":           onHook("/test", 201, nil),
	"rotateWebhookSecret":   onHook("/rotate-secret", 200, nil),
	"listWebhookDeliveries": onHook("/deliveries", 200, nil),
	"getWebhookDelivery":    onDelivery("", 200),
	"redeliverWebhook":      onDelivery("/redeliver", 200),
}

// onHook is a call on a new webhook of the Admin's.
func onHook(action string, status int, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		makeRoom(w)
		return call{path: w.NewHook(nowhere, "import.done").Path + action, status: status, body: body}
	}
}

// onDelivery is a call on a delivery that was given up.
func onDelivery(action string, status int) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		makeRoom(w)
		path := w.Tried(w.NewHook(nowhere, "import.done"))
		one := path[strings.LastIndex(path, "/")+1:]
		w.API.Exec("UPDATE webhook_deliveries SET state = 'failed', next_try_at = NULL WHERE id = ?", one)
		return call{path: path + action, status: status}
	}
}

// makeRoom takes away what earlier calls made: a workspace can have few webhooks.
func makeRoom(w *apitest.Workspace) {
	if w.API.Count("webhooks", "workspace_id = ?", w.ID) < domain.MaxWebhooks/2 {
		return
	}
	w.API.Exec("DELETE FROM webhook_deliveries WHERE workspace_id = ?", w.ID)
	w.API.Exec("DELETE FROM webhooks WHERE workspace_id = ?", w.ID)
}
