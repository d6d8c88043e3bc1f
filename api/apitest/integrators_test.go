package apitest_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// The walk from nothing to a protected endpoint, run as it stands but for its port.
func TestTheIntegratorsWalkRuns(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		text, err := os.ReadFile("../../docs/integrators.md")
		if err != nil {
			t.Fatal(err)
		}
		_, after, found := strings.Cut(string(text), "<!-- the tests run this walk as it stands -->\n```sh\n")
		walk, _, closed := strings.Cut(after, "```")
		if !found || !closed {
			t.Fatal("there is no walk to run")
		}
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		command := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", strings.ReplaceAll(walk, "9000", freePort(t)))
		command.Dir = "../.."
		command.Env = append(os.Environ(), "GATEHOUSE="+w.API.URL, "WORKSPACE="+w.ID, "EMAIL="+w.Admin.Email, "PASSWORD="+apitest.Password)
		said, err := command.CombinedOutput()
		if want := "fleet:dispatch\ndispatched\nyou may not do that\n"; err != nil || string(said) != want {
			t.Errorf("%v: said\n%s\nwant\n%s", err, said, want)
		}
	})
}

// The integrators' blocks, run as they stand against a real server.
func TestTheIntegratorsBlocksRun(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		key := w.NewKey(domain.AuditRead).Secret
		text, err := os.ReadFile("../../docs/integrators.md")
		if err != nil {
			t.Fatal(err)
		}
		blocks := strings.Split(string(text), "<!-- the tests run this block as it stands -->\n```sh\n")[1:]
		said := []string{
			"Ada Admin\n" + `{"allowed":true,"results":{"users:read":true,"users:remove":true}}` + "\n" + w.Admin.Email + " true\nnobody@example.com false\n",
			"workspace.created: Acme Fleet\nuser.activated: Ada Admin\n",
		}
		if len(blocks) != len(said) {
			t.Fatalf("there are %d blocks to run, want %d", len(blocks), len(said))
		}
		for i, rest := range blocks {
			block, _, _ := strings.Cut(rest, "```")
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			command := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", block)
			command.Env = append(os.Environ(), "GATEHOUSE="+w.API.URL, "WORKSPACE="+w.ID, "EMAIL="+w.Admin.Email, "PASSWORD="+apitest.Password, "KEY="+key)
			if got, err := command.CombinedOutput(); err != nil || string(got) != said[i] {
				t.Errorf("%v: said\n%s\nwant\n%s", err, got, said[i])
			}
		}
	})
}
