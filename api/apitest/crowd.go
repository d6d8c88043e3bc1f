package apitest

import (
	"context"
	"strconv"
	"strings"
)

// Crowd gives a workspace n more people, each a copy of one member with their invitation, approval, mail and entry in the
// audit log under other ids, written past the API: for what has to be seen at a size that takes an hour to reach by it.
func (w *Workspace) Crowd(like Person, n int) {
	w.API.t.Helper()
	ws := "workspace_id = '" + w.ID + "'"
	mine := ws + " AND user_id = '" + like.UserID + "'"
	c := crowd{api: w.API, n: n, like: like.UserID}
	email := map[string]string{"email": "'crowd-' || n.i || '@crowd.example'", "name": "'Crowd ' || n.i", "name_key": "'crowd ' || n.i", "search": "'crowd ' || n.i"}
	c.copy("accounts", "email = '"+like.Email+"'", "ac", email)
	c.copy("users", "id = '"+like.UserID+"'", "be", with(email, "account_id", c.id("ac")))
	c.copy("user_roles", mine, "", map[string]string{"user_id": c.id("be")})
	c.copy("user_locations", mine, "", map[string]string{"user_id": c.id("be")})
	c.copy("invitations", mine, "cd", with(email, "user_id", c.id("be")))
	c.copy("invitation_tokens", ws+" AND invitation_id = (SELECT id FROM invitations WHERE "+mine+")", "",
		map[string]string{"token_hash": "'crowd-' || n.i", "invitation_id": c.id("cd")})
	c.copy("approvals", mine, "de", map[string]string{"user_id": c.id("be")})
	c.copy("mails", "recipient = '"+like.Email+"' AND kind = 'approved' AND for_workspace = '"+w.ID+"'", "ef", map[string]string{"recipient": email["email"]})
	c.copy("audit_events", "type = 'user.activated' AND target_id = '"+like.UserID+"'", "fa",
		map[string]string{"target_id": c.id("be") + c.text(), "about_user": c.id("be") + c.text(), "sequence": "1000000 + n.i", "hash": "'none'"})
	w.API.Recount()
}

type crowd struct {
	api  *API
	n    int
	like string
}

func with(list map[string]string, name, value string) map[string]string {
	out := map[string]string{name: value}
	for k, v := range list {
		out[k] = v
	}
	return out
}

func (c crowd) postgres() bool { return !strings.HasPrefix(c.api.Database.URL, "sqlite:") }

// id is the SQL of the n.i-th id of a kind.
func (c crowd) id(kind string) string {
	if c.postgres() {
		return "(('0199f3a0-00" + kind + "-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid)"
	}
	return "printf('0199f3a0-00" + kind + "-7000-8000-%012x', n.i)"
}

func (c crowd) text() string {
	if c.postgres() {
		return "::text"
	}
	return ""
}

// copy copies the rows of a table n times, with other values in some columns that it has.
func (c crowd) copy(table, where, kind string, other map[string]string) {
	c.api.t.Helper()
	if kind != "" {
		other = with(other, "id", c.id(kind))
	}
	rows, err := c.api.plain.QueryContext(context.Background(), "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		c.api.t.Fatal(err)
	}
	columns, err := rows.Columns()
	_ = rows.Close()
	if err != nil {
		c.api.t.Fatal(err)
	}
	values := make([]string, len(columns))
	for i, name := range columns {
		if values[i] = other[name]; values[i] == "" {
			values[i] = "t." + name
		}
	}
	c.api.Exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + strconv.Itoa(c.n) + ")" +
		" INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM " + table + " t, n WHERE " + where)
}
