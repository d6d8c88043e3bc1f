package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/gatehouse-dev/gatehouse/internal/sheet"
)

func read(t *testing.T, text []byte) (sheet.Format, []sheet.Row, error) {
	t.Helper()
	f, err := sheet.Sniff(bytes.NewReader(text))
	if err != nil {
		return f, nil, err
	}
	var rows []sheet.Row
	r := sheet.NewReader(bytes.NewReader(text), f)
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return f, rows, nil
		}
		if err != nil {
			return f, rows, err
		}
		rows = append(rows, row)
	}
}

func in(t *testing.T, text string, bom bool, e unicode.Endianness) []byte {
	t.Helper()
	policy := unicode.IgnoreBOM
	if bom {
		policy = unicode.UseBOM
	}
	out, err := unicode.UTF16(e, policy).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryEncodingAndSeparator(t *testing.T) {
	const text = "email,name\r\nana@x.org,Ana Müller\r\nbo@y.org,\"Bo, \"\"the\"\" Ö\"\r\n"
	latin, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	swap := func(s string) string { return strings.ReplaceAll(text, ",", s) }
	for name, c := range map[string]struct {
		file      []byte
		encoding  sheet.Encoding
		separator rune
	}{
		"UTF-8":                  {[]byte(text), sheet.UTF8, ','},
		"UTF-8 with a mark":      {[]byte("\ufeff" + text), sheet.UTF8, ','},
		"UTF-16 LE":              {in(t, text, true, unicode.LittleEndian), sheet.UTF16LE, ','},
		"UTF-16 BE":              {in(t, text, true, unicode.BigEndian), sheet.UTF16BE, ','},
		"UTF-16 LE without mark": {in(t, text, false, unicode.LittleEndian), sheet.UTF16LE, ','},
		"UTF-16 BE without mark": {in(t, text, false, unicode.BigEndian), sheet.UTF16BE, ','},
		"Windows-1252":           {latin, sheet.Windows1252, ','},
		"semicolons":             {[]byte(swap(";")), sheet.UTF8, ';'},
		"tabs":                   {[]byte(swap("\t")), sheet.UTF8, '\t'},
		"the separator is named": {[]byte("sep=;\r\n" + swap(";")), sheet.UTF8, ';'},
		"old line breaks":        {[]byte(strings.ReplaceAll(text, "\r\n", "\r")), sheet.UTF8, ','},
		"new line breaks":        {[]byte(strings.ReplaceAll(text, "\r\n", "\n")), sheet.UTF8, ','},
		"blank lines":            {[]byte("\r\n" + strings.ReplaceAll(text, "\r\n", "\r\n,\r\n\r\n")), sheet.UTF8, ','},
	} {
		t.Run(name, func(t *testing.T) {
			f, rows, err := read(t, c.file)
			if err != nil || f.Encoding != c.encoding || f.Separator != c.separator {
				t.Fatalf("read %+v, %v; want %s with %q", f, err, c.encoding, c.separator)
			}
			sep := string(c.separator)
			want := [][]string{{"email", "name"}, {"ana@x.org", "Ana Müller"}, {"bo@y.org", "Bo" + sep + ` "the" Ö`}}
			if len(rows) != 3 {
				t.Fatalf("%d rows: %v", len(rows), rows)
			}
			for i, row := range rows {
				if !slices.Equal(row.Cells, want[i]) {
					t.Errorf("row %d is %q, want %q", i, row.Cells, want[i])
				}
			}
		})
	}
}

func TestWhatIsNoTable(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"nothing":     {"", sheet.ErrEmpty},
		"white space": {" \r\n\t\r\n", sheet.ErrEmpty},
		"a mark":      {"\ufeff", sheet.ErrEmpty},
		"a workbook":  {"PK\x03\x04rest", sheet.ErrNotText},
		"gzip":        {"\x1f\x8b\x08rest", sheet.ErrNotText},
		"a picture":   {"\x89PNG\r\n", sheet.ErrNotText},
		"a document":  {"%PDF-1.7", sheet.ErrNotText},
		"an open quote": {
			"email\n\"ana@x.org\nbo@y.org\n", sheet.ErrOpenQuote,
		},
		"an endless line":  {"email\n" + strings.Repeat("a", 1<<20), sheet.ErrRowTooLong},
		"an endless quote": {"email\n\"" + strings.Repeat("a\n", 1<<19), sheet.ErrRowTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := read(t, []byte(c.file)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestABrokenRowSpoilsNoOther(t *testing.T) {
	_, rows, err := read(t, []byte("email,name\nana@x.org,A\"na\nbo@y.org,Bo\n\"c\"x,Cy\nd@y.org,a\x00b\n"+strings.Repeat(",x", 300)+"\ne@y.org,Ed"))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, r := range rows {
		got += fmt.Sprintf("%d:%v ", r.Line, r.Broken != "")
	}
	if want := "1:false 2:true 3:false 4:true 5:true 6:true 7:false "; got != want {
		t.Errorf("rows are %s, want %s", got, want)
	}
}

func TestALongRowThatFits(t *testing.T) {
	long := strings.Repeat("a", sheet.MaxRow-20)
	_, rows, err := read(t, []byte("email,name\n"+strings.Repeat("x,"+long+"\n", 20)))
	if err != nil || len(rows) != 21 || rows[20].Cells[1] != long {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestFormulasComeBackAsTheyWere(t *testing.T) {
	for _, cell := range []string{"=1+1", "+61 2", "-x", "@me", "\tx", "＝1", " =1", "'=1", "''=1", "O'Hara", "'quoted'", "", "plain"} {
		if got := sheet.Plain(sheet.Harmless(cell)); got != cell {
			t.Errorf("%q came back as %q", cell, got)
		}
	}
	for _, cell := range []string{"=1+1", "＝1", "\t=1", "'=1"} {
		if !strings.HasPrefix(sheet.Harmless(cell), "'") || sheet.Harmless(cell) == cell {
			t.Errorf("%q stays a formula", cell)
		}
	}
}

func TestNamesComeBackOutOfTheirCell(t *testing.T) {
	parts := []string{"A", `\`, "|", `\\`, "||", "B b"}
	var names []string
	for _, a := range parts {
		for _, b := range parts {
			for _, c := range parts {
				names = append(names, a+b+c)
			}
		}
	}
	for i := range names {
		for _, list := range [][]string{{names[i]}, {names[i], names[(i+7)%len(names)]}, {"Member", names[i], names[(i+31)%len(names)]}} {
			if got := sheet.SplitNames(sheet.JoinNames(list)); !slices.Equal(got, list) {
				t.Errorf("%q came back as %q out of %q", list, got, sheet.JoinNames(list))
			}
		}
	}
	for cell, want := range map[string][]string{
		"": nil, " | ": nil, "Member": {"Member"}, " Member | Fleet |": {"Member", "Fleet"}, `back\slash`: {`back\slash`}, `a\|b|c`: {"a|b", "c"},
	} {
		if got := sheet.SplitNames(cell); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", cell, got, want)
		}
	}
	if got := sheet.JoinNames([]string{`back\slash`, "Member"}); got != `back\slash|Member` {
		t.Errorf("got %q", got)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("email,name\na@b.c,\"x\"\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		format, err := sheet.Sniff(bytes.NewReader(text))
		if err != nil {
			return
		}
		r := sheet.NewReader(bytes.NewReader(text), format)
		for last := 0; ; {
			row, err := r.Next()
			if err != nil {
				return
			}
			if row.Line <= last {
				t.Fatalf("line %d follows %d", row.Line, last)
			}
			last = row.Line
		}
	})
}
