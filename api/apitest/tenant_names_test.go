package apitest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

func TestTenantsMayBeNamedAlike(t *testing.T) {
	twoTenants(t, func(t *testing.T, w, other *apitest.Workspace) {
		other.Update(map[string]any{"name": "Acme Fleet"})
		twin := w.API.Found("Acme Fleet")
		slugs := map[string]bool{}
		for _, one := range []*apitest.Workspace{w, other, twin} {
			a := one.API.Want(one.API.Call("GET", one.Path, one.Admin.Token, nil), 200, "")
			if a.Text("name") != "Acme Fleet" || slugs[a.Text("slug")] {
				t.Errorf("the workspace is %s", a.Body)
			}
			slugs[a.Text("slug")] = true
			depot(one, "Sydney")
			p := one.Member("Bo Brown", "Member")
			found := one.API.Want(one.API.Call("GET", one.Path+"/users?q=bo+brown", one.Admin.Token, nil), 200, "")
			if list := found.List("data"); len(list) != 1 || apitest.At(list[0], "id") != p.UserID {
				t.Errorf("searching for Bo Brown finds %s, want %s alone", found.Body, p.UserID)
			}
		}
		w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": "SYDNEY"}), 409, "name_taken")
	})
}

// Two tenants asking in turn on the same kept connections, of every replica, with everything warm: each sees its
// own, and nobody in between may keep it.
func TestRequestsOfTwoTenantsOnSharedConnectionsNeverCross(t *testing.T) {
	apitest.Everywhere(t, func(t *testing.T, replicas []*apitest.API) {
		w := replicas[0].Setup("Acme Fleet")
		other := w.API.Found("Kanarie Tenant")
		w.Invite("Acme Person", "Member")
		other.Invite("Kanarie Person", "Member")
		requests := min(200*apitest.Rounds(6), 5000)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4, MaxConnsPerHost: 4}}
		var workers sync.WaitGroup
		for n := range 8 {
			workers.Go(func() {
				for i := range requests / 8 {
					mine, theirs := w, other
					if (i+n)%2 == 1 {
						mine, theirs = other, w
					}
					if err := asks(client, replicas[(i/2+n)%len(replicas)], mine, theirs, i); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		workers.Wait()
	})
}

// asks makes one request of one tenant, and looks for signs of the other one.
func asks(client *http.Client, api *apitest.API, mine, theirs *apitest.Workspace, i int) error {
	paths := []string{mine.Path, mine.Path + "/users", mine.Path + "/users/summary", mine.Path + "/approvals", mine.Path + "/roles", "/api/v1/me", theirs.Path + "/users"}
	path := paths[i%len(paths)]
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, api.URL+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+mine.Admin.Token)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	want := http.StatusOK
	if strings.HasPrefix(path, theirs.Path) {
		want = http.StatusNotFound
	}
	stranger := map[bool]string{true: "Kanarie", false: "Acme"}[strings.Contains(mine.Admin.Email, "ada")]
	switch {
	case response.StatusCode != want:
		return fmt.Errorf("%s: %d, want %d: %s", path, response.StatusCode, want, text)
	case response.Header.Get("Cache-Control") != "no-store":
		return fmt.Errorf("%s may be kept: %q", path, response.Header.Get("Cache-Control"))
	case bytes.Contains(text, []byte(stranger)), bytes.Contains(text, []byte(theirs.ID)), bytes.Contains(text, []byte(theirs.Admin.UserID)):
		return fmt.Errorf("%s shows the other tenant: %s", path, text)
	}
	return nil
}
