package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// ledger is what a transaction may reach and what it has done so far; the callbacks find it in the
// statement's context.
type ledger struct {
	scope  id.Workspace // "" confines to rows that belong to no workspace
	upkeep bool         // bookkeeping by the house: needs no event
	reads  bool         // opened by Read: changes nothing

	stepwise bool // the entries of the log are linked here, after one that the database could not link
	*tally
}

// tally is one for the whole transaction, whichever workspaces its doors walk through.
type tally struct {
	changed int64 // rows inserted, updated or deleted, bookkeeping left out
	events  int   // events recorded
	effects int   // of those, the ones that say that something was changed
	notices []domain.Notice
	entries []domain.AuditEvent // what was recorded, to be written at the end
	usage   map[id.Workspace]domain.UsageShift
	place   *domain.Workspace // as it stands while its row is held
	roles   []domain.Role     // of that place, which nobody else changes meanwhile; nil: not read yet
	expects bool              // they will be
	ahead   *ahead            // how somebody stands there, who is asked for next
	hushed  bool              // its notices are told as one
	jobs    []wanted          // work in the background that was asked for
	held    bool              // a confined pass was held against its locations

	mails     []domain.Mail // to be written at the end
	spendings []spending    // of them, those to be counted then
}

type (
	ledgerKey struct{}
	doorKey   struct{} // marks the few statements that may look beyond the scope: doors.go and raw_*.go
)

func ledgerOf(ctx context.Context) *ledger {
	l, _ := ctx.Value(ledgerKey{}).(*ledger)
	return l
}

// rows starts a query of T confined to the transaction's workspace. Every query of a workspace's rows starts here.
func rows[T any](tx *Tx) *gorm.DB {
	return tx.db.Model(new(T)).Where(clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: "workspace_id"}, Value: string(tx.ledger.scope)})
}

// plain starts a query of T, whose rows belong to no workspace.
func plain[T any](tx *Tx) *gorm.DB { return tx.db.Model(new(T)) }

// hangTripwire makes every statement pass a check, whoever wrote it.
func hangTripwire(h *gorm.DB) error {
	cb := h.Callback()
	hooks := []error{
		cb.Query().Before("gorm:query").Register("gatehouse:tripwire", checkRead),
		cb.Row().Before("gorm:row").Register("gatehouse:tripwire", checkRead),
		cb.Raw().Before("gorm:raw").Register("gatehouse:tripwire", checkChange),
		cb.Update().Before("gorm:update").Register("gatehouse:tripwire", checkUpdate),
		cb.Delete().Before("gorm:delete").Register("gatehouse:tripwire", checkChange),
		cb.Create().Before("gorm:create").Register("gatehouse:tripwire", checkCreate),
		cb.Create().After("gorm:create").Register("gatehouse:ledger", count),
		cb.Update().After("gorm:update").Register("gatehouse:ledger", count),
		cb.Delete().After("gorm:delete").Register("gatehouse:ledger", count),
	}
	for _, err := range hooks {
		if err != nil {
			return fmt.Errorf("hang the tripwire: %w", err)
		}
	}
	return nil
}

// checkRead refuses a statement on a workspace's rows that is not confined to the ledger's workspace. It refuses
// and never rewrites, so that the mistake is seen where it was made.
func checkRead(db *gorm.DB) { check(db, false) }

func checkChange(db *gorm.DB) { check(db, true) }

// checkUpdate refuses, beyond that, to hand a row over to another workspace.
func checkUpdate(db *gorm.DB) {
	if check(db, true) && !throughDoor(db) && !keepsPlace(db) {
		refuse(db, "moving a row of "+db.Statement.Schema.Table+" to another workspace")
	}
}

// check tells whether the statement may run.
func check(db *gorm.DB, changes bool) bool {
	l := ledgerOf(db.Statement.Context)
	if throughDoor(db) {
		return mayChange(db, l, changes)
	}
	if why := astray(db, l); why != "" {
		return refuse(db, why)
	}
	if confinedBy(db.Statement.Schema) != "" && (l.scope == "" || !confined(db, l.scope)) {
		return refuse(db, "on "+db.Statement.Schema.Table)
	}
	return mayChange(db, l, changes)
}

// checkCreate compares the workspace that each new row names with the ledger's.
func checkCreate(db *gorm.DB) {
	l := ledgerOf(db.Statement.Context)
	if throughDoor(db) {
		mayChange(db, l, true)
		return
	}
	if why := astray(db, l); why != "" {
		refuse(db, why)
		return
	}
	s := db.Statement.Schema
	column := confinedBy(s)
	switch {
	case !mayChange(db, l, true), column == "":
	case l.scope == "" || !conflictInside(db, column):
		refuse(db, "creating in "+s.Table)
	case !allIn(db, column, l.scope):
		refuse(db, "creating another workspace's row in "+s.Table)
	}
}

func throughDoor(db *gorm.DB) bool { return db.Statement.Context.Value(doorKey{}) != nil }

// mayChange refuses changes under Read, which is no transaction and whose end nobody checks. Without a ledger
// stands only what raw_*.go reads before there is a transaction.
func mayChange(db *gorm.DB, l *ledger, changes bool) bool {
	if changes && (l == nil || l.reads) {
		return refuse(db, "changing rows under Read")
	}
	return true
}

// astray tells of a statement that cannot be judged, because it does not say in GORM's own terms which rows it is on.
func astray(db *gorm.DB, l *ledger) string {
	s := db.Statement
	switch {
	case l == nil:
		return "outside a transaction of the store"
	case s.SQL.Len() > 0:
		return "in raw SQL"
	case s.Schema == nil:
		return "without a schema"
	case s.TableExpr != nil || s.Table != s.Schema.Table || redirected(s):
		return "on another table than " + s.Schema.Table
	case !soundStatement(s):
		return "with text that can reach beyond its place, on " + s.Schema.Table
	}
	return ""
}

// confinedBy names the column that confines a table: workspace_id, the id of a workspace itself, or none.
func confinedBy(s *schema.Schema) string {
	if s.LookUpField("workspace_id") != nil {
		return "workspace_id"
	}
	if s.Table == "workspaces" {
		return "id"
	}
	return ""
}

// confined tells whether one of the statement's top-level conditions is the predicate, and none is an OR,
// which would make the predicate one side of it.
func confined(db *gorm.DB, scope id.Workspace) bool {
	where, ok := db.Statement.Clauses["WHERE"].Expression.(clause.Where)
	if !ok {
		return false
	}
	found := false
	for _, e := range where.Exprs {
		switch e := e.(type) {
		case clause.OrConditions:
			return false
		case clause.Eq:
			c, isColumn := e.Column.(clause.Column)
			own := c.Table == clause.CurrentTable || c.Table == db.Statement.Schema.Table
			if isColumn && own && c.Name == confinedBy(db.Statement.Schema) && fmt.Sprint(e.Value) == string(scope) {
				found = true
			}
		}
	}
	return found
}

// refuse fails the statement. The text is poisoned too, because GORM swallows the error of a subquery.
func refuse(db *gorm.DB, why string) bool {
	_ = db.AddError(fmt.Errorf("%w: %s", ErrUnscoped, why))
	db.Statement.SQL.WriteString(" REFUSED unscoped statement ")
	return false
}

func count(db *gorm.DB) {
	l := ledgerOf(db.Statement.Context)
	if l == nil || db.Statement.Schema == nil || bookkeeping(db.Statement.Schema.Table) {
		return
	}
	l.changed += db.RowsAffected
}

// bookkeeping names the tables whose changes are no event of their own.
func bookkeeping(table string) bool {
	switch table {
	case "audit_events", "audit_heads", "mails", "local_mails", "idempotency_keys", "used_tokens", "installations",
		"access_requests", "access_tokens", "import_rows", "import_chunks", "mail_counts":
		return true
	}
	return false
}
