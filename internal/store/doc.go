// Package store keeps the rows: rows in, rows out, no rules. It is the only room that knows GORM and SQL.
//
// A DB has no query methods. Write and Read take a proof of entry (package authz) and hand out a Tx that is
// confined to the proof's workspace: rows[T] starts every query of a workspace's rows with its predicate, and
// a callback on every statement, the tripwire, refuses whatever lacks it. A Write that changed rows and
// recorded no event is rolled back. Nothing is sent, published or answered before the commit.
package store
