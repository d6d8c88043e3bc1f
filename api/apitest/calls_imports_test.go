package apitest_test

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// importRecipes are the calls on bulk invitations, of people whose role gives nothing.
var importRecipes = map[string]func(*apitest.Workspace) call{
	"listImports":     in("/imports", 200, nil),
	"getImportSample": in("/imports/sample", 200, nil),
	"createImport": func(w *apitest.Workspace) call {
		return call{path: w.Path + "/imports", status: 201, body: fileOf(w)}
	},
	"getImport":        ready("", 200, nil),
	"updateImport":     ready("", 200, map[string]any{"defaults": map[string]any{"message": "Hi"}}),
	"startImport":      ready("/start", 200, nil),
	"cancelImport":     ready("/cancel", 200, nil),
	"listImportRows":   ready("/rows", 200, nil),
	"exportImportRows": ready("/rows/export", 200, nil),
	"updateImportRow":  ready("/rows/1", 200, map[string]any{"name": "Another Name"}),
	"revokeImport": func(w *apitest.Workspace) call {
		one := readyImport(w)
		w.API.Want(w.API.Call("POST", w.Path+"/imports/"+one+"/start", w.Admin.Token, nil), 200, "")
		work(w, one)
		return call{path: w.Path + "/imports/" + one + "/revoke", status: 200}
	},
}

// fileOf is a file with one person.
func fileOf(w *apitest.Workspace) string {
	return "email,name,role\n" + apitest.Address("nina") + ",Nina New," + nothing(w) + "\n"
}

// readyImport uploads a file and has it checked.
func readyImport(w *apitest.Workspace) string {
	one := w.API.Want(w.API.Call("POST", w.Path+"/imports", w.Admin.Token, fileOf(w), "Content-Type", "text/csv"), 201, "").Text("id")
	work(w, one)
	return one
}

// work does what the house has to do for an import, until there is nothing left.
func work(w *apitest.Workspace, one string) {
	for again := true; again; {
		pause, err := w.API.App.Admission.WorkAtImport(context.Background(), authz.NewJob("test"), id.Workspace(w.ID), id.Import(one))
		again = err == nil && pause > 0
	}
}

func ready(rest string, status int, body any) func(*apitest.Workspace) call {
	return func(w *apitest.Workspace) call {
		return call{path: w.Path + "/imports/" + readyImport(w) + rest, status: status, body: body}
	}
}
