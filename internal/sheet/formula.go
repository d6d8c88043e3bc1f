package sheet

import (
	"strings"
	"unicode"
)

// Harmless puts an apostrophe before what a spreadsheet would take for a formula. A cell that has one there already
// gets another, so that whoever reads the file can take one away (Plain) and has the text that was written.
func Harmless(cell string) string {
	if formula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// Plain takes the apostrophe away that Harmless puts before a cell.
func Plain(cell string) string {
	if strings.HasPrefix(cell, "'") && formula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

// formula tells cells whose first sign, behind whatever cannot be seen, is one that begins a formula: also in full
// width, which some spreadsheets read alike.
func formula(cell string) bool {
	if cell == "" {
		return false
	}
	if strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return true
	}
	seen := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	for _, first := range seen {
		return strings.ContainsRune("=+-@＝＋－＠−﹣﹢﹦﹫", first)
	}
	return false
}
