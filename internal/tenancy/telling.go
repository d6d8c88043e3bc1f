package tenancy

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/store"
)

// TellChanged mails somebody what the caller changed of their access; changes that come close together become one
// mail. Nobody is told of what they did themselves. Who has not come in yet has no access that could change: of a new
// offer their new link tells.
func TellChanged(tx *store.Tx, pass authz.Pass, before domain.User, changes ...domain.AccessChange) error {
	in := before.Status == domain.StatusActive || before.Status == domain.StatusSuspended
	if !in || before.ID == pass.User().ID || len(changes) == 0 {
		return nil
	}
	for i := range changes {
		changes[i].By, changes[i].At = pass.Actor().Label, tx.Now()
	}
	return tx.Mail(domain.Message{
		Kind: domain.MailAccessChanged, To: before.Email, Workspace: before.WorkspaceID,
		Digest: strings.Join([]string{"access", string(before.WorkspaceID), string(before.ID)}, ":"),
		Data:   domain.MailData{Name: before.Name, WorkspaceName: pass.Place().Name, Changes: changes},
	})
}

// told is what a person whom somebody edits is told of it: roles and locations, and not the name under which the
// workspace lists them.
func (t touched) told(changes map[string]domain.Change) []domain.AccessChange {
	var out []domain.AccessChange
	if _, ok := changes["role_ids"]; ok {
		out = append(out, domain.AccessChange{Kind: domain.AccessRoles, Now: names(t.roles, func(r domain.Role) string { return r.Name })})
	}
	if _, ok := changes["location_ids"]; ok {
		out = append(out, domain.AccessChange{Kind: domain.AccessLocations, Now: names(t.places, func(l domain.Location) string { return l.Name })})
	}
	return out
}

func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = name(one)
	}
	return out
}
