package apitest

import (
	"bytes"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
)

// Process is a real server process, which can be killed.
type Process struct {
	*API
	settings []string
	mu       sync.Mutex
	command  *exec.Cmd
	exited   chan struct{}
	starts   int
	log      lines
}

// lines is what a process wrote.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps what is written.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// builtBefore names a server that was built already, such as the one that make build makes.
const builtBefore = "GATEHOUSE_TEST_BINARY"

// binary is the server, built once for all tests; RemoveBinary removes it.
var binary struct { //nolint:gochecknoglobals // building takes a while
	once   sync.Once
	folder string
	err    error
}

func buildOnce() (string, error) {
	if path := os.Getenv(builtBefore); path != "" {
		return path, nil
	}
	binary.once.Do(func() {
		if binary.folder, binary.err = os.MkdirTemp("", "gatehouse-test-"); binary.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", filepath.Join(binary.folder, "gatehouse"), "github.com/gatehouse-dev/gatehouse/api") //nolint:gosec,noctx // our own names
		if text, err := build.CombinedOutput(); err != nil {
			binary.err = fmt.Errorf("build the server: %w: %s", err, text)
		}
	})
	return filepath.Join(binary.folder, "gatehouse"), binary.err
}

// BinarySize is how many bytes the server has that processes run.
func BinarySize(t testing.TB) int64 {
	t.Helper()
	path, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	about, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return about.Size()
}

// RemoveBinary removes the built server; for TestMain.
func RemoveBinary() {
	if binary.folder != "" {
		_ = os.RemoveAll(binary.folder)
	}
}

// Serve starts a process on a database and waits until it is ready. Settings are as for Start. Several processes on
// one database are one installation.
func Serve(t testing.TB, d testkit.Database, settings ...string) *Process {
	t.Helper()
	p := Prepare(t, d, settings...)
	p.Start()
	return p
}

// Prepare is Serve for a process that is started later.
func Prepare(t testing.TB, d testkit.Database, settings ...string) *Process {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	p := &Process{API: &API{t: t, URL: "http://" + address, Database: d, plain: d.Plain(t)}}
	p.settings = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "GATEHOUSE_LISTEN=" + address, "GATEHOUSE_DATABASE_URL=" + d.URL,
		"GATEHOUSE_SECRET=" + testkit.Secret, "GATEHOUSE_SETUP_TOKEN=" + SetupToken, "GATEHOUSE_LOG_LEVEL=debug",
	}, settings...)
	t.Cleanup(p.Kill)
	return p
}

// Start starts the process, again where it is killed meanwhile, and waits until it is ready.
func (p *Process) Start() {
	p.t.Helper()
	p.Launch()
	for end := time.Now().Add(time.Minute); !p.Ready(); time.Sleep(20 * time.Millisecond) {
		if !p.Running() && p.killed() {
			p.Launch()
		} else if !p.Running() || time.Now().After(end) {
			p.t.Fatalf("the process does not start (running: %t):\n%s", p.Running(), p.Log())
		}
	}
}

// Ready tells whether the process says that it is ready.
func (p *Process) Ready() bool {
	a, err := http.Get(p.URL + "/readyz") //nolint:noctx // a probe
	if err != nil {
		return false
	}
	_ = a.Body.Close()
	return a.StatusCode == http.StatusOK
}

func (p *Process) killed() bool {
	status, ok := p.command.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// Launch starts the process and does not wait.
func (p *Process) Launch() {
	p.t.Helper()
	path, err := buildOnce()
	if err != nil {
		p.t.Fatal(err)
	}
	command := exec.Command(path, "serve") //nolint:gosec,noctx // our own name
	command.Env, command.Stdout, command.Stderr = p.settings, &p.log, &p.log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	exited := make(chan struct{})
	p.mu.Lock()
	p.command, p.exited = command, exited
	p.starts++
	p.mu.Unlock()
	go func() {
		_ = command.Wait()
		close(exited)
	}()
}

// Kill ends the process without a word (SIGKILL), and waits for its end.
func (p *Process) Kill() {
	p.signal(syscall.SIGKILL)
	p.mu.Lock()
	exited := p.exited
	p.mu.Unlock()
	if exited != nil {
		<-exited
	}
}

// Terminate asks the process to end (SIGTERM).
func (p *Process) Terminate() { p.signal(syscall.SIGTERM) }

func (p *Process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.command != nil {
		_ = syscall.Kill(-p.command.Process.Pid, s)
	}
}

// PID is the number that the machine knows the process by.
func (p *Process) PID() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.command.Process.Pid
}

// Running tells whether the process has not ended.
func (p *Process) Running() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// Exits waits for the end of the process, and gives its exit code.
func (p *Process) Exits(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.command.ProcessState.ExitCode()
	case <-time.After(within):
		p.t.Fatalf("the process has not ended after %v:\n%s", within, p.Log())
		return -1
	}
}

// Starts counts how often the process was started.
func (p *Process) Starts() int { return p.starts }

// ID is the number by which the system knows the process.
func (p *Process) ID() int { return p.command.Process.Pid }

// Log is what the process has written since it was first started.
func (p *Process) Log() string { return p.log.String() }

// Plain looks beside the house.
func (p *Process) Plain() *sql.DB { return p.plain }

// LeasesEnd lets the time pass that a killed process's hold on keys, mails, endpoints and jobs takes. It is for moments in which no
// process runs.
func (p *Process) LeasesEnd() {
	p.t.Helper()
	past := time.Now().UTC().Add(-time.Minute)
	p.Exec("UPDATE idempotency_keys SET leased_until = ? WHERE state <> 'answered'", past)
	p.Exec("UPDATE mails SET leased_until = ? WHERE leased_until IS NOT NULL", past)
	p.Exec("UPDATE webhooks SET leased_until = ? WHERE leased_until IS NOT NULL", past)
	if p.Database.Engine == store.Postgres { // on SQLite the next start gives them back
		p.Exec("UPDATE river_job SET attempted_at = ? WHERE state = 'running'", past)
	}
}
