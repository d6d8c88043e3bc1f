package rest

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// ImportRow is one person of a file: the cells as they stand there or were mended since, and what was found.
type ImportRow struct {
	Number   int64        `json:"number" validate:"required" example:"17"`
	Line     int64        `json:"line" validate:"required" example:"18"`
	Email    string       `json:"email" validate:"required" example:"li.wei@example.com"`
	Name     string       `json:"name" validate:"required" example:"Li Wei"`
	Role     string       `json:"role" validate:"required" example:"Member|Fleet"`
	Location string       `json:"location" validate:"required" example:"Perth"`
	Message  string       `json:"message" validate:"required" example:"Welcome!"`
	Verdict  string       `json:"verdict" validate:"required" enums:"valid,invalid,duplicate,already_member,already_invited" example:"invalid"`
	Problems []RowProblem `json:"problems" validate:"required"`
	Outcome  *string      `json:"outcome" validate:"required" enums:"invited,failed,revoked" extensions:"x-nullable" example:"invited"`
	UserID   *string      `json:"user_id" validate:"required" format:"uuid" extensions:"x-nullable"`
} // @name ImportRow

// RowProblem is one thing that is wrong with a row: in which column (row: the whole of it), a stable code, a sentence.
type RowProblem struct {
	Column string `json:"column" validate:"required" enums:"email,name,role,location,message,row" example:"role"`
	Code   string `json:"code" validate:"required" example:"role_unknown"`
	Detail string `json:"detail" validate:"required" example:"There is no role called “Flete”."`
} // @name RowProblem

// ImportRowPage is one page of rows, in the order of the file.
type ImportRowPage struct {
	Data       []ImportRow `json:"data" validate:"required"`
	NextCursor *string     `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total      `json:"total,omitempty" validate:"omitempty"`
} // @name ImportRowPage

// RowPatch writes other texts into the cells of a row; what is left out stays as it is.
type RowPatch struct {
	Email    web.Optional[string] `json:"email,omitzero" swaggertype:"string" validate:"omitempty,max=500" binding:"optional" maxLength:"500" example:"li.wei@example.com"`
	Name     web.Optional[string] `json:"name,omitzero" swaggertype:"string" validate:"omitempty,max=500" binding:"optional" maxLength:"500" example:"Li Wei"`
	Role     web.Optional[string] `json:"role,omitzero" swaggertype:"string" validate:"omitempty,max=2000" binding:"optional" maxLength:"2000" example:"Fleet"`
	Location web.Optional[string] `json:"location,omitzero" swaggertype:"string" validate:"omitempty,max=2000" binding:"optional" maxLength:"2000" example:"Perth"`
	Message  web.Optional[string] `json:"message,omitzero" swaggertype:"string" validate:"omitempty,max=2000" binding:"optional" maxLength:"2000" example:"Welcome!"`
} // @name RowPatch

// listImportRows is GET /api/v1/workspaces/{workspace_id}/imports/{import_id}/rows.
//
//	@ID				listImportRows
//	@Summary		List the rows of a bulk invitation
//	@Description	Needs the permission `users:invite` across the whole workspace. In the order of the file, each with what is wrong by column.
//	@Tags			Imports
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"					Format(uuid)
//	@Param			import_id		path		string		true	"The import"					Format(uuid)
//	@Param			verdict			query		[]string	false	"Of these verdicts"				Enums(valid, invalid, duplicate, already_member, already_invited)	collectionFormat(multi)
//	@Param			outcome			query		[]string	false	"Of these outcomes; none: had no turn"				Enums(invited, failed, revoked, none)								collectionFormat(multi)
//	@Param			problem			query		string		false	"With a problem of this code"	maxlength(60)
//	@Param			q				query		string		false	"Any part of a cell"			maxlength(120)
//	@Param			limit			query		int			false	"How many at most"				minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string		false	"The next_cursor of the page before"
//	@Param			count			query		bool		false	"Add total to the answer"
//	@Success		200				{object}	ImportRowPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id}/rows [get]
func (h *Handler) listImportRows(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Import](c, "import_id", "import")
	if err != nil {
		return err
	}
	q := web.QueryOf(c)
	filter := rowFilter(q)
	request := q.Page(h.Cursors)
	if err := q.Done(); err != nil {
		return err
	}
	of, found, err := h.Admission.ImportRows(c.Request().Context(), p, one, filter, request)
	if err != nil {
		return err
	}
	return web.OK(c, ImportRowPage{
		Data: each(found.Rows, rowViewOf(of)), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// noOutcome asks for rows that had no turn.
const noOutcome = "none"

func rowFilter(q *web.Query) admission.ImportRowFilter {
	return admission.ImportRowFilter{
		Verdicts: ids[domain.RowVerdict](q.Many("verdict", "valid", "invalid", "duplicate", "already_member", "already_invited")),
		Outcomes: each(q.Many("outcome", "invited", "failed", "revoked", noOutcome), func(o string) domain.RowOutcome {
			return domain.RowOutcome(strings.TrimSuffix(o, noOutcome))
		}),
		Problem: q.Text("problem", 60), Q: q.Text("q", domain.MaxName),
	}
}

func rowViewOf(i domain.Import) func(domain.ImportRow) ImportRow {
	return func(r domain.ImportRow) ImportRow {
		cell := func(f domain.ImportField) string { return r.Field(f, i.Mapping) }
		view := ImportRow{
			Number: r.Number, Line: r.Line, Email: cell(domain.FieldEmail), Name: cell(domain.FieldName),
			Role: cell(domain.FieldRole), Location: cell(domain.FieldLocation), Message: cell(domain.FieldMessage),
			Verdict: string(r.Verdict), Outcome: orNull(r.Outcome),
			Problems: each(r.Problems, func(p domain.RowProblem) RowProblem {
				return RowProblem{Column: string(p.Column), Code: p.Code, Detail: p.Detail}
			}),
		}
		if r.UserID != nil {
			view.UserID = orNull(*r.UserID)
		}
		return view
	}
}

// updateImportRow is PATCH /api/v1/workspaces/{workspace_id}/imports/{import_id}/rows/{number}.
//
//	@ID				updateImportRow
//	@Summary		Mend a row
//	@Description	Needs the permission `users:invite` across the whole workspace. Before the start. The row is checked anew, and so are those that have its address.
//	@Tags			Imports
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			import_id		path		string		true	"The import"	Format(uuid)
//	@Param			number			path		int			true	"The row"		minimum(1)
//	@Param			body			body		RowPatch	true	"The changes"
//	@Success		200				{object}	ImportRow
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"import_not_ready, import_ended"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id}/rows/{number} [patch]
func (h *Handler) updateImportRow(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Import](c, "import_id", "import")
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(c.Param("number"), 10, 32)
	if err != nil || strconv.FormatInt(number, 10) != c.Param("number") {
		return errs.Missing("row")
	}
	in, err := web.Body[RowPatch](c)
	if err != nil {
		return err
	}
	of, row, err := h.Admission.MendRow(c.Request().Context(), p, one, number, in.cells())
	if err != nil {
		return err
	}
	return web.OK(c, rowViewOf(of)(row))
}

func (r RowPatch) cells() map[domain.ImportField]string {
	return givenTexts(map[domain.ImportField]*string{
		domain.FieldEmail: r.Email.Pointer(), domain.FieldName: r.Name.Pointer(), domain.FieldRole: r.Role.Pointer(),
		domain.FieldLocation: r.Location.Pointer(), domain.FieldMessage: r.Message.Pointer(),
	})
}

// exportImportRows is GET /api/v1/workspaces/{workspace_id}/imports/{import_id}/rows/export.
//
//	@ID				exportImportRows
//	@Summary		Export the rows of a bulk invitation
//	@Description	Needs the permission `users:invite` across the whole workspace. To the last page: whoever loses it gets no more. The columns are those of an upload, then line, result and problem, which an upload leaves aside: the file can be mended and uploaded again. Cells that a spreadsheet would take for a formula begin with an apostrophe, which an upload takes away.
//	@Tags			Imports
//	@Produce		text/csv,application/x-ndjson
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"		Format(uuid)
//	@Param			import_id		path		string		true	"The import"		Format(uuid)
//	@Param			format			query		string		false	"The kind of file"	Enums(csv, ndjson)	default(csv)
//	@Param			bom				query		bool		false	"Begin a CSV with a byte order mark"
//	@Param			verdict			query		[]string	false	"Of these verdicts"				Enums(valid, invalid, duplicate, already_member, already_invited)	collectionFormat(multi)
//	@Param			outcome			query		[]string	false	"Of these outcomes; none: had no turn"				Enums(invited, failed, revoked, none)								collectionFormat(multi)
//	@Param			problem			query		string		false	"With a problem of this code"	maxlength(60)
//	@Param			q				query		string		false	"Any part of a cell"			maxlength(120)
//	@Success		200				{string}	string
//	@Header			200				{string}	Content-Disposition	"The name of the file"
//	@Failure		400				{object}	web.Problem			"bad_request"
//	@Failure		401				{object}	web.Problem			"unauthenticated"
//	@Failure		403				{object}	web.Problem			"permission_denied"
//	@Failure		404				{object}	web.Problem			"not_found"
//	@Failure		422				{object}	web.Problem			"validation_failed"
//	@Failure		429				{object}	web.Problem			"rate_limited"
//	@Failure		503				{object}	web.Problem			"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id}/rows/export [get]
func (h *Handler) exportImportRows(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Import](c, "import_id", "import")
	if err != nil {
		return err
	}
	q := web.QueryOf(c)
	filter, format := rowFilter(q), q.Format()
	request := page.Request{Limit: page.MaxLimit}
	if err := q.Done(); err != nil {
		return err
	}
	return web.SendTable(h.Frame, c, web.Table[ImportRow]{
		Name: "import-" + p.Place().Slug, Format: format,
		Columns: []string{"email", "name", "role", "location", "message", "line", "result", "problem"},
		Cells:   rowCells,
		Next: func(ctx context.Context, p authz.Pass) ([]ImportRow, bool, error) {
			of, found, err := h.Admission.ImportRows(ctx, p, one, filter, request)
			request.After = found.Next
			return each(found.Rows, rowViewOf(of)), found.Next != nil, err
		},
	})
}

func rowCells(r ImportRow) []string {
	result := r.Verdict
	if r.Outcome != nil {
		result = *r.Outcome
	}
	problems := each(r.Problems, func(p RowProblem) string { return p.Detail })
	return []string{
		r.Email, r.Name, r.Role, r.Location, r.Message, strconv.FormatInt(r.Line, 10), result, strings.Join(problems, " "),
	}
}

// getImportSample is GET /api/v1/workspaces/{workspace_id}/imports/sample.
//
//	@ID				getImportSample
//	@Summary		Get a file to begin with
//	@Description	Needs the permission `users:invite` across the whole workspace. A CSV with the columns of an upload and two people who do not exist.
//	@Tags			Imports
//	@Produce		text/csv
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Success		200				{string}	string
//	@Failure		400				{object}	web.Problem	"bad_request"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/sample [get]
func (h *Handler) getImportSample(c echo.Context, p authz.Pass) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="people.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", h.Admission.ImportSample(p))
}
