package estate

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // looks at the servers
)

// Cluster is a PostgreSQL with a standby that takes part in each commit.
type Cluster struct {
	t                testing.TB
	Primary, Standby *Node
}

// Node is one server of a cluster.
type Node struct {
	t      testing.TB
	port   int
	data   string
	server *program
}

const database = "gatehouse"

// Replicate starts a primary and its standby, and waits until no commit is answered that only one of them has.
func Replicate(t testing.TB) *Cluster {
	t.Helper()
	programs := postgresPrograms(t)
	home := folder(t)
	c := &Cluster{t: t}
	_, one := free(t)
	c.Primary = &Node{t: t, port: one, data: filepath.Join(home, "one")}
	once(t, filepath.Join(programs, "initdb"), "-D", c.Primary.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	settings := shown(t, "the tests run PostgreSQL with this", map[string]string{
		"synchronous_standby_names = 'ANY 1 (db_2, db_3)'": "synchronous_standby_names = 'ANY 1 (*)'",
	})
	const own = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\nshared_buffers = '64MB'\nmax_connections = 100\ntimezone = 'UTC'\n"
	appendTo(t, filepath.Join(c.Primary.data, "postgresql.conf"), settings+own)
	c.Primary.start(programs)
	_, two := free(t)
	c.Standby = &Node{t: t, port: two, data: filepath.Join(home, "two")}
	once(t, filepath.Join(programs, "pg_basebackup"), "-h", "127.0.0.1", "-p", fmt.Sprint(one), "-U", "postgres", "-D", c.Standby.data, "-R", "-X", "stream", "-c", "fast")
	c.Standby.start(programs)
	c.until("the standby takes part in commits", func() bool {
		var n int
		return c.Primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')", &n) == nil && n == 1
	})
	if _, err := c.Primary.db("postgres").Exec("CREATE DATABASE " + database); err != nil { //nolint:noctx // a test's
		t.Fatal(err)
	}
	return c
}

// URL leads to whichever of the two takes writes.
func (c *Cluster) URL() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d,127.0.0.1:%d/%s?sslmode=disable&target_session_attrs=read-write", c.Primary.port, c.Standby.port, database)
}

// Promote makes the standby the primary. It is alone then, so no commit waits for another one.
func (c *Cluster) Promote() {
	c.t.Helper()
	db := c.Standby.db("postgres")
	for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()", "SELECT pg_promote()"} {
		if _, err := db.Exec(statement); err != nil { //nolint:noctx // a test's
			c.t.Fatalf("%s: %v", statement, err)
		}
	}
}

func (c *Cluster) until(what string, ok func() bool) {
	c.t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("not within %v: %s\n%s\n%s", patience, what, c.Primary.server.log(), c.Standby.server.log())
		}
	}
}

// Kill ends the server without a word (SIGKILL), its postmaster and all its processes.
func (n *Node) Kill() {
	for _, child := range children(n.server.command.Process.Pid) {
		defer func() { _ = syscall.Kill(child, syscall.SIGKILL) }()
	}
	n.server.kill()
}

// Freeze stops all of the server's processes where they stand, as a machine does that hangs; Thaw lets them go on.
func (n *Node) Freeze() { n.signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (n *Node) Thaw() { n.signal(syscall.SIGCONT) }

func (n *Node) signal(s syscall.Signal) {
	for _, pid := range append(children(n.server.command.Process.Pid), n.server.command.Process.Pid) {
		_ = syscall.Kill(pid, s)
	}
}

// children are the processes that a process started.
func children(parent int) []int {
	var all []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var pid, of int
		_, rest, _ := strings.Cut(string(text), ") ")
		if _, err := fmt.Sscan(filepath.Base(filepath.Dir(path)), &pid); err != nil {
			continue
		}
		var state string
		if _, err := fmt.Sscan(rest, &state, &of); err == nil && of == parent {
			all = append(all, pid)
		}
	}
	return all
}

func (n *Node) start(programs string) {
	n.t.Helper()
	n.server = start(n.t, filepath.Join(programs, "postgres"), "-D", n.data, "-p", fmt.Sprint(n.port))
	n.t.Cleanup(n.Kill) // before the one that ends the postmaster alone
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		var one int
		err := n.ask("SELECT 1", &one)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			n.t.Fatalf("the server does not start: %v\n%s", err, n.server.log())
		}
	}
}

func (n *Node) ask(query string, into any) error {
	db := n.db("postgres")
	defer func() { _ = db.Close() }()
	return db.QueryRow(query).Scan(into) //nolint:noctx // a test's
}

func (n *Node) db(name string) *sql.DB {
	n.t.Helper()
	db, err := sql.Open("pgx", fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", n.port, name))
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = db.Close() })
	return db
}

// postgresPrograms is the folder of the newest server programs: Debian keeps them out of PATH.
func postgresPrograms(t testing.TB) string {
	t.Helper()
	var folders []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		found, _ := filepath.Glob(pattern)
		folders = append(folders, found...)
	}
	slices.Sort(folders)
	slices.Reverse(folders)
	path := find(t, "initdb", "postgresql", folders...)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Dir(path)
}

func once(t testing.TB, path string, arguments ...string) {
	t.Helper()
	if text, err := unprivileged(exec.Command(path, arguments...)).CombinedOutput(); err != nil { //nolint:gosec,noctx // what was found
		t.Fatalf("%s: %v\n%s", path, err, text)
	}
}

func appendTo(t testing.TB, path, text string) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(before)+text)
}
