package apitest_test

import "github.com/gatehouse-dev/gatehouse/api/apitest"

// keyRecipes are the recipes of API keys, and of the question whether somebody may do something.
var keyRecipes = map[string]func(w *apitest.Workspace) call{
	"listAPIKeys": in("/api-keys", 200, nil),
	"createAPIKey": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/api-keys", status: 201, body: map[string]any{
			"name": "App", "permissions": []string{}, "expires_at": "2035-01-31T15:04:05Z",
		}}
	},
	"getAPIKey":           spareKey("", 200, nil),
	"updateAPIKey":        spareKey("", 200, map[string]any{"name": "Another app"}),
	"deleteAPIKey":        spareKey("", 204, nil),
	"rotateAPIKey":        spareKey("/rotate", 200, map[string]any{"overlap_hours": 1}),
	"createIdentityToken": in("/identity-token", 200, map[string]any{"audience": "https://fleet.example.com"}),
	"getKeySet":           get("/.well-known/jwks.json"),
	"check": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/check", status: 200, body: map[string]any{"user_id": w.Admin.UserID, "permissions": []string{"users:read"}}}
	},
	"checkMany": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/check/batch", status: 200, body: map[string]any{
			"users": []map[string]any{{"user_id": w.Admin.UserID}}, "permissions": []string{"users:read"},
		}}
	},
}

// spareKey is a call on a new key of the Admin's that allows nothing.
func spareKey(action string, status int, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		return call{path: w.Path + "/api-keys/" + w.NewKey().ID + action, status: status, body: body}
	}
}
