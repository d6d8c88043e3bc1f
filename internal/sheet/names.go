package sheet

import "strings"

const apart = '|'

// JoinNames puts several names into one cell, with | between them. A | within a name gets a backslash before it, and
// backslashes that stand before a | are doubled; all others stay as they are.
func JoinNames(names []string) string {
	var cell strings.Builder
	for i, name := range names {
		if i > 0 {
			cell.WriteRune(apart)
		}
		run := 0 // of backslashes
		for _, r := range name {
			if r == apart {
				cell.WriteString(strings.Repeat(`\`, run+1))
			}
			if r == '\\' {
				run++
			} else {
				run = 0
			}
			cell.WriteRune(r)
		}
		if i < len(names)-1 {
			cell.WriteString(strings.Repeat(`\`, run))
		}
	}
	return cell.String()
}

// SplitNames gives the names in a cell, without those that are blank.
func SplitNames(cell string) []string {
	var names []string
	var name strings.Builder
	end := func() {
		if text := strings.TrimSpace(name.String()); text != "" {
			names = append(names, text)
		}
		name.Reset()
	}
	run := 0
	for _, r := range cell {
		if r == '\\' {
			run++
			continue
		}
		if r != apart {
			name.WriteString(strings.Repeat(`\`, run))
			name.WriteRune(r)
			run = 0
			continue
		}
		name.WriteString(strings.Repeat(`\`, run/2))
		if run%2 == 1 {
			name.WriteRune(apart)
		} else {
			end()
		}
		run = 0
	}
	name.WriteString(strings.Repeat(`\`, run))
	end()
	return names
}
