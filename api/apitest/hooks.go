package apitest

// Hook is a webhook under test.
type Hook struct{ ID, Secret, Path string }

// NewHook makes a webhook of the Admin's that is told of everything.
func (w *Workspace) NewHook(url string, types ...string) Hook {
	w.API.t.Helper()
	if len(types) == 0 {
		types = []string{"*"}
	}
	made := w.API.Want(w.MakeHook(w.Admin.Token, url, types...), 201, "")
	id := made.Text("id")
	return Hook{ID: id, Secret: made.Text("secret"), Path: w.Path + "/webhooks/" + id}
}

// MakeHook asks for a webhook with a credential, and gives the answer.
func (w *Workspace) MakeHook(token, url string, types ...string) Answer {
	w.API.t.Helper()
	return w.API.Call("POST", w.Path+"/webhooks", token, map[string]any{"url": url, "event_types": types})
}

// Tried asks for a test of a webhook, and gives the path of its delivery.
func (w *Workspace) Tried(h Hook) string {
	w.API.t.Helper()
	return h.Path + "/deliveries/" + w.API.Want(w.API.Call("POST", h.Path+"/test", w.Admin.Token, nil), 201, "").Text("id")
}
