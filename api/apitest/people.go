package apitest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Workspace is a workspace under test, with its first Admin.
type Workspace struct {
	API   *API
	ID    string
	Path  string // /api/v1/workspaces/{id}
	Admin Person
	roles map[string]string
}

// Person is somebody with a place. Token is "" until they are signed in.
type Person struct {
	Name, Email  string
	UserID       string
	Token        string
	PendingToken string
}

var people atomic.Int64 //nolint:gochecknoglobals // makes addresses unique within a test binary

// Address makes an address that nobody has yet.
func Address(name string) string {
	local := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r == ' ' || r == '-':
			return '-'
		}
		return -1
	}, strings.ToLower(name))
	if local == "" {
		local = "someone"
	}
	return fmt.Sprintf("%s.%d@example.com", local, people.Add(1))
}

// Setup makes the first account and workspace through the API.
func (a *API) Setup(name string) *Workspace {
	a.t.Helper()
	email := Address("ada")
	s := a.Want(a.Call("POST", "/api/v1/setup", "", map[string]any{
		"token": SetupToken, "name": "Ada Admin", "email": email, "password": Password, "workspace_name": name,
	}), 201, "")
	w := &Workspace{API: a, ID: s.Text("workspace", "id"), Admin: Person{Name: "Ada Admin", Email: email, Token: s.Text("access_token")}}
	return w.ready()
}

// Found makes another workspace, whose Admin is a new person, through the same code as set-up.
func (a *API) Found(name string) *Workspace {
	a.t.Helper()
	ctx, email := context.Background(), Address("founder")
	hash := a.passwordHash()
	w := &Workspace{API: a, Admin: Person{Name: "Fred Founder", Email: email}}
	err := a.App.DB.Write(ctx, authz.NewJob("test"), func(tx *store.Tx) (err error) {
		account := newAccount(tx, email, w.Admin.Name, hash)
		if err := tx.AddAccount(account); err != nil {
			return err
		}
		if w.Admin.Token, err = a.plantSession(tx, account); err != nil {
			return err
		}
		founded, err := tenancy.Create(tx, name, account)
		w.ID = string(founded.Workspace.ID)
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return w.ready()
}

// Beside makes another workspace of the same Admin's.
func (w *Workspace) Beside(name string) *Workspace {
	w.API.t.Helper()
	made := w.API.Want(w.API.Call("POST", "/api/v1/workspaces", w.Admin.Token, map[string]any{"name": name}), 201, "")
	other := &Workspace{API: w.API, ID: made.Text("id"), Admin: w.Admin}
	return other.ready()
}

func (w *Workspace) ready() *Workspace {
	w.API.t.Helper()
	w.Path, w.roles = "/api/v1/workspaces/"+w.ID, map[string]string{}
	for _, role := range w.API.Want(w.API.Call("GET", w.Path+"/roles", w.Admin.Token, nil), 200, "").List("data") {
		w.roles[At(role, "name").(string)] = At(role, "id").(string)
	}
	me := w.API.Want(w.API.Call("GET", "/api/v1/me", w.Admin.Token, nil), 200, "")
	for _, place := range me.List("workspaces") {
		if At(place, "workspace", "id") == w.ID {
			w.Admin.UserID = At(place, "user", "id").(string)
		}
	}
	return w
}

// PlantSession gives an access token of an account's without its signing in, which whoever waits cannot.
func (a *API) PlantSession(email string) string {
	a.t.Helper()
	token := ""
	err := a.App.DB.Maintain(context.Background(), authz.NewJob("test"), func(tx *store.Tx) error {
		account, err := tx.AccountByEmail(domain.Email(email))
		if err == nil {
			token, err = a.plantSession(tx, account)
		}
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return token
}

// SignIn gives the access token of an active person.
func (a *API) SignIn(email string) string {
	a.t.Helper()
	return a.Want(a.Call("POST", "/api/v1/auth/sessions", "", map[string]any{"email": email, "password": Password}), 200, "").Text("access_token")
}

// Role gives the id of a role by name.
func (w *Workspace) Role(name string) string {
	w.API.t.Helper()
	role, ok := w.roles[name]
	if !ok {
		w.API.t.Fatalf("the workspace has no role %q", name)
	}
	return role
}

// NewRole makes a role with permissions, written by the store itself.
func (w *Workspace) NewRole(name string, permissions ...domain.Permission) string {
	w.API.t.Helper()
	job := authz.NewJob("test").In(id.Workspace(w.ID))
	role := domain.FirstRoles(id.Workspace(w.ID), w.API.Clock.Now())[2]
	role.Name, role.NameKey, role.Permissions = name, domain.Fold(name), domain.NewPermissions(permissions...)
	err := w.API.App.DB.Maintain(context.Background(), job, func(tx *store.Tx) error {
		return tx.AddRoles([]domain.Role{role})
	})
	if err != nil {
		w.API.t.Fatal(err)
	}
	w.roles[name] = string(role.ID)
	return string(role.ID)
}

// Invite offers a place by link, as the Admin, and gives the invited person and the link's token.
func (w *Workspace) Invite(name string, roles ...string) (Person, string) {
	w.API.t.Helper()
	return w.InviteAs(w.Admin, name, roles...)
}

// InviteAs is Invite by somebody else.
func (w *Workspace) InviteAs(by Person, name string, roles ...string) (Person, string) {
	w.API.t.Helper()
	email := Address(name)
	answer := w.API.Want(w.API.Call("POST", w.Path+"/invitations", by.Token, map[string]any{
		"email": email, "name": name, "role_ids": w.ids(roles), "deliver": "link",
	}), 201, "")
	_, token, _ := strings.Cut(answer.Text("accept_url"), "#token=")
	return Person{Name: name, Email: email, UserID: answer.Text("id")}, token
}

func (w *Workspace) ids(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = w.Role(name)
	}
	return list
}

// Accept takes an invitation as a new person, and gives the answer.
func (a *API) Accept(token string) Answer {
	a.t.Helper()
	return a.Call("POST", "/api/v1/invitations/accept", "", map[string]any{"token": token, "password": Password})
}

// Pending is a person who has accepted and waits for an approval.
func (w *Workspace) Pending(name string, roles ...string) Person {
	w.API.t.Helper()
	p, token := w.Invite(name, roles...)
	answer := w.API.Want(w.API.Accept(token), 200, "")
	if answer.Text("status") != "pending_approval" {
		w.API.t.Fatalf("%s is %s and does not wait", name, answer.Text("status"))
	}
	p.PendingToken = answer.Text("pending_token")
	return p
}

// Member is an active, signed-in person with roles, who came by both gates.
func (w *Workspace) Member(name string, roles ...string) Person {
	w.API.t.Helper()
	p := w.Pending(name, roles...)
	w.API.Want(w.API.Call("POST", w.Path+"/approvals/"+w.ApprovalOf(p)+"/approve", w.Admin.Token, map[string]any{}), 200, "")
	p.Token = w.API.SignIn(p.Email)
	return p
}

// ApprovalOf gives the id of a person's approval.
func (w *Workspace) ApprovalOf(p Person) string {
	w.API.t.Helper()
	return w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 200, "").Text("approval", "id")
}

// InvitationOf gives the id of a person's invitation.
func (w *Workspace) InvitationOf(p Person) string {
	w.API.t.Helper()
	return w.API.Want(w.API.Call("GET", w.Path+"/users/"+p.UserID, w.Admin.Token, nil), 200, "").Text("invitation", "id")
}

// Update changes the workspace's settings as the Admin.
func (w *Workspace) Update(patch map[string]any) {
	w.API.t.Helper()
	w.API.Want(w.API.Call("PATCH", w.Path, w.Admin.Token, patch), 200, "")
}
