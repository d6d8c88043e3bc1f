package rest

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// Import is a bulk invitation: a file of people, what was found in it, and how far inviting them has come. Faults are the
// tries in a row that came to nothing, by a fault of the server.
type Import struct {
	ID          string           `json:"id" validate:"required" format:"uuid"`
	State       string           `json:"state" validate:"required" enums:"mapping,checking,ready,running,done,cancelled,stopped,revoking,revoked" example:"ready"`
	FileName    string           `json:"file_name" validate:"required" example:"depot-staff.csv"`
	SizeBytes   int64            `json:"size_bytes" validate:"required" example:"48213"`
	Encoding    string           `json:"encoding" validate:"required" enums:"utf-8,utf-16le,utf-16be,windows-1252" example:"utf-8"`
	Separator   string           `json:"separator" validate:"required" example:","`
	Columns     []string         `json:"columns" validate:"required" example:"email,name,role"`
	Mapping     ImportMapping    `json:"mapping" validate:"required"`
	Defaults    ImportDefaults   `json:"defaults" validate:"required"`
	Counts      ImportCounts     `json:"counts" validate:"required"`
	Problems    map[string]int64 `json:"problems" validate:"required"`
	CheckedRows int64            `json:"checked_rows" validate:"required" example:"812"`
	DoneRows    int64            `json:"done_rows" validate:"required" example:"0"`
	FailedRows  int64            `json:"failed_rows" validate:"required" example:"0"`
	RevokedRows int64            `json:"revoked_rows" validate:"required" example:"0"`
	Faults      int64            `json:"faults" validate:"required" example:"0"`
	Limits      ImportLimits     `json:"limits" validate:"required"`
	StopReason  *string          `json:"stop_reason" validate:"required" extensions:"x-nullable" enums:"starter_lost_access,internal_error,revoker_lost_access,revoke_failed" example:"starter_lost_access"`
	CreatedBy   *Ref             `json:"created_by" validate:"required" extensions:"x-nullable"`
	StartedBy   *Ref             `json:"started_by" validate:"required" extensions:"x-nullable"`
	CreatedAt   time.Time        `json:"created_at" validate:"required" format:"date-time"`
	UpdatedAt   time.Time        `json:"updated_at" validate:"required" format:"date-time"`
	StartedAt   *time.Time       `json:"started_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	FinishedAt  *time.Time       `json:"finished_at" validate:"required" format:"date-time" extensions:"x-nullable"`
	ForgottenAt *time.Time       `json:"forgotten_at" validate:"required" format:"date-time" extensions:"x-nullable"`
} // @name Import

// ImportMapping names, for each field that the file has, the column that holds it.
type ImportMapping struct {
	Email    string `json:"email,omitempty" validate:"omitempty" example:"E-Mail"`
	Name     string `json:"name,omitempty" validate:"omitempty" example:"Full name"`
	Role     string `json:"role,omitempty" validate:"omitempty" example:"Role"`
	Location string `json:"location,omitempty" validate:"omitempty" example:"Depot"`
	Message  string `json:"message,omitempty" validate:"omitempty" example:"Note"`
} // @name ImportMapping

// ImportDefaults are what rows get that do not say it themselves.
type ImportDefaults struct {
	RoleIDs     []string `json:"role_ids" validate:"required" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	LocationIDs []string `json:"location_ids" validate:"required" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
	Locale      string   `json:"locale" validate:"required" example:"en"`
	Message     string   `json:"message" validate:"required" example:"Welcome to the fleet team."`
} // @name ImportDefaults

// ImportCounts says how many rows there are of which verdict.
type ImportCounts struct {
	Total          int64 `json:"total" validate:"required" example:"812"`
	Valid          int64 `json:"valid" validate:"required" example:"790"`
	Invalid        int64 `json:"invalid" validate:"required" example:"12"`
	Duplicate      int64 `json:"duplicate" validate:"required" example:"4"`
	AlreadyMember  int64 `json:"already_member" validate:"required" example:"5"`
	AlreadyInvited int64 `json:"already_invited" validate:"required" example:"1"`
} // @name ImportCounts

// ImportLimits says how much of what one workspace can have under way is used.
type ImportLimits struct {
	PendingInvitations ImportLimit `json:"pending_invitations" validate:"required"`
	MailsToday         ImportLimit `json:"mails_today" validate:"required"`
} // @name ImportLimits

// ImportLimit is one limit; limit is null where there is none.
type ImportLimit struct {
	Limit *int64 `json:"limit" validate:"required" extensions:"x-nullable" example:"250000"`
	Used  int64  `json:"used" validate:"required" example:"318"`
} // @name ImportLimit

// ImportPage is one page of imports.
type ImportPage struct {
	Data       []Import `json:"data" validate:"required"`
	NextCursor *string  `json:"next_cursor" validate:"required" extensions:"x-nullable" example:"bmV4dA"`
	Total      *Total   `json:"total,omitempty" validate:"omitempty"`
} // @name ImportPage

// listImports is GET /api/v1/workspaces/{workspace_id}/imports.
//
//	@ID				listImports
//	@Summary		List bulk invitations
//	@Description	Needs the permission `users:invite` across the whole workspace. The newest first.
//	@Tags			Imports
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"						Format(uuid)
//	@Param			sort			query		string	false	"The order; a minus turns it round"	Enums(created_at, -created_at)
//	@Param			limit			query		int		false	"How many at most"					minimum(1)	maximum(200)	default(50)
//	@Param			cursor			query		string	false	"The next_cursor of the page before"
//	@Param			count			query		bool	false	"Add total to the answer"
//	@Success		200				{object}	ImportPage
//	@Failure		400				{object}	web.Problem	"bad_request, cursor_invalid"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports [get]
func (h *Handler) listImports(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	request := q.Page(h.Cursors, "created_at")
	if err := q.Done(); err != nil {
		return err
	}
	found, err := h.Admission.Imports(c.Request().Context(), p, request)
	if err != nil {
		return err
	}
	return web.OK(c, ImportPage{
		Data: each(found.Rows, importView), NextCursor: q.Next(h.Cursors, found.Next), Total: totalView(found.Total),
	})
}

// createImport is POST /api/v1/workspaces/{workspace_id}/imports.
//
//	@ID				createImport
//	@Summary		Upload a file of people
//	@Description	Needs the permission `users:invite` across the whole workspace. A CSV of up to 100,000 rows and 20 MiB; comma, semicolon or tab; in UTF-8, UTF-16 or Windows-1252, which are found out. Its first row names the columns, in any order and case: email, name, role, location, message; several roles or locations stand in one cell with `|` between them (`\|` is one within a name). Nobody is invited yet: the rows are checked in the background (`state` is `checking`, then `ready`), and `start` invites. Where nobody can tell which column holds the addresses, `state` is `mapping`. A file that cannot be read at all is refused: `errors` has file_empty, file_no_rows, file_header, row_too_long or quote_open.
//	@Tags			Imports
//	@Accept			text/csv
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"															Format(uuid)
//	@Param			file_name		query		string	false	"What the file is called"												maxlength(255)
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		string	true	"The file"
//	@Success		201				{object}	Import
//	@Header			201				{string}	Location	"Where the new thing is read"
//	@Header			201				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports [post]
func (h *Handler) createImport(c echo.Context, p authz.Pass) error {
	q := web.QueryOf(c)
	name := q.Text("file_name", domain.MaxFileName)
	if err := q.Done(); err != nil {
		return err
	}
	file, err := web.Uploaded(c)
	if err != nil {
		return err
	}
	made, err := h.Admission.CreateImport(c.Request().Context(), p, admission.Upload{Name: name, Size: file.Size, File: file})
	if err != nil {
		return err
	}
	return web.Created(c, c.Request().URL.Path+"/"+string(made.ID), importView(made), made.Version)
}

// getImport is GET /api/v1/workspaces/{workspace_id}/imports/{import_id}.
//
//	@ID				getImport
//	@Summary		Read a bulk invitation
//	@Description	Needs the permission `users:invite` across the whole workspace. `checked_rows`, `done_rows` and `failed_rows` tell how far it has come.
//	@Tags			Imports
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			import_id		path		string	true	"The import"	Format(uuid)
//	@Param			If-None-Match	header		string	false	"The ETag at hand: 304 where it is still right"
//	@Success		200				{object}	Import
//	@Header			200				{string}	ETag	"The version of what is in the body"
//	@Success		304
//	@Failure		400	{object}	web.Problem	"bad_request"
//	@Failure		401	{object}	web.Problem	"unauthenticated"
//	@Failure		403	{object}	web.Problem	"permission_denied"
//	@Failure		404	{object}	web.Problem	"not_found"
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Failure		503	{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id} [get]
func (h *Handler) getImport(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Import](c, "import_id", "import")
	if err != nil {
		return err
	}
	found, err := h.Admission.Import(c.Request().Context(), p, one)
	if err != nil {
		return err
	}
	return web.OKAt(c, importView(found), found.Version)
}

func importView(i admission.ImportView) Import {
	return Import{
		ID: string(i.ID), State: string(i.State), FileName: i.FileName, SizeBytes: i.SizeBytes, Encoding: i.Encoding,
		Separator: i.Separator, Columns: i.Columns, Mapping: mappingView(i.Import),
		Defaults: ImportDefaults{
			RoleIDs: id.Text(i.RoleIDs), LocationIDs: id.Text(i.LocationIDs), Locale: i.Locale, Message: i.Message,
		},
		Counts: ImportCounts{
			Total: i.TotalRows, Valid: i.ValidRows, Invalid: i.InvalidRows, Duplicate: i.DuplicateRows,
			AlreadyMember: i.MemberRows, AlreadyInvited: i.InvitedRows,
		},
		Problems: i.Problems, CheckedRows: i.CheckedRows, DoneRows: i.DoneRows, FailedRows: i.FailedRows, RevokedRows: i.RevokedRows, Faults: i.Faults,
		Limits: ImportLimits{
			PendingInvitations: limitView(i.Limits.PendingInvitations, i.Usage.PendingInvitations),
			MailsToday:         limitView(i.Limits.MailsPerDay, i.Mails),
		},
		StopReason: orNull(i.StopReason), CreatedBy: userRef(i.Creator), StartedBy: userRef(i.Starter),
		CreatedAt: moment(i.CreatedAt), UpdatedAt: moment(i.UpdatedAt), StartedAt: momentOrNull(i.StartedAt),
		FinishedAt: momentOrNull(i.FinishedAt), ForgottenAt: momentOrNull(i.ForgottenAt),
	}
}

func mappingView(i domain.Import) ImportMapping {
	names := i.Mapping.Named(i.Columns)
	return ImportMapping{
		Email: names[domain.FieldEmail], Name: names[domain.FieldName], Role: names[domain.FieldRole],
		Location: names[domain.FieldLocation], Message: names[domain.FieldMessage],
	}
}

func limitView(limit, used int64) ImportLimit {
	if limit == 0 {
		return ImportLimit{Used: used}
	}
	return ImportLimit{Limit: &limit, Used: used}
}
