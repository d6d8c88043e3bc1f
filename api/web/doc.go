// Package web is the HTTP frame of the house: routes, credentials, strict bodies, problem documents, limits and
// headers. It knows no resource. An operation can only be written with one of three constructors, each of which
// takes the handler that asks for the proof of entry it hands out, so that no handler can forget the check.
package web
