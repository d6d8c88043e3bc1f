package bench_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/crypto/argon2"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// plan is what the plain program is told: whom it stands for, and what an operation writes.
type plan struct {
	Workspace, User, Session, Key string
	Invite, Approve, Accept       replay
}

const planVariable = "GATEHOUSE_BENCH_PLAN"

// limit is the plain program, running.
type limit struct {
	url string
	pid int
}

// startLimit starts the plain program on the database of a world.
func startLimit(t *testing.T, w *world) limit {
	t.Helper()
	var session string
	if err := w.fill.db.QueryRow("SELECT CAST(max(CAST(s.id AS text)) AS text) FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.email = '" + w.Admin.Email + "'").Scan(&session); err != nil {
		t.Fatal(err)
	}
	told := encoded(plan{Workspace: w.ID, User: w.Admin.UserID, Session: session, Key: w.key.ID, Invite: w.invite, Approve: w.approve, Accept: w.accept})
	file := t.TempDir() + "/plan.json"
	if err := os.WriteFile(file, told, 0o600); err != nil {
		t.Fatal(err)
	}
	address := silentlyFree(t)
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), limitVariable+"="+w.process.Database.URL, planVariable+"="+file, "GATEHOUSE_BENCH_LISTEN="+address)
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	l := limit{url: "http://" + address, pid: command.Process.Pid}
	for range 500 {
		if _, _, err := send(http.DefaultTransport, l.url, ask{method: "GET", path: "/hello"}); err == nil {
			return l
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the plain program does not start")
	return l
}

// plain is the program behind the limit: no permission, no validation, no log, no audit chain; one join to see who asks,
// and then the reads or writes of the operation.
type plain struct {
	plan
	engine         store.Engine
	reader, writer *sql.DB
	count          atomic.Int64
	salt           int64
}

// serveLimit runs the plain program until it is killed.
func serveLimit(database string) error {
	p := &plain{engine: store.Postgres, salt: time.Now().UnixNano()}
	text, err := os.ReadFile(os.Getenv(planVariable))
	if err == nil {
		err = json.Unmarshal(text, &p.plan)
	}
	if err != nil {
		return err
	}
	if path, found := strings.CutPrefix(database, "sqlite:"); found {
		p.engine = store.SQLite
		source := "file:" + url.PathEscape(path) + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
		p.reader, err = sql.Open("sqlite", source)
		if err == nil {
			p.writer, err = sql.Open("sqlite", source+"&_txlock=immediate")
			p.writer.SetMaxOpenConns(1)
		}
	} else {
		p.reader, err = sql.Open("pgx", database)
		p.writer = p.reader
	}
	if err != nil {
		return err
	}
	p.reader.SetMaxOpenConns(20)
	p.reader.SetMaxIdleConns(20)
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = func(err error, c echo.Context) { _ = c.String(http.StatusInternalServerError, err.Error()) }
	e.GET("/hello", func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]string{"hello": "world"}) })
	e.GET("/me", p.me)
	e.GET("/check", p.check)
	e.GET("/page", p.page)
	e.GET("/whole", p.whole)
	e.GET("/search", p.search)
	e.POST("/invite", p.invite)
	e.POST("/approve", p.approve)
	e.POST("/accept", p.accept)
	e.POST("/hash", hash)
	return e.Start(os.Getenv("GATEHOUSE_BENCH_LISTEN"))
}

// args numbers the question marks of a statement as the engine wants it.
func (p *plain) numbered(text string) string {
	if p.engine != store.Postgres {
		return text
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			fmt.Fprintf(&b, "$%d", n)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

const whoAsks = "SELECT u.id, u.status, r.permissions FROM sessions s JOIN users u ON u.account_id = s.account_id AND u.workspace_id = ?" +
	" JOIN user_roles ur ON ur.workspace_id = u.workspace_id AND ur.user_id = u.id" +
	" JOIN roles r ON r.workspace_id = ur.workspace_id AND r.id = ur.role_id WHERE s.id = ?"

type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// enter sees who asks, as every operation has to.
func (p *plain) enter(ctx context.Context, by asker) ([3]string, error) {
	var found [3]string
	err := by.QueryRowContext(ctx, p.numbered(whoAsks), p.Workspace, p.Session).Scan(&found[0], &found[1], &found[2])
	return found, err
}

func (p *plain) me(c echo.Context) error {
	found, err := p.enter(c.Request().Context(), p.reader)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"id": found[0], "status": found[1], "permissions": json.RawMessage(found[2])})
}

// check asks who asks, by a key, and about whom, by address.
func (p *plain) check(c echo.Context) error {
	var maker, role string
	err := p.reader.QueryRowContext(c.Request().Context(), p.numbered("SELECT k.created_by, r.permissions FROM api_keys k"+
		" JOIN user_roles ur ON ur.workspace_id = k.workspace_id AND ur.user_id = k.created_by"+
		" JOIN roles r ON r.workspace_id = ur.workspace_id AND r.id = ur.role_id WHERE k.workspace_id = ? AND k.id = ?"), p.Workspace, p.Key).Scan(&maker, &role)
	if err != nil {
		return err
	}
	var id, permissions string
	err = p.reader.QueryRowContext(c.Request().Context(), p.numbered("SELECT u.id, r.permissions FROM users u"+
		" JOIN user_roles ur ON ur.workspace_id = u.workspace_id AND ur.user_id = u.id"+
		" JOIN roles r ON r.workspace_id = ur.workspace_id AND r.id = ur.role_id WHERE u.workspace_id = ? AND u.email = ?"), p.Workspace, c.QueryParam("email")).Scan(&id, &permissions)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return c.JSON(http.StatusOK, map[string]bool{"allowed": strings.Contains(permissions, "users:read")})
}

// hash is Argon2id as RFC 9106 has it, with the figures that passwords are kept by.
func hash(c echo.Context) error {
	key := argon2.IDKey([]byte("a password of the benchmark"), []byte("sixteen bytes ok"), 2, 19*1024, 1, 32)
	return c.JSON(http.StatusOK, len(key))
}
