package bench_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/store"
)

func silentlyFree(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// pageColumns are what a page shows of a user, with the roles as JSON.
func (p *plain) pageColumns() string {
	roles := "json_group_array(json_object('id', r.id, 'name', r.name))"
	if p.engine == store.Postgres {
		roles = "json_agg(json_build_object('id', r.id, 'name', r.name))"
	}
	return "SELECT u.id, u.name, u.email, u.status, CAST(u.created_at AS text), CAST(u.last_active_at AS text), (SELECT " + roles +
		" FROM user_roles ur JOIN roles r ON r.workspace_id = ur.workspace_id AND r.id = ur.role_id" +
		" WHERE ur.workspace_id = u.workspace_id AND ur.user_id = u.id) FROM users u WHERE u.workspace_id = ?"
}

func (p *plain) page(c echo.Context) error {
	return p.list(c, p.pageColumns()+" AND u.name_key > ? ORDER BY u.name_key, u.id LIMIT 50", p.Workspace, c.QueryParam("after"))
}

// whole is a page with everything that the server's has: also the newest invitation and request of each, where they are, and
// how many there are.
func (p *plain) whole(c echo.Context) error {
	object, objects := "json_object", "json_group_array"
	if p.engine == store.Postgres {
		object, objects = "json_build_object", "json_agg"
	}
	newest := func(table, alias, fields string) string {
		return ", (SELECT " + object + "(" + fields + ") FROM " + table + " " + alias + " WHERE " + alias + ".workspace_id = u.workspace_id" +
			" AND " + alias + ".user_id = u.id ORDER BY " + alias + ".created_at DESC, " + alias + ".id DESC LIMIT 1)"
	}
	more := ", (SELECT " + objects + "(" + object + "('id', l.id, 'name', l.name)) FROM user_locations ul" +
		" JOIN locations l ON l.workspace_id = ul.workspace_id AND l.id = ul.location_id" +
		" WHERE ul.workspace_id = u.workspace_id AND ul.user_id = u.id)" +
		newest("invitations", "i", "'id', i.id, 'status', i.status, 'delivery', i.delivery, 'expires_at', i.expires_at") +
		newest("approvals", "a", "'id', a.id, 'state', a.state")
	columns := strings.Replace(p.pageColumns(), " FROM users u WHERE", more+" FROM users u WHERE", 1)
	var people int
	err := p.reader.QueryRowContext(c.Request().Context(), p.numbered("SELECT people_invited + people_waiting + people_active + people_suspended"+
		" FROM audit_heads WHERE scope = ?"), p.Workspace).Scan(&people)
	if err != nil {
		return err
	}
	c.Response().Header().Set("X-Total", strconv.Itoa(people))
	return p.list(c, columns+" AND u.name_key > ? ORDER BY u.name_key, u.id LIMIT 50", p.Workspace, c.QueryParam("after"))
}

func (p *plain) search(c echo.Context) error {
	return p.list(c, p.pageColumns()+" AND u.search LIKE ? ORDER BY u.name_key, u.id LIMIT 50", p.Workspace, "%"+c.QueryParam("q")+"%")
}

func (p *plain) list(c echo.Context, text string, values ...any) error {
	ctx := c.Request().Context()
	if _, err := p.enter(ctx, p.reader); err != nil {
		return err
	}
	rows, err := p.reader.QueryContext(ctx, p.numbered(text), values...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	type user struct {
		ID           string          `json:"id"`
		Name         string          `json:"name"`
		Email        string          `json:"email"`
		Status       string          `json:"status"`
		CreatedAt    string          `json:"created_at"`
		LastActiveAt string          `json:"last_active_at"`
		Roles        json.RawMessage `json:"roles"`
		Locations    json.RawMessage `json:"locations,omitempty"`
		Invitation   json.RawMessage `json:"invitation,omitempty"`
		Approval     json.RawMessage `json:"approval,omitempty"`
	}
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	list := []user{}
	for rows.Next() {
		var u user
		var parts [4]sql.NullString // roles, and of a whole page what follows them
		places := []any{&u.ID, &u.Name, &u.Email, &u.Status, &u.CreatedAt, &u.LastActiveAt, &parts[0], &parts[1], &parts[2], &parts[3]}
		if err := rows.Scan(places[:len(columns)]...); err != nil {
			return err
		}
		for i, into := range []*json.RawMessage{&u.Roles, &u.Locations, &u.Invitation, &u.Approval} {
			if parts[i].Valid {
				*into = json.RawMessage(parts[i].String)
			}
		}
		list = append(list, u)
	}
	if rows.Err() != nil {
		return rows.Err()
	}
	return c.JSON(http.StatusOK, map[string]any{"data": list})
}

func (p *plain) invite(c echo.Context) error {
	return p.write(c, p.Invite, func(context.Context, *sql.Tx) error { return nil })
}

// approve changes two rows of somebody who waits, and adds what approving adds.
func (p *plain) approve(c echo.Context) error {
	return p.write(c, p.Approve, func(ctx context.Context, tx *sql.Tx) error {
		n, err := strconv.Atoi(c.QueryParam("n"))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, p.numbered("UPDATE users SET status = 'active', version = version + 1 WHERE workspace_id = ? AND id = ?"),
			p.Workspace, nthID(waitingUser, n))
		if err == nil {
			_, err = tx.ExecContext(ctx, p.numbered("UPDATE approvals SET state = 'approved', version = version + 1 WHERE workspace_id = ? AND id = ?"),
				p.Workspace, nthID(waitingApproval, n))
		}
		return err
	})
}

// accept changes what is kept of somebody who is invited, and adds what accepting adds.
func (p *plain) accept(c echo.Context) error {
	return p.write(c, p.Accept, func(ctx context.Context, tx *sql.Tx) error {
		n, err := strconv.Atoi(c.QueryParam("n"))
		for _, change := range [][2]string{
			{"UPDATE users SET status = 'pending_approval', version = version + 1 WHERE workspace_id = ? AND id = ?", returningUser},
			{"UPDATE invitations SET status = 'accepted', version = version + 1 WHERE workspace_id = ? AND id = ?", returningInvitation},
			{"UPDATE approvals SET version = version + 1 WHERE workspace_id = ? AND id = ?", returningApproval},
			{"UPDATE invitation_tokens SET ended = true WHERE workspace_id = ? AND invitation_id = ?", returningInvitation},
		} {
			if err == nil {
				_, err = tx.ExecContext(ctx, p.numbered(change[0]), p.Workspace, nthID(change[1], n))
			}
		}
		return err
	})
}

// write is one durable transaction: who asks, what changes, the rows anew, and the row that the audit log ends with.
func (p *plain) write(c echo.Context, r replay, change func(context.Context, *sql.Tx) error) error {
	ctx, n := c.Request().Context(), p.count.Add(1)
	tx, err := p.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := p.enter(ctx, tx); err != nil {
		return err
	}
	if err := change(ctx, tx); err != nil {
		return err
	}
	a := anewer{email: fmt.Sprintf("plain.%d.%d@example.com", p.salt, n), was: r.Email, salt: p.salt, n: n, ids: map[string]string{}}
	for _, table := range r.Tables {
		text, values := a.insert(table, r.Rows[table])
		if _, err := tx.ExecContext(ctx, p.numbered(text), values...); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	if _, err := tx.ExecContext(ctx, p.numbered("UPDATE audit_heads SET mails = mails WHERE scope = ?"), p.Workspace); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, map[string]string{"email": a.email})
}

// anewer makes the values of one operation's rows.
type anewer struct {
	email, was string
	salt, n    int64
	rows       int64
	ids        map[string]string
}

func (a *anewer) insert(table string, rows [][]cell) (string, []any) {
	var names, places []string
	var values []any
	for i, row := range rows {
		a.rows++
		marks := make([]string, 0, len(row))
		for _, c := range row {
			if i == 0 {
				names = append(names, c.Column)
			}
			marks = append(marks, "?")
			values = append(values, a.value(c))
		}
		places = append(places, "("+strings.Join(marks, ", ")+")")
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES " + strings.Join(places, ", "), values
}

func (a *anewer) value(c cell) any {
	switch {
	case c.Value == nil:
		return nil
	case c.Anew == "id":
		if a.ids[*c.Value] == "" {
			a.ids[*c.Value] = fmt.Sprintf("%08x-%04x-7%03x-8000-%012x", uint32(a.salt>>16), uint16(a.salt), len(a.ids), a.n) //nolint:gosec // only to be unique
		}
		return a.ids[*c.Value]
	case c.Anew == "email":
		return strings.ReplaceAll(*c.Value, a.was, a.email)
	case c.Anew == "hash":
		return fmt.Sprintf("%064x", a.salt*1_000_000+a.n)
	case c.Anew == "sequence":
		return strconv.FormatInt(a.salt%1_000_000_000*1_000_000+a.n*10+a.rows, 10)
	}
	return *c.Value
}
