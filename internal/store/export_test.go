package store

import "gorm.io/gorm"

// What no other package can reach, for the tests of the house's own guarantees.

// Handle gives the bare handle of a transaction.
func Handle(tx *Tx) *gorm.DB { return tx.db }

// Beyond gives the handle of the doors.
func Beyond(tx *Tx) *gorm.DB { return tx.door() }

// Rows is how every query of a workspace's rows starts.
func Rows[T any](tx *Tx) *gorm.DB { return rows[T](tx) }

// Plain is how a query of rows starts that belong to no workspace.
func Plain[T any](tx *Tx) *gorm.DB { return plain[T](tx) }

// KeyEntity is the row of an Idempotency-Key, which has no name outside.
func KeyEntity() any { return &idempotencyKey{} }

// Bookkeeping tells which tables need no event.
func Bookkeeping(table string) bool { return bookkeeping(table) }

// WriteTries is how often a Write is tried.
const WriteTries = writeTries

// RowsOfPlaces is what goes with a workspace.
func RowsOfPlaces() []any { return rowsOfPlaces() }
