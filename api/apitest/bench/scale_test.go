package bench_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// scale is how long and how large a run is.
type scale struct {
	members    []int // people in the workspace, a world each
	neighbours int   // other workspaces in each world
	rounds     int   // of limit and product in turn
	each       time.Duration
	stock      int // invitations and requests that wait to be used up, for each round
	clients    int
}

// chosenScale reads BENCH_SCALE: small (the default), which ends soon, or full. BENCH_MEMBERS, a list, BENCH_SECONDS
// and BENCH_WORKSPACES, other workspaces beside that of the people, change a full run.
func chosenScale(t *testing.T) scale {
	t.Helper()
	s := scale{members: []int{200}, neighbours: 20, rounds: 1, each: 150 * time.Millisecond, stock: 500, clients: 4}
	if os.Getenv("BENCH_SCALE") != "full" {
		return s
	}
	s = scale{members: []int{1_000, 100_000, 1_000_000}, rounds: 3, each: 3 * time.Second, stock: 6_000, clients: 16}
	if list := os.Getenv("BENCH_MEMBERS"); list != "" {
		s.members = nil
		for one := range strings.SplitSeq(list, ",") {
			s.members = append(s.members, number(t, one))
		}
	}
	if many := os.Getenv("BENCH_WORKSPACES"); many != "" {
		s.neighbours = number(t, many)
	}
	if seconds := os.Getenv("BENCH_SECONDS"); seconds != "" {
		s.each = time.Duration(number(t, seconds)) * time.Second
	}
	return s
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 {
		t.Fatalf("%q is no number of at least one", text)
	}
	return n
}

// chosen tells whether BENCH_ONLY, a list of parts of names, leaves a workload in.
func chosen(name string) bool {
	only := os.Getenv("BENCH_ONLY")
	if only == "" {
		return true
	}
	for part := range strings.SplitSeq(only, ",") {
		if strings.Contains(name, strings.TrimSpace(part)) {
			return true
		}
	}
	return false
}
