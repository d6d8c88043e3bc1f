package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// ledger is what one transaction has done so far; the callbacks find it in the statement's context.
type ledger struct {
	scope   id.Workspace // "" confines to rows that belong to no workspace
	changed int64        // rows inserted, updated or deleted, bookkeeping left out
	events  int          // events recorded
	upkeep  bool         // bookkeeping by the house: needs no event
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

// hangTripwire makes every statement pass check, whoever wrote it.
func hangTripwire(h *gorm.DB) error {
	cb := h.Callback()
	hooks := []error{
		cb.Query().Before("gorm:query").Register("gatehouse:tripwire", check),
		cb.Row().Before("gorm:row").Register("gatehouse:tripwire", check),
		cb.Update().Before("gorm:update").Register("gatehouse:tripwire", check),
		cb.Delete().Before("gorm:delete").Register("gatehouse:tripwire", check),
		cb.Create().Before("gorm:create").Register("gatehouse:tripwire", checkCreate),
		cb.Raw().Before("gorm:raw").Register("gatehouse:tripwire", check),
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

// check refuses a statement on a workspace's rows that is not confined to the ledger's workspace. It refuses
// and never rewrites, so that the mistake is seen where it was made.
func check(db *gorm.DB) {
	if db.Statement.Context.Value(doorKey{}) != nil {
		return
	}
	l := ledgerOf(db.Statement.Context)
	switch {
	case l == nil:
		refuse(db, "outside a transaction of the store")
	case db.Statement.Schema == nil:
		refuse(db, "without a schema")
	case confinedBy(db.Statement.Schema) == "":
		return
	case l.scope == "" || !confined(db, l.scope):
		refuse(db, "on "+db.Statement.Schema.Table)
	}
}

// checkCreate compares the workspace that each new row names with the ledger's.
func checkCreate(db *gorm.DB) {
	if db.Statement.Context.Value(doorKey{}) != nil {
		return
	}
	l := ledgerOf(db.Statement.Context)
	if l == nil || db.Statement.Schema == nil {
		refuse(db, "outside a transaction of the store")
		return
	}
	column := confinedBy(db.Statement.Schema)
	if column == "" {
		return
	}
	if l.scope == "" || !conflictInside(db, column) {
		refuse(db, "creating in "+db.Statement.Schema.Table)
		return
	}
	field := db.Statement.Schema.LookUpField(column)
	for _, row := range rowsOf(db.Statement.ReflectValue) {
		value, _ := field.ValueOf(db.Statement.Context, row)
		if fmt.Sprint(value) != string(l.scope) {
			refuse(db, "creating another workspace's row in "+db.Statement.Schema.Table)
			return
		}
	}
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
	c, ok := db.Statement.Clauses["WHERE"]
	if !ok {
		return false
	}
	where, ok := c.Expression.(clause.Where)
	if !ok {
		return false
	}
	found := false
	for _, e := range where.Exprs {
		switch e := e.(type) {
		case clause.OrConditions:
			return false
		case clause.Eq:
			column, isColumn := e.Column.(clause.Column)
			if isColumn && column.Name == confinedBy(db.Statement.Schema) && fmt.Sprint(e.Value) == string(scope) {
				found = true
			}
		}
	}
	return found
}

// conflictInside tells whether an upsert, if it is one, finds the row to overwrite inside the workspace alone.
func conflictInside(db *gorm.DB, column string) bool {
	c, ok := db.Statement.Clauses["ON CONFLICT"]
	if !ok {
		return true
	}
	on, ok := c.Expression.(clause.OnConflict)
	if !ok {
		return false
	}
	for _, target := range on.Columns {
		if target.Name == column {
			return true
		}
	}
	return on.DoNothing
}

// refuse fails the statement. The text is poisoned too, because GORM swallows the error of a subquery.
func refuse(db *gorm.DB, why string) {
	_ = db.AddError(fmt.Errorf("%w: %s", ErrUnscoped, why))
	db.Statement.SQL.WriteString(" REFUSED unscoped statement ")
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
	case "audit_events", "mails", "local_mails", "idempotency_keys", "used_tokens", "installations":
		return true
	}
	return false
}
