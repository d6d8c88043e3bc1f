package apitest_test

import "github.com/gatehouse-dev/gatehouse/api/apitest"

// placeRecipes are the good calls about locations and about a workspace as a whole.
var placeRecipes = map[string]func(w *apitest.Workspace) call{
	"previewWorkspace": in("/preview", 200, map[string]any{"approval_policy": "never"}),
	// Without its name, which only whoever may delete gets to hear: the walks need their workspace still.
	"deleteWorkspace": in("", 422, nil),
	"updateLocation": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/locations/" + depot(w, apitest.Address("depot")), status: 200, body: map[string]any{"address": "12 Harbour Road"}}
	},
	"deleteLocation": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/locations/" + depot(w, apitest.Address("depot")), status: 204}
	},
}
