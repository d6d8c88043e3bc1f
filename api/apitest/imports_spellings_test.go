package apitest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
)

// hosts are ways to write one domain; locals are different addresses, each of which can be written in capitals.
var (
	hosts = []string{
		"bücher.example", "BÜCHER.example", "xn--bcher-kva.example", "XN--BCHER-KVA.EXAMPLE", norm.NFD.String("bücher.example"),
		width.Widen.String("bücher.example"), "bücher。example", "bücher．example",
	}
	locals = []string{"anasouza", "ana.souza", "ana.so.uza", "ana.souza+fleet", "ana_souza"}
)

// spelling writes an address in the nth way: capitals by the bits of n, spaces around it, in quotes or not.
func spelling(local string, n int) string {
	letters := []byte(local)
	for at := range letters {
		if n>>(at%10)&1 == 1 && letters[at] >= 'a' && letters[at] <= 'z' {
			letters[at] -= 'a' - 'A'
		}
	}
	text := strings.Repeat(" ", n%3) + string(letters) + "@" + hosts[n%len(hosts)] + strings.Repeat(" ", n%4)
	if n%5 == 0 {
		text = `"` + text + `"`
	}
	return text
}

// One address in thousands of spellings is one person, and what only looks alike is another: F03.
func TestSpellingsOfOneAddress(t *testing.T) {
	apitest.OnBoth(t, []apitest.Case{{Name: "one row of each address is valid", Run: func(t *testing.T, w *apitest.Workspace) {
		const rows = 5000
		lines, want, invalid := make([]string, rows), []string{}, 0
		seen := map[string]bool{}
		for n := range lines {
			local := locals[n*n%7%len(locals)]
			address := spelling(local, n)
			switch {
			case n%1000 == 999: // no address at all: signs in full width, a dot at the end, an address between angles
				address = []string{"ana.souza＠bücher.example", "ana.souza@bücher.example.", "<ana.souza@bücher.example>", "'ana.souza'@@bücher.example", "ａna.souza@bücher.example"}[n/1000]
				invalid++
			case !seen[local]:
				seen[local] = true
				want = append(want, fmt.Sprint(n+1, " valid"))
			}
			lines[n] = address + ",Ana,Member,,"
		}
		begun := time.Now()
		i := checked(t, w, w.Admin, table(lines...))
		t.Logf("%d rows were checked in %v", rows, time.Since(begun))
		wantState(t, i, "ready", map[string]int{"total": rows, "valid": len(want), "invalid": invalid, "duplicate": rows - len(want) - invalid})
		wantRows(t, rowsOf(w, i, "?verdict=valid"), want...)
		i = ran(t, w, w.Admin, i)
		wantState(t, i, "done", map[string]int{"done_rows": len(want), "failed_rows": 0})
		w.API.CheckInvariants(w)
		again := checked(t, w, w.Admin, table(lines...)) // whoever is there is found in every spelling
		wantState(t, again, "ready", map[string]int{"valid": 0, "already_invited": len(want), "invalid": invalid, "duplicate": rows - len(want) - invalid})
	}}})
}
