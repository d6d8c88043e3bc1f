// Package bench measures what the server does beside what the machine could do: each workload in turn with a plain program
// that does the same reads and writes, in the same minutes, on the same database. It is run by make bench; make test runs it
// small, to see that it runs.
//
// CPU per operation hardly moves with what else the machine does: read it first, then the ratio of the rates. The clients
// run on the same processors as the servers, so no rate is what a server would reach alone.
package bench
