// Package rest is the JSON API: one file per resource, each with its views, its handlers and their annotations.
// A handler reads, calls a use case, and answers; it decides nothing. What clients see is shaped here alone.
package rest

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/audit"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/identity"
	"github.com/gatehouse-dev/gatehouse/internal/page"
	"github.com/gatehouse-dev/gatehouse/internal/tenancy"
)

// Live tells what changes in a workspace until it is cancelled; the store fulfils it.
type Live interface {
	Subscribe(ws id.Workspace) (notices <-chan domain.Notice, cancel func())
}

// Rooms are what the handlers call.
type Rooms struct {
	Frame     *web.Frame
	Admission *admission.Service
	Tenancy   *tenancy.Service
	Keyring   *identity.Keyring
	Audit     *audit.Service
	Cursors   *page.Cursors
	Live      Live
	Ready     func(ctx context.Context) error // tells whether requests can be answered
	Metrics   http.Handler                    // nil: they are shown elsewhere
	Docs      *web.Pages                      // openapi.json, and the page that shows it
}

// Handler answers the operations.
type Handler struct{ Rooms }

// New makes the handlers.
func New(r Rooms) *Handler { return &Handler{Rooms: r} }

// pathID reads an id of the path; not_found for any text that is none, because nothing has that name.
func pathID[T ~string](c echo.Context, name, what string) (T, error) {
	one, err := id.Parse[T](c.Param(name))
	if err != nil {
		return "", errs.Missing(what)
	}
	return one, nil
}

// ids takes texts that the body's rules found to be ids.
func ids[T ~string](texts []string) []T {
	out := make([]T, len(texts))
	for i, text := range texts {
		out[i] = T(text)
	}
	return out
}

// idsOrNil is ids, but nil where the list was left out.
func idsOrNil[T ~string](texts []string) []T {
	if texts == nil {
		return nil
	}
	return ids[T](texts)
}
