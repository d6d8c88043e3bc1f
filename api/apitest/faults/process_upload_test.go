package faults_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// endless is how long the one line is that is sent: far more than any file may have.
const endless = 1 << 30

// A file that is one line without an end is refused as soon as that is known, said how long it is or not. Eight of them at
// once take no memory to speak of, and leave nothing on the disk; nor does one whose sender, or whose server, dies.
func TestAFileWithoutAnEndIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := apitest.Serve(t, testkit.NewSQLite(t), "TMPDIR="+folder, "GATEHOUSE_RATE_LIMITS=off")
	s := p.Want(p.Call("POST", "/api/v1/setup", "", map[string]any{
		"token": apitest.SetupToken, "name": "Ada", "email": "ada@example.com", "password": apitest.Password, "workspace_name": "Acme",
	}), 201, "")
	u := uploader{t: t, p: p, path: "/api/v1/workspaces/" + s.Text("workspace", "id") + "/imports", token: s.Text("access_token")}
	fits := "email,name\r\n" + strings.Repeat("ana@example.com,"+strings.Repeat("a", 2000)+"\r\n", 9500)
	u.want(u.send("Content-Length", int64(len(fits)), strings.NewReader(fits)), 201, "") // the twin; and the memory that a file of 19 MiB takes
	before := peakMemory(t, p)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			how := []string{"Content-Length", "chunked"}[n%2]
			u.want(u.send(how, endless, &line{left: endless}), 413, "body_too_large")
			u.want(u.send(how, 19<<20, &line{left: 19 << 20}), 422, "row_too_long")
		})
	}
	all.Wait()
	after := peakMemory(t, p)
	t.Logf("peak memory: %.0f MB after a file of 19 MiB, %.0f MB after sixteen endless lines", before, after)
	if after > before+32 {
		t.Errorf("the peak memory grew from %.0f to %.0f MB", before, after)
	}
	leaving := u.begin("chunked", 0, &line{left: 5 << 20})
	time.Sleep(200 * time.Millisecond)
	_ = leaving.Close()
	left := func() bool { files, _ := os.ReadDir(folder); return len(files) == 0 }
	apitest.Eventually(t, 10*time.Second, "nothing is left on the disk", left)
	dying := u.begin("chunked", 0, &line{left: 5 << 20})
	time.Sleep(200 * time.Millisecond)
	p.Kill()
	_ = dying.Close()
	if !left() {
		t.Error("a killed server leaves the file of somebody's people behind")
	}
}

type uploader struct {
	t           *testing.T
	p           *apitest.Process
	path, token string
}

// begin begins to send a file over a connection of its own, and does not wait.
func (u uploader) begin(how string, size int64, body io.Reader) net.Conn {
	c, err := net.Dial("tcp", strings.TrimPrefix(u.p.URL, "http://"))
	if err != nil {
		u.t.Error(err)
		c, _ = net.Pipe()
		_ = c.Close()
	}
	length := fmt.Sprint("Content-Length: ", size)
	into := io.WriteCloser(struct {
		io.Writer
		io.Closer
	}{c, io.NopCloser(nil)})
	if how == "chunked" {
		length, into = "Transfer-Encoding: chunked", httputil.NewChunkedWriter(c)
	}
	go func() { // an error says that it was refused meanwhile: the answer tells
		_, _ = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: text/csv\r\n%s\r\n\r\n", u.path, u.token, length)
		if n, err := io.Copy(into, body); n == size && err == nil && into.Close() == nil && how == "chunked" {
			_, _ = io.WriteString(c, "\r\n")
		}
	}()
	return c
}

// send sends a file and gives the answer, which may come before the file has an end.
func (u uploader) send(how string, size int64, body io.Reader) string {
	c := u.begin(how, size, body)
	defer func() { _ = c.Close() }()
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return fmt.Sprintf("%s, %d bytes: no answer: %v", how, size, err)
	}
	text, _ := io.ReadAll(a.Body)
	_ = a.Body.Close()
	return fmt.Sprint(a.StatusCode, " ", string(text))
}

func (u uploader) want(got string, status int, code string) {
	u.t.Helper()
	if !strings.HasPrefix(got, fmt.Sprint(status, " ")) || !strings.Contains(got, code) {
		u.t.Errorf("got %s, want %d %s", got, status, code)
	}
}

// line is a file with a header and one line that goes on and on.
type line struct {
	left  int64
	begun bool
}

// Read gives more of it.
func (l *line) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), l.left))
	copy(p, bytes.Repeat([]byte("a"), n))
	if !l.begun {
		copy(p, "email\n")
		l.begun = true
	}
	l.left -= int64(n)
	return n, nil
}
