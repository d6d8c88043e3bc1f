package apitest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Case is one outcome. It has a workspace of its own, and shares the process and the database with others.
type Case struct {
	Name string
	Run  func(t *testing.T, w *Workspace)
}

// OnBoth runs cases on one API of each engine. Settings are as for Start.
func OnBoth(t *testing.T, cases []Case, settings ...string) {
	t.Helper()
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := Start(t, d, settings...)
		api.Setup("The First")
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) { c.Run(t, api.For(t).Found(c.Name)) })
		}
	})
}

// For is the same workspace with the helpers of another test, such as a subtest.
func (w *Workspace) For(t testing.TB) *Workspace {
	c := *w
	c.API = w.API.For(t)
	return &c
}

// ask is the way a statement with ? for its values is written for this engine.
func (a *API) ask(text string) string {
	if a.Database.Engine == store.SQLite {
		return text
	}
	for n := 1; strings.Contains(text, "?"); n++ {
		text = strings.Replace(text, "?", "$"+strconv.Itoa(n), 1)
	}
	return text
}

// Exec changes rows past the API, for what the API does not offer.
func (a *API) Exec(statement string, values ...any) {
	a.t.Helper()
	if _, err := a.plain.ExecContext(context.Background(), a.ask(statement), values...); err != nil {
		a.t.Fatalf("%s: %v", statement, err)
	}
}

// Recorded gives the types of the events that fn left in the audit log, in their order, without those of other
// workspaces.
func (w *Workspace) Recorded(fn func()) []string {
	w.API.t.Helper()
	last := Look[string](w.API, "SELECT id FROM audit_events ORDER BY id DESC LIMIT 1")
	fn()
	rows, err := w.API.plain.Query(w.API.ask(
		"SELECT type FROM audit_events WHERE id > ? AND (for_workspace IS NULL OR for_workspace = ?) ORDER BY id"), last, w.ID)
	if err != nil {
		w.API.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	types := []string{}
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			w.API.t.Fatal(err)
		}
		types = append(types, one)
	}
	return types
}

// Records fails the test unless fn leaves exactly these events.
func (w *Workspace) Records(fn func(), want ...string) {
	w.API.t.Helper()
	if got := w.Recorded(fn); !slices.Equal(got, want) {
		w.API.t.Errorf("recorded %v, want %v", got, want)
	}
}

func (a *API) row(text string, values []any, into ...any) {
	a.t.Helper()
	if err := a.plain.QueryRow(a.ask(text), values...).Scan(into...); err != nil {
		a.t.Fatalf("%s: %v", text, err)
	}
}

// Look reads one value of the database.
func Look[T any](a *API, text string, values ...any) T {
	a.t.Helper()
	var out T
	a.row(text, values, &out)
	return out
}

// State is how many rows each table has, and what their versions add up to: two equal ones say that nothing
// happened in between.
type State map[string]int64

// State looks at the whole database. What the house notes for itself (keys, claims, tries) is left out, and so are the
// entries of denials, which have no effect.
func (a *API) State() State {
	a.t.Helper()
	sums := map[string]string{
		"accounts": "version", "workspaces": "version", "roles": "version", "permissions": "version", "api_keys": "version", "locations": "version", "users": "version",
		"invitations": "version", "approvals": "version", "sessions": "0", "user_roles": "0", "user_locations": "0",
		"invitation_tokens": "0", "access_requests": "mails", "access_tokens": "0", "password_resets": "0", "mails": "0", "audit_events": "0",
		"webhooks": "version", "webhook_deliveries": "0",
	}
	names := slices.Sorted(maps.Keys(sums))
	columns := make([]string, len(names))
	counted := make([]int64, len(names))
	into := make([]any, len(names))
	for i, name := range names {
		from := name
		if name == "audit_events" {
			from += " WHERE type <> 'entry.denied'"
		}
		columns[i] = "(SELECT cast(count(*) * 1000000 + coalesce(sum(" + sums[name] + "), 0) AS bigint) FROM " + from + ")"
		into[i] = &counted[i]
	}
	a.row("SELECT "+strings.Join(columns, ", "), nil, into...)
	state := State{}
	for i, name := range names {
		state[name] = counted[i]
	}
	return state
}

// Since names the tables that changed since an earlier state.
func (s State) Since(before State) []string {
	changed := []string{}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if s[name] != before[name] {
			changed = append(changed, name)
		}
	}
	return changed
}

// Settle ends what is past its time by now. The house does that by itself, some time later: a case that moved the
// clock would see it happen in the middle of the next one.
func (a *API) Settle() {
	a.t.Helper()
	ctx, job := context.Background(), authz.NewJob("test")
	for _, run := range []func(context.Context, authz.Job) error{
		a.App.Admission.ExpireInvitations, a.App.Admission.ExpireApprovals, a.App.Admission.ExpireAccessRequests,
	} {
		if err := run(ctx, job); err != nil {
			a.t.Error(err)
		}
	}
	a.finishImports()
}

// finishImports does what is left to do for bulk invitations.
func (a *API) finishImports() {
	a.t.Helper()
	for again := true; again; {
		again = a.workAtImports(context.Background(), authz.NewJob("test"))
	}
}

// workAtImports does a slice of work at each bulk invitation that has some, and tells whether there was any.
func (a *API) workAtImports(ctx context.Context, job authz.Job) bool {
	a.t.Helper()
	rows, err := a.plain.QueryContext(ctx, "SELECT workspace_id, id FROM imports WHERE state IN ('checking', 'running', 'revoking')")
	if err != nil {
		a.t.Fatal(err)
	}
	var list [][2]string
	for rows.Next() {
		var one [2]string
		if err := rows.Scan(&one[0], &one[1]); err != nil {
			a.t.Fatal(err)
		}
		list = append(list, one)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		a.t.Fatal(err)
	}
	for _, one := range list {
		if _, err := a.App.Admission.WorkAtImport(ctx, job, id.Workspace(one[0]), id.Import(one[1])); err != nil {
			a.t.Error(err)
			return false
		}
	}
	return len(list) > 0
}

// ChangesNothing fails the test where fn changes any row.
func (a *API) ChangesNothing(fn func()) {
	a.t.Helper()
	a.Settle()
	before := a.State()
	fn()
	if changed := a.State().Since(before); len(changed) > 0 {
		a.t.Errorf("changed %v, want nothing changed", changed)
	}
}
