// Package authz is the one check between a request and the house. It mints the proofs without which no use
// case and no transaction opens: Caller (signed in), Pass (inside one workspace, with the permission that
// opened it), Guest (holder of one invitation link), Visitor (nobody in particular, at a public operation),
// and Job (the house's own work). A zero proof opens nothing. The decision itself is a pure function.
package authz
