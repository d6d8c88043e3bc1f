package apitest_test

import (
	"context"
	"io"
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

// The app that asks at each request, and hears from a webhook who was put out.
func TestTheExampleOfAProtectedEndpointRuns(t *testing.T) {
	path := example(t, "protected")
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api, public := startAtItsAddress(t, d, inside)
		w := api.Setup("Acme Fleet")
		permission := map[string]any{"description": "Send vehicles out"}
		api.Want(api.Call("PUT", w.Path+"/permissions/fleet:dispatch", w.Admin.Token, permission), 201, "")
		bo, cay, dan := w.Member("Bo Brown", "Member"), w.Member("Cay Clark", "Member"), w.Member("Dan Dunn", "Member")
		address := "http://127.0.0.1:" + freePort(t)
		hook := w.NewHook(address+"/hooks/gatehouse", "user.*")
		app := exec.CommandContext(t.Context(), path, strings.TrimPrefix(address, "http://"))
		app.Env = append(environment(w, domain.UsersRead), "GATEHOUSE="+public, "GATEHOUSE_WEBHOOK_SECRET="+hook.Secret)
		began(t, app)

		if _, status := enter(t, address, w.Admin.Token); status != 401 {
			t.Errorf("an access token opens a session: %d", status)
		}
		sessions := map[string]string{}
		for _, p := range []apitest.Person{w.Admin, bo, cay, dan} {
			identity := w.API.Call("POST", w.Path+"/identity-token", p.Token, map[string]any{"audience": "fleet"}).Text("token")
			session, status := enter(t, address, identity)
			if status != 200 {
				t.Fatalf("%s: %d %s", p.Name, status, session)
			}
			sessions[p.Name] = session
		}
		dispatch := func(who apitest.Person) int {
			_, status := askApp(t, address+"/dispatch", sessions[who.Name])
			return status
		}
		if a, b := dispatch(w.Admin), dispatch(bo); a != 200 || b != 403 {
			t.Errorf("the Admin %d, want 200; Bo %d, want 403", a, b)
		}
		api.Want(api.Call("POST", w.Path+"/users/"+bo.UserID+"/suspend", w.Admin.Token, nil), 200, "")
		api.Want(api.Call("DELETE", w.Path+"/users/"+cay.UserID, w.Admin.Token, nil), 204, "")
		for _, who := range []apitest.Person{bo, cay} {
			eventually(t, who.Name+"'s session ends", func() bool { return dispatch(who) == 401 })
		}
		if a, b := dispatch(w.Admin), dispatch(dan); a != 200 || b != 403 {
			t.Errorf("the Admin %d, want 200; Dan %d, want 403", a, b)
		}
		if _, status := askApp(t, address+"/hooks/gatehouse", ""); status != 401 {
			t.Errorf("the app believes what is not signed: %d", status)
		}
	})
	command := exec.CommandContext(t.Context(), path, "localhost:0")
	command.Env = append(os.Environ(), "GATEHOUSE=http://localhost:8080", "GATEHOUSE_KEY=gh_", "GATEHOUSE_WORKSPACE=0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e")
	if said, err := command.CombinedOutput(); err == nil || !strings.Contains(string(said), "the secret of the webhook is missing") {
		t.Errorf("%v: said %s", err, said)
	}
}

// began starts a program, which ends with the test.
func began(t *testing.T, command *exec.Cmd) {
	t.Helper()
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
}

// enter opens a session of the app with a token.
func enter(t *testing.T, address, token string) (session string, status int) {
	t.Helper()
	session, status = askApp(t, address+"/sessions", token)
	return strings.TrimSpace(session), status
}

// askApp asks an app with a token, and waits until the app is there.
func askApp(t *testing.T, address, token string) (said string, status int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			body, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			return string(body), answer.StatusCode
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
