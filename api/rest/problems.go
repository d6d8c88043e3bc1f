package rest

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
)

// ProblemKind explains one code of a problem document.
type ProblemKind struct {
	Code    string
	Status  int
	Meaning string
}

// ProblemKinds lists every code that an answer can carry. The type of a problem is its anchor on the page that shows
// this list, so a code never changes its meaning.
func ProblemKinds() []ProblemKind { //nolint:funlen // a table, one line for each code
	return []ProblemKind{
		{"bad_request", http.StatusBadRequest, "The request cannot be read."},
		{"malformed_body", http.StatusBadRequest, "The body is missing, is no JSON in UTF-8, is nested too deeply, or something follows it."},
		{"unknown_field", http.StatusBadRequest, "The body has a field that this request does not know; pointer says which. Names are case-sensitive."},
		{"duplicate_field", http.StatusBadRequest, "The body gives a field twice; pointer says which."},
		{"wrong_type", http.StatusBadRequest, "A value is of another JSON type than it has to be; pointer says which."},
		{"unknown_parameter", http.StatusBadRequest, "The query has a parameter that this request does not know."},
		{"cursor_invalid", http.StatusBadRequest, "The cursor was changed, or belongs to another list or other filters. Start again without one."},
		{"idempotency_key_invalid", http.StatusBadRequest, "An Idempotency-Key has 1 to 255 printable ASCII characters, and is sent once."},
		{"unauthenticated", http.StatusUnauthorized, "No valid credential came with the request, or its session has ended, or the API key works no more. Sign in, or use another key."},
		{"invalid_credentials", http.StatusUnauthorized, "E-mail address or password is not right."},
		{"sign_in_required", http.StatusUnauthorized, "The account that was invited, or asked to join, has a credential: sign in as it, then go on."},
		{"permission_denied", http.StatusForbidden, "The caller lacks a permission; permission names it."},
		{"reauthentication_required", http.StatusForbidden, "For this the password has to have been typed within the last ten minutes: POST /api/v1/me/reauthenticate, then ask again."},
		{"person_required", http.StatusForbidden, "This is about a person, or takes one who is signed in: an API key cannot do it."},
		{"approval_pending", http.StatusForbidden, "The credentials are right, but an administrator has to approve the account first. pending lists where, and pending_token is good for /api/v1/auth/pending."},
		{"email_mismatch", http.StatusForbidden, "The link is for another e-mail address than that of whoever is signed in."},
		{"above_own", http.StatusForbidden, "The person, the role or the API key holds rights that the caller lacks, so somebody who holds them has to change or remove them."},
		{"workspace_creation_closed", http.StatusForbidden, "This installation lets nobody make further workspaces."},
		{"role_above_own", http.StatusForbidden, "A role allows more than the giver's own roles do; permission names what they lack."},
		{"api_key_above_own", http.StatusForbidden, "An API key would get a permission that its giver does not hold, or, where a key made it, api_keys:manage; permission names it."},
		{"built_in_permission", http.StatusForbidden, "Permissions on this resource are Gatehouse's own: they cannot be added, changed or deleted."},
		{"built_in_role", http.StatusForbidden, "The role is built in and cannot be changed or deleted."},
		{"four_eyes", http.StatusForbidden, "In this workspace whoever invited someone cannot also approve them."},
		{"setup_token_invalid", http.StatusForbidden, "This is not the set-up token that the server printed last."},
		{"cross_origin", http.StatusForbidden, "A request that uses the browser's cookie came from another site."},
		{"not_found", http.StatusNotFound, "There is no such thing, or the caller may not know of it."},
		{"invitation_invalid", http.StatusNotFound, "No invitation was ever sent with this token."},
		{"access_request_invalid", http.StatusNotFound, "No link to confirm an address was ever sent with this token."},
		{"method_not_allowed", http.StatusMethodNotAllowed, "The address does not take this method; Allow lists those it takes."},
		{"conflict", http.StatusConflict, "The present state does not allow it. Read the thing again."},
		{"setup_closed", http.StatusConflict, "The first account was made already."},
		{"already_member", http.StatusConflict, "Someone with this e-mail address is in the workspace; user_id says who."},
		{"already_invited", http.StatusConflict, "The person was invited already; invitation is the standing one, which can be sent again."},
		{"already_decided", http.StatusConflict, "Somebody has decided this request; decision says what, by whom and when."},
		{"webhook_disabled", http.StatusConflict, "The webhook is disabled, so nothing is sent to it. Enable it first."},
		{"invitation_accepted", http.StatusConflict, "The invitation was accepted already. Sign in instead."},
		{"access_request_confirmed", http.StatusConflict, "The address was confirmed already. Sign in to see how the request stands."},
		{"invitation_open", http.StatusConflict, "The address was invited meanwhile; accept that invitation instead."},
		{"name_taken", http.StatusConflict, "Another one has this name."},
		{"role_in_use", http.StatusConflict, "People hold this role, user_count of them; replace_with names the role that they get instead."},
		{"permission_in_use", http.StatusConflict, "Roles hold this permission; roles names them."},
		{"limit_reached", http.StatusConflict, "There are as many as there can be; the detail says of what."},
		{"import_not_ready", http.StatusConflict, "The bulk invitation is still being checked, is under way, or waits for its columns to be named; state says which."},
		{"import_ended", http.StatusConflict, "The bulk invitation was started or has ended; state says how."},
		{"nothing_to_invite", http.StatusConflict, "No row of the file can be invited as it is."},
		{"nothing_to_revoke", http.StatusConflict, "The bulk invitation has no invitations that could be withdrawn."},
		{"slug_taken", http.StatusConflict, "This name for addresses cannot be had. Choose another."},
		{"location_in_use", http.StatusConflict, "People or open invitations have the location: user_count and invitation_count say how many. replace_with gives them another one."},
		{"last_admin", http.StatusConflict, "A workspace keeps at least one active Admin."},
		{"last_role", http.StatusConflict, "A user keeps at least one role."},
		{"four_eyes_needs_two", http.StatusConflict, "Four eyes need two active people who may approve."},
		{"email_taken", http.StatusConflict, "Another account has got this e-mail address meanwhile."},
		{"request_in_progress", http.StatusConflict, "The first request with this Idempotency-Key is still under way. Ask again in a moment."},
		{"request_completed", http.StatusConflict, "The first request with this Idempotency-Key was carried out, but its answer was lost. Read the result."},
		{"invitation_expired", http.StatusGone, "The invitation has expired; its holder can ask for a new one."},
		{"invitation_revoked", http.StatusGone, "The invitation was withdrawn."},
		{"invitation_superseded", http.StatusGone, "A newer link was sent; only that one works."},
		{"invitation_declined", http.StatusGone, "The invitation was declined; its holder can ask for a new one."},
		{"access_request_ended", http.StatusGone, "The link to confirm an address has expired, or the request was closed. Ask again."},
		{"access_request_superseded", http.StatusGone, "A newer link to confirm the address was sent; only that one works."},
		{"reset_invalid", http.StatusGone, "The link to set a password was used, replaced, or has expired."},
		{"email_change_invalid", http.StatusGone, "The link to confirm an e-mail address was used, replaced or refused, or has expired."},
		{"precondition_failed", http.StatusPreconditionFailed, "The thing has changed since the version that If-Match names. Read it again."},
		{"body_too_large", http.StatusRequestEntityTooLarge, "The body is larger than 1 MiB."},
		{"unsupported_media_type", http.StatusUnsupportedMediaType, "Send the body as application/json in UTF-8, uncompressed."},
		{"validation_failed", http.StatusUnprocessableEntity, "One or more fields have values that cannot be used; errors lists all of them."},
		{"idempotency_key_reused", http.StatusUnprocessableEntity, "The Idempotency-Key was used for another request. Use a new key for each new request."},
		{"rate_limited", http.StatusTooManyRequests, "Too many requests; Retry-After says when to ask again."},
		{"internal_error", http.StatusInternalServerError, "Something went wrong on the server, and was logged under the request_id."},
		{"overloaded", http.StatusServiceUnavailable, "There is more to do than the server can, so the request was turned away at the door: nothing was done, and no Idempotency-Key was used. Ask again after Retry-After."},
		{"unavailable", http.StatusServiceUnavailable, "The server cannot answer now. Ask again; with the same Idempotency-Key nothing is done twice."},
	}
}

// FieldKind explains one code of a wrong field.
type FieldKind struct{ Code, Meaning string }

// FieldKinds lists every code that errors of validation_failed can carry.
func FieldKinds() []FieldKind {
	return []FieldKind{
		{"required", "A value is needed."},
		{"too_long", "The text or list is too long."},
		{"too_short", "The text is too short."},
		{"too_many", "The list has too many values."},
		{"too_few", "The list has too few values."},
		{"duplicate", "A value is given more than once."},
		{"one_of", "The value is not one of those allowed."},
		{"out_of_range", "The number is too small or too large, or the time is over or too far away."},
		{"invalid", "The value cannot be used."},
		{"column_unknown", "The file has no column of this name."},
		{"file_empty", "The file is empty."},
		{"file_no_rows", "The file names its columns, and has nobody below them."},
		{"file_header", "The first row of the file, which names the columns, cannot be read."},
		{"row_too_long", "A row of the file is longer than a row can be; the detail says which."},
		{"quote_open", "A quotation mark in the file is never closed; the detail says in which line."},
		{"email_invalid", "This is no e-mail address that mail can be sent to."},
		{"domain_not_allowed", "The workspace takes requests from addresses at its own domains alone."},
		{"domain_invalid", "This is no mail domain."},
		{"name_invalid", "The name has line breaks or invisible control characters."},
		{"text_invalid", "The text has invisible control characters."},
		{"id_invalid", "This is not an id."},
		{"url_invalid", "This is no address that webhooks can be sent to; the detail says why."},
		{"url_refused", "The address is inside this machine or its network, where webhooks may not reach."},
		{"event_type_unknown", "There is no such event, or webhooks are not told of it."},
		{"time_invalid", "This is not a time (RFC 3339)."},
		{"user_unknown", "There is no such user in this workspace."},
		{"invitation_unknown", "There is no such invitation in this workspace."},
		{"role_unknown", "There is no such role in this workspace."},
		{"permission_invalid", "This is not resource:action in lower-case letters, digits and _."},
		{"permission_unknown", "There is no such permission in this workspace."},
		{"approval_unknown", "There is no such login request in this workspace."},
		{"location_unknown", "There is no such location in this workspace."},
		{"locale_invalid", "This is not a language tag (BCP 47)."},
		{"timezone_unknown", "This is no name of the time zone database."},
		{"location_archived", "The location is archived, and is given to nobody anew."},
		{"slug_invalid", "A slug has 2 to 48 lower-case letters, digits and single hyphens between them."},
		{"slug_reserved", "The slug is a word that the installation itself uses."},
		{"name_mismatch", "The name repeated is not that of the thing to delete."},
		{"password_too_short", "The password is too short."},
		{"password_too_long", "The password is too long."},
		{"password_wrong", "This is not the password of whoever is signed in."},
		{"email_unchanged", "This is the account's address already."},
		{"password_common", "The password is too easy to guess."},
	}
}

//go:embed problems.html
var problemsPage string

// problemsHTML is the page of all codes.
func problemsHTML() (string, error) {
	page, err := template.New("problems").Parse(problemsPage)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = page.Execute(&out, struct {
		Problems []ProblemKind
		Fields   []FieldKind
	}{ProblemKinds(), FieldKinds()})
	return out.String(), err
}

// getProblemCodes is GET /api/docs/problems.
//
//	@ID				getProblemCodes
//	@Summary		The list of problem codes
//	@Description	What each `code` of a problem means. The `type` of a problem is an anchor on this page.
//	@Tags			Operation
//	@Produce		html
//	@Success		200	{string}	string
//	@Failure		429	{object}	web.Problem	"rate_limited"
//	@Router			/api/docs/problems [get]
func (h *Handler) getProblemCodes(c echo.Context, _ authz.Visitor) error {
	page, err := problemsHTML()
	if err != nil {
		return err
	}
	return web.Page(c, page)
}
