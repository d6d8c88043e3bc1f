package rest

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/admission"
	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// DecideApprovals decides many login requests.
type DecideApprovals struct {
	Decisions []DecideApproval `json:"decisions" validate:"required,min=1,max=200,dive"`
} // @name DecideApprovals

// DecideApproval is the decision on one of them: role_ids, location_ids and note go with approve, reason and notify with
// reject, as in the single operations.
type DecideApproval struct {
	ApprovalID  string   `json:"approval_id" validate:"required,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	Decision    string   `json:"decision" validate:"required,oneof=approve reject" enums:"approve,reject" example:"approve"`
	RoleIDs     []string `json:"role_ids,omitempty" validate:"excluded_unless=Decision approve,omitempty,min=1,max=50,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"`
	LocationIDs []string `json:"location_ids,omitempty" validate:"excluded_unless=Decision approve,omitempty,max=100,unique,dive,uuid" example:"0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5f"`
	Note        string   `json:"note,omitempty" validate:"excluded_unless=Decision approve,omitempty,max=1000" example:"Known from the Perth depot."`
	Reason      string   `json:"reason,omitempty" validate:"excluded_unless=Decision reject,omitempty,max=1000" example:"We could not confirm that you work here."`
	Notify      bool     `json:"notify,omitempty" validate:"excluded_unless=Decision reject" example:"false"`
} // @name DecideApproval

// DecidedApprovals is what became of each decision, in the order of the request.
type DecidedApprovals struct {
	Done    int               `json:"done" validate:"required" example:"1"`
	Failed  int               `json:"failed" validate:"required" example:"0"`
	Results []DecidedApproval `json:"results" validate:"required"`
} // @name DecidedApprovals

// DecidedApproval is the outcome of one decision: status, code and detail are those that the single operation would have
// answered. State and decision say how the request stands now, also where somebody else decided it.
type DecidedApproval struct {
	ID       string    `json:"id" validate:"required" format:"uuid"`
	Status   int       `json:"status" validate:"required" example:"200"`
	State    *string   `json:"state" validate:"required" enums:"pending,approved,rejected,cancelled,expired" extensions:"x-nullable" example:"approved"`
	Code     *string   `json:"code" validate:"required" extensions:"x-nullable" example:"already_decided"`
	Detail   *string   `json:"detail" validate:"required" extensions:"x-nullable" example:"This request was already approved by Ana Souza."`
	Decision *Decision `json:"decision" validate:"required" extensions:"x-nullable"`
} // @name DecidedApproval

// decideApprovals is POST /api/v1/workspaces/{workspace_id}/approvals/decide.
//
//	@ID				decideApprovals
//	@Summary		Decide many login requests
//	@Description	Needs the permission `approvals:decide`. Up to 200, each with an outcome of its own and by the very rules of the single operations, so one that fails leaves the others alone. Where the list names something that is not in this workspace, or a request twice, nothing at all is decided. Asked again after a fault, those that were decided before answer already_decided.
//	@Tags			Approvals
//	@Accept			json
//	@Produce		json
//	@Security		Bearer
//	@Param			workspace_id	path		string			true	"The workspace"															Format(uuid)
//	@Param			Idempotency-Key	header		string			false	"The same key and body within 24 hours gives the first answer again"	minlength(1)	maxlength(255)
//	@Param			body			body		DecideApprovals	true	"The request"
//	@Success		200				{object}	DecidedApprovals
//	@Failure		400				{object}	web.Problem	"bad_request, malformed_body, unknown_field, duplicate_field, wrong_type"
//	@Failure		401				{object}	web.Problem	"unauthenticated"
//	@Failure		403				{object}	web.Problem	"permission_denied"
//	@Failure		404				{object}	web.Problem	"not_found"
//	@Failure		409				{object}	web.Problem	"request_in_progress, request_completed"
//	@Failure		413				{object}	web.Problem	"body_too_large"
//	@Failure		415				{object}	web.Problem	"unsupported_media_type"
//	@Failure		422				{object}	web.Problem	"validation_failed, idempotency_key_reused"
//	@Failure		429				{object}	web.Problem	"rate_limited"
//	@Failure		503				{object}	web.Problem	"overloaded, unavailable"
//	@Router			/api/v1/workspaces/{workspace_id}/approvals/decide [post]
func (h *Handler) decideApprovals(c echo.Context, p authz.Pass) error {
	in, err := web.Body[DecideApprovals](c)
	if err != nil {
		return err
	}
	outcomes, err := h.Admission.Decide(c.Request().Context(), p, each(in.Decisions, rulingOf))
	if err != nil {
		return err
	}
	view := DecidedApprovals{Results: each(outcomes, outcomeView)}
	for _, o := range outcomes {
		if o.Refusal == nil {
			view.Done++
			continue
		}
		h.Frame.NoteDenied(c, o.Refusal, "approval_id", string(o.Approval))
	}
	view.Failed = len(outcomes) - view.Done
	return web.OK(c, view)
}

func rulingOf(d DecideApproval) admission.Ruling {
	r := admission.Ruling{Approval: id.Approval(d.ApprovalID)}
	if d.Decision == "reject" {
		r.Reject = &admission.RejectCommand{Reason: d.Reason, Notify: d.Notify}
		return r
	}
	r.Approve = &admission.ApproveCommand{
		Note: d.Note, RoleIDs: idsOrNil[id.Role](d.RoleIDs), LocationIDs: idsOrNil[id.Location](d.LocationIDs),
	}
	return r
}

func outcomeView(o admission.Outcome) DecidedApproval {
	view := DecidedApproval{ID: string(o.Approval), Status: http.StatusOK}
	if o.Refusal != nil {
		view.Status, view.Code, view.Detail = web.StatusOf(o.Refusal), &o.Refusal.Code, &o.Refusal.Detail
	}
	if o.View != nil {
		shown := approvalView(*o.View)
		view.State, view.Decision = &shown.State, shown.Decision
	}
	return view
}
