package rest

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// ImportPatch is a merge patch (RFC 7396): what is left out stays as it is; null takes a column or a text away.
type ImportPatch struct {
	Mapping  ImportMappingPatch  `json:"mapping,omitzero" validate:"omitempty" binding:"optional"`
	Defaults ImportDefaultsPatch `json:"defaults,omitzero" validate:"omitempty" binding:"optional"`
} // @name ImportPatch

// ImportMappingPatch names the column, as the first row of the file calls it, of each field.
type ImportMappingPatch struct {
	Email    web.Removable[string] `json:"email,omitzero" swaggertype:"string" validate:"omitempty,max=100" binding:"optional" maxLength:"100" extensions:"x-nullable" example:"E-Mail"`
	Name     web.Removable[string] `json:"name,omitzero" swaggertype:"string" validate:"omitempty,max=100" binding:"optional" maxLength:"100" extensions:"x-nullable" example:"Full name"`
	Role     web.Removable[string] `json:"role,omitzero" swaggertype:"string" validate:"omitempty,max=100" binding:"optional" maxLength:"100" extensions:"x-nullable" example:"Role"`
	Location web.Removable[string] `json:"location,omitzero" swaggertype:"string" validate:"omitempty,max=100" binding:"optional" maxLength:"100" extensions:"x-nullable" example:"Depot"`
	Message  web.Removable[string] `json:"message,omitzero" swaggertype:"string" validate:"omitempty,max=100" binding:"optional" maxLength:"100" extensions:"x-nullable" example:"Note"`
} // @name ImportMappingPatch

// ImportDefaultsPatch changes what rows get that do not say it themselves.
type ImportDefaultsPatch struct {
	RoleIDs     web.Optional[[]string] `json:"role_ids,omitzero" swaggertype:"array,string" validate:"omitempty,max=50,unique,dive,uuid" binding:"optional" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	LocationIDs web.Optional[[]string] `json:"location_ids,omitzero" swaggertype:"array,string" validate:"omitempty,max=100,unique,dive,uuid" binding:"optional" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
	Locale      web.Removable[string]  `json:"locale,omitzero" swaggertype:"string" validate:"omitempty,max=35,bcp47_language_tag" binding:"optional" maxLength:"35" extensions:"x-nullable" example:"en"`
	Message     web.Removable[string]  `json:"message,omitzero" swaggertype:"string" validate:"omitempty,max=1000" binding:"optional" maxLength:"1000" extensions:"x-nullable" example:"Welcome to the fleet team."`
} // @name ImportDefaultsPatch

// updateImport is PATCH /api/v1/workspaces/{workspace_id}/imports/{import_id}.
//
//	@ID				updateImport
//	@Summary		Say which column is which, and what rows without a value get
//	@Description	Needs the permission `users:invite` across the whole workspace. Before the start. All rows are checked anew, by the rights of whoever changed it last.
//	@Tags			Imports
//	@Accept			json,application/merge-patch+json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string		true	"The workspace"	Format(uuid)
//	@Param			import_id		path		string		true	"The import"	Format(uuid)
//	@Param			If-Match		header		string		false	"Only if it is still this version"
//	@Param			body			body		ImportPatch	true	"The changes"
//	@Success		200				{object}	Import
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied, role_above_own"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"import_not_ready, import_ended"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id} [patch]
func (h *Handler) updateImport(c echo.Context, p authz.Pass) error {
	one, err := pathID[id.Import](c, "import_id", "import")
	if err != nil {
		return err
	}
	in, err := web.Body[ImportPatch](c)
	if err != nil {
		return err
	}
	patch := admission.ImportPatch{
		Columns: in.Mapping.columns(), Locale: in.Defaults.Locale.Pointer(), Message: in.Defaults.Message.Pointer(),
	}
	if list := in.Defaults.RoleIDs.Pointer(); list != nil {
		roles := ids[id.Role](*list)
		patch.RoleIDs = &roles
	}
	if list := in.Defaults.LocationIDs.Pointer(); list != nil {
		locations := ids[id.Location](*list)
		patch.LocationIDs = &locations
	}
	saved, err := h.Admission.EditImport(c.Request().Context(), p, one, patch, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, importView(saved), saved.Version)
}

// columns gives the columns that are changed; "" takes one away.
func (m ImportMappingPatch) columns() map[domain.ImportField]string {
	return givenTexts(map[domain.ImportField]*string{
		domain.FieldEmail: m.Email.Pointer(), domain.FieldName: m.Name.Pointer(), domain.FieldRole: m.Role.Pointer(),
		domain.FieldLocation: m.Location.Pointer(), domain.FieldMessage: m.Message.Pointer(),
	})
}

// givenTexts leaves out what was left out.
func givenTexts(all map[domain.ImportField]*string) map[domain.ImportField]string {
	out := map[domain.ImportField]string{}
	for f, text := range all {
		if text != nil {
			out[f] = *text
		}
	}
	return out
}

// startImport is POST /api/v1/workspaces/{workspace_id}/imports/{import_id}/start.
//
//	@ID				startImport
//	@Summary		Begin to invite
//	@Description	Needs the permission `users:invite` across the whole workspace. Invites the people of the valid rows in the background, every one exactly once, also across a crash and a restart, with the rights that whoever starts it holds when the turn of a row comes. Starting twice changes nothing.
//	@Tags			Imports
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			import_id		path		string	true	"The import"	Format(uuid)
//	@Param			If-Match		header		string	false	"Only if it is still this version"
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	Import
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, import_not_ready, import_ended, nothing_to_invite, limit_reached"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id}/start [post]
func (h *Handler) startImport(c echo.Context, p authz.Pass) error {
	return h.actOnImport(c, p, h.Admission.StartImport)
}

// cancelImport is POST /api/v1/workspaces/{workspace_id}/imports/{import_id}/cancel.
//
//	@ID				cancelImport
//	@Summary		End a bulk invitation
//	@Description	Needs the permission `users:invite` across the whole workspace. Stops before the next row. Who was invited by then stays invited; `revoke` withdraws that.
//	@Tags			Imports
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			import_id		path		string	true	"The import"	Format(uuid)
//	@Param			If-Match		header		string	false	"Only if it is still this version"
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	Import
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, import_ended"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id}/cancel [post]
func (h *Handler) cancelImport(c echo.Context, p authz.Pass) error {
	return h.actOnImport(c, p, h.Admission.CancelImport)
}

// revokeImport is POST /api/v1/workspaces/{workspace_id}/imports/{import_id}/revoke.
//
//	@ID				revokeImport
//	@Summary		Withdraw the invitations of a whole file
//	@Description	Needs the permission `users:invite` across the whole workspace. In the background (`state` is `revoking`, then `revoked`): every invitation of the import that nobody took yet is withdrawn. Who accepted stays. Where some cannot be withdrawn, by a fault of the server, `state` is `stopped` and `stop_reason` is `revoke_failed`: their rows have a problem of that code, and it can be asked for again.
//	@Tags			Imports
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string	true	"The workspace"	Format(uuid)
//	@Param			import_id		path		string	true	"The import"	Format(uuid)
//	@Param			If-Match		header		string	false	"Only if it is still this version"
//	@Param			Idempotency-Key	header		string	false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Success		200				{object}	Import
//	@Header			200				{string}	ETag		"The version of what is in the body"
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed, import_not_ready, nothing_to_revoke"
//	@Failure		412				{object}	web.Problem	"precondition_failed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/imports/{import_id}/revoke [post]
func (h *Handler) revokeImport(c echo.Context, p authz.Pass) error {
	return h.actOnImport(c, p, h.Admission.RevokeImport)
}

func (h *Handler) actOnImport(c echo.Context, p authz.Pass, act func(context.Context, authz.Pass, id.Import, int64) (admission.ImportView, error)) error {
	one, err := pathID[id.Import](c, "import_id", "import")
	if err != nil {
		return err
	}
	if err := web.NoBody(c); err != nil {
		return err
	}
	done, err := act(c.Request().Context(), p, one, web.Expected(c))
	if err != nil {
		return err
	}
	return web.OKAt(c, importView(done), done.Version)
}
