package apitest_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// byBash runs a script of the docs in a folder and gives what it said.
func byBash(t *testing.T, folder, script string, environment ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", script) //nolint:gosec // our own docs
	command.Dir, command.Env = folder, append(os.Environ(), environment...)
	said, err := command.CombinedOutput()
	return string(said), err
}

// startAtItsAddress runs an API that is reached where it says that it is, as who verifies its tokens wants it.
func startAtItsAddress(t *testing.T, d testkit.Database, settings ...string) (api *apitest.API, public string) {
	t.Helper()
	public = "http://127.0.0.1:" + freePort(t)
	api = apitest.Start(t, d, append(settings, "GATEHOUSE_PUBLIC_URL="+public)...)
	listenAt(t, strings.TrimPrefix(public, "http://"), api.Handler)
	return api, public
}

// The walk from nothing to a protected endpoint, run as it stands but for its port.
func TestTheIntegratorsWalkRuns(t *testing.T) {
	walk := marked(t, walkMark, 1)[0]
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api, public := startAtItsAddress(t, d, inside)
		w := api.Setup("Acme Fleet")
		bo := w.Member("Bo Brown", "Member")
		said, err := byBash(t, "../..", strings.ReplaceAll(walk, "9000", freePort(t)), "GATEHOUSE="+public, "WORKSPACE="+w.ID,
			"EMAIL="+w.Admin.Email, "PASSWORD="+apitest.Password, "BO_EMAIL="+bo.Email, "BO_PASSWORD="+apitest.Password)
		want := []string{
			"fleet:dispatch", "you may not do that", "1", "dispatched", "suspended", `user.suspended who="Bo Brown" sessions_ended=1`, "sign in first",
		}
		if err != nil || said != strings.Join(want, "\n")+"\n" {
			t.Errorf("%v: said\n%s\nwant\n%s", err, said, strings.Join(want, "\n"))
		}
		for _, line := range want {
			if !strings.Contains(integrators(t), "`"+line+"`") {
				t.Errorf("the docs do not say that it says %s", line)
			}
		}
	})
}

func integrators(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/integrators.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The integrators' blocks, run as they stand against a real server.
func TestTheIntegratorsBlocksRun(t *testing.T) {
	blocks := marked(t, blockMark, 3)
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		key := w.NewKey(apitest.Without()...).Secret
		folder := t.TempDir()
		for i, want := range []string{
			"Ada Admin\n" + `{"allowed":true,"results":{"users:read":true,"users:remove":true}}` + "\n" + w.Admin.Email + " true\nnobody@example.com false\n",
			"1 can be invited\nline 3: There is no role called “Captain”.\n",
			"workspace.created: Acme Fleet\nuser.activated: Ada Admin\n",
		} {
			said, err := byBash(t, folder, blocks[i], "GATEHOUSE="+w.API.URL, "WORKSPACE="+w.ID, "EMAIL="+w.Admin.Email,
				"PASSWORD="+apitest.Password, "KEY="+key)
			if err != nil || said != want {
				t.Errorf("%v: said\n%s\nwant\n%s", err, said, want)
			}
		}
	})
}
