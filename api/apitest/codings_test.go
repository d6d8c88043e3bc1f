package apitest_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// codings are what a body may say that it is packed with; a list is one header in several lines.
var codings = [][]string{
	{"gzip"},
	{"x-gzip"},
	{"GZIP"},
	{"deflate"},
	{"br"},
	{"zstd"},
	{"compress"},
	{"aes128gcm"},
	{"anything"},
	{"gzip, gzip"},
	{"identity, gzip"},
	{"gzip, identity"},
	{"gzip;q=1"},
	{"identity;q=1"},
	{"identity", "gzip"},
	{"", "deflate"},
	{"*"},
}

func packed(t *testing.T, text []byte, into func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var out bytes.Buffer
	w := into(&out)
	_, err := w.Write(text)
	if closed := w.Close(); err != nil || closed != nil {
		t.Fatal(err, closed)
	}
	return out.Bytes()
}

func gzipped(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }

func deflated(w io.Writer) io.WriteCloser {
	d, _ := flate.NewWriter(w, flate.BestCompression)
	return d
}

// No write takes a packed body, whatever it is packed with and whatever is inside: no bomb is ever unpacked. The same, plain
// or called identity, is taken.
func TestNoWriteTakesAPackedBody(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		api := apitest.Start(t, d)
		w := api.Setup("Acme Fleet")
		bomb := packed(t, bytes.Repeat([]byte(" "), 64<<20), gzipped)
		for _, op := range api.Operations {
			if op.Method == http.MethodGet || op.Method == http.MethodDelete && bodyOf(t, op) == nil {
				continue // see TestABodyWhereNoneIsTakenChangesNothing
			}
			t.Run(op.ID, func(t *testing.T) {
				w := w.For(t)
				c := goodCall(w, t, op)
				plain, isFile := c.body.(string)
				if !isFile && c.body != nil {
					text, _ := json.Marshal(c.body)
					plain = string(text)
				}
				w.API.ChangesNothing(func() {
					for _, coding := range codings {
						bodies := []string{plain}
						if coding[0] == "gzip" {
							bodies = append(bodies, string(packed(t, []byte(plain), gzipped)), string(bomb))
						}
						if coding[0] == "deflate" {
							bodies = append(bodies, string(packed(t, []byte(plain), deflated)))
						}
						for _, body := range bodies {
							refusesCoding(t, w, c, body, coding)
						}
					}
				})
				if answer := c.good(w, "Content-Encoding", "identity"); answer.Status != c.status {
					t.Errorf("called identity: %d %s", answer.Status, answer.Body)
				}
			})
		}
	})
}

// refusesCoding sends a body with as many Content-Encoding lines as given.
func refusesCoding(t *testing.T, w *apitest.Workspace, c call, body string, lines []string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), c.op.Method, w.API.URL+c.path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	kind := "application/json"
	if c.op.ID == "createImport" {
		kind = "text/csv"
	}
	r.Header = http.Header{"Content-Type": {kind}, "Content-Encoding": lines, "Authorization": {"Bearer " + c.credential(w)}}
	if c.cookie != "" {
		r.Header.Set("Cookie", c.cookie)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Errorf("%q: %v", lines, err)
		return
	}
	text, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusUnsupportedMediaType || !bytes.Contains(text, []byte(`"unsupported_media_type"`)) || answer.Header.Get("Accept-Encoding") != "identity" {
		t.Errorf("%q with %d bytes: %d %v %.200s", lines, len(body), answer.StatusCode, answer.Header["Accept-Encoding"], text)
	}
}

// A file of people that is more than it looks is refused, or is as long as it looks: nothing in it is unpacked, and nothing
// makes rows of nothing.
func TestNoFileOfPeopleIsABomb(t *testing.T) {
	testkit.OnBoth(t, func(t *testing.T, d testkit.Database) {
		w := apitest.Start(t, d).Setup("Acme Fleet")
		most := domain.MaxImportBytes
		w.API.ChangesNothing(func() {
			for what, text := range map[string]string{
				"gzip": string(packed(t, []byte(strings.Repeat("a@x.org\n", 1<<20)), gzipped)), "zip": "PK\x03\x04" + strings.Repeat("\x00", 100), "an empty zip": "PK\x05\x06" + strings.Repeat("\x00", 18),
				"bzip2": "BZh91AY&SY" + strings.Repeat("\xff\x00", 50), "xz": "\xfd7zXZ\x00" + strings.Repeat("\x04", 50), "7z": "7z\xbc\xaf\x27\x1c" + strings.Repeat("\x00", 50),
				"zstd": "\x28\xb5\x2f\xfd" + strings.Repeat("\x00", 50), "rar": "Rar!\x1a\x07\x01\x00", "an old workbook": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 100),
				"a PDF": "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00", "lines alone": strings.Repeat("\n", most), "quotes alone": strings.Repeat(`"`, most), "separators alone": strings.Repeat(",", most),
				"one line": strings.Repeat("a", most), "one cell of many lines": "email\n\"" + strings.Repeat("a\n", most/2-10) + "\"\n", "NULs": strings.Repeat("\x00", most),
				"a column for each letter": strings.Repeat("email,", most/6), "a mark alone": "\xef\xbb\xbf", "marks alone": strings.Repeat("\xef\xbb\xbf", 1000),
				"UTF-32":           "\xff\xfe\x00\x00e\x00\x00\x00",
				"more than may be": "email\n" + strings.Repeat(" ", most),
			} {
				if a := upload(w, w.Admin, text); a.Status != 413 && a.Status != 415 && a.Status != 422 {
					t.Errorf("%s: %d %.300s", what, a.Status, a.Body)
				}
			}
		})
		w.API.Want(upload(w, w.Admin, "email\n"+apitest.Address("nina")+"\n"), 201, "")
	})
}
