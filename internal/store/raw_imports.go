package store

import (
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Addresses of a file are looked up one by one inside the statement, each along its index. Asked for as one list,
// PostgreSQL goes through all rows of the import, or people of the workspace, for each batch, because a table that has just
// grown looks small to it: the larger the file, the longer each batch took. The workspace is the predicate of each inner
// query.

// asked begins a statement on a list of addresses, and gives its values.
func asked(list []domain.Email) (string, []any) {
	values := make([]any, len(list))
	for i, e := range list {
		values[i] = string(e)
	}
	return "WITH asked (email) AS (VALUES (?)" + strings.Repeat(", (?)", len(list)-1) + ") ", values
}

type firstRow struct {
	Email  domain.Email
	Number *int64
}

// firstRows gives, for each address, the number of the first row of an import that has it, before a row; nil where none has.
// The workspace is compared as text, because a look along the primary key, which begins with it, would seem as cheap.
func (tx *Tx) firstRows(one id.Import, list []domain.Email, before int64) ([]firstRow, error) {
	text, values := asked(list)
	text += "SELECT asked.email AS email, (SELECT r.number FROM import_rows r WHERE CAST(r.workspace_id AS text) = ? AND r.import_id = ?" +
		" AND r.email = asked.email AND r.email <> '' AND r.number < ? ORDER BY r.number LIMIT 1) AS number FROM asked"
	var found []firstRow
	err := tx.door().Raw(text, append(values, string(tx.ledger.scope), one, before)...).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("look for earlier rows of an import: %w", err)
	}
	return found, nil
}

type userStatus struct {
	Email  domain.Email
	Status *domain.UserStatus
}

// userStatuses gives, for each address, the status of the user who has it; nil where nobody has.
func (tx *Tx) userStatuses(list []domain.Email) ([]userStatus, error) {
	text, values := asked(list)
	text += "SELECT asked.email AS email, (SELECT u.status FROM users u WHERE u.workspace_id = ? AND u.email = asked.email) AS status FROM asked"
	var found []userStatus
	err := tx.door().Raw(text, append(values, string(tx.ledger.scope))...).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("look for the people of addresses: %w", err)
	}
	return found, nil
}
