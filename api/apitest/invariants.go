package apitest

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// What always holds, whatever raced or crashed before. Invariants looks by SQL beside the house, CheckInvariants
// through the API too. Both are for moments in which nothing is being written.

// CheckInvariants fails the test where something does not hold that always has to; the numbers that workspaces
// show are compared with their lists, as their Admins see them.
func (a *API) CheckInvariants(workspaces ...*Workspace) {
	a.t.Helper()
	a.finishImports() // a case that started or revoked one leaves it to the house
	Invariants(a.t, a.plain)
	for _, w := range workspaces {
		a.checkNumbers(w)
	}
}

// row is one row of a table, each column as text; NULL is "".
type row map[string]string

// held is everything that a database holds about people.
type held struct {
	workspaces, roles, userRoles, users, accounts, sessions, invitations, approvals, mails, heads []row
	events                                                                                        []event
	founders                                                                                      map[string]int // accounts that may be without a place, and found another
	newest                                                                                        string         // when the last entry of the log was made
}

// event is one entry of the audit log.
type event struct {
	row
	changes map[string]any
}

func (e event) to(field string) string {
	text, _ := At(e.changes, field, "to").(string)
	return text
}

// recent tells whether mails of that day are kept still, as of the newest entry of the log: the house forgets those that
// left a week ago.
func (h held) recent(at string) bool {
	const day = len(time.DateOnly)
	last, err := time.Parse(time.DateOnly, h.newest[:min(len(h.newest), day)])
	return err != nil || len(at) < day || at[:day] >= last.AddDate(0, 0, -5).Format(time.DateOnly)
}

// Invariants fails the test for everything in the database that cannot be.
func Invariants(t testing.TB, db *sql.DB) {
	t.Helper()
	h := readAll(t, db)
	var faults []string
	for _, look := range []func(held) []string{
		onePlaceEach, admins, nobodyStuck, nobodyInTooEarly, entriesOfPeople, entriesOfInvitations, entriesOfApprovals,
		entriesOfAccounts, chained, mailsOfInvitations, mailsOfDecisions, counted,
	} {
		faults = append(faults, look(h)...)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
	if len(faults) > 0 {
		t.FailNow()
	}
}

func readAll(t testing.TB, db *sql.DB) held {
	t.Helper()
	h := held{
		workspaces: table(t, db, "workspaces"), roles: table(t, db, "roles"), userRoles: table(t, db, "user_roles"),
		users: table(t, db, "users"), accounts: table(t, db, "accounts"), sessions: table(t, db, "sessions"),
		invitations: table(t, db, "invitations"), approvals: table(t, db, "approvals"), mails: table(t, db, "mails"),
		heads: table(t, db, "audit_heads"),
	}
	for _, r := range table(t, db, "audit_events") {
		e := event{row: r}
		_ = json.Unmarshal([]byte(r["changes"]), &e.changes)
		h.events = append(h.events, e)
		h.newest = max(h.newest, r["occurred_at"])
	}
	ended := h.ofType("workspace.deleted", target) // one entry tells of all that went with it
	h.founders = h.ofType("workspace.deleted", func(e event) string { return e.to("account_id") })
	h.events = slices.DeleteFunc(h.events, func(e event) bool { return ended[e.row["for_workspace"]] > 0 })
	return h
}

func table(t testing.TB, db *sql.DB, name string) []row {
	t.Helper()
	found, err := db.Query("SELECT * FROM " + name) //nolint:gosec // a name of ours
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []row
	for found.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		r := row{}
		for i, c := range columns {
			r[c] = values[i].String
		}
		out = append(out, r)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// checkNumbers compares the badge and the counts with the lists (I10).
func (a *API) checkNumbers(w *Workspace) {
	a.t.Helper()
	summary := a.Want(a.Call("GET", w.Path+"/users/summary", w.Admin.Token, nil), 200, "")
	waiting := 0
	for _, one := range a.all(w.Path+"/approvals?state=pending", w.Admin.Token) {
		if At(one, "user", "id") != w.Admin.UserID {
			waiting++
		}
	}
	if badge, _ := At(summary.JSON, "pending_approvals").(float64); int(badge) != waiting {
		a.t.Fatalf("I10: the badge says %v, the list has %d", badge, waiting)
	}
	total := 0
	for _, status := range []string{"active", "invited", "pending_approval", "suspended"} {
		listed := len(a.all(w.Path+"/users?status="+status, w.Admin.Token))
		if n, _ := At(summary.JSON, "counts", status).(float64); int(n) != listed {
			a.t.Fatalf("I10: the summary counts %v %s, the list has %d", n, status, listed)
		}
		total += listed
	}
	all := a.Want(a.Call("GET", w.Path+"/users?limit=1&count=true", w.Admin.Token, nil), 200, "")
	if n, _ := At(all.JSON, "total", "value").(float64); int(n) != total {
		a.t.Fatalf("I10: the total is %v, the lists have %d", n, total)
	}
}

// all reads every page of a list; path has a query already.
func (a *API) all(path, token string) []any {
	a.t.Helper()
	var out []any
	for cursor := ""; ; {
		answer := a.Want(a.Call("GET", path+"&limit=200"+cursor, token, nil), 200, "")
		out = append(out, answer.List("data")...)
		next := answer.Text("next_cursor")
		if next == "" {
			return out
		}
		cursor = "&cursor=" + next
	}
}

// Texts gives each row of a table in which a column holds a value, or a part of it, as one text.
func (a *API) Texts(name, column, value string) []string {
	a.t.Helper()
	var out []string
	for _, r := range table(a.t, a.plain, name) {
		if value == "" || strings.Contains(r[column], value) {
			out = append(out, fmt.Sprint(r))
		}
	}
	return out
}

// tally counts rows by a key; "" is not counted.
func tally[T any](list []T, key func(T) string) map[string]int {
	out := map[string]int{}
	for _, one := range list {
		if k := key(one); k != "" {
			out[k]++
		}
	}
	return out
}

// twice tells what is there more than once.
func twice(what string, counted map[string]int) []string {
	var faults []string
	for k, n := range counted {
		if n > 1 {
			faults = append(faults, fmt.Sprintf("%s: %s is there %d times", what, k, n))
		}
	}
	return faults
}

// ofType counts the entries of one type by a key.
func (h held) ofType(name string, key func(event) string) map[string]int {
	return tally(h.events, func(e event) string {
		if e.row["type"] != name {
			return ""
		}
		return key(e)
	})
}

func target(e event) string { return e.row["target_id"] }

func byID(list []row) map[string]row {
	out := map[string]row{}
	for _, r := range list {
		out[r["id"]] = r
	}
	return out
}
