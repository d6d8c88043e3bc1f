// Package rest is the JSON API: one file per resource, each with its views, its handlers and their annotations.
// A handler reads, calls a use case, and answers; it decides nothing. What clients see is shaped here alone.
package rest

// Handler holds what the handlers call.
type Handler struct{}
