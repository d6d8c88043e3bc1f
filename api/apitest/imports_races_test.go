package apitest_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Several workers may be at one file, as when a process that was thought dead comes back: each row is read once, and
// whoever comes after the end finds nothing to do.
func TestAnImportReadByManyAtOnce(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		for range 40 {
			i := upload(w, w.Admin, table(many(20)...))
			api.Want(i, 201, "")
			one := id.Import(i.Text("id"))
			failures := make(chan error, 6)
			var workers sync.WaitGroup
			for range cap(failures) {
				workers.Go(func() { failures <- workUntilDone(api, id.Workspace(w.ID), one) })
			}
			workers.Wait()
			close(failures)
			for err := range failures {
				if err != nil {
					t.Error(err)
				}
			}
			wantState(t, w.API.Call("GET", w.Path+"/imports/"+string(one), w.Admin.Token, nil), "ready", map[string]int{"checked_rows": 20})
			api.Want(act(w, w.Admin, i, "cancel"), 200, "")
		}
	})
}

func workUntilDone(api *apitest.API, ws id.Workspace, one id.Import) error {
	for {
		wait, err := api.App.Admission.WorkAtImport(context.Background(), authz.NewJob("test"), ws, one)
		if err != nil {
			return errors.Join(errors.New("work at an import"), err)
		}
		if wait == 0 {
			return nil
		}
	}
}
