package web

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

// Problem is every refusal (RFC 9457). Some codes carry more members: pending, decision, invitation, permission, status.
type Problem struct {
	Type      string         `json:"type" validate:"required" example:"/api/docs/problems#validation_failed"`
	Title     string         `json:"title" validate:"required" example:"Unprocessable Entity"`
	Status    int            `json:"status" validate:"required" example:"422"`
	Detail    string         `json:"detail" validate:"required" example:"Some fields need another value; see errors."`
	Code      string         `json:"code" validate:"required" example:"validation_failed"`
	RequestID string         `json:"request_id" validate:"required" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Errors    []FieldError   `json:"errors,omitempty" validate:"omitempty"`
	Extra     map[string]any `json:",embed" swaggerignore:"true"`
} // @name Problem

// FieldError is one wrong field: where it stands in the body (RFC 6901) or the query, a stable code, a sentence.
type FieldError struct {
	Pointer string `json:"pointer" validate:"required" example:"/email"`
	Code    string `json:"code" validate:"required" example:"email_invalid"`
	Detail  string `json:"detail" validate:"required" example:"Enter an e-mail address such as name@example.com."`
} // @name FieldError

// ProblemPage is where each code is explained; the type of a problem is its anchor there.
const ProblemPage = "/api/docs/problems"

// statusOf is the only place where a status is picked.
func statusOf(kind errs.Kind) int {
	switch kind {
	case errs.BadRequest:
		return http.StatusBadRequest
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Denied:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.Gone:
		return http.StatusGone
	case errs.Precondition:
		return http.StatusPreconditionFailed
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.Unsupported:
		return http.StatusUnsupportedMediaType
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	case errs.Internal:
	}
	return http.StatusInternalServerError
}

// StatusOf is the status that a refusal would be answered with, for an answer that tells of several.
func StatusOf(e *errs.Error) int { return statusOf(e.Kind) }

// fail answers with the problem document of err. It is the last to see an error, so it logs the unknown ones, once.
func (f *Frame) fail(err error, c echo.Context) {
	res := c.Response()
	if res.Committed {
		if !errors.Is(err, context.Canceled) {
			f.log.Warn("an answer was cut short", "request_id", RequestID(c), "route", c.Path(), "error", err)
		}
		return
	}
	known, status := f.known(c, err)
	head := res.Header()
	f.failHeaders(head, c, known)
	body, err := json.Marshal(problemOf(known, status, RequestID(c)), json.Deterministic(true))
	if err != nil { // An extra member that JSON cannot say: the refusal still stands.
		f.log.Error("a problem document lost its members", "code", known.Code, "error", err)
		known.Extra = nil
		body, _ = json.Marshal(problemOf(known, status, RequestID(c)))
	}
	res.WriteHeader(status)
	if c.Request().Method != http.MethodHead {
		_, _ = res.Write(body) // Where this fails, whoever asked has gone.
	}
}

// Explain words the refusal of one of many as that of a request for it alone, without its wrong fields: the first of
// those stands for all.
func (f *Frame) Explain(c echo.Context, err error) (status int, code, detail string) {
	e, status := f.known(c, err)
	if len(e.Fields) > 0 {
		return status, e.Fields[0].Code, e.Fields[0].Detail
	}
	return status, e.Code, e.Detail
}

func (f *Frame) failHeaders(head http.Header, c echo.Context, e *errs.Error) {
	head.Set(echo.HeaderContentType, "application/problem+json")
	head.Del("ETag")
	head.Del(echo.HeaderLocation)
	retry := e.Retry
	switch e.Kind {
	case errs.Unauthenticated:
		head.Set(echo.HeaderWWWAuthenticate, challenge(c))
	case errs.Unavailable:
		retry = max(retry, time.Second)
	case errs.Unsupported:
		head.Set("Accept", echo.MIMEApplicationJSON)
	default:
	}
	if retry > 0 {
		head.Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(retry.Seconds()))))
	}
}

// known finds the house's own words for an error. What it does not know is told as internal_error and logged.
func (f *Frame) known(c echo.Context, err error) (*errs.Error, int) {
	var tooLarge *http.MaxBytesError
	var fromEcho *echo.HTTPError
	e := errs.Of(err)
	switch {
	case e != nil && e.Kind != errs.Internal:
		return e, statusOf(e.Kind)
	case errors.As(err, &tooLarge):
		return errTooLarge(tooLarge.Limit), http.StatusRequestEntityTooLarge
	case errors.As(err, &fromEcho):
		return routing(fromEcho)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		f.log.Warn("a request ran out of time", "request_id", RequestID(c), "route", c.Path(), slog.Any("error", err))
		return errs.New(errs.Unavailable, "unavailable", "This took too long. Ask again."), http.StatusServiceUnavailable
	}
	f.log.Error("internal error", "request_id", RequestID(c), "route", c.Path(), slog.Any("error", err))
	return errs.New(errs.Internal, "internal_error", "Something went wrong on our side. Ask again, or tell us the request_id."),
		http.StatusInternalServerError
}

// routing says what Echo's router found out.
func routing(e *echo.HTTPError) (*errs.Error, int) {
	switch e.Code {
	case http.StatusNotFound:
		return errs.New(errs.NotFound, "not_found", "There is nothing at this address."), e.Code
	case http.StatusMethodNotAllowed:
		return errs.New(errs.BadRequest, "method_not_allowed", "This address does not take this method; see Allow."), e.Code
	case http.StatusRequestEntityTooLarge:
		return errTooLarge(maxBody), e.Code
	case http.StatusServiceUnavailable:
		return errs.New(errs.Unavailable, "unavailable", "The server cannot answer now. Ask again."), e.Code
	}
	return errs.New(errs.BadRequest, "bad_request", "This request cannot be read."), http.StatusBadRequest
}

func errTooLarge(most int64) *errs.Error {
	return errs.Newf(errs.TooLarge, "body_too_large", "The body is larger than %d MiB.", most>>20)
}

func problemOf(e *errs.Error, status int, requestID string) Problem {
	p := Problem{
		Type: ProblemPage + "#" + e.Code, Title: http.StatusText(status), Status: status,
		Detail: e.Detail, Code: e.Code, RequestID: requestID, Extra: map[string]any{},
	}
	for _, field := range e.Fields {
		p.Errors = append(p.Errors, FieldError{Pointer: field.Pointer, Code: field.Code, Detail: field.Detail})
	}
	for name, value := range e.Extra {
		if !ownMember(name) {
			p.Extra[name] = value
		}
	}
	return p
}

// ownMember tells the names that no extra member may take; most of all status, which a state may be called too.
func ownMember(name string) bool {
	switch name {
	case "type", "title", "status", "detail", "code", "request_id", "errors":
		return true
	}
	return false
}

// tooLarge tells the error of a body beyond its bound, or nil for another.
func tooLarge(err error) error {
	var e *http.MaxBytesError
	if errors.As(err, &e) {
		return errTooLarge(e.Limit)
	}
	return nil
}
