package store

import (
	"encoding/json"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Subject is what the question whether somebody may do something is decided on: of the user the id, the e-mail and the
// status, of each role what it gives and where.
type Subject struct {
	User      domain.User
	Roles     []domain.Role
	Locations []id.Location
}

// Subjects reads the users of a list of ids and of a list of addresses that are here, in one statement.
func (tx *Tx) Subjects(ids []id.User, emails []domain.Email) ([]Subject, error) {
	if len(ids)+len(emails) == 0 {
		return nil, nil
	}
	found, err := tx.subjectRows(id.Text(ids), emails)
	if err != nil {
		return nil, err
	}
	at, read := map[id.User]int{}, map[string]domain.Permissions{} // many hold the same role
	var out []Subject
	for _, row := range found {
		i, met := at[row.UserID]
		if !met {
			i, at[row.UserID] = len(out), len(out)
			user := domain.User{WorkspaceID: tx.Workspace(), ID: row.UserID, Email: row.Email, Status: row.Status}
			out = append(out, Subject{User: user, Locations: locationList(row.LIDs)})
		}
		if row.RoleID == nil {
			continue
		}
		set, met := read[*row.RoleID]
		if !met {
			if err := json.Unmarshal([]byte(row.Permissions), &set); err != nil {
				return nil, fmt.Errorf("read what a role gives: %w", err)
			}
			read[*row.RoleID] = set
		}
		out[i].Roles = append(out[i].Roles, domain.Role{ID: id.Role(*row.RoleID), Scope: row.Scope, BuiltIn: row.BuiltIn, Permissions: set})
	}
	return out, nil
}

// Known tells which of some permissions the workspace's own app has, and whether a location is here, in one statement.
func (tx *Tx) Known(permissions []domain.Permission, at id.Location) (known map[domain.Permission]bool, here bool, err error) {
	names, err := tx.knownNames(permissions, at)
	known = make(map[domain.Permission]bool, len(names))
	for _, name := range names {
		if at != "" && name == string(at) {
			here = true
			continue
		}
		known[domain.Permission(name)] = true
	}
	return known, here, err
}
