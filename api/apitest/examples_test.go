package apitest_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// example builds a program of api/client/examples.
func example(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-o", path, "../client/examples/"+name).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// environment is what the examples ask for.
func environment(w *apitest.Workspace, permissions ...domain.Permission) []string {
	return append(os.Environ(), "GATEHOUSE="+w.API.URL, "GATEHOUSE_WORKSPACE="+w.ID, "GATEHOUSE_KEY="+w.NewKey(permissions...).Secret)
}

func TestTheExampleOfPeopleRuns(t *testing.T) {
	path := example(t, "people")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		settings := environment(w, domain.UsersRead, domain.UsersInvite, domain.RolesRead, domain.LocationsRead)
		for _, first := range []string{"invited bo@example.com\n", "bo@example.com was invited before\n"} {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			command := exec.CommandContext(ctx, path, "bo@example.com", "Bo Brown", "Member")
			command.Env = settings
			said, err := command.CombinedOutput()
			want := first + "active " + w.Admin.Email + "\ninvited bo@example.com\n"
			if err != nil || string(said) != want {
				t.Errorf("%v: said\n%s\nwant\n%s", err, said, want)
			}
		}
	})
}

func TestTheExampleOfAProtectedEndpointRuns(t *testing.T) {
	path := example(t, "protected")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		permission := map[string]any{"description": "Send vehicles out"}
		w.API.Want(w.API.Call("PUT", w.Path+"/permissions/fleet:dispatch", w.Admin.Token, permission), 201, "")
		address := "127.0.0.1:" + freePort(t)
		command := exec.CommandContext(t.Context(), path, address)
		command.Env = environment(w, domain.UsersRead)
		var said strings.Builder
		command.Stderr = &said
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = command.Process.Kill()
			_ = command.Wait()
			if t.Failed() {
				t.Log(said.String())
			}
		})
		for email, want := range map[string]int{w.Admin.Email: 200, "nobody@example.com": 403} {
			if got := dispatch(t, "http://"+address+"/dispatch", email); got != want {
				t.Errorf("%s: %d, want %d", email, got, want)
			}
		}
	})
}

// dispatch asks as somebody, and waits until the app is there.
func dispatch(t *testing.T, address, email string) int {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-User-Email", email)
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = answer.Body.Close()
			return answer.StatusCode
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
