package bench_test

// neighbours are other workspaces, each with an Admin and somebody invited, whose rows stand between those that are asked for.
func (w *world) neighbours(many int) {
	if many == 0 {
		return
	}
	f, email := w.fill, w.fill.email("neighbour")
	guest := f.email("guest")
	ws, admin := map[string]string{"workspace_id": f.id("d001")}, "'"+w.Admin.Email+"'"
	f.copies(many, "workspaces", "t.id = '"+w.ID+"'", map[string]string{"id": f.id("d001"), "name": "'Neighbour ' || n", "slug": "'neighbour-' || n"})
	f.copies(many, "roles", w.mine("name", "Admin"), with(ws, "id", f.id("d002")))
	f.copies(many, "accounts", "t.email = "+admin, map[string]string{"id": f.id("d003"), "email": email})
	f.copies(many, "accounts", "t.email = "+admin, map[string]string{"id": f.id("d004"), "email": guest})
	f.copies(many, "users", w.mine("email", w.Admin.Email), with(ws, "id", f.id("d005"), "account_id", f.id("d003"), "email", email, "search", email))
	f.copies(many, "user_roles", w.mine("user_id", w.Admin.UserID), with(ws, "user_id", f.id("d005"), "role_id", f.id("d002")))
	const invited = "template.invited@example.com"
	f.copies(many, "users", w.mine("email", invited), with(ws, "id", f.id("d006"), "account_id", f.id("d004"), "email", guest, "search", guest))
	f.copies(many, "invitations", w.mine("email", invited), with(ws, "id", f.id("d007"), "user_id", f.id("d006"), "invited_by", f.id("d005"),
		"invited_by_key", "NULL", "email", guest, "search", guest))
	scope := f.id("d001")
	f.copies(many, "audit_heads", "t.scope = '"+w.ID+"'", map[string]string{
		"scope": scope, "sequence": "0", "hash": "''", "mails": "0", "pending_invitations": "1", "pending_approvals": "0",
		"people_active": "1", "people_invited": "1", "people_waiting": "0", "people_suspended": "0",
	})
}

func with(base map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}
