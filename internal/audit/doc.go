// Package audit reads the log of who did what: a workspace's own entries, page by page, with the names that the ids
// in them have today. It writes nothing; entries are recorded by the transactions that they tell of.
package audit
