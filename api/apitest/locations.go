package apitest

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// NewLocation makes a location and gives its id.
func (w *Workspace) NewLocation(name string) string {
	w.API.t.Helper()
	return w.API.Want(w.API.Call("POST", w.Path+"/locations", w.Admin.Token, map[string]any{"name": name}), 201, "").Text("id")
}

// NewLocalRole makes a role of scope locations with permissions, and gives its id.
func (w *Workspace) NewLocalRole(name string, permissions ...domain.Permission) string {
	w.API.t.Helper()
	role := w.NewRole(name, permissions...)
	w.API.Exec("UPDATE roles SET scope = 'locations' WHERE id = ?", role)
	return role
}

// LocalHolder is a Holder whose role gives its permissions at one location alone.
func (w *Workspace) LocalHolder(name, location string, permissions ...domain.Permission) Person {
	w.API.t.Helper()
	p := w.Holder(Address(name), permissions...)
	w.API.Exec("UPDATE roles SET scope = 'locations' WHERE id = (SELECT role_id FROM user_roles WHERE user_id = ?)", p.UserID)
	w.Move(p, location)
	return p
}

// Move puts a person at exactly these locations, past the API.
func (w *Workspace) Move(p Person, at ...string) {
	w.API.t.Helper()
	w.move([]id.User{id.User(p.UserID)}, at)
}

// MoveAll does so with everybody of the workspace but one.
func (w *Workspace) MoveAll(but Person, at ...string) {
	w.API.t.Helper()
	var list []id.User
	for _, u := range w.API.Users(w.ID) {
		if u != but.UserID {
			list = append(list, id.User(u))
		}
	}
	w.move(list, at)
}

func (w *Workspace) move(list []id.User, at []string) {
	w.API.t.Helper()
	locations := make([]id.Location, len(at))
	for i, l := range at {
		locations[i] = id.Location(l)
	}
	job := authz.NewJob("test").In(id.Workspace(w.ID))
	err := w.API.App.DB.Maintain(context.Background(), job, func(tx *store.Tx) error {
		for _, u := range list {
			if err := tx.SetLocations(u, locations); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.API.t.Fatal(err)
	}
}

// Users gives the ids of everybody in a workspace, read past the API.
func (a *API) Users(workspace string) []string {
	a.t.Helper()
	rows, err := a.plain.Query(a.ask("SELECT id FROM users WHERE workspace_id = ?"), workspace)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var list []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			a.t.Fatal(err)
		}
		list = append(list, one)
	}
	if err := rows.Err(); err != nil {
		a.t.Fatal(err)
	}
	return list
}
