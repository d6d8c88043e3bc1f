package store_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// small are the tables that do not grow, whatever happens: reading one in full is reading a few rows.
var small = map[string]bool{"installations": true, "signing_keys": true, "local_mails": true}

// readsAll are the uses that may read a table or an index from one end to the other: what they read, and why.
var readsAll = map[string]map[string]string{
	"AuditHeads":       {"audit_heads": "whoever runs the machine verifies all logs: all of each is read then"},
	"AuditScopes":      {"audit_events": "as AuditHeads"},
	"DB.StartWork":     {"webhooks": "once, before the work begins: what a killed process held"},
	"WakeWebhooks":     {"webhooks": "one look for each endpoint; what waits for them may be far more"},
	"ApprovalsToNudge": {"approvals_due": "holds what nobody has decided yet, and of that nothing older than a month"},
	"ImportsToForget":  {"imports_kept": "holds what is not forgotten yet"},
	"DropFullBuckets":  {"rate_buckets": "once an hour, and holds who came within it"},
	"GiveUpDeliveries": {"webhook_deliveries_due": "holds what waits to be sent"},
	"ReleaseMails":     {"mails_turn": "holds what was given its turn, which is counted up to a limit", "mails_held": "one look"},
	"SweepMails":       {"mails_held": "one look"},
	"TakeInFragments":  {"user_fragment_keys_fresh": "holds what is fresh", "invitation_fragment_keys_fresh": "as that of users"},
	"DropPlace": {
		"mails": "a workspace goes once", "idempotency_keys": "a workspace goes once, and keys are kept for a day",
		"river_job": "a workspace goes once, and jobs are kept for two hours",
	},
}

var (
	postgresScan = regexp.MustCompile(`(?:Seq Scan|Index(?: Only)? Scan(?: Backward)? using (\w+)|Bitmap Index Scan) on (\w+)`)
	sqliteScan   = regexp.MustCompile(`^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?`)
	made         = regexp.MustCompile(`VIRTUAL TABLE|CONSTANT ROW|VALUES CLAUSE|SCAN (asked|g|counted|few)$`) // no table of rows
)

// aliases are the names that statements written by hand give to tables.
var aliases = map[string]string{"w": "webhooks"}

// scansIn tells what a plan reads from one end to the other: an index by its name where it holds a part of the rows alone.
func scansIn(e store.Engine, plan string, partial map[string]bool) []string {
	var out []string
	add := func(table, index string) {
		if real, ok := aliases[table]; ok {
			table = real
		}
		if partial[index] {
			table = index
		}
		if !small[table] {
			out = append(out, table)
		}
	}
	lines := strings.Split(plan, "\n")
	for i, line := range lines {
		if e == store.SQLite {
			if m := sqliteScan.FindStringSubmatch(strings.TrimSpace(line)); m != nil && !made.MatchString(line) {
				add(m[1], m[2])
			} else if strings.Contains(line, "AUTOMATIC") {
				out = append(out, strings.TrimSpace(line))
			}
			continue
		}
		narrowed := i+1 < len(lines) && strings.Contains(lines[i+1], "Index Cond: ")
		if m := postgresScan.FindStringSubmatch(line); m != nil && !narrowed {
			add(m[2], m[1])
		}
	}
	return out
}

// noScans fails for a use that reads all of what grows, and gives the exceptions that were made use of.
func noScans(t *testing.T, d testkit.Database, seen map[string][]planned) map[string]bool {
	t.Helper()
	partial, used := partialIndexes(t, d), map[string]bool{}
	for _, name := range sortedKeys(seen) {
		for _, p := range seen[name] {
			for _, scan := range scansIn(d.Engine, p.plan, partial) {
				if readsAll[name][scan] == "" {
					t.Errorf("%s reads all of %s:\n%s\n%s", name, scan, p.statement, p.plan)
				}
				used[name+" "+scan] = true
			}
		}
	}
	return used
}

func partialIndexes(t testing.TB, d testkit.Database) map[string]bool {
	t.Helper()
	text := "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
	if d.Engine == store.Postgres {
		text = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
	}
	out := map[string]bool{}
	for _, r := range query(t, d.Plain(t), text) {
		out[r[0]] = true
	}
	return out
}
