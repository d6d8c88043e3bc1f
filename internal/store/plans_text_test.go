package store_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

var (
	space      = regexp.MustCompile(`\s+`)
	quotes     = regexp.MustCompile("[\"`]")
	parameter  = regexp.MustCompile(`\$\d+`)
	list       = regexp.MustCompile(`\(\s*\?(\s*,\s*\?)*\s*\)`)
	lists      = regexp.MustCompile(`\(\?\)(,\s*\(\?\))+`)
	columnList = regexp.MustCompile(`(INSERT INTO \w+ )\([^()]*\)`)
	pgLiteral  = regexp.MustCompile(`'(?:[^']|'')*'(?:::[a-z_]+(?: with time zone)?(?:\(\d+\))?(?:\[\])?)?`)
	stamp      = regexp.MustCompile(`\b(sequence|generation|version) (<=|>=|<>|=|<|>) \d+`)
)

// shapeOfStatement gives a statement without its values, its lists of values and the columns that it reads or fills.
func shapeOfStatement(text string) string {
	text = space.ReplaceAllString(quotes.ReplaceAllString(text, ""), " ")
	text = list.ReplaceAllString(parameter.ReplaceAllString(text, "?"), "(?)")
	text = columnList.ReplaceAllString(lists.ReplaceAllString(text, "(?)"), "$1(…)")
	return shortened(strings.TrimSpace(text))
}

const longList = 120

// shortened leaves out what is read where that is a long list: it decides on no plan.
func shortened(text string) string {
	rest, found := strings.CutPrefix(text, "SELECT ")
	if !found {
		return text
	}
	depth := 0
	for i, r := range rest {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth == 0 && i > longList && strings.HasPrefix(rest[i:], " FROM "):
			return "SELECT …" + rest[i:]
		case depth == 0 && strings.HasPrefix(rest[i:], " FROM "):
			return text
		}
	}
	return text
}

// planText gives a plan without the values that the statement had.
func planText[T any](engine store.Engine, lines [][]T) string {
	var out []string
	if engine == store.Postgres {
		for _, line := range lines {
			text := strings.TrimRight(fmt.Sprint(line[0]), " ")
			out = append(out, stamp.ReplaceAllString(pgLiteral.ReplaceAllString(text, "?"), "$1 $2 ?"))
		}
		return strings.Join(out, "\n")
	}
	depth := map[string]int{"0": -1}
	for _, line := range lines { // id, parent, unused, detail
		d := depth[fmt.Sprint(line[1])] + 1
		depth[fmt.Sprint(line[0])] = d
		out = append(out, strings.Repeat("  ", d)+fmt.Sprint(line[3]))
	}
	return strings.Join(out, "\n")
}

// plansAsText gives the plans of all cases as people read them, each statement below its case's name.
func plansAsText(seen map[string][]planned) string {
	var b strings.Builder
	for _, name := range sortedKeys(seen) {
		fmt.Fprintf(&b, "## %s\n", name)
		for _, one := range seen[name] {
			if reads(one.plan) {
				fmt.Fprintf(&b, "\n%s\n", one.statement)
				for line := range strings.SplitSeq(one.plan, "\n") {
					fmt.Fprintf(&b, "    %s\n", line)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

var anyRows = regexp.MustCompile(`(?m)(Seq|Index|Only|Backward|Heap) Scan |^ *SEARCH |^ *SCAN (?:[^ ]+ VIRTUAL|[^ ]+ USING|[^ ]+$)`)

// reads tells whether a plan looks for rows of a table at all: adding one does not, nor does a list of values. What the job
// queue tells its workers looks for none, and comes or not as time goes.
func reads(plan string) bool {
	return anyRows.MatchString(strings.ReplaceAll(plan, "SCAN json_each VIRTUAL TABLE", ""))
}

func sortedKeys[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
