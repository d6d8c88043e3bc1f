package web

import (
	"strings"
	"unicode"
)

// byteOrderMark tells spreadsheets that do not guess it that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// appendRow adds a line of RFC 4180, its cells made harmless first. Line breaks within a cell stay what they are.
func appendRow(out []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendCell(out, harmless(cell))
	}
	return append(out, "\r\n"...)
}

func appendCell(out []byte, cell string) []byte {
	if !strings.ContainsAny(cell, "\",;\t\r\n") && cell == strings.TrimSpace(cell) {
		return append(out, cell...)
	}
	out = append(out, '"')
	out = append(out, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(out, '"')
}

// harmless puts an apostrophe before what a spreadsheet would take for a formula. A cell that has one there already
// gets another, so that whoever reads the file can take one away and has the text that was written.
func harmless(cell string) string {
	if formula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
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
