package apitest

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// Events lists the types of what the audit log holds, the oldest first.
func (a *API) Events() []string {
	a.t.Helper()
	rows, err := a.plain.Query("SELECT type FROM audit_events ORDER BY id")
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var types []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			a.t.Fatal(err)
		}
		types = append(types, one)
	}
	if err := rows.Err(); err != nil {
		a.t.Fatal(err)
	}
	return types
}

// Count counts the rows of a table that meet a condition with ? for its values.
func (a *API) Count(table, where string, values ...any) int {
	a.t.Helper()
	text := "SELECT count(*) FROM " + table + " WHERE " + where
	if a.Database.Engine == store.Postgres {
		for n := 1; strings.Contains(text, "?"); n++ {
			text = strings.Replace(text, "?", "$"+strconv.Itoa(n), 1)
		}
	}
	var n int
	if err := a.plain.QueryRow(text, values...).Scan(&n); err != nil {
		a.t.Fatal(err)
	}
	return n
}

// Eventually waits until ok, or fails the test.
func Eventually(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", within, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
