package web

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/sheet"
)

// byteOrderMark tells spreadsheets that do not guess it that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// appendRow adds a line of RFC 4180, its cells made harmless first. Line breaks within a cell stay what they are.
func appendRow(out []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendCell(out, sheet.Harmless(cell))
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
