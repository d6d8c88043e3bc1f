package faults_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-dev/gatehouse/api/apitest"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/testkit"
	"github.com/gatehouse-dev/gatehouse/internal/testkit/smtpsink"
)

// BenchmarkImport invites the people of a whole file by a real process: GATEHOUSE_TEST_ROWS of them, 2,000 where nothing is
// said. It tells how many rows were checked, and people invited, in a second; the server's highest memory; how long a single
// invitation takes meanwhile, until it is answered and until its mail is at the mail server, while the mails of the file
// wait; and how the run compares to writing the very same rows by plain batched SQL in the same run.
func BenchmarkImport(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				benchImport(b, engine)
			}
		})
	}
}

func benchImport(b *testing.B, engine string) {
	open := testkit.NewPostgres
	if engine == "sqlite" {
		open = testkit.NewSQLite
	}
	from, to := open(b), open(b)
	sink := smtpsink.Start(b, smtpsink.Options{})
	p := apitest.Serve(b, from, "GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_LOG_LEVEL=warn", "GATEHOUSE_SMTP_URL=smtp://"+sink.Addr+"?tls=none")
	admin := setUpBench(b, p)
	one := p.Want(p.Call("POST", admin.path+"/imports", admin.token, benchFile(), "Content-Type", "text/csv"), 201, "").Text("id")
	rows := float64(benchRows())
	checked := timed(func() { until(b, p, admin, one, "ready") })
	p.Want(p.Call("POST", admin.path+"/imports/"+one+"/start", admin.token, nil), 200, "")
	stop, single := make(chan struct{}), make(chan singles, 1)
	go func() { single <- inviteSingly(p, admin, stop) }()
	ran := timed(func() { until(b, p, admin, one, "done") })
	close(stop)
	alone := <-single
	mailed := alone.mailed(b, sink)
	waiting := p.Count("mails", "bulk AND status = 'queued'")
	memory := peakMemory(b, p)
	p.Kill()
	plain := timed(func() { copyPeople(b, from, to) })
	b.ReportMetric(rows/checked.Seconds(), "checked/s")
	b.ReportMetric(rows/ran.Seconds(), "invited/s")
	b.ReportMetric(rows/plain.Seconds(), "plain/s")
	b.ReportMetric(plain.Seconds()/ran.Seconds(), "of-plain")
	b.ReportMetric(memory, "peak-MB")
	b.ReportMetric(alone.took.at(50), "single-p50-ms")
	b.ReportMetric(alone.took.at(99), "single-p99-ms")
	b.ReportMetric(mailed.at(50), "mail-p50-ms")
	b.ReportMetric(mailed.at(99), "mail-p99-ms")
	b.ReportMetric(mailed.at(100), "mail-max-ms")
	b.ReportMetric(float64(waiting), "bulk-mails-waiting")
	b.ReportMetric(0, "ns/op")
}

type benchAdmin struct{ path, token, role string }

func setUpBench(b *testing.B, p *apitest.Process) benchAdmin {
	b.Helper()
	s := p.Want(p.Call("POST", "/api/v1/setup", "", map[string]any{
		"token": apitest.SetupToken, "name": "Ada", "email": "ada@example.com", "password": apitest.Password, "workspace_name": "Acme",
	}), 201, "")
	a := benchAdmin{path: "/api/v1/workspaces/" + s.Text("workspace", "id"), token: s.Text("access_token")}
	for _, role := range p.Want(p.Call("GET", a.path+"/roles", a.token, nil), 200, "").List("data") {
		if apitest.At(role, "name") == "Member" {
			a.role = fmt.Sprint(apitest.At(role, "id"))
		}
	}
	return a
}

func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("GATEHOUSE_TEST_ROWS")); err == nil {
		return n
	}
	return 2000
}

func benchFile() string {
	var text strings.Builder
	text.WriteString("email,name,role\r\n")
	for n := range benchRows() {
		fmt.Fprintf(&text, "person.%06d@example.com,Person %06d,Member\r\n", n, n)
	}
	return text.String()
}

func timed(fn func()) time.Duration {
	begun := time.Now()
	fn()
	return time.Since(begun)
}

func until(b *testing.B, p *apitest.Process, a benchAdmin, one, state string) {
	b.Helper()
	apitest.Eventually(b, 30*time.Minute, "the import is "+state, func() bool {
		time.Sleep(30 * time.Millisecond)
		return p.Want(p.Call("GET", a.path+"/imports/"+one, a.token, nil), 200, "").Text("state") == state
	})
}

func peakMemory(b testing.TB, p *apitest.Process) float64 {
	b.Helper()
	return memoryOf(b, p, "VmHWM:")
}

// memoryOf reads a size in MiB that the system tells of a process.
func memoryOf(b testing.TB, p *apitest.Process, name string) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err != nil {
		return 0 // no such file outside of Linux
	}
	for line := range strings.Lines(string(text)) {
		if kb, found := strings.CutPrefix(line, name); found {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1024
		}
	}
	return 0
}

// batchOf is how many rows of each table are written by one transaction: as many as a batch of a hundred people leaves.
var batchOf = []struct {
	table string
	rows  int
}{
	{"accounts", 100},
	{"users", 100},
	{"user_roles", 100},
	{"invitations", 100},
	{"invitation_tokens", 100},
	{"approvals", 100},
	{"audit_events", 300},
	{"mails", 100},
	{"import_rows", 100},
}

// copyPeople writes what the run wrote into another database, by plain statements of many rows, in transactions like its.
func copyPeople(b *testing.B, from, to testkit.Database) {
	b.Helper()
	source, sink := from.Plain(b), to.Plain(b)
	sink.SetMaxOpenConns(1)
	for _, whole := range []string{"workspaces", "roles"} { // what the people stand on
		copyAll(b, source, sink, to, whole)
	}
	if to.Engine == store.Postgres {
		statement(b, sink, "SET session_replication_role = replica") // an import refers to people, who come later
	} else {
		statement(b, sink, "PRAGMA foreign_keys = off")
		statement(b, sink, "PRAGMA synchronous = full")
	}
	copyAll(b, source, sink, to, "imports")
	cursors := make([]*cursor, len(batchOf))
	for i, t := range batchOf {
		cursors[i] = openCursor(b, source, t.table)
		defer func() { _ = cursors[i].Close() }()
	}
	for more := true; more; {
		more = false
		tx, err := sink.Begin()
		check(b, err)
		for i, t := range batchOf {
			if n := cursors[i].copy(b, tx, to, t.rows); n > 0 {
				more = true
			}
		}
		check(b, tx.Commit())
	}
}

type cursor struct {
	*sql.Rows
	table   string
	columns []*sql.ColumnType
}

func openCursor(b *testing.B, source *sql.DB, table string) *cursor {
	b.Helper()
	rows, err := source.Query("SELECT * FROM " + table) //nolint:gosec // a name of ours
	check(b, err)
	columns, err := rows.ColumnTypes()
	check(b, err)
	return &cursor{Rows: rows, table: table, columns: columns}
}

// copy writes the next rows by one statement, and tells how many there were.
func (c *cursor) copy(b *testing.B, tx *sql.Tx, to testkit.Database, most int) int {
	b.Helper()
	var text strings.Builder
	var values []any
	n := 0
	for ; n < most && c.Next(); n++ {
		row, into := make([]any, len(c.columns)), make([]any, len(c.columns))
		for i := range row {
			into[i] = &row[i]
		}
		check(b, c.Scan(into...))
		text.WriteString(map[bool]string{true: "(", false: ",("}[n == 0])
		for i, v := range row {
			if bytes, ok := v.([]byte); ok && !strings.Contains(strings.ToLower(c.columns[i].DatabaseTypeName()), "b") {
				v = string(bytes)
			}
			values = append(values, v)
			text.WriteString(map[bool]string{true: "", false: ","}[i == 0])
			if to.Engine == store.Postgres {
				fmt.Fprintf(&text, "$%d", len(values))
			} else {
				text.WriteByte('?')
			}
		}
		text.WriteString(")")
	}
	if n > 0 {
		_, err := tx.Exec("INSERT INTO "+c.table+" VALUES "+text.String(), values...) //nolint:gosec // names of ours
		check(b, err)
	}
	return n
}

func copyAll(b *testing.B, source, sink *sql.DB, to testkit.Database, table string) {
	b.Helper()
	c := openCursor(b, source, table)
	defer func() { _ = c.Close() }()
	tx, err := sink.Begin()
	check(b, err)
	for c.copy(b, tx, to, 100) > 0 {
	}
	check(b, tx.Commit())
}

func statement(b *testing.B, db *sql.DB, text string) {
	b.Helper()
	_, err := db.ExecContext(context.Background(), text)
	check(b, err)
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
