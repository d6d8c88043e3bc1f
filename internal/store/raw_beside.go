package store

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// besideTexts are the questions for what a list of people shows beside each of them. They are asked with every page, and the
// same for any number of people, whose ids are one value.
type besideTexts struct {
	held, placed, locations, invitations, approvals, roles string

	people []string // the columns of the people themselves, on SQLite, where they are not simply all
}

func newBesideTexts(engine Engine) besideTexts {
	theirs, people := " AND user_id = ANY(?)", []string(nil)
	if engine == SQLite {
		theirs, people = " AND user_id IN (SELECT value FROM json_each(?))", columnList[domain.User](engine, "")
	}
	of := func(columns, table, condition string) string {
		return bound(engine, "SELECT "+columns+" FROM "+table+" WHERE workspace_id = ?"+condition)
	}
	return besideTexts{
		people: people,
		held:   of(columns[domain.UserRole](engine, ""), "user_roles", theirs),
		placed: of(columns[domain.UserLocation](engine, ""), "user_locations", theirs),
		locations: of(columns[domain.Location](engine, ""), "locations",
			" AND id IN (SELECT location_id FROM user_locations WHERE workspace_id = ?"+theirs+")"),
		invitations: of(columns[domain.InvitationBrief](engine, ""), "invitations", theirs),
		approvals:   of(columns[domain.ApprovalBrief](engine, ""), "approvals", theirs),
		roles:       of(columns[domain.Role](engine, ""), "roles", " ORDER BY built_in DESC, name_key, id"),
	}
}

// beside asks for everything that completes some users, but for the roles that a place that is held has read already. The
// workspace is the predicate of each table.
func (tx *Tx) beside(ids []string, into *parts) error {
	scope, theirs, texts := string(tx.ledger.scope), oneValue(tx.store.engine, ids), tx.store.beside
	questions := []asking{
		fetches(tx.db, &into.held, texts.held, scope, theirs),
		fetches(tx.db, &into.placed, texts.placed, scope, theirs),
		fetches(tx.db, &into.locations, texts.locations, scope, scope, theirs),
		fetches(tx.db, &into.invitations, texts.invitations, scope, theirs),
		fetches(tx.db, &into.approvals, texts.approvals, scope, theirs),
	}
	if tx.holdsPlace() {
		roles, err := tx.Roles()
		if err != nil {
			return err
		}
		into.roles = roles
	} else {
		questions = append(questions, fetches(tx.db, &into.roles, texts.roles, scope))
	}
	return tx.together(questions...)
}
