package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Error is a refusal: the problem document of the server, or what a proxy before it said.
type Error struct {
	// Status is the HTTP status of the answer.
	Status int
	// Code is stable and meant for programs: invitation_expired. It is "" where something else than Gatehouse answered.
	Code string
	// Detail says to people what to do.
	Detail string
	// Fields are all values of the request that need another one.
	Fields []FieldError
	// RequestID finds the request in the server's log.
	RequestID string
	// RetryAfter is the pause after which asking again makes sense, 0 where the server named none.
	RetryAfter time.Duration
	// Body is the whole answer, for what a problem tells beyond these: the roles of a role_in_use.
	Body []byte
}

// Error says everything that helps to find the fault.
func (e *Error) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "gatehouse: %d %s: %s", e.Status, e.Code, e.Detail)
	for _, f := range e.Fields {
		fmt.Fprintf(&s, " %s: %s", f.Pointer, f.Detail)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&s, " (request %s)", e.RequestID)
	}
	return s.String()
}

// Field gives what is wrong with the value at a pointer such as /email.
func (e *Error) Field(pointer string) (FieldError, bool) {
	for _, f := range e.Fields {
		if f.Pointer == pointer {
			return f, true
		}
	}
	return FieldError{}, false
}

// Code gives the code of a refusal, and "" for every other error.
func Code(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// maxProblem bounds what is read of a refusal; Gatehouse's are far smaller.
const maxProblem = 1 << 20

// asError reads a refusal and closes its body.
func asError(r *http.Response) *Error {
	defer func() { _ = r.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxProblem))
	e := &Error{Status: r.StatusCode, Body: body, RequestID: r.Header.Get("X-Request-Id")}
	if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && seconds > 0 {
		e.RetryAfter = time.Duration(seconds) * time.Second
	}
	var p Problem
	if json.Unmarshal(body, &p) != nil || p.Code == "" {
		e.Detail = http.StatusText(r.StatusCode)
		return e
	}
	e.Code, e.Detail = p.Code, p.Detail
	if p.RequestID != "" { // an answer given again names the request that it was first made for
		e.RequestID = p.RequestID
	}
	if p.Errors != nil {
		e.Fields = *p.Errors
	}
	return e
}
