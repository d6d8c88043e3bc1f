package apitest

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/secret"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
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

// Holder is an active, signed-in member with a role of exactly these permissions, who was put there by the
// store and not by the gates, which is quicker.
func (w *Workspace) Holder(name string, permissions ...domain.Permission) Person {
	w.API.t.Helper()
	role := id.Role(w.NewRole(name, permissions...))
	p, hash := Person{Name: name, Email: Address("holder")}, w.API.passwordHash()
	err := w.API.App.DB.Write(context.Background(), authz.NewJob("test").In(id.Workspace(w.ID)), func(tx *store.Tx) error {
		account := newAccount(tx, p.Email, name, hash)
		if err := tx.AddAccount(account); err != nil {
			return err
		}
		user, err := tenancy.Join(tx, tenancy.Newcomer{Account: account, Name: name, Roles: []id.Role{role}})
		if err != nil {
			return err
		}
		p.UserID = string(user.ID)
		if _, err = tenancy.Activate(tx, user, []id.Role{role}); err != nil {
			return err
		}
		p.Token, err = w.API.plantSession(tx, account)
		return err
	})
	if err != nil {
		w.API.t.Fatal(err)
	}
	return p
}

func newAccount(tx *store.Tx, email, name, hash string) domain.Account {
	return domain.Account{
		ID: id.New[id.Account](), Email: domain.Email(email), Name: name, PasswordHash: hash, Version: 1,
		CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
}

// plantSession opens a session and gives its access token.
func (a *API) plantSession(tx *store.Tx, account domain.Account) (string, error) {
	_, tokens, err := a.App.Identity.StartSession(tx, account, authz.Origin{})
	return tokens.Access, err
}

// hashed is the hash of Password: hashing it anew for everybody would take most of the tests' time.
var hashed struct { //nolint:gochecknoglobals // a cache of a constant's hash
	once sync.Once
	text string
	err  error
}

func (a *API) passwordHash() string {
	a.t.Helper()
	hashed.once.Do(func() { hashed.text, hashed.err = a.App.Identity.HashPassword(context.Background(), Password) })
	if hashed.err != nil {
		a.t.Fatal(hashed.err)
	}
	return hashed.text
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
	w.API.Recount()
}

// Recount makes what is kept of how many people there are right again, after rows were written past the API.
func (a *API) Recount() {
	a.t.Helper()
	scope := "CAST(audit_heads.scope AS uuid)"
	if a.Database.Engine == store.SQLite {
		scope = "audit_heads.scope"
	}
	of := func(table, condition string) string {
		return "(SELECT count(*) FROM " + table + " t WHERE t.workspace_id = " + scope + " AND " + condition + ")"
	}
	a.Exec("UPDATE audit_heads SET people_invited = " + of("users", "status = 'invited'") + ", people_waiting = " + of("users", "status = 'pending_approval'") +
		", people_active = " + of("users", "status = 'active'") + ", people_suspended = " + of("users", "status = 'suspended'") +
		", pending_approvals = " + of("approvals", "state = 'pending'") + " WHERE scope <> ''")
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

// LettersByKind gives the mails that have left in the name of a workspace or to people of it, by their kind.
func (a *API) LettersByKind(w *Workspace) map[string][]Letter {
	a.t.Helper()
	rows, err := a.plain.Query(a.ask(`SELECT m.kind, l.recipient, l.subject, l.text, l.html FROM mails m JOIN local_mails l ON l.id = m.id
		WHERE m.for_workspace = ? OR m.for_workspace IS NULL AND m.created_at >= (SELECT created_at FROM workspaces WHERE id = ?)`), w.ID, w.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string][]Letter{}
	for rows.Next() {
		var kind string
		var l Letter
		if err := rows.Scan(&kind, &l.Recipient, &l.Subject, &l.Text, &l.HTML); err != nil {
			a.t.Fatal(err)
		}
		all[kind] = append(all[kind], l)
	}
	if err := rows.Err(); err != nil {
		a.t.Fatal(err)
	}
	return all
}

// LettersOn is Letters with these words in the subject.
func (a *API) LettersOn(to, subject string) []Letter {
	a.t.Helper()
	return slices.DeleteFunc(a.Letters(to), func(l Letter) bool { return !strings.Contains(l.Subject, subject) })
}

// AwaitLetters waits until so many mails on a subject have left to an address, and gives them.
func (a *API) AwaitLetters(to, subject string, n int) []Letter {
	a.t.Helper()
	var list []Letter
	Eventually(a.t, 15*time.Second, "the mails to "+to+" on "+subject, func() bool {
		list = a.LettersOn(to, subject)
		return len(list) >= n
	})
	return list
}

// PlantReset gives an account a permission to set a new password without a mail, and gives its token.
func (a *API) PlantReset(email string) string {
	a.t.Helper()
	token := secret.NewToken()
	err := a.App.DB.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
		account, err := tx.AccountByEmail(domain.Email(email))
		if err != nil {
			return err
		}
		return tx.AddReset(domain.PasswordReset{
			ID: id.New[id.Reset](), AccountID: account.ID, TokenHash: secret.Hash(token.Reveal()),
			ExpiresAt: tx.Now().Add(domain.ResetLife), CreatedAt: tx.Now(),
		})
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return token.Reveal()
}

// PlantMove gives an account the wish for another address without a mail, and gives the tokens of both mailboxes.
func (a *API) PlantMove(email, to string) (old, fresh string) {
	a.t.Helper()
	one, two := secret.NewToken(), secret.NewToken()
	err := a.App.DB.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
		account, err := tx.AccountByEmail(domain.Email(email))
		if err != nil {
			return err
		}
		return tx.AddEmailMove(domain.EmailMove{
			ID: id.New[id.Move](), AccountID: account.ID, SessionID: id.New[id.Session](), Email: domain.Email(to),
			OldTokenHash: secret.Hash(one.Reveal()), NewTokenHash: secret.Hash(two.Reveal()),
			ExpiresAt: tx.Now().Add(domain.MoveLife), CreatedAt: tx.Now(),
		})
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return one.Reveal(), two.Reveal()
}

// LetterOf reads a mail as it came over the wire.
func LetterOf(m *mail.Message) Letter {
	l := Letter{Recipient: m.Header.Get("To"), Subject: m.Header.Get("Subject")}
	_, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return l
	}
	parts := multipart.NewReader(m.Body, parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return l
		}
		text, _ := io.ReadAll(part)
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.HTML = string(text)
		} else {
			l.Text = string(text)
		}
	}
}
