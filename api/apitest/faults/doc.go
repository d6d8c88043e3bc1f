// Package faults holds the tests of what happens at once and what breaks off: races, killed processes, open streams.
// They take longer than the others.
package faults
