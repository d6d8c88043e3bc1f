package store

import (
	"fmt"
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// allIn tells whether every new row says that it belongs to the workspace.
func allIn(db *gorm.DB, column string, scope id.Workspace) bool {
	field := db.Statement.Schema.LookUpField(column)
	for _, row := range rowsOf(reflect.ValueOf(db.Statement.Dest)) {
		if !belongs(db, field, row, scope) {
			return false
		}
	}
	return true
}

func belongs(db *gorm.DB, field *schema.Field, row reflect.Value, scope id.Workspace) bool {
	if named, ok := namedValues(row); ok {
		value, said := valueOf(named, field)
		return said && fmt.Sprint(value) == string(scope)
	}
	if !row.IsValid() || row.Type() != db.Statement.Schema.ModelType {
		return false // a statement left over from another type of row
	}
	value, _ := field.ValueOf(db.Statement.Context, row)
	return fmt.Sprint(value) == string(scope)
}

// keepsPlace tells whether an update leaves its rows in the workspace that they are in.
func keepsPlace(db *gorm.DB) bool {
	column := confinedBy(db.Statement.Schema)
	if column == "" {
		return true
	}
	if _, byHand := db.Statement.Clauses["SET"]; byHand {
		return false
	}
	field := db.Statement.Schema.LookUpField(column)
	row := reflect.Indirect(reflect.ValueOf(db.Statement.Dest))
	scope := string(ledgerOf(db.Statement.Context).scope)
	if named, ok := namedValues(row); ok {
		value, said := valueOf(named, field)
		return !said || fmt.Sprint(value) == scope
	}
	if !row.IsValid() || row.Type() != db.Statement.Schema.ModelType {
		return false
	}
	value, zero := field.ValueOf(db.Statement.Context, row)
	if zero { // left out, unless the columns are named
		return len(db.Statement.Selects) == 0 || !selects(db.Statement, field)
	}
	return fmt.Sprint(value) == scope
}

func selects(s *gorm.Statement, field *schema.Field) bool {
	for _, name := range s.Selects {
		if name == "*" || name == field.DBName || name == field.Name {
			return true
		}
	}
	return false
}

// conflictInside tells whether an upsert, if it is one, finds the row to overwrite inside the workspace alone,
// and leaves it there.
func conflictInside(db *gorm.DB, column string) bool {
	c, ok := db.Statement.Clauses["ON CONFLICT"]
	if !ok {
		return true
	}
	on, ok := c.Expression.(clause.OnConflict)
	if !ok {
		return false
	}
	if on.DoNothing && len(on.DoUpdates) == 0 && !on.UpdateAll {
		return true
	}
	for _, set := range on.DoUpdates {
		if set.Column.Name == column || !sound(set.Value) {
			return false
		}
	}
	for _, target := range on.Columns {
		if target.Name == column {
			return true
		}
	}
	return false
}

// rowsOf gives the single rows of a value that is one row or a list of rows, pointers followed.
func rowsOf(v reflect.Value) []reflect.Value {
	v = bare(v)
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return []reflect.Value{v}
	}
	out := make([]reflect.Value, 0, v.Len())
	for i := range v.Len() {
		out = append(out, bare(v.Index(i)))
	}
	return out
}

func bare(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// namedValues gives a row that is written as a map of columns.
func namedValues(row reflect.Value) (map[string]any, bool) {
	if !row.IsValid() {
		return nil, false
	}
	named, ok := row.Interface().(map[string]any)
	return named, ok
}

// valueOf finds a field in such a row, under either of its names; where both are there they have to agree.
func valueOf(named map[string]any, field *schema.Field) (any, bool) {
	byColumn, one := named[field.DBName]
	byName, two := named[field.Name]
	switch {
	case one && two && fmt.Sprint(byColumn) != fmt.Sprint(byName):
		return nil, true
	case one:
		return byColumn, true
	}
	return byName, two
}
