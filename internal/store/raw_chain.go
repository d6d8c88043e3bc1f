package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// All writers of a workspace wait for the newest entry of its log. Read here and written in a second go, it would be held for a
// way there and back, and for as long as this process takes in between. So PostgreSQL links the usual few entries to it by
// itself, in the one go that ends with the commit. ChainHash says what a link is; both have to agree, and the log is verified
// with that alone.

// linkedTogether is how many entries of one workspace PostgreSQL links: each is a statement of its own.
const linkedTogether = 8

// link is the text that adds one entry: the newest one's row is moved on, and gives the new entry its place. Where there is none,
// or a limit would be passed, the place is NULL, which no entry has: the transaction fails, and runs again step by step.
type link struct {
	next, counting string
	fields         []*schema.Field // of an entry, in the order of the text
}

func newLink() link {
	const moved = "WITH head AS (UPDATE audit_heads SET sequence = sequence + 1," +
		` hash = encode(sha256(convert_to('["' || hash || '",' || sequence + 1 || ?::text, 'UTF8')), 'hex')`
	const counted = ", pending_invitations = pending_invitations + ?, pending_approvals = pending_approvals + ?," +
		" mails = CASE mail_day WHEN ? THEN mails ELSE 0 END + ?, mail_day = ?," +
		" people_invited = people_invited + ?, people_waiting = people_waiting + ?, people_active = people_active + ?, people_suspended = people_suspended + ?"
	const within = " AND (?::bigint = 0 OR pending_invitations + ? <= ?) AND (?::bigint = 0 OR CASE mail_day WHEN ? THEN mails ELSE 0 END + ? <= ?)"
	given := func(f *schema.Field) bool { return f.DBName == "sequence" || f.DBName == "hash" }
	fields, columns := slices.DeleteFunc(entity[domain.AuditEvent]().Fields, given), []string{}
	for _, f := range fields {
		columns = append(columns, f.DBName)
	}
	added := " RETURNING sequence, hash) INSERT INTO audit_events (" + strings.Join(columns, ", ") + ", sequence, hash) VALUES (" +
		strings.Repeat("?, ", len(columns)) + "(SELECT sequence FROM head), (SELECT hash FROM head))"
	return link{
		next:     bound(Postgres, moved+" WHERE scope = ?"+added),
		counting: bound(Postgres, moved+counted+" WHERE scope = ?"+within+added),
		fields:   fields,
	}
}

// mayLink tells whether the entries of a scope are linked by the database: a few, of the workspace whose row is held, which has
// a newest entry since it was made, or of none, and at the first try.
func (tx *Tx) mayLink(scope string, entries []*domain.AuditEvent) bool {
	known := scope == "" || tx.holdsPlace() && scope == string(tx.ledger.scope)
	return tx.store.engine == Postgres && known && !tx.ledger.stepwise && len(entries) > 0 && len(entries) <= linkedTogether
}

// linkEntries adds entries to the chain of a scope, with what the transaction adds to the usage of that workspace. Reason: GORM
// knows no row that takes its values from another one. The scope is the predicate of the row, and stands in each entry.
func (tx *Tx) linkEntries(scope string, entries []*domain.AuditEvent) error {
	later := tx.later(1).Statement
	for i, e := range entries {
		rest, err := chainRest(*e)
		if err != nil {
			return err
		}
		text, values := tx.store.link.next, []any{rest}
		shift, counts := tx.ledger.usage[id.Workspace(scope)]
		if counts && i == 0 {
			text = tx.store.link.counting
			values = append(append(values, added(shift, tx.today())...), scope)
			values = append(values, tx.limitsOn(shift)...)
		} else {
			values = append(values, scope)
		}
		row := reflect.ValueOf(e).Elem()
		for _, f := range tx.store.link.fields {
			value, _ := f.ValueOf(later.Context, row)
			values = append(values, value)
		}
		if _, err := later.ConnPool.ExecContext(later.Context, text, values...); err != nil {
			return fmt.Errorf("link an entry: %w", err)
		}
	}
	return nil
}

// added are the values of what is counted, in the order of the text.
func added(s domain.UsageShift, today string) []any {
	return []any{
		s.PendingInvitations, s.PendingApprovals, today, s.Mails, today,
		s.People.Invited, s.People.Waiting, s.People.Active, s.People.Suspended,
	}
}

// limitsOn are the values of the limits, as Usage.Shift holds against them; zero is none, or none that what is added can pass.
func (tx *Tx) limitsOn(s domain.UsageShift) []any {
	l := tx.store.limits
	if s.PendingInvitations <= 0 {
		l.PendingInvitations = 0
	}
	if s.Offers <= 0 {
		l.MailsPerDay = 0
	}
	return []any{
		l.PendingInvitations, s.PendingInvitations, l.PendingInvitations,
		l.MailsPerDay, tx.today(), s.Mails, l.MailsPerDay,
	}
}

// isUnlinked tells that an entry got no place in its chain.
func isUnlinked(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == pgNull && pg.TableName == "audit_events"
}
