package apitest

import (
	"regexp"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

// Offer invites an address by link, and gives the answer.
func (w *Workspace) Offer(by Person, email, name string, roles ...string) Answer {
	w.API.t.Helper()
	return w.API.Call("POST", w.Path+"/invitations", by.Token, map[string]any{
		"email": email, "name": name, "role_ids": w.ids(roles), "deliver": "link",
	})
}

// InviteToo invites somebody who has a place in another workspace, and gives their place here and the link's token.
func (w *Workspace) InviteToo(p Person, roles ...string) (Person, string) {
	w.API.t.Helper()
	answer := w.API.Want(w.Offer(w.Admin, p.Email, p.Name, roles...), 201, "")
	p.UserID, p.PendingToken = answer.Text("id"), ""
	return p, TokenOf(answer)
}

// TokenOf gives the token of the link in an answer.
func TokenOf(answer Answer) string {
	_, token, _ := strings.Cut(answer.Text("accept_url"), "#token=")
	return token
}

// AcceptAs takes an invitation as somebody who is signed in.
func (a *API) AcceptAs(p Person, token string) Answer {
	a.t.Helper()
	return a.Call("POST", "/api/v1/invitations/accept", p.Token, map[string]any{"token": token})
}

// Approve lets a person in, as somebody.
func (w *Workspace) Approve(by, p Person) Answer {
	w.API.t.Helper()
	return w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(p)+"/approve", by.Token, map[string]any{})
}

// Reject turns a person away, as somebody.
func (w *Workspace) Reject(by, p Person) Answer {
	w.API.t.Helper()
	return w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(p)+"/reject", by.Token, map[string]any{})
}

// Holder is an active member with a role of exactly these permissions.
func (w *Workspace) Holder(name string, permissions ...domain.Permission) Person {
	w.API.t.Helper()
	w.NewRole(name, permissions...)
	return w.Member(name, name)
}

// Without gives all permissions but these.
func Without(lacking ...domain.Permission) []domain.Permission {
	var list []domain.Permission
	for _, p := range domain.AllPermissions() {
		if !domain.NewPermissions(lacking...).Has(p) {
			list = append(list, p)
		}
	}
	return list
}

// SetStatus gives a user a status past the API, for what it does not offer yet.
func (w *Workspace) SetStatus(p Person, s domain.UserStatus) {
	w.API.t.Helper()
	w.API.Exec("UPDATE users SET status = ? WHERE id = ?", string(s), p.UserID)
}

// SetRole gives a user one role in place of what they had, past the API.
func (w *Workspace) SetRole(p Person, role string) {
	w.API.t.Helper()
	w.API.Exec("UPDATE user_roles SET role_id = ? WHERE user_id = ?", w.Role(role), p.UserID)
}

// Letter is a mail as it left the house.
type Letter struct{ Recipient, Subject, Text, HTML string }

var linkToken = regexp.MustCompile(`#token=([A-Za-z0-9_-]+)`)

// Token gives the token of the link in the letter, or "".
func (l Letter) Token() string {
	if found := linkToken.FindStringSubmatch(l.Text); found != nil {
		return found[1]
	}
	return ""
}

// Letters gives all mails to an address that have left, the oldest first.
func (a *API) Letters(to string) []Letter {
	a.t.Helper()
	rows, err := a.plain.Query(a.ask("SELECT recipient, subject, text, html FROM local_mails WHERE recipient = ? ORDER BY id"), to)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var list []Letter
	for rows.Next() {
		var l Letter
		if err := rows.Scan(&l.Recipient, &l.Subject, &l.Text, &l.HTML); err != nil {
			a.t.Fatal(err)
		}
		list = append(list, l)
	}
	return list
}

// AwaitLetters waits until so many mails to an address have left, and gives them.
func (a *API) AwaitLetters(to string, n int) []Letter {
	a.t.Helper()
	var list []Letter
	Eventually(a.t, 15*time.Second, "the mails to "+to, func() bool {
		list = a.Letters(to)
		return len(list) >= n
	})
	return list
}
