// Package identity is who someone is: passwords, sessions and their tokens. It knows no workspace; what
// somebody may do is decided by authz from the database, and no token carries it.
package identity
