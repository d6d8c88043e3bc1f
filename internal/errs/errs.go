// Package errs holds the one error type of the house: a kind that the door turns into a status,
// a stable code for programs, and a plain sentence for people. It knows nothing of HTTP.
package errs

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of refusal an error is. Only api/web turns it into a status.
type Kind int

// The kinds, from the caller's fault to ours.
const (
	Internal        Kind = iota // a fault of ours; its text never leaves the house
	BadRequest                  // the request cannot be read
	Unauthenticated             // nobody, or no longer anybody, is signed in
	Denied                      // known, but not allowed
	NotFound                    // not there, or not for this caller
	Conflict                    // the present state forbids it
	Gone                        // it was there, and has ended
	Precondition                // If-Match did not match
	Invalid                     // one or more fields are wrong
	TooMany                     // a limit of rate or number
	TooLarge                    // the body is beyond its limit
	Unsupported                 // a media type that is not spoken here
	Unavailable                 // the house cannot answer now; ask again
)

// Field is one wrong field: where it stands in the request (RFC 6901), a stable code, a sentence.
type Field struct {
	Pointer string
	Code    string
	Detail  string
}

// Error is a refusal that its caller may read. Extra members go into the problem document as they are.
type Error struct {
	Kind   Kind
	Code   string
	Detail string
	Fields []Field
	Extra  map[string]any
	Retry  time.Duration // how long to wait before asking again; zero says nothing
	cause  error
}

// New makes an error of a kind with its stable code and a sentence that says what to do.
func New(kind Kind, code, detail string) *Error {
	return &Error{Kind: kind, Code: code, Detail: detail}
}

// Newf is New with a formatted sentence.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Error gives code and sentence.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.Detail + ": " + e.cause.Error()
	}
	return e.Code + ": " + e.Detail
}

// Unwrap gives the cause, where there is one.
func (e *Error) Unwrap() error { return e.cause }

// Is holds two errors of the house equal when their codes are.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

// With returns a copy that carries one more member for the problem document.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Extra = make(map[string]any, len(e.Extra)+1)
	for k, v := range e.Extra {
		c.Extra[k] = v
	}
	c.Extra[name] = value
	return &c
}

// Because returns a copy that wraps the cause, for the log alone.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// After returns a copy that says when asking again makes sense.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.Retry = d
	return &c
}

// Validation makes one error of all wrong fields, or nil where there is none.
func Validation(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{
		Kind: Invalid, Code: "validation_failed",
		Detail: "Some fields need another value; see errors.", Fields: fields,
	}
}

// Of returns the house's own error inside err, or nil where it holds none.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Missing is the one answer for what is not there and for what the caller must not know of.
func Missing(what string) *Error {
	return Newf(NotFound, "not_found", "There is no such %s here.", what)
}
