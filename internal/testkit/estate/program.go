// Package estate starts other people's programs for tests, as somebody would who runs several processes: HAProxy before
// them, PgBouncer behind them, and a PostgreSQL with a standby. Each is configured by what docs/scaling.md shows. Where a
// program is missing the test fails and says how to get it.
package estate

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const patience = 30 * time.Second

// program is a process of somebody else's program.
type program struct {
	t       testing.TB
	command *exec.Cmd
	exited  chan struct{}
	mu      sync.Mutex
	said    bytes.Buffer
}

// Write keeps what the program says.
func (p *program) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.Write(text)
}

func (p *program) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// start runs a program until the test's end.
func start(t testing.TB, path string, arguments ...string) *program {
	t.Helper()
	p := &program{t: t, command: unprivileged(exec.Command(path, arguments...)), exited: make(chan struct{})} //nolint:gosec,noctx // what was found
	p.command.Stdout, p.command.Stderr = p, p
	if err := p.command.Start(); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	go func() {
		_ = p.command.Wait()
		close(p.exited)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the program without a word, and waits for its end.
func (p *program) kill() {
	_ = p.command.Process.Kill()
	<-p.exited
}

// answers waits until somebody takes connections at an address.
func (p *program) answers(address string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", address) //nolint:noctx // a probe
		if err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-p.exited:
			p.t.Fatalf("%s ended:\n%s", p.command.Path, p.log())
		default:
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s does not answer at %s: %v\n%s", p.command.Path, address, err, p.log())
		}
	}
}

// find gives the path of a program; folders are looked in beside PATH.
func find(t testing.TB, name, debian string, folders ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, folder := range append(folders, "/usr/local/sbin", "/usr/sbin") {
		if path := filepath.Join(folder, name); executable(path) {
			return path
		}
	}
	t.Fatalf("%s is not installed: run .ci/install-test-deps, or install the package %q", name, debian)
	return ""
}

func executable(path string) bool {
	about, err := os.Stat(path)
	return err == nil && about.Mode().IsRegular() && about.Mode()&0o111 != 0
}

// unprivileged lets root step down to the user that the package of PostgreSQL made: these programs refuse to run as root.
func unprivileged(command *exec.Cmd) *exec.Cmd {
	if id, ok := postgresUser(); ok {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &id}
	}
	return command
}

func postgresUser() (syscall.Credential, bool) {
	if os.Geteuid() != 0 {
		return syscall.Credential{}, false
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return syscall.Credential{}, false
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, true
}

// folder is one that the programs may write into.
func folder(t testing.TB) string {
	t.Helper()
	path, err := os.MkdirTemp("", "gatehouse-estate-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(path) })
	if id, ok := postgresUser(); ok {
		if err := os.Chown(path, int(id.Uid), int(id.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // another user reads it
		t.Fatal(err)
	}
}

// free is an address on which nothing listens.
func free(t testing.TB) (address string, port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	port = l.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // of a TCP listener
	return fmt.Sprintf("127.0.0.1:%d", port), port
}

var fenced = regexp.MustCompile("(?ms)^<!-- ([^\n]*) -->\n^```\\w+\n(.*?)^```$")

// shown gives the block with a mark in docs/scaling.md, with other values for some of its lines. A line that is not there
// fails the test, so that the doc is what runs.
func shown(t testing.TB, mark string, instead map[string]string) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../../docs/scaling.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := fenced.FindAllStringSubmatch(string(text), -1)
	at := slices.IndexFunc(blocks, func(b []string) bool { return b[1] == mark })
	if at < 0 {
		t.Fatalf("docs/scaling.md has no block with the mark %q", mark)
	}
	lines := strings.Split(strings.TrimSuffix(blocks[at][2], "\n"), "\n")
	for old, line := range instead {
		i := slices.IndexFunc(lines, func(l string) bool { return strings.TrimSpace(l) == old })
		if i < 0 {
			t.Fatalf("the block %q has no line %q", mark, old)
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n") + "\n"
}
