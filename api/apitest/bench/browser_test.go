package bench_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// crowd is how many of everything there are where a browser looks.
type crowd struct{ people, waiting, locations, roles, imports, entries int }

// TestBrowser fills a workspace and lets frontend/bench look at it in a browser. It fails where a page does not show what
// it should, never for being slow; what was measured is printed by the browser's part.
func TestBrowser(t *testing.T) {
	if os.Getenv("CHROMIUM") == "" {
		t.Skip("CHROMIUM names no browser; make test and make bench-web find one")
	}
	c := crowd{people: 200, waiting: 120, locations: 5, roles: 4, imports: 2, entries: 300}
	if os.Getenv("BENCH_SCALE") == "full" {
		c = crowd{people: 100_000, waiting: 10_000, locations: 300, roles: 30, imports: 40, entries: 100_000}
	}
	w := newWorld(t, testkit.NewSQLite(t), c.people, c.waiting, 0)
	w.surroundings(c)
	page, err := http.Get(w.process.URL + "/sign-in") //nolint:noctx // a look
	if err != nil {
		t.Fatal(err)
	}
	_ = page.Body.Close()
	if page.StatusCode != http.StatusOK {
		t.Fatalf("the server has no browser app (%d): make build", page.StatusCode)
	}
	about, _ := json.Marshal(map[string]any{
		// The name is one for which browsers keep the cookies of a secure page.
		"url": strings.Replace(w.process.URL, "127.0.0.1", "localhost", 1), "email": w.Admin.Email, "password": apitest.Password,
		"workspaceId": w.ID, "people": c.people, "userId": nthID(kindUser, c.people/2), "invitation": invitedToken(1),
	})
	if os.Getenv("BENCH_HOLD") != "" { // to look around by hand, until the test is interrupted
		fmt.Printf("export GATEHOUSE_BENCH_WORLD='%s'\n", about)
		<-t.Context().Done()
	}
	frontend, err := filepath.Abs("../../../frontend")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "node_modules/.bin/playwright", "test", "--config", "bench") //nolint:gosec // our own name
	command.Dir = frontend
	command.Env = append(os.Environ(), "GATEHOUSE_BENCH_WORLD="+string(about))
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		t.Fatalf("the browser's part: %v", err)
	}
}

// surroundings are what pages show beside people. Everybody is at the first location, and one person has a name of the
// greatest length.
func (w *world) surroundings(c crowd) {
	p, f := w.process, w.fill
	places := make([]string, c.locations)
	for n := range places {
		name := fmt.Sprintf("Depot %03d, %s", n+1, []string{"Lisbon", "Gothenburg", "Llanfairpwllgwyngyll", "Accra"}[n%4])
		places[n] = p.Want(p.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": name}), 201, "").Text("id")
	}
	f.exec("INSERT INTO user_locations (workspace_id, user_id, location_id) SELECT workspace_id, id, ? FROM users WHERE workspace_id = ? AND id LIKE ?",
		places[0], w.ID, strings.TrimSuffix(nthID(kindUser, 0), "000000000000")+"%")
	for n := range c.roles {
		body := map[string]any{"name": fmt.Sprintf("Shift lead %02d", n+1), "permissions": []string{"users:read"}}
		p.Want(p.Call("POST", w.Path+"/roles", w.Admin.Token, body), 201, "")
	}
	for n := range c.imports {
		text := fmt.Sprintf("Email,Name\nimported%d@example.com,Person of a file\n", n)
		p.Want(p.Call("POST", fmt.Sprintf("%s/imports?file_name=staff-%d.csv", w.Path, n), w.Admin.Token, text, "Content-Type", "text/csv"), 201, "")
	}
	long := "Wolfeschlegelsteinhausenbergerdorff-" + strings.Repeat("Featherstonehaugh ", 4) + "Cholmondeley"
	f.exec("UPDATE users SET name = ? WHERE id = ?", "Person "+long, nthID(kindUser, 3))
	f.copies(c.entries, "audit_events", "t.id = (SELECT max(id) FROM audit_events WHERE type = 'user.invited' AND for_workspace = '"+w.ID+"')",
		map[string]string{"id": f.id("d001"), "sequence": "0", "target_label": f.name()})
}
