// Package app builds every service once, and starts and stops the loops. Commands and tests use it alike, so
// that what is tested is what runs.
package app
