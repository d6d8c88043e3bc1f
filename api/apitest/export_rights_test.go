package apitest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// There are no links to files: an export is an answer to whoever asks, who is asked for their credential and their right each
// time. Its address alone opens nothing: H14. The exports are found in the document.
func TestTheAddressOfAnExportOpensNothing(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w, found := api.Setup("Acme Fleet"), 0
		other := api.Found("Other Fleet")
		for _, op := range api.Operations {
			if !isExport(t, op.Path) {
				continue
			}
			found++
			t.Run(op.ID, func(t *testing.T) { opensNothing(t, w.For(t), other, op) })
		}
		if found < 3 {
			t.Errorf("only %d exports", found)
		}
	})
}

func opensNothing(t *testing.T, w, other *apitest.Workspace, op web.Operation) {
	path := strings.NewReplacer("{workspace_id}", w.ID, "{import_id}", readyImport(w)).Replace(op.Path)
	get := func(path, token string, headers ...string) apitest.Answer {
		t.Helper()
		return w.API.Call(http.MethodGet, path, token, nil, headers...)
	}
	reader := w.Member("Rae Reader", "Admin")
	for range 2 { // as often as they like
		file := w.API.Want(get(path, reader.Token), 200, "")
		for name := range file.Header {
			if name == "Location" || name == "Link" || name == "Refresh" || name == "Set-Cookie" {
				t.Errorf("the file has a header %s: %s", name, file.Header.Get(name))
			}
		}
		if file.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the file may be kept: %s", file.Header.Get("Cache-Control"))
		}
	}
	signedIn := signIn(w, reader)
	w.API.Want(get(path, ""), 401, "unauthenticated")
	w.API.Want(get(path, "", "Cookie", cookieOf(signedIn)), 401, "unauthenticated") // which a browser would send along a link
	for _, name := range []string{"access_token", "token", "key", "jwt", "signature"} {
		w.API.Want(get(path+"?"+name+"="+reader.Token, ""), 401, "unauthenticated")
		w.API.Want(get(path+"?"+name+"="+reader.Token, reader.Token), 400, "unknown_parameter")
	}
	w.API.Want(get(path, other.Admin.Token), 404, "not_found")
	w.API.Want(get(strings.Replace(path, w.ID, other.ID, 1), reader.Token), 404, "not_found")
	w.API.Want(get(path, w.Holder(apitest.Address("cy"), domain.RolesRead).Token), 403, "permission_denied")

	key := w.NewKey(domain.AllPermissions()...)
	w.API.Want(get(path, key.Secret), 200, "")
	w.API.Want(w.API.Call("DELETE", w.Path+"/api-keys/"+key.ID, w.Admin.Token, nil), 204, "")
	w.API.Want(get(path, key.Secret), 401, "unauthenticated")

	w.API.Want(get(path, signedIn.Text("access_token")), 200, "")
	w.API.Want(w.API.Call("DELETE", "/api/v1/auth/sessions/current", signedIn.Text("access_token"), nil, "Cookie", cookieOf(signedIn)), 204, "")
	w.API.Want(get(path, signedIn.Text("access_token")), 401, "unauthenticated")

	w.API.Want(get(path, reader.Token), 200, "")
	w.API.Want(w.API.Call("POST", w.Path+"/users/"+reader.UserID+"/suspend", w.Admin.Token, nil), 200, "")
	if a := get(path, reader.Token); a.Status != 403 && a.Status != 404 {
		w.API.Want(a, 403, "suspended")
	}
	w.API.Want(w.API.Call("POST", w.Path+"/users/"+reader.UserID+"/reactivate", w.Admin.Token, nil), 200, "")
	token := w.API.SignIn(reader.Email)
	w.API.Want(get(path, token), 200, "")
	w.API.Want(w.API.Call("DELETE", w.Path+"/users/"+reader.UserID, w.Admin.Token, nil), 204, "")
	if a := get(path, token); a.Status != 404 && a.Status != 401 {
		w.API.Want(a, 404, "not_found")
	}
	w.API.Want(get(path, w.Admin.Token), 200, "")
}
