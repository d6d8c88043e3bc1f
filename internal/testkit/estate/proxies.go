package estate

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Balancer is a HAProxy before several processes.
type Balancer struct {
	URL    string
	PID    int
	t      testing.TB
	socket string
}

// Balance starts a HAProxy before two processes, each given by its URL.
func Balance(t testing.TB, one, two string) *Balancer {
	t.Helper()
	address, _ := free(t)
	home := folder(t)
	b := &Balancer{URL: "http://" + address, t: t, socket: filepath.Join(home, "admin.sock")}
	config := filepath.Join(home, "haproxy.cfg")
	write(t, config, shown(t, "the tests run HAProxy with this", map[string]string{
		"stats socket /run/haproxy/admin.sock mode 660 level admin": "    stats socket " + b.socket + " mode 660 level admin",
		"bind :443 ssl crt /etc/haproxy/gatehouse.pem":              "    bind " + address,
		"server one gatehouse-1:8080":                               "    server one " + host(t, one),
		"server two gatehouse-2:8080":                               "    server two " + host(t, two),
		"server three gatehouse-3:8080":                             "",
	}))
	p := start(t, find(t, "haproxy", "haproxy"), "-db", "-f", config)
	p.answers(address)
	b.PID = p.command.Process.Pid
	b.Await("one", "UP")
	b.Await("two", "UP")
	return b
}

// Await waits until the balancer finds a process (one, two) to be UP or DOWN.
func (b *Balancer) Await(process, state string) {
	b.t.Helper()
	var now string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if now = b.state(process); strings.HasPrefix(now, state) && !strings.Contains(now, "/") { // "UP 1/2" is on its way down
			return
		}
	}
	b.t.Fatalf("to the balancer %s is %q, and never %s", process, now, state)
}

func (b *Balancer) state(process string) string {
	b.t.Helper()
	c, err := net.Dial("unix", b.socket) //nolint:noctx // it is here
	if err != nil {
		return err.Error() // the socket gets its name a moment after the balancer takes connections
	}
	defer func() { _ = c.Close() }()
	if _, err := fmt.Fprintln(c, "show stat"); err != nil {
		b.t.Fatal(err)
	}
	status := -1
	for lines := bufio.NewScanner(c); lines.Scan(); {
		fields := strings.Split(lines.Text(), ",")
		if strings.HasPrefix(lines.Text(), "# ") {
			for i, name := range fields {
				if name == "status" {
					status = i
				}
			}
		} else if status >= 0 && len(fields) > status && fields[0] == "replicas" && fields[1] == process {
			return fields[status]
		}
	}
	return ""
}

// Pooler is a PgBouncer in transaction mode before a database.
type Pooler struct {
	URL string // of the database, through the pooler
	PID int
}

// Pool starts a PgBouncer before the database that a URL names, which makes so many connections of however many there are.
func Pool(t testing.TB, database string, connections int) Pooler {
	t.Helper()
	to, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	address, port := free(t)
	home, name := folder(t), strings.TrimPrefix(to.Path, "/")
	users := filepath.Join(home, "userlist.txt")
	write(t, users, fmt.Sprintf("%q \"\"\n", to.User.Username()))
	config := filepath.Join(home, "pgbouncer.ini")
	write(t, config, shown(t, "the tests run PgBouncer with this", map[string]string{
		"gatehouse = host=db-1 port=5432 dbname=gatehouse": fmt.Sprintf("%s = host=%s port=%s dbname=%s", name, to.Hostname(), to.Port(), name),
		"listen_addr = *":                         "listen_addr = 127.0.0.1",
		"listen_port = 6432":                      fmt.Sprintf("listen_port = %d", port),
		"auth_type = scram-sha-256":               "auth_type = trust",
		"auth_file = /etc/pgbouncer/userlist.txt": "auth_file = " + users,
		"default_pool_size = 20":                  fmt.Sprintf("default_pool_size = %d", connections),
	}))
	p := start(t, find(t, "pgbouncer", "pgbouncer"), config)
	p.answers(address)
	through := *to
	through.Host = address
	return Pooler{URL: through.String(), PID: p.command.Process.Pid}
}

func host(t testing.TB, text string) string {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}
