// Package archtest holds the import law of the house as a test, so that it stands without any linter. It has no code of its own.
package archtest
