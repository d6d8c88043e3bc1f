package bench_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// room tells how many bytes the tables of the world take for each person in it, indexes included.
func (w *world) room() string {
	rows, err := w.fill.db.Query("SELECT relname, pg_total_relation_size(c.oid), pg_indexes_size(c.oid) FROM pg_class c" + //nolint:noctx // a benchmark's
		" WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname IN ('accounts', 'users', 'user_roles') ORDER BY 2 DESC")
	if err != nil {
		return err.Error()
	}
	defer func() { _ = rows.Close() }()
	var b strings.Builder
	fmt.Fprintf(&b, "Room for one of %d people:\n\n| table | bytes | of them indexes |\n| --- | --- | --- |\n", w.members)
	for rows.Next() {
		var name string
		var all, indexes int
		if err := rows.Scan(&name, &all, &indexes); err != nil {
			return err.Error()
		}
		fmt.Fprintf(&b, "| %s | %d | %d |\n", name, all/w.members, indexes/w.members)
	}
	if err := rows.Err(); err != nil {
		return err.Error()
	}
	return b.String()
}

// size is how large the database is, and how many invitations are in it.
type size struct{ bytes, invitations int }

func (w *world) size() (now size) {
	_ = w.fill.db.QueryRow("SELECT pg_database_size(current_database()), (SELECT count(*) FROM invitations)").Scan(&now.bytes, &now.invitations) //nolint:noctx // a benchmark's
	return now
}

func cpuOfAll(t *testing.T, pids []int) (sum time.Duration) {
	t.Helper()
	for _, pid := range pids {
		sum += processCPU(t, pid)
	}
	return sum
}

func merged(a, b []time.Duration) []time.Duration {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return all
}

// middleOf is the round with the rate in the middle.
func middleOf(rounds []roundOf) roundOf {
	slices.SortFunc(rounds, func(a, b roundOf) int { return int(a.rate() - b.rate()) })
	return rounds[len(rounds)/2]
}
