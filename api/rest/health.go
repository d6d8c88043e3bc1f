package rest

import (
	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
)

const docsFolder = "ui/" // where the docs page lies beside the document

// Health is the answer of a probe.
type Health struct {
	Status string `json:"status" validate:"required" enums:"ok" example:"ok"`
} // @name Health

// getHealth is GET /healthz.
//
//	@ID				getHealth
//	@Summary		Is the process alive?
//	@Description	Looks at nothing but the process itself.
//	@Tags			Operation
//	@Produce		json
//	@Success		200	{object}	Health
//	@Failure		405	{object}	web.Problem	"method_not_allowed"
//	@Failure		503	{object}	web.Problem	"unavailable"
//	@Router			/healthz [get]
func (h *Handler) getHealth(c echo.Context, _ authz.Visitor) error {
	return web.OK(c, Health{Status: "ok"})
}

// getReadiness is GET /readyz.
//
//	@ID				getReadiness
//	@Summary		Can it take requests?
//	@Description	Asks the database. Turns to 503 before a shutdown begins.
//	@Tags			Operation
//	@Produce		json
//	@Success		200	{object}	Health
//	@Failure		405	{object}	web.Problem	"method_not_allowed"
//	@Failure		503	{object}	web.Problem	"unavailable"
//	@Router			/readyz [get]
func (h *Handler) getReadiness(c echo.Context, _ authz.Visitor) error {
	if err := h.Ready(c.Request().Context()); err != nil {
		return errs.New(errs.Unavailable, "unavailable", "This process takes no requests now.").Because(err)
	}
	return web.OK(c, Health{Status: "ok"})
}

// getMetrics is GET /metrics.
//
//	@ID				getMetrics
//	@Summary		Metrics
//	@Description	In the Prometheus text format. With a metrics listener of its own, it is there and not here.
//	@Tags			Operation
//	@Produce		plain
//	@Success		200	{string}	string
//	@Failure		404	{object}	web.Problem	"not_found"
//	@Router			/metrics [get]
func (h *Handler) getMetrics(c echo.Context, _ authz.Visitor) error {
	if h.Metrics == nil {
		return errs.Missing("page")
	}
	h.Metrics.ServeHTTP(c.Response(), c.Request())
	return nil
}

// getDocument is GET /api/openapi.json.
//
//	@ID				getDocument
//	@Summary		This document
//	@Description	The API as OpenAPI 3.1.
//	@Tags			Operation
//	@Produce		json
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	map[string]any
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Success		304
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Router			/api/openapi.json [get]
func (h *Handler) getDocument(c echo.Context, _ authz.Visitor) error {
	return h.Docs.File(c, "openapi.json")
}

// getDocs is GET /api/docs.
//
//	@ID				getDocs
//	@Summary		The docs page
//	@Description	Shows this document. All its assets are local.
//	@Tags			Operation
//	@Produce		html
//	@Success		200	{string}	string
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Router			/api/docs [get]
func (h *Handler) getDocs(c echo.Context, _ authz.Visitor) error {
	return h.Docs.File(c, docsFolder+"index.html")
}

// getDocsAsset is GET /api/docs/{file}.
//
//	@ID				getDocsAsset
//	@Summary		A file of the docs page
//	@Description	Script and style.
//	@Tags			Operation
//	@Produce		text/css,text/javascript
//	@Param			file	path		string	true	"The name of the file"	example(page.css)
//	@Success		200		{string}	string
//	@Failure		404		{object}	web.Problem	"not_found"
//	@Failure		429		{object}	web.Problem	"rate_limited"
//	@Router			/api/docs/{file} [get]
func (h *Handler) getDocsAsset(c echo.Context, _ authz.Visitor) error {
	return h.Docs.File(c, docsFolder+c.Param("file"))
}
