package faults_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

const crowd = 1000

// Killed at any moment of its deletion, a workspace is there with everybody, or gone with everything.
func TestKilledWhileAWorkspaceIsDeletedItIsWholeOrGone(t *testing.T) {
	t.Parallel()
	onBothProcesses(t, smtpsink.Options{}, func(t *testing.T, j *job) {
		p := j.processes[0]
		j.setUp(p)
		whole, gone := 0, 0
		for range apitest.Rounds(6) {
			ws := j.crowded(p)
			end := apitest.Shot{Method: "DELETE", Path: "/api/v1/workspaces/" + ws + "?name=Doomed", Token: j.admin.Token}
			go func() {
				time.Sleep(rand.N(250 * time.Millisecond)) //nolint:gosec // any moment
				p.Kill()
			}()
			_, _ = p.Try(end.Method, end.Path, end.Token, nil)
			apitest.Eventually(t, patience, "the process is killed", func() bool { return !p.Running() })
			p.LeasesEnd()
			p.Start()
			switch people := p.Count("users", "workspace_id = ?", ws); people {
			case crowd + 1:
				whole++
				if n := p.Count("accounts", "name = ?", ws); n != crowd {
					t.Fatalf("the workspace is there with %d of %d accounts", n, crowd)
				}
				if a := j.insist(p, end); a.Status != 204 {
					t.Fatalf("asked again, it is deleted: %d %s", a.Status, a.Body)
				}
			case 0:
				gone++
			default:
				t.Fatalf("%d of %d people are left", people, crowd+1)
			}
			if n := p.Count("accounts", "name = ?", ws); n != 0 {
				t.Fatalf("%d accounts are left", n)
			}
			nothingBears(t, p.API, ws)
		}
		t.Logf("%d times whole, %d times gone", whole, gone)
	})
}

// crowded founds a workspace and puts a thousand people there, whose accounts bear its id as their name.
func (j *job) crowded(p *apitest.Process) string {
	j.t.Helper()
	ws := j.post(p, "/api/v1/workspaces", j.admin.Token, map[string]any{"name": "Doomed"}).Text("id")
	role := ""
	for _, r := range j.insist(p, apitest.Shot{Method: "GET", Path: "/api/v1/workspaces/" + ws + "/roles", Token: j.admin.Token}).List("data") {
		if apitest.At(r, "name") == "Member" {
			role = apitest.At(r, "id").(string)
		}
	}
	now := "'" + time.Now().UTC().Format("2006-01-02 15:04:05") + "+00:00'"
	const part = 100
	for range crowd / part {
		var accounts, users, roles []string
		for range part {
			account, user := id.New[id.Account](), id.New[id.User]()
			email := domain.Email(apitest.Address("one"))
			accounts = append(accounts, fmt.Sprintf("('%s', '%s', '%s', '', 1, %s, %s)", account, email, ws, now, now))
			users = append(users, fmt.Sprintf("('%s', '%s', '%s', 'One', 'one', '%s', 'one', 'active', 1, %s, %s, %s)", ws, user, account, email, now, now, now))
			roles = append(roles, fmt.Sprintf("('%s', '%s', '%s')", ws, user, role))
		}
		p.Exec("INSERT INTO accounts (id, email, name, password_hash, version, created_at, updated_at) VALUES " + strings.Join(accounts, ", "))
		p.Exec("INSERT INTO users (workspace_id, id, account_id, name, name_key, email, search, status, version, created_at, updated_at, last_active_at) VALUES " + strings.Join(users, ", "))
		p.Exec("INSERT INTO user_roles (workspace_id, user_id, role_id) VALUES " + strings.Join(roles, ", "))
	}
	return ws
}
