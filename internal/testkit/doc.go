// Package testkit gives tests a real database of each kind, a clock that they set, and golden files. No test
// skips an engine: where PostgreSQL is not there, the test fails and says how to get it.
package testkit
