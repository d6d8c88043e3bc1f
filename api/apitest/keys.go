package apitest

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// Key is an API key under test.
type Key struct{ ID, Secret string }

// NewKey makes a key of the Admin's.
func (w *Workspace) NewKey(permissions ...domain.Permission) Key {
	w.API.t.Helper()
	return w.KeyOf(w.Admin, permissions...)
}

// KeyOf makes a key as somebody, who holds api_keys:manage.
func (w *Workspace) KeyOf(maker Person, permissions ...domain.Permission) Key {
	w.API.t.Helper()
	made := w.API.Want(w.MakeKey(maker.Token, "App", permissions...), 201, "")
	return Key{ID: made.Text("id"), Secret: made.Text("secret")}
}

// MakeKey asks for a key with a credential, and gives the answer.
func (w *Workspace) MakeKey(token, name string, permissions ...domain.Permission) Answer {
	w.API.t.Helper()
	return w.API.Call("POST", w.Path+"/api-keys", token, map[string]any{
		"name": name, "permissions": append([]domain.Permission{}, permissions...),
	})
}
