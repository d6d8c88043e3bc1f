package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding names how the characters of a file are written.
type Encoding string

// The encodings that spreadsheets save.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
)

// Format is how a file is to be read.
type Format struct {
	Encoding  Encoding
	Separator rune // comma, semicolon or tab
	OldBreaks bool // lines end with a carriage return alone
}

// The faults of a whole file.
var (
	ErrEmpty   = errors.New("the file is empty")
	ErrNotText = errors.New("the file is no text")
)

const sniffed = 64 << 10 // of the beginning, to guess by

// Sniff finds out how a file is to be read, by its byte order mark or by all of its bytes, and leaves it at an unknown
// place. Errors: ErrEmpty; ErrNotText for archives, workbooks, pictures and the like; what the reader says.
func Sniff(r io.ReadSeeker) (Format, error) {
	head := make([]byte, sniffed)
	n, err := readFrom(r, head)
	if err != nil {
		return Format{}, err
	}
	head = head[:n]
	if n == 0 {
		return Format{}, ErrEmpty
	}
	if binary(head) {
		return Format{}, ErrNotText
	}
	f := Format{Encoding: marked(head)}
	if f.Encoding == "" {
		if f.Encoding, err = unmarked(r, head); err != nil {
			return Format{}, err
		}
	}
	text, err := io.ReadAll(f.Encoding.decode(bytes.NewReader(head)))
	if err != nil {
		return Format{}, err
	}
	if len(bytes.TrimSpace(text)) == 0 && n < sniffed {
		return Format{}, ErrEmpty
	}
	f.Separator, f.OldBreaks = separator(text), oldBreaks(text)
	return f, nil
}

func readFrom(r io.ReadSeeker, into []byte) (int, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r, into)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return n, err
}

// binary tells the files that people take for tables, by their first bytes: workbooks and other archives, compressed
// files, old workbooks, pictures, documents.
func binary(head []byte) bool {
	for _, magic := range []string{
		"PK\x03\x04", "PK\x05\x06", "\x1f\x8b", "\xd0\xcf\x11\xe0", "%PDF-", "\x89PNG", "\xff\xd8\xff", "GIF8", "7z\xbc\xaf\x27\x1c",
		"Rar!", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd", "SQLite format 3", "\x7fELF", "{\\rtf",
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

func marked(head []byte) Encoding {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE
	}
	return ""
}

// unmarked guesses the encoding of a file without a mark: of Latin text in UTF-16 every second byte is zero; what is
// valid UTF-8 to its last byte is that; everything else came from an old spreadsheet.
func unmarked(r io.ReadSeeker, head []byte) (Encoding, error) {
	even, odd := zeros(head)
	switch half := len(head) / 2; {
	case half > 0 && odd*10 > half*7 && even*10 < half:
		return UTF16LE, nil
	case half > 0 && even*10 > half*7 && odd*10 < half:
		return UTF16BE, nil
	}
	valid, err := validUTF8(r)
	if err != nil {
		return "", err
	}
	if valid {
		return UTF8, nil
	}
	return Windows1252, nil
}

func zeros(text []byte) (even, odd int) {
	for i, b := range text {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

func validUTF8(r io.ReadSeeker) (bool, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	part := make([]byte, 32<<10)
	kept := 0 // bytes of a character that was cut in two
	for {
		n, err := r.Read(part[kept:])
		text := part[:kept+n]
		for len(text) > 0 {
			c, size := utf8.DecodeRune(text)
			if c == utf8.RuneError && size <= 1 {
				if err == nil && !utf8.FullRune(text) {
					break
				}
				return false, nil
			}
			text = text[size:]
		}
		kept = copy(part, text)
		if errors.Is(err, io.EOF) {
			return kept == 0, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// decode gives the text in UTF-8, without a byte order mark; what cannot be read becomes U+FFFD.
func (e Encoding) decode(r io.Reader) io.Reader {
	var from encoding.Encoding
	switch e {
	case UTF16LE:
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case UTF16BE:
		from = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case Windows1252:
		from = charmap.Windows1252
	default:
		from = unicode.UTF8BOM
	}
	return transform.NewReader(r, from.NewDecoder())
}

// separator is the one of the three that stands most often in the first line, outside of quotes; a first line sep=; names
// it, as some spreadsheets write.
func separator(text []byte) rune {
	line := bytes.TrimLeft(text, " \r\n")
	if named, ok := bytes.CutPrefix(line, []byte("sep=")); ok && len(named) > 0 && bytes.IndexByte([]byte(",;\t"), named[0]) >= 0 {
		return rune(named[0])
	}
	count := map[byte]int{}
	quoted := false
	for _, c := range line {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted && (c == '\n' || c == '\r') {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return rune(best)
}

// oldBreaks tells a text whose lines end with a carriage return alone.
func oldBreaks(text []byte) bool {
	return bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') >= 0
}
