package store_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// A plan that is made once for all values has to be right for the largest workspace among many small ones, though the
// planner then knows of none how large it is: what finds one person may not be left to a filter over everybody.
func TestPlansForAllValuesSuitALargeWorkspaceAmongManySmallOnes(t *testing.T) {
	d := testkit.NewPostgres(t)
	w := &stocked{world: newWorld(t, d)}
	crowded(t, d, w.here)
	seen := watch(t, w.db)
	seen.blind = true
	uses := w.listSteps()
	for _, name := range sortedKeys(sights) {
		if name == "DropPlace" {
			continue // all rows of the workspace are what it is about
		}
		uses[name] = func(tx *store.Tx, w *stocked) error {
			_, err := sights[name].run(tx, w.world, w.here)
			if sights[name].want == 0 {
				err = nil
			}
			return err
		}
	}
	for _, name := range sortedKeys(uses) {
		w.undone(t, seen, name, w.here.job, uses[name])
	}
	looked := 0
	for name, plans := range seen.seen {
		for _, p := range plans {
			looked++
			if fault := strayed(p); fault != "" {
				t.Errorf("%s: %s\n%s\n%s", name, fault, p.statement, p.plan)
			}
		}
	}
	if looked < 50 {
		t.Errorf("only %d statements were looked at", looked)
	}
}

var ofTable = regexp.MustCompile(`(Scan|Update|Delete)\b.* on (users|user_roles|invitations|approvals)\b`)

// strayed tells what is wrong with a plan: an id that is held against rows one by one. A plan that reads more than one with
// values would looks dear without them, and PostgreSQL then plans with them each time; one that looks cheap is what it keeps.
func strayed(p planned) string {
	large := false // the step that is being described reads a table that is filled
	for line := range strings.Lines(p.plan) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, " on ") {
			large = ofTable.MatchString(line)
		}
		if large && strings.HasPrefix(line, "Filter:") && strings.Contains(line, "id = ANY") {
			return line
		}
	}
	return ""
}

// crowded puts one workspace of 20,000 people among 5,000 of two.
func crowded(t testing.TB, d testkit.Database, here side) {
	t.Helper()
	db := d.Plain(t)
	db.SetMaxOpenConns(1) // the settings are of a connection
	copies := func(table, others, from string) string {
		return fmt.Sprintf("INSERT INTO %[1]s SELECT (jsonb_populate_record(t, jsonb_build_object(%[2]s))).* FROM %[1]s t, %[3]s WHERE t.ctid = (SELECT ctid FROM %[1]s WHERE %[4]s = '%[5]s' LIMIT 1)",
			table, others, from, map[bool]string{true: "id", false: "workspace_id"}[table == "workspaces"], here.workspace.ID)
	}
	person := "'workspace_id', p.id, 'id', gen_random_uuid(), 'account_id', gen_random_uuid(), 'email', 'p' || p.n || '.' || m || '@example.com'"
	of := "'workspace_id', p.workspace_id, 'id', gen_random_uuid(), 'user_id', p.id, 'email', p.email"
	for _, text := range []string{
		"SET session_replication_role = replica",
		"CREATE TEMP TABLE places AS SELECT gen_random_uuid() AS id, n, 2 AS people FROM generate_series(1, 5000) n" +
			" UNION ALL SELECT '" + string(here.workspace.ID) + "', 0, 20000",
		copies("workspaces", "'id', p.id, 'slug', 'place-' || p.n", "(SELECT * FROM places WHERE n > 0) p"),
		copies("users", person, "places p, generate_series(1, p.people) m"),
		"CREATE TEMP TABLE people AS SELECT workspace_id, id, email FROM users WHERE email LIKE 'p%.%'",
		copies("user_roles", "'workspace_id', p.workspace_id, 'user_id', p.id", "people p"),
		copies("invitations", of, "people p"),
		copies("approvals", of, "people p"),
		"ANALYZE",
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
}
